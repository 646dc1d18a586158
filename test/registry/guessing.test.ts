/** How many codes an attacker with a till's token is told about (docs/security.md). */
import { expect, it } from 'vitest';
import { guessCards, maxToldIn } from './guessing.ts';

const hourMs = 3_600_000;

it('An attacker is told about at most 525 codes in a day', () => {
  expect(maxToldIn(24 * hourMs)).toBe(525);
});

it.each([
  [1, hourMs],
  [50, 24 * hourMs],
])('An attacker with a till’s token, %i codes at a time, is told about few of them', async (atOnce, periodMs) => {
  const { told } = await guessCards({ periodMs, periods: 1, cards: 3, atOnce, seed: 18 });
  expect(told[0]).toBeLessThanOrEqual(maxToldIn(periodMs));
  // He loses nothing by waiting as long as he is asked to.
  expect(told[0]).toBeGreaterThan(maxToldIn(periodMs) - 100);
}, 60_000);
