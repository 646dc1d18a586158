import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryWaitMs } from './retry-wait.ts';

const longest = 0.999_999;
const failures = fc.nat(2000);
const random = fc.double({ min: 0, max: longest, noNaN: true });

describe('the wait after failed send passes', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [6, 32_000],
    [7, 60_000],
    [500, 60_000],
  ])('is random after %d failures, up to %d ms', (count, maxMs) => {
    expect(retryWaitMs({ failures: count, random: () => 0 })).toBe(0);
    expect(retryWaitMs({ failures: count, random: () => longest })).toBeCloseTo(maxMs, 0);
  });
  it('is at least what the registry or the rule asks for, and at most 30 s or 60 s longer (property)', () => {
    fc.assert(
      fc.property(failures, random, fc.nat(3_600_000), fc.nat(900_000), (count, at, minWaitMs, retryAfterMs) => {
        const wait = retryWaitMs({ failures: count, random: () => at, minWaitMs, retryAfterMs });
        expect(wait).toBeGreaterThanOrEqual(Math.max(minWaitMs, retryAfterMs));
        expect(wait).toBeLessThanOrEqual(Math.max(60_000, minWaitMs, retryAfterMs) + 30_000);
      }),
    );
  });
  it('spreads devices that were given the same time', () => {
    const waits = [0, 0.25, 0.5, 0.75].map((at) =>
      retryWaitMs({ failures: 1, random: () => at, retryAfterMs: 120_000 }),
    );
    expect(waits).toEqual([120_000, 127_500, 135_000, 142_500]);
  });
});
