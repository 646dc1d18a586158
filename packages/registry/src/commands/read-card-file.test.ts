import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { readCardFile } from './read-card-file.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const two = [
  { code: 'A999000001', status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  { code: 'Y999000002', status: 'barred', validUntilOn: '2026-11-30', minors: 0 },
];

describe('a file of cards', () => {
  it.each([
    ['semicolons and Finnish words', 'A999000001;aktiivinen;31.12.2026;2\r\nY999000002;käyttökielto;30.11.2026;0\r\n'],
    ['commas and the contract’s words', 'A999000001,active,2026-12-31,2\nY999000002,barred,2026-11-30,0'],
    ['tabs', 'A999000001\taktiivinen\t31.12.2026\t2\nY999000002\tkäyttökielto\t30.11.2026\t0\n'],
    ['headings', 'koodi;tila;voimassa asti;lapsia\nA999000001;active;2026-12-31;2\nY999000002;barred;2026-11-30;0'],
    ['a byte-order mark', '\ufeffA999000001;active;2026-12-31;2\nY999000002;barred;2026-11-30;0'],
    ['quotes and empty lines', '"A999000001";"active";"2026-12-31";"2"\n\n"Y999000002";"barred";"2026-11-30";"0"\n\n'],
    ['lower case and spaces in a code', 'a999 000 001;active;2026-12-31;2\nY999000002;barred;2026-11-30;0'],
  ])('is read with %s', async (_, text) => {
    expect(await readCardFile(utf8(text))).toEqual(two);
  });

  it('is read as a workbook, with its dates', async () => {
    const rows = [
      ['koodi', 'tila', 'voimassa asti', 'lapsia'],
      ['A999000001', 'aktiivinen', new Date('2026-12-31'), 2],
      ['Y999000002', 'käyttökielto', '30.11.2026', 0],
    ];
    expect(await readCardFile(await writeXlsx({ sheets: [{ name: 'Kortit', rows }] }))).toEqual(two);
  });

  it('is read as Windows-1252 if it is not UTF-8', async () => {
    const latin = Uint8Array.from('Y999000002;käyttökielto;30.11.2026;0', (letter) => letter.charCodeAt(0));
    expect(await readCardFile(latin)).toEqual([two[1]]);
  });

  it.each([
    ['A999000001;active;2026-12-31;2\nA99900000;active;2026-12-31;2', /Row 2: Its first cell is not a card code/],
    ['E1234;active;2026-12-31;2', /Row 1: Its first cell is not a card code/],
    ['A999000001;ok;2026-12-31;2', /Row 1: 'ok' is not a status/],
    ['A999000001;active;31.2.2026;2', /Row 1: '31.2.2026' is not a day/],
    ['A999000001;active;;2', /Row 1: '' is not a day/],
    ['A999000001;active;2026-12-31;100', /Row 1: '100' is not a number of children/],
    ['A999000001;active;2026-12-31', /Row 1: '' is not a number of children/],
    ['A999000001;active;2026-12-31;2;x', /Row 1: It has more than four cells/],
    ['A999000001;active;2026-12-31;2\n\na999000001;active;2026-12-31;2', /Row 3: The card is in row 1 already/],
    ['koodi;tila;voimassa asti;lapsia\n', /The file has no card/],
    ['', /The file has no card/],
  ])('is refused as a whole if a row is wrong: %j', async (text, message) => {
    await expect(readCardFile(utf8(text))).rejects.toThrow(message);
  });

  it('has no card code in a message', async () => {
    await expect(readCardFile(utf8('A999000001;nope;2026-12-31;2'))).rejects.toThrow(/^(?!.*A999000001)/);
  });
});
