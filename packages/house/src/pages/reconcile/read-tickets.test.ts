import type { ShowFacts } from '@kaiku/client/admission';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../files.ts';
import type { Cell } from '../../sheet/cells.ts';
import { readTickets } from './read-tickets.ts';

const show = { id: 'ilta', name: 'Ilta jokirannalla', startsAt: '2026-11-20T17:00:00Z' } as ShowFacts;
const other = { id: 'runo', name: 'Runoja ja kahvia', startsAt: '2026-11-20T16:00:00Z' } as ShowFacts;
const compared = { day: '2026-11-20', shows: [show, other] };
const read = (...rows: Cell[][]) => readTickets(rows, compared);

describe('the rows of a ticketing system', () => {
  it.each([
    ['Tilaus', 'Tapahtuma', 'Kellonaika', 'Aikuisten liput', 'Lasten liput', 'Viite'],
    ['Order', 'Evenemang', 'Klockslag:', 'Biljetter för vuxna', 'Barn', 'Referens'],
    ['order', 'EVENT', 'time', 'adults', 'child tickets', 'reference'],
  ])('are read by their headings in any language: %s', (...headings) => {
    expect(read(headings, ['17', 'Ilta jokirannalla', '18.31', '1', '2', 'pos-17'])).toEqual({
      tickets: [{ id: '17', soldAt: '2026-11-20T16:31:00.000Z', adults: 1, minors: 2, reference: 'pos-17' }],
      wrong: [],
      others: 0,
    });
  });

  it('may have titles above the headings, totals and empty rows', () => {
    const rows = read(['Myynti 20.11.'], [], ['Klo', 'Lapsia'], ['18.31', ''], ['', ''], ['Yhteensä', 1]);
    expect(rows?.tickets).toEqual([{ id: '4', soldAt: '2026-11-20T16:31:00.000Z', adults: 1, minors: 0 }]);
  });

  it('of other events and days are counted, and not compared', () => {
    const rows = read(
      ['Tapahtuma', 'Päivämäärä', 'Lapsia'],
      ['Another', '20.11.2026', 1],
      ['Ilta jokirannalla', '21.11.2026', 1],
      ['ilta  jokirannalla', '2026-11-20', 1],
    );
    expect([rows?.others, rows?.tickets.length]).toEqual([2, 1]);
  });

  it('have the time of their cell, of the date, or of the start of their show', () => {
    const times = (date: Cell, time: Cell) =>
      read(['Päivämäärä', 'Kellonaika', 'Tapahtuma'], [date, time, other.name])?.tickets[0]?.soldAt.slice(11, 16);
    expect(times('20.11.2026', 0.771_527_777)).toBe('16:31');
    expect(times('20.11.2026 18:31', '')).toBe('16:31');
    expect(times(new Date('2026-11-20T18:31:00Z'), null)).toBe('16:31');
    expect(times('2026-11-20T16:31:00Z', null)).toBe('16:31');
    expect(times('20.11.2026', '')).toBe('16:00');
    expect(times(new Date('2026-11-20T00:00:00Z'), null)).toBe('16:00');
  });

  it('with a cell that is not plainly what it must be are listed', () => {
    const rows = read(
      ['Kellonaika', 'Aikuisia', 'Lapsia'],
      ['evening', 1, 0],
      ['18.31', 0, 0],
      ['18.31', 1, 'two'],
      ['18.31', 1, '=1+1'],
    );
    expect(rows?.tickets).toEqual([]);
    expect(rows?.wrong.map(({ row, field }) => `${row} ${field}`)).toEqual([
      '2 time',
      '3 adults',
      '4 minors',
      '5 minors',
    ]);
  });

  it('without headings are refused', () => {
    expect(read(['18.31', '1', '2'])).toBeUndefined();
    expect(read(['Tapahtuma', 'Tilaus'], ['Ilta jokirannalla', '17'])).toBeUndefined();
    expect(read()).toBeUndefined();
  });
});

describe('the saved differences', () => {
  it('have no cell that a spreadsheet calculates', () => {
    expect(toCsv([['=1+1', '+358', '-1', '@a', 'a"b', '1 + 2']])).toBe(
      '\ufeff"\'=1+1";"\'+358";"\'-1";"\'@a";"a""b";"1 + 2"\r\n',
    );
  });
});
