import { describe, expect, it } from 'vitest';
import type { ShowFacts, UsageHow } from './facts.ts';
import { showWarnings, tooLongOver } from './show-days.ts';

const hamlet: ShowFacts = {
  id: 'hamlet',
  name: 'Hamlet',
  venue: 'Kaupunginteatteri',
  kind: 'performance',
  startsAt: '2026-11-18T19:00:00+02:00',
  seats: 200,
  cap: 10,
  taken: 0,
  reservationOpens: 'at-once',
  redemptionOpensMin: null,
};
const at = (time: string) => Date.parse(time);
const hows: readonly UsageHow[] = ['reserved', 'sold', 'door'];

describe('the warnings about a show', () => {
  const warned = (time: string, how: UsageHow = 'door', facts: Partial<ShowFacts> = {}) =>
    showWarnings({ ...hamlet, ...facts }, how, at(time));

  it.each(hows)('include `show-over`, with the day, from twelve hours after the start (%s)', (how) => {
    expect(warned('2026-11-19T07:00:00+02:00', how)).toEqual([]);
    expect(warned('2026-11-19T07:00:01+02:00', how)).toEqual([{ kind: 'show-over', on: '2026-11-18' }]);
    expect(warned('2026-12-18T19:00:00+02:00', how)).toEqual([{ kind: 'show-over', on: '2026-11-18' }]);
  });

  it('include `show-not-today`, with the day, only at the door', () => {
    expect(warned('2026-11-17T19:00:00+02:00')).toEqual([{ kind: 'show-not-today', on: '2026-11-18' }]);
    expect(warned('2026-11-17T19:00:00+02:00', 'sold')).toEqual([]);
    expect(warned('2026-11-17T19:00:00+02:00', 'reserved')).toEqual([]);
    expect(warned('2026-11-18T00:00:00+02:00')).toEqual([]);
  });

  it('are empty if doors open before midnight, and after midnight for a show of the evening before', () => {
    const late = { startsAt: '2026-11-19T00:30:00+02:00' };
    expect(warned('2026-11-18T21:30:00+02:00', 'door', late)).toEqual([]);
    expect(warned('2026-11-18T21:29:59+02:00', 'door', late)).toEqual([{ kind: 'show-not-today', on: '2026-11-19' }]);
    expect(warned('2026-11-19T00:30:00+02:00')).toEqual([]);
  });

  it.each(['course', 'swimming-hall'] as const)('are empty for a %s, because its last day is unknown', (kind) => {
    expect(warned('2027-05-18T19:00:00+03:00', 'door', { kind })).toEqual([]);
    expect(warned('2026-11-01T19:00:00+02:00', 'door', { kind })).toEqual([]);
  });

  it('are empty for unknown or malformed facts', () => {
    expect(showWarnings(undefined, 'door', at('2026-12-18T19:00:00+02:00'))).toEqual([]);
    expect(warned('2026-12-18T19:00:00+02:00', 'door', { startsAt: 'yesterday' })).toEqual([]);
    expect(showWarnings(hamlet, 'door', Number.NaN)).toEqual([]);
  });
});

describe('a show that is too long over', () => {
  it('is one that began more than fourteen days ago', () => {
    expect(tooLongOver(hamlet, at('2026-12-02T19:00:00+02:00'))).toBeUndefined();
    expect(tooLongOver(hamlet, at('2026-12-02T19:00:01+02:00'))).toBe('2026-11-18');
    expect(tooLongOver({ ...hamlet, kind: 'course' }, at('2027-05-02T19:00:00+03:00'))).toBeUndefined();
    expect(tooLongOver(undefined, at('2027-05-02T19:00:00+03:00'))).toBeUndefined();
  });
});
