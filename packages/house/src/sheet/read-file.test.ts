import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { readFile, readText } from './read-file.ts';

const rows = [
  ['Tilaus', 'Päivämäärä', 'Lapsia'],
  ['17', '20.11.2026', '2'],
];

describe('a file of sold tickets', () => {
  it('is read from the first sheet of a workbook, with its dates', async () => {
    const date = new Date('2026-11-20T00:00:00Z');
    const bytes = await writeXlsx({ sheets: [{ name: 'Myynti', rows: [rows[0] ?? [], [17, date, 2]] }] });
    const read = await readFile(new Blob([new Uint8Array(bytes)]));
    expect(read?.[0]).toEqual(rows[0]);
    expect(read?.[1]?.[0]).toBe(17);
    expect(read?.[1]?.[2]).toBe(2);
    expect(read?.[1]?.[1]).toEqual(date);
  });

  it.each([';', ',', '\t'])('is read as CSV separated by %j, also with a byte-order mark', async (separator) => {
    const text = rows.map((row) => row.join(separator)).join('\r\n');
    expect(await readText(`\ufeff${text}`)).toEqual(rows);
  });

  it('is read in Windows-1252, as an older Excel saves it', async () => {
    const bytes = Uint8Array.from('P\u00e4iv\u00e4m\u00e4\u00e4r\u00e4;Lapsia\n20.11.2026;2', (letter) =>
      letter.charCodeAt(0),
    );
    expect((await readFile(new Blob([bytes])))?.[0]).toEqual(['Päivämäärä', 'Lapsia']);
  });

  it('is refused if it is damaged or larger than 5 MB', async () => {
    expect(await readFile(new Blob(['PK\u0003\u0004 and nothing else']))).toBeUndefined();
    expect(await readFile(new Blob([new Uint8Array(5 * 2 ** 20 + 1)]))).toBeUndefined();
  });
});
