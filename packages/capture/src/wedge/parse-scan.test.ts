import { describe, expect, it } from 'vitest';
import { createScanParser } from './parse-scan.ts';

const parseScan = createScanParser([
  { prefix: 'A', digits: [9] },
  { prefix: 'AM', digits: [8, 9] },
  { prefix: '', digits: [5] },
]);
const card = 'A045198723';

describe('the scan parser', () => {
  it.each<[string, string, string[], string[], string | undefined]>([
    ['a code', card, [card], [], undefined],
    ['a code in lower case', 'a045198723', [card], ['letter-case'], undefined],
    ['the identifier of Code 39', `]A0${card}`, [card], ['symbology-prefix'], 'code-39'],
    ['the identifier of QR', `]Q1${card}`, [card], ['symbology-prefix'], 'qr'],
    ['the identifier of Code 128', `]C1${card}`, [card], ['symbology-prefix'], undefined],
    ['Zebra’s identifier of QR', `P01${card}`, [card], ['symbology-prefix'], 'qr'],
    ['Honeywell’s identifier of Code 39', `b${card}`, [card], ['symbology-prefix', 'letter-case'], 'code-39'],
    ['start and stop characters of Code 39', `*${card}*`, [card], ['asterisks'], undefined],
    ['STX and ETX', `\x02${card}\x03`, [card], ['control-characters'], undefined],
    ['an old number', '50142', ['50142'], [], undefined],
    ['two codes', `${card}AM12345678`, [card, 'AM12345678'], [], undefined],
  ])('finds the code in %s', (_name, text, codes, repairs, symbology) => {
    expect(parseScan(text)).toMatchObject({ codes, repairs });
    expect(parseScan(text)?.symbology).toBe(symbology);
  });

  it.each(['A', 'AM1', ']', ']A', ']Q1A', 'P', 'P0', '*A0', '50', `${card}A`])(
    'recognises %s as the start of a code',
    (text) => {
      expect(parseScan(text)).toMatchObject({ codes: [] });
    },
  );

  it.each([
    ['nothing', ''],
    ['an EAN', '6414893400016'],
    ['more digits', `${card}4`],
    ['a shelf label', 'B50142'],
    ['the identifier of an EAN', ']E050142'],
    ['a Cyrillic A', '\u0410045198723'],
    ['full-width digits', 'A\uff10\uff14\uff15\uff11\uff19\uff18\uff17\uff12\uff13'],
    ['a right-to-left mark', `\u200f${card}`],
    ['letters that only look so in upper case', 'ſ045198723'],
    ['a code after a number', `50142${card}`],
  ])('finds no code in %s', (_name, text) => {
    expect(parseScan(text)).toBeUndefined();
  });

  it('reports whether more characters may extend a code', () => {
    expect(parseScan('AM12345678')?.extensible).toBe(true);
    expect(parseScan('AM123456789')?.extensible).toBe(false);
    expect(parseScan(card)?.extensible).toBe(false);
  });

  it('finds no code without a grammar', () => {
    expect(createScanParser([])(card)).toBeUndefined();
    expect(createScanParser([])('')).toBeUndefined();
  });
});
