/** LibreOffice opens what we write, and we read what it writes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kaikukantaLayout } from '../../packages/registry/src/workbook/layouts.ts';
import { readWorkbook } from '../../packages/registry/src/workbook/read-workbook.ts';
import type { UsageLine } from '../../packages/registry/src/workbook/usage-line.ts';
import { writeWorkbook } from '../../packages/registry/src/workbook/write-workbook.ts';
import { lacksOffice, type Office, openOffice, withoutOffice } from '../support/office.ts';

const lines: readonly UsageLine[] = [
  { card: 'A045198723', minors: 2, showName: 'Taika-Matti', day: '2026-01-21' },
  { card: 'X000011986', minors: 0, showName: '=HYPERLINK("http://x.example";"y")', day: '2026-02-28' },
  { card: 'Y110029399', minors: 9, showName: '+1-1', day: '2024-02-29' },
  { card: 'AM99900545', minors: 1, showName: '@SUM(1)', day: '2026-12-31' },
  { card: 'Z000010669', minors: 1, showName: '-mies; "osa 2", Sörnäinen – åäö €', day: '2026-06-01' },
  { card: 'A999991234', minors: 0, showName: "'=1+1", day: '2026-06-02' },
  { card: 'A999991235', minors: 0, showName: '_x0041_', day: '2026-06-03' },
  { card: 'A999991236', minors: 0, showName: '00123', day: '2026-06-04' },
  { card: 'A999991237', minors: 0, showName: '1.2.2026', day: '2026-06-05' },
];

const headings = ['Kaikukortin tunnus', 'Aikuisten liput', 'Lasten liput', 'Tapahtuman nimi', 'Päivämäärä'];
const layout = kaikukantaLayout;

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const date = (day: string) => day.split('-').map(Number).reverse().join('.');
const shown = [
  headings.map(quoted).join(';'),
  ...lines.map(({ card, minors, showName, day }) => `${quoted(card)};1;${minors};${quoted(showName)};${date(day)}`),
];

describe.skipIf(lacksOffice)(`LibreOffice${withoutOffice}`, () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  async function cellsOf(bytes: Uint8Array) {
    const rows = [];
    for await (const { cells } of readWorkbook(bytes, layout.sheet)) rows.push(cells);
    return rows;
  }

  it('shows every cell of our workbook as it was written, and calculates none', async () => {
    const bytes = await writeWorkbook(lines, { format: 'xlsx', layout });
    expect(await office.shownLines(bytes)).toEqual(shown);
  });

  it('opens an encrypted workbook with its password only', async () => {
    const password = 'Ensi-ilta 20.11. åäö';
    const bytes = await writeWorkbook(lines, { format: 'xlsx', layout, password });
    // Not a zip archive, but Excel's container of an encrypted one.
    expect(Buffer.from(bytes.subarray(0, 4)).toString('hex')).toBe('d0cf11e0');
    expect(await office.shownLines(bytes, password)).toEqual(shown);
    await expect(office.shownLines(bytes, 'ensi-ilta 20.11. åäö')).rejects.toThrow('did not open');
    await expect(office.shownLines(bytes)).rejects.toThrow('did not open');
  });

  it('writes a workbook that we read as it was', async () => {
    const bytes = await writeWorkbook(lines, { format: 'xlsx', layout });
    const saved = await office.saved(bytes, 'xlsx');
    expect(await cellsOf(saved)).toEqual(await cellsOf(bytes));
  });

  it('opens our CSV file, and calculates none of its texts', async () => {
    const bytes = await writeWorkbook(lines, { format: 'csv', layout });
    const saved = await office.saved(bytes, 'csv');
    const rows = [];
    for await (const { cells, formulas } of readWorkbook(saved, 'given')) rows.push({ cells, formulas: formulas.size });
    expect(rows.every(({ formulas }) => formulas === 0)).toBe(true);
    expect(rows.slice(1).map(({ cells }) => cells[0])).toEqual(lines.map(({ card }) => card));
  });
});
