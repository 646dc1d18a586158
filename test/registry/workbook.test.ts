import fc from 'fast-check';
import { streamXlsxRows } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { parseLayout } from '../../packages/registry/src/workbook/layout.ts';
import { kaikukantaLayout, ownLayout } from '../../packages/registry/src/workbook/layouts.ts';
import { readWorkbook, type SheetRow } from '../../packages/registry/src/workbook/read-workbook.ts';
import type { UsageLine } from '../../packages/registry/src/workbook/usage-line.ts';
import { writeWorkbook } from '../../packages/registry/src/workbook/write-workbook.ts';
import { workbookParts, zipOf } from './zip-of.ts';

const line: UsageLine = { card: 'A045198723', minors: 2, showName: 'Taika-Matti', day: '2026-01-21' };

async function rowsOf(bytes: Uint8Array, sheet = 'Kaikukortit'): Promise<readonly SheetRow[]> {
  const rows = [];
  for await (const row of readWorkbook(bytes, sheet)) rows.push(row);
  return rows;
}

const names = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t=', ' =', "'=", "''+", '＝', '_x0041_', '"', ';'), fc.string())
      .map((parts) => parts.join('')),
  )
  // No database stores U+0000, and a cell of spaces is empty.
  .map((name) => `${name.replaceAll('\0', '')}.`);

const cell = '<c r="A1" t="inlineStr"><is><t>A045198723</t></is></c>';

describe('a workbook', () => {
  it('has a row of headings, and one usage in each row', async () => {
    const rows = await rowsOf(await writeWorkbook([line], { format: 'xlsx', layout: kaikukantaLayout }));
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['Kaikukortin tunnus', 'Aikuisten liput', 'Lasten liput', 'Tapahtuman nimi', 'Päivämäärä'],
      ['A045198723', 1, 2, 'Taika-Matti', new Date('2026-01-21T00:00:00Z')],
    ]);
  });

  it('has the same bytes whenever it is written', async () => {
    const write = () => writeWorkbook([line], { format: 'xlsx', layout: ownLayout });
    const first = await write();
    expect(Buffer.compare(first, await write())).toBe(0);
  });

  it('is encrypted with a password, and as before for who has it', async () => {
    const options = { format: 'xlsx', layout: kaikukantaLayout, password: 'salasana' } as const;
    const bytes = await writeWorkbook([line], options);
    const rows = [];
    for await (const { values } of streamXlsxRows(bytes, { password: 'salasana' })) rows.push(values[0]);
    expect(rows).toEqual(['Kaikukortin tunnus', 'A045198723']);
    await expect(streamXlsxRows(bytes, { password: 'väärä' }).next()).rejects.toThrow();
    expect(Buffer.from(bytes).includes('A045198723')).toBe(false);
    await expect(writeWorkbook([line], { ...options, format: 'csv' })).rejects.toThrow('cannot be encrypted');
  });

  it.each(['xlsx', 'csv'] as const)('returns any name as it was, in %s (property)', (format) =>
    fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 20 }), async (shows) => {
        const lines = shows.map((showName) => ({ ...line, showName }));
        const rows = await rowsOf(await writeWorkbook(lines, { format, layout: kaikukantaLayout }));
        expect(rows.slice(1).map(({ cells }) => cells[3])).toEqual(shows);
        expect(rows.every(({ formulas }) => formulas.size === 0)).toBe(true);
      }),
      { numRuns: 150 },
    ),
  );
});

describe('a workbook that does harm', () => {
  const megabytes = (count: number) => Buffer.alloc(count * 2 ** 20, `<row>${cell}</row>`);
  const sheet = (rows: string | Buffer, before?: string) => workbookParts(rows, before);
  const extra = (name: string, text = '') => [...sheet(''), { name, text }];
  const manyRows = Array.from({ length: 200_001 }, (_, row) => `<row r="${row + 1}"/>`).join('');

  it.each([
    ['inflates to a multiple of its size', sheet(megabytes(20)), 'workbook/too-large'],
    [
      'has a part that is longer than it says',
      sheet('').map((part) => ({ ...part, claims: 10 })),
      'workbook/too-large',
    ],
    [
      'has 201 parts',
      Array.from({ length: 201 }, (_, part) => ({ name: `${part}.xml`, text: '' })),
      'workbook/too-large',
    ],
    ['has 200 000 rows', sheet(manyRows), 'workbook/too-large'],
    ['has a cell far to the right', sheet('<row><c r="XFD1"><v>1</v></c></row>'), 'workbook/too-large'],
    ['has two parts of one name', [...sheet(''), ...sheet('')], 'workbook/unreadable'],
    ['has macros', extra('xl/vbaProject.bin'), 'workbook/active-content'],
    ['links to another workbook', extra('xl/externalLinks/externalLink1.xml'), 'workbook/active-content'],
    ['has a connection to data', extra('xl/connections.xml'), 'workbook/active-content'],
    ['defines entities', sheet('', '<!DOCTYPE l [<!ENTITY a "ha">]>'), 'workbook/active-content'],
    ['is a text document', extra('mimetype', 'application/vnd.oasis'), 'workbook/other-format'],
    ['has no sheet', [{ name: 'a.xml', text: '' }], 'workbook/other-format'],
  ] as const)('is rejected if it %s', async (_, parts, code) => {
    await expect(rowsOf(zipOf(parts))).rejects.toMatchObject({ code });
  });

  it.each([
    ['an encrypted workbook', 'xlsx', 'workbook/other-format'],
    ['the half of a workbook', 'half', 'workbook/unreadable'],
    ['binary data', 'binary', 'workbook/other-format'],
  ])('is rejected if it is %s', async (_, kind, code) => {
    const options = { format: 'xlsx', layout: kaikukantaLayout } as const;
    const bytes =
      kind === 'binary'
        ? Uint8Array.of(1, 0, 2, 0)
        : await writeWorkbook([line], kind === 'xlsx' ? { ...options, password: 'salasana' } : options);
    await expect(rowsOf(kind === 'half' ? bytes.subarray(0, bytes.length / 2) : bytes)).rejects.toMatchObject({ code });
  });

  it('is read with its formulas marked, and none is calculated', async () => {
    const [row] = await rowsOf(zipOf(sheet(`<row r="1">${cell}<c r="B1"><f>1+1</f><v>5</v></c></row>`)));
    expect(row).toEqual({ number: 1, cells: ['A045198723', 5], formulas: new Set([1]) });
  });
});

describe('a CSV file', () => {
  const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding));

  it.each([
    ['semicolons', bytes('a;b;ä\r\n1;2;3\r\n')],
    ['commas and line feeds', bytes('a,b,ä\n1,2,3')],
    ['tabs in UTF-16', bytes('\ufeffa\tb\tä\r\n1\t2\t3', 'utf16le')],
    ['Windows-1252', bytes('a;b;ä\r1;2;3', 'latin1')],
    ['a byte-order mark', bytes('\ufeffa;b;ä\n1;2;3\n')],
    ['a named separator', bytes('sep=|\na|b|ä\n1|2|3\n')],
    ['quotes around separators', bytes('"a";"b";"ä"\n"1";"2";"3"\n')],
  ])('is read with %s', async (_, file) => {
    expect((await rowsOf(file)).map(({ cells }) => cells)).toEqual([
      ['a', 'b', 'ä'],
      ['1', '2', '3'],
    ]);
  });
});

describe('a mapping file', () => {
  it('is a layout', () => {
    expect(parseLayout(JSON.stringify(kaikukantaLayout))).toEqual(kaikukantaLayout);
  });

  it.each([
    ['{', 'The mapping file is not JSON'],
    ['[]', 'The file: Invalid input: expected object'],
    [{ sheet: 'a/b' }, 'sheet: Invalid string'],
    [{ dates: 'M/d/yyyy' }, 'dates: Invalid option: expected one of "cell"'],
    [{ columns: [{ field: 'code' }] }, 'columns[0].field: Invalid option: expected one of "card"'],
    [{ columns: [{ field: 'card' }, { field: 'card' }] }, 'Two columns have the field card.'],
    [{ columns: [{ field: 'date' }] }, 'No column has the field card.'],
    [{ columns: [{}] }, 'columns[0]: give it either a `field` or a `text`.'],
    [{ headings: [] }, 'Unrecognized key: "headings"'],
  ])('is rejected with the entry that is wrong: %j', (change, message) => {
    const json = typeof change === 'string' ? change : JSON.stringify({ ...kaikukantaLayout, ...change });
    expect(() => parseLayout(json)).toThrow(message);
  });
});
