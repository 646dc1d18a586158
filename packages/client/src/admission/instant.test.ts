import { describe, expect, it } from 'vitest';
import { isDay } from './day.ts';
import { instantMs } from './instant.ts';

describe('an instant', () => {
  it.each(['2026-05-15T19:00:00+03:00', '2026-05-15T16:00:00Z', '2026-05-15T16:00Z', '2026-05-15T16:00:00.000Z'])(
    'can be %s',
    (text) => {
      expect(instantMs(text)).toBe(Date.UTC(2026, 4, 15, 16));
    },
  );
  it.each([
    ['nothing', ''],
    ['without an offset', '2026-05-15T19:00:00'],
    ['a day alone', '2026-05-15'],
    ['a day that does not exist', '2026-02-30T19:00:00Z'],
    ['29 February of a common year', '2026-02-29T19:00:00Z'],
    ['hour 24', '2026-05-15T24:00:00Z'],
    ['minute 60', '2026-05-15T19:60:00Z'],
    ['words', 'tomorrow at seven'],
    ['another way of writing a date', '15.5.2026 19:00'],
    ['before 1970', '1969-12-31T23:59:59Z'],
    ['the end of the calendar', '9999-12-31T23:00:00Z'],
    ['a year of six digits', '+012026-05-15T19:00:00Z'],
  ])('cannot be %s', (_, text) => {
    expect(instantMs(text)).toBeUndefined();
  });
});

describe('a day', () => {
  it.each(['2026-05-15', '2028-02-29', '9999-12-31'])('can be %s', (text) => {
    expect(isDay(text)).toBe(true);
  });
  it.each(['', '2026-02-29', '2026-13-01', '2026-00-10', '2026-5-1', '2026-05-15T00:00:00Z', '20260515'])(
    'cannot be %j',
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );
});
