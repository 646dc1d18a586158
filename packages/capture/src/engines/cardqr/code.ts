import type { SymbolGrammar } from '../../reading.ts';
import { type Content, contentsOf, type Group } from './content.ts';
import { checkWords } from './error-correction.ts';
import { codeBits, levels } from './symbol.ts';

/** 32-bit words of a code word of {@link codeBits}. */
export const wordCount = Math.ceil(codeBits / 32);

/**
 * The code words of all texts of one shape, written one way, at one level of error correction: an offset plus any sum
 * of rows, modulo two. Of those, the ones whose groups have values that are texts.
 */
export interface Code {
  /** Number in {@link levels}. */
  readonly level: number;
  readonly offset: Uint32Array;
  /** `rowCount * wordCount` words. */
  readonly rows: Uint32Array;
  readonly rowCount: number;
  /** 1 at the bits that all its words share. */
  readonly shared: Uint8Array;
  readonly groups: readonly Group[];
}

/** The bit of a code word, first bit first. */
export function bitOf(words: Uint32Array, bit: number, from = 0): number {
  return (words[from + (bit >> 5)] >>> (31 - (bit & 31))) & 1;
}

/** The codes of a grammar at every level that has room. */
export function codesOf(grammar: SymbolGrammar): readonly Code[] {
  const contents = contentsOf(grammar);
  return levels.flatMap((_, level) => contents.flatMap((content) => codeOf(content, level) ?? []));
}

/** The code of a content, or `undefined` where a level has no room for it. */
export function codeOf({ bits, groups }: Content, level: number): Code | undefined {
  const { dataWords = 0 } = levels[level] ?? {};
  if (bits.length > dataWords * 8) return undefined;
  const offset = new Uint32Array(wordCount);
  padded(bits, dataWords).forEach((word, at) => {
    addValue(level, { at: 8 * at, width: 8 }, word, offset, 0);
  });
  const flips: (readonly [Group, number])[] = [];
  for (const group of groups) {
    const [first, basis] = spanOf(group);
    addValue(level, group, first, offset, 0);
    for (const value of basis) flips.push([group, value]);
  }
  const rows = new Uint32Array(flips.length * wordCount);
  for (const [row, [group, value]] of flips.entries()) addValue(level, group, value, rows, row * wordCount);
  return { level, groups, offset, rows, rowCount: flips.length, shared: sharedBy(rows) };
}

/** All code words of a level, whatever they hold. */
export function anyCode(level: number): Code {
  const rows = unitRows(level);
  const offset = new Uint32Array(wordCount);
  return { level, groups: [], offset, rows, rowCount: rows.length / wordCount, shared: sharedBy(rows) };
}

function sharedBy(rows: Uint32Array): Uint8Array {
  const any = new Uint32Array(wordCount);
  rows.forEach((word, at) => {
    any[at % wordCount] = any[at % wordCount] | word;
  });
  return Uint8Array.from({ length: codeBits }, (_, bit) => 1 - bitOf(any, bit));
}

const unitRowsByLevel = new Map<number, Uint32Array>();

/** Returns the code words of data with one bit set; all others are sums of these. */
function unitRows(level: number): Uint32Array {
  const known = unitRowsByLevel.get(level);
  if (known !== undefined) return known;
  const { dataWords = 0 } = levels[level] ?? {};
  const rows = new Uint32Array(dataWords * 8 * wordCount);
  for (let bit = 0; bit < dataWords * 8; bit++) {
    const data = new Uint8Array(dataWords);
    data[bit >> 3] = 128 >> (bit & 7);
    [...data, ...checkWords(data, codeBits / 8)].forEach((word, at) => {
      const place = bit * wordCount + (at >> 2);
      rows[place] = rows[place] | (word << (24 - 8 * (at & 3)));
    });
  }
  unitRowsByLevel.set(level, rows);
  return rows;
}

/** Adds, modulo two, the code word of a value at a group's bits. */
function addValue(
  level: number,
  { at, width }: Pick<Group, 'at' | 'width'>,
  value: number,
  into: Uint32Array,
  from: number,
): void {
  const units = unitRows(level);
  let rest = value;
  for (let bit = at + width - 1; rest > 0; bit--, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 0) continue;
    for (let word = 0; word < wordCount; word++) into[from + word] = into[from + word] ^ units[bit * wordCount + word];
  }
}

/** The text of a code word of the code; `undefined` when it is of none. */
export function textIn(words: Uint32Array, { groups }: Code): string | undefined {
  let text = '';
  for (const { at, width, texts } of groups) {
    let value = 0;
    for (let bit = at; bit < at + width; bit++) value = 2 * value + bitOf(words, bit);
    const own = texts?.get(value);
    if (own === undefined) return undefined;
    text += own;
  }
  return text;
}

/** Terminator, zeros to the next byte, then the two pad words in turn (7.4.9 and 7.4.10). */
function padded(bits: readonly number[], dataWords: number): Uint8Array {
  const data = new Uint8Array(dataWords);
  bits.forEach((bit, at) => {
    if (bit === 1) data[at >> 3] = data[at >> 3] | (128 >> (at & 7));
  });
  const used = Math.ceil(Math.min(bits.length + 4, dataWords * 8) / 8);
  for (let at = used; at < dataWords; at++) data[at] = (at - used) % 2 === 0 ? 0xec : 0x11;
  return data;
}

/** One value of a group and the differences that span all others, modulo two. */
function spanOf({ width, texts }: Group): readonly [first: number, basis: readonly number[]] {
  const [first = 0, ...others] = texts?.keys() ?? [];
  if (texts === undefined) return [0, Array.from({ length: width }, (_, bit) => 2 ** bit)];
  const basis: number[] = [];
  for (const value of others) {
    let rest = value ^ first;
    for (const known of basis) rest = Math.min(rest, rest ^ known);
    if (rest > 0) basis.push(rest);
  }
  return [first, basis];
}
