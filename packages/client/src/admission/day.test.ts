import { describe, expect, it } from 'vitest';
import { helsinkiDay } from './day.ts';

describe('the day in Helsinki', () => {
  it.each([
    ['ends at midnight in winter, two hours before UTC', '2026-01-21T21:59:59.999Z', '2026-01-21'],
    ['begins at midnight in winter', '2026-01-21T22:00:00Z', '2026-01-22'],
    ['ends at midnight in summer, three hours before UTC', '2026-07-01T20:59:59.999Z', '2026-07-01'],
    ['begins at midnight in summer', '2026-07-01T21:00:00Z', '2026-07-02'],
    ['begins in winter time on the day the clock goes forward', '2026-03-28T22:00:00Z', '2026-03-29'],
    ['ends in summer time on the day the clock goes forward', '2026-03-29T21:00:00Z', '2026-03-30'],
    ['begins in summer time on the day the clock goes back', '2026-10-24T21:00:00Z', '2026-10-25'],
    ['lasts 25 hours on the day the clock goes back', '2026-10-25T21:59:59.999Z', '2026-10-25'],
    ['ends in winter time on the day the clock goes back', '2026-10-25T22:00:00Z', '2026-10-26'],
    ['knows 29 February', '2028-02-28T22:00:00Z', '2028-02-29'],
    ['ends the year', '2026-12-31T22:00:00Z', '2027-01-01'],
  ])('%s', (_, instant, day) => {
    expect(helsinkiDay(Date.parse(instant))).toBe(day);
  });
});
