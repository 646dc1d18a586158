import type { ShowFacts } from '@kaiku/client/admission';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../sheet/read-file.ts';
import { parseMapping } from './mapping.ts';
import { readTickets } from './read-tickets.ts';

const show = { id: 'ilta', name: 'Ilta jokirannalla', startsAt: '2026-11-20T17:00:00Z' } as ShowFacts;

/** What a vendor might export: our names for other things, and other names for ours. */
const columns = [
  { field: 'card', heading: 'Kortti' },
  { field: 'ticket', heading: 'Kuitti' },
  { field: 'showName', heading: 'Tuoteryhmä' },
  { field: 'time', heading: 'Myyty', also: ['Myyntihetki'] },
  { field: 'minors', heading: 'Tuote' },
  { text: 'Suvantosali', heading: 'Kohde' },
];
const mapping = JSON.stringify({ sheet: 'Kaikki', language: 'fi', dates: 'cell', columns });
const rows = [
  ['KUITTI', 'Tuoteryhmä', 'Myyntihetki', 'Tuote', 'Lapsia'],
  ['K-17', 'Ilta jokirannalla', '18.31', '2', 'ei tietoa'],
];

describe('a mapping file', () => {
  it('names the headings of a vendor, which win over ours', () => {
    const { headings } = parseMapping(`\ufeff${mapping}`) ?? {};
    const read = readTickets(rows, { day: '2026-11-20', shows: [show], headings });
    expect(read?.tickets).toEqual([{ id: 'K-17', soldAt: '2026-11-20T16:31:00.000Z', adults: 1, minors: 2 }]);
    expect(readTickets(rows, { day: '2026-11-20', shows: [show] })?.tickets).not.toEqual(read?.tickets);
  });

  it('names the sheet', async () => {
    const sheets = [
      { name: 'Ohje', rows: [['Lue tämä']] },
      { name: 'Kaikki', rows },
    ];
    const file = new Blob([new Uint8Array(await writeXlsx({ sheets }))]);
    expect((await readFile(file, parseMapping(mapping)?.sheet))?.[0]).toEqual(rows[0]);
    expect((await readFile(file, 'Missing'))?.[0]).toEqual(['Lue tämä']);
  });

  it.each(['', 'null', '[]', '{"columns":{}}', '{"columns":[null,1,{"field":"time"},{"field":"card","heading":"x"}]}'])(
    'is none if no column of the page has a heading: %s',
    (json) => {
      expect(parseMapping(json)).toBeUndefined();
    },
  );
});
