import { describe, expect, it } from 'vitest';
import { untilNextMs } from './nightly.ts';

const next = (now: string) => {
  const nowMs = Date.parse(now);
  return new Date(Math.round((nowMs + untilNextMs(nowMs)) / 60_000) * 60_000).toISOString();
};

describe('`untilNextMs`', () => {
  it.each([
    ['2026-11-20T10:00:00Z', '2026-11-21T02:00:00.000Z'],
    ['2026-11-20T01:59:00Z', '2026-11-20T02:00:00.000Z'],
    ['2026-11-20T02:01:00Z', '2026-11-21T02:00:00.000Z'],
    ['2026-07-01T21:30:00Z', '2026-07-02T01:00:00.000Z'],
    ['2026-03-28T21:30:00Z', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T01:00:00Z', '2026-03-30T01:00:00.000Z'],
    ['2026-10-24T23:00:00Z', '2026-10-25T02:00:00.000Z'],
  ])('is four o’clock in Helsinki after %s', (now, then) => expect(next(now)).toBe(then));

  it.each(['2026-03-29T00:30:00Z', '2026-10-25T00:30:00Z'])('is within a day when the clock changes, on %s', (now) => {
    expect(untilNextMs(Date.parse(now))).toBeGreaterThan(0);
    expect(untilNextMs(Date.parse(now))).toBeLessThanOrEqual(86_400_000);
  });
});
