/** The number of codes that a till's token reveals to an attacker (docs/security.md). */
import { expect, it } from 'vitest';
import { guessCards, maxLearntIn } from './guessing.ts';

const hourMs = 3_600_000;

it('An attacker learns of at most 525 codes in a day', () => {
  expect(maxLearntIn(24 * hourMs)).toBe(525);
});

it.each([
  [1, hourMs],
  [50, 24 * hourMs],
])('An attacker with a till’s token, %i codes at a time, learns of few of them', async (atOnce, periodMs) => {
  const { learnt } = await guessCards({ periodMs, periods: 1, cards: 3, atOnce, seed: 18 });
  expect(learnt[0]).toBeLessThanOrEqual(maxLearntIn(periodMs));
  // He loses nothing by waiting as long as he is asked to.
  expect(learnt[0]).toBeGreaterThan(maxLearntIn(periodMs) - 100);
});
