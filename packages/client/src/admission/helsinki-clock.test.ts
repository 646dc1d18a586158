import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helsinkiInstant, helsinkiTime, helsinkiTimeMs, monthBefore } from './helsinki-clock.ts';
import { instantMs } from './instant.ts';

const anyMoment = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2100-01-01') });

describe('a month before', () => {
  it.each([
    ['keeps the time of day', '2026-05-15T19:00:00+03:00', '2026-04-15T19:00:00+03:00'],
    ['of 31 March is the last of February', '2026-03-31T18:00:00+03:00', '2026-02-28T18:00:00+02:00'],
    ['of 31 March in a leap year is 29 February', '2028-03-31T18:00:00+03:00', '2028-02-29T18:00:00+02:00'],
    ['of 31 March 2100, no leap year, is 28 February', '2100-03-31T18:00:00+03:00', '2100-02-28T18:00:00+02:00'],
    ['of 31 August is 31 July', '2026-08-31T18:00:00+03:00', '2026-07-31T18:00:00+03:00'],
    ['of 31 October is 30 September', '2026-10-31T18:00:00+02:00', '2026-09-30T18:00:00+03:00'],
    ['of January is December of the year before', '2027-01-31T18:00:00+02:00', '2026-12-31T18:00:00+02:00'],
    ['of an hour the clock leaves out is the hour after', '2026-04-29T03:30:00+03:00', '2026-03-29T04:30:00+03:00'],
    ['of an hour that comes twice is the first', '2026-11-25T03:30:00+02:00', '2026-10-25T03:30:00+03:00'],
    [
      'from the second of an hour that came twice keeps the time of day',
      '2026-10-25T03:30:00+02:00',
      '2026-09-25T03:30:00+03:00',
    ],
    ['keeps thousandths of a second', '2026-05-15T19:00:00.250+03:00', '2026-04-15T19:00:00.250+03:00'],
  ])('%s', (_, start, before) => {
    expect(helsinkiInstant(monthBefore(Date.parse(start)))).toBe(before);
  });

  it('is 28 to 31 days before, plus or minus the hour of a clock change (property)', () => {
    fc.assert(
      fc.property(anyMoment, (atMs) => {
        const hours = (atMs - monthBefore(atMs)) / 3_600_000;
        expect(hours).toBeGreaterThanOrEqual(28 * 24 - 2);
        expect(hours).toBeLessThanOrEqual(31 * 24 + 1);
      }),
    );
  });

  it('never opens a later show earlier by more than the end of a month and a clock change (property)', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 1, max: 90 * 86_400_000 }), (atMs, laterMs) => {
        expect(monthBefore(atMs + laterMs)).toBeGreaterThan(monthBefore(atMs) - 86_400_000 - 3_600_000);
      }),
    );
  });
});

describe('the local time of Helsinki', () => {
  it('is what clocks show, in winter and in summer', () => {
    expect(helsinkiTime(Date.parse('2026-11-20T16:05:59Z'))).toBe('2026-11-20T18:05');
    expect(helsinkiTime(Date.parse('2026-06-20T21:05:00Z'))).toBe('2026-06-21T00:05');
    expect(helsinkiTimeMs('2026-11-20T18:05')).toBe(Date.parse('2026-11-20T16:05:00Z'));
    expect(helsinkiTimeMs('2026-06-21T00:05')).toBe(Date.parse('2026-06-20T21:05:00Z'));
  });
  it('is the first of a time that occurs twice, and an hour later for a time that is skipped', () => {
    expect(helsinkiTimeMs('2026-10-25T03:30')).toBe(Date.parse('2026-10-25T00:30:00Z'));
    expect(helsinkiTimeMs('2026-03-29T03:30')).toBe(Date.parse('2026-03-29T01:30:00Z'));
  });
  it.each(['', 'yesterday', '2026-02-30T12:00', '2026-11-20', '2026-11-20T18:05:00', '2026-11-20T18:05Z'])(
    'cannot be %j',
    (text) => {
      expect(helsinkiTimeMs(text)).toBeUndefined();
    },
  );
});

describe('an instant of Helsinki', () => {
  it('is the moment from which it was made (property)', () => {
    fc.assert(
      fc.property(anyMoment, (atMs) => {
        expect(instantMs(helsinkiInstant(atMs))).toBe(atMs);
      }),
    );
  });
});
