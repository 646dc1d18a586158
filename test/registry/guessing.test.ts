/** How many codes an attacker with a till's token is told about in a day (docs/security.md). */
import { expect, it } from 'vitest';
import { guessCards } from './guessing.ts';

/** 60 for nothing; 415 more, whose waits of 1, 2, 3 … seconds fit in a day; and the last message may have 50 instead. */
const maxADay = 60 + 415 + 50;

it.each([1, 50])(
  'An attacker with a till’s token, %i codes at a time, is told about few codes in a day',
  async (atOnce) => {
    const { told } = await guessCards({ days: 1, cards: 3, atOnce, seed: 18, enough: maxADay });
    expect(told[0]).toBeLessThanOrEqual(maxADay);
    // He loses nothing by waiting as long as he is asked to.
    expect(told[0]).toBeGreaterThan(400);
  },
  60_000,
);
