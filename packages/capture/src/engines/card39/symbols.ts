/**
 * The characters of Code 39 (ISO/IEC 16388:2007, table 1) by number: `0`–`9`, `A`–`Z`, the seven signs, then the
 * start and stop character `*`. A character is nine elements, bar first, three of them wide.
 */
export const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*';

/** The number of characters that a text may contain: all but `*`, which is the last. */
export const textCharacters = characters.length - 1;

/** The number of `*`. */
export const startStopCharacter = textCharacters;

/** Elements of a character. */
export const elementCount = 9;

/** Bars of `1`–`9`, `0`, and of every following ten, as wide (1) and narrow (0). */
const barRows = ['10001', '01001', '11000', '00101', '10100', '01100', '00011', '10010', '01010', '00110'];
const spaceRows: readonly (readonly [string, string])[] = [
  ['1234567890', '0100'],
  ['ABCDEFGHIJ', '0010'],
  ['KLMNOPQRST', '0001'],
  ['UVWXYZ-. *', '1000'],
];
const signSpaces: readonly (readonly [string, string])[] = [
  ['$', '1110'],
  ['/', '1101'],
  ['+', '1011'],
  ['%', '0111'],
];

/** 1 where an element is wide, at `character * elementCount + element`. */
export const wideElements: Uint8Array = layElements();

function layElements(): Uint8Array {
  const wide = new Uint8Array(characters.length * elementCount);
  const lay = (character: string, bars: string, spaces: string) => {
    const from = characters.indexOf(character) * elementCount;
    for (let element = 0; element < elementCount; element++) {
      const row = element % 2 === 0 ? bars : spaces;
      wide[from + element] = row[element >> 1] === '1' ? 1 : 0;
    }
  };
  for (const [row, spaces] of spaceRows)
    [...row].forEach((character, at) => {
      lay(character, barRows[at] ?? '', spaces);
    });
  for (const [character, spaces] of signSpaces) lay(character, '00000', spaces);
  return wide;
}

/** Width of one character in modules, without the gap after it, at a ratio of wide to narrow. */
export function characterWidth(ratio: number): number {
  return 6 + 3 * ratio;
}

/** Width of a symbol in modules, `*` at both ends counted among its characters; gaps are one module. */
export function symbolWidth(count: number, ratio: number): number {
  return count * characterWidth(ratio) + count - 1;
}
