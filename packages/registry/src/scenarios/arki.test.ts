import { helsinkiDay, parseCardCode } from '@kaiku/client/admission';
import { describe, expect, it } from 'vitest';
import { arki, arkiWorld } from './arki.ts';
import type { SampleShow } from './arki-shows.ts';
import { addDays, helsinkiInstant, leapDayFrom } from './dates.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');

describe('the scenario arki', () => {
  it('has about forty cards with different, well-formed codes', () => {
    const codes = Object.values(arki.cards).map(({ code }) => code);
    expect(codes.length).toBeGreaterThanOrEqual(40);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(parseCardCode(code)).toMatchObject({ kind: 'card', repairs: [] });
  });

  it('has every prefix, every status and zero to six children', () => {
    const cards = Object.values(arki.cards);
    const prefixes = new Set(cards.map(({ code }) => code.replace(/\d+$/, '')));
    expect([...prefixes].sort()).toEqual(['A', 'AM', 'X', 'Y', 'YM', 'Z']);
    const statuses = new Set(cards.map(({ status }) => status));
    expect(statuses).toEqual(new Set(['active', 'inactive', 'barred', 'in-transfer', null]));
    expect([...new Set(cards.map(({ minors }) => minors))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('has each example of the programme’s documents', () => {
    const codes = Object.values(arki.cards).map(({ code }): string => code);
    const examples = ['A045198723', 'A999005458', 'A999991234', 'Y110029399', 'X000011986', 'X000011326', 'Z000010669'];
    expect(codes).toEqual(expect.arrayContaining(examples));
  });

  it('always has a show today and a card whose last day is today', () => {
    const moments = [
      '2026-11-20T10:00:00Z',
      ...['2026-11-20T21:30:00Z', '2026-11-20T21:59:59Z', '2026-11-20T22:00:00Z', '2026-11-20T22:30:00Z'], // midnight
      ...['2026-03-28T22:30:00Z', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z'], // clocks go forward
      ...['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T22:30:00Z'], // and back
      ...['2028-02-28T23:00:00Z', '2028-02-29T21:59:59Z', '2026-12-31T21:59:59Z', '2026-12-31T22:00:00Z'],
    ];
    for (const at of moments.map((moment) => Date.parse(moment))) {
      const { shows, cards } = arkiWorld(at);
      const evening = shows.find(({ id }) => id === arki.shows.evening.id);
      expect(helsinkiDay(Date.parse(evening?.startsAt ?? ''))).toBe(helsinkiDay(at));
      const lastDay = cards.find(({ code }) => code === arki.cards.lastDayToday.code);
      expect(lastDay?.validUntilOn).toBe(helsinkiDay(at));
      const ended = cards.find(({ code }) => code === arki.cards.expired.code);
      expect(ended?.validUntilOn).toBe(addDays(helsinkiDay(at), -1));
    }
  });

  it('has a ticket left in each show that a venue’s page opens on today', () => {
    const today = Object.values<SampleShow>(arki.shows)
      .filter(({ venue, inDays }) => venue === 'suvanto' && inDays === 0)
      .sort((a, b) => a.time.localeCompare(b.time) || a.id.localeCompare(b.id));
    const first = today.filter(({ time }, at) => time !== today[at - 1]?.time);
    expect(first.length).toBeGreaterThan(4);
    for (const { cap, takenBefore = 0 } of first) expect(takenBefore).toBeLessThan(cap ?? Infinity);
  });

  it('is the same world at the same moment', () => {
    expect(arkiWorld(nowMs)).toEqual(arkiWorld(nowMs));
  });
});

describe('dates', () => {
  it('can be added across months, years and clock changes', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-29', -1)).toBe('2026-03-28');
  });

  it('include the next 29 February, or the same day', () => {
    expect([leapDayFrom('2026-11-20'), leapDayFrom('2028-02-29'), leapDayFrom('2028-03-01')]).toEqual([
      '2028-02-29',
      '2028-02-29',
      '2032-02-29',
    ]);
    expect(leapDayFrom('2097-01-01')).toBe('2104-02-29');
  });

  it('become instants by the clock in Helsinki, in winter and in summer', () => {
    expect(helsinkiInstant('2026-11-20', '19:00')).toBe('2026-11-20T17:00:00.000Z');
    expect(helsinkiInstant('2026-06-20', '19:00')).toBe('2026-06-20T16:00:00.000Z');
    expect(helsinkiInstant('2026-03-29', '19:00')).toBe('2026-03-29T16:00:00.000Z');
  });
});
