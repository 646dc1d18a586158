/** LibreOffice opens what we write, and we read what it writes. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kaikukantaLayout } from '../../packages/registry/src/workbook/layouts.ts';
import { readWorkbook } from '../../packages/registry/src/workbook/read-workbook.ts';
import type { UsageLine } from '../../packages/registry/src/workbook/usage-line.ts';
import { writeWorkbook } from '../../packages/registry/src/workbook/write-workbook.ts';

const office = ['/usr/bin/soffice', '/usr/local/bin/soffice'].find((file) => existsSync(file));
const without = office === undefined ? ' (skipped: LibreOffice is not installed, package libreoffice-calc-nogui)' : '';

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

/** Every cell as text, quoted; dates as they are formatted. */
const csvFilter = 'csv:Text - txt - csv (StarCalc):59,34,76,1,,1035,true,true';

describe.skipIf(office === undefined)(`LibreOffice${without}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaiku-office-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function convert(name: string, bytes: Uint8Array, filter: string, extension: string): Promise<Uint8Array> {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    const out = path.join(folder, 'out');
    await promisify(execFile)(office ?? '', [
      ...['--headless', '--norestore', `-env:UserInstallation=file://${folder}/profile`],
      // As a Finnish Excel opens it, without a dialog: semicolons, quotes, UTF-8.
      ...(name.endsWith('.csv') ? ['--infilter=Text - txt - csv (StarCalc):59,34,76,1'] : []),
      ...['--convert-to', filter, '--outdir', out, file],
    ]);
    return readFile(path.join(out, name.replace(/\.\w+$/, `.${extension}`)));
  }

  async function cellsOf(bytes: Uint8Array) {
    const rows = [];
    for await (const { cells } of readWorkbook(bytes, layout.sheet)) rows.push(cells);
    return rows;
  }

  it('shows every cell of our workbook as it was written, and calculates none', async () => {
    const bytes = await writeWorkbook(lines, { format: 'xlsx', layout });
    const csv = Buffer.from(await convert('written.xlsx', bytes, csvFilter, 'csv')).toString('utf8');
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const date = (day: string) => day.split('-').map(Number).reverse().join('.');
    expect(csv.split('\n')).toEqual([
      headings.map(quoted).join(';'),
      ...lines.map(({ card, minors, showName, day }) => `${quoted(card)};1;${minors};${quoted(showName)};${date(day)}`),
      '',
    ]);
  });

  it('writes a workbook that we read as it was', async () => {
    const bytes = await writeWorkbook(lines, { format: 'xlsx', layout });
    const saved = await convert('resaved.xlsx', bytes, 'xlsx:Calc MS Excel 2007 XML', 'xlsx');
    expect(await cellsOf(saved)).toEqual(await cellsOf(bytes));
  });

  it('opens our CSV file, and calculates none of its texts', async () => {
    const bytes = await writeWorkbook(lines, { format: 'csv', layout });
    const saved = await convert('opened.csv', bytes, 'xlsx:Calc MS Excel 2007 XML', 'xlsx');
    const rows = [];
    for await (const { cells, formulas } of readWorkbook(saved, 'opened'))
      rows.push({ cells, formulas: formulas.size });
    expect(rows.every(({ formulas }) => formulas === 0)).toBe(true);
    expect(rows.slice(1).map(({ cells }) => cells[0])).toEqual(lines.map(({ card }) => card));
  });
});
