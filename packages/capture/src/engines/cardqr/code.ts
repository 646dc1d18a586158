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
  return ((words[from + (bit >> 5)] as number) >>> (31 - (bit & 31))) & 1;
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
  const base = padded(bits, dataWords);
  const flips: Uint8Array[] = [];
  for (const group of groups) {
    const [first, basis] = spanOf(group);
    addBits(base, group, first);
    for (const value of basis) {
      const flip = new Uint8Array(dataWords);
      addBits(flip, group, value);
      flips.push(flip);
    }
  }
  return { level, groups, rowCount: flips.length, ...wordsOf(base, flips) };
}

/** All code words of a level, whatever they hold. */
export function anyCode(level: number): Code {
  const { dataWords = 0 } = levels[level] ?? {};
  const flips = Array.from({ length: dataWords * 8 }, (_, bit) => {
    const flip = new Uint8Array(dataWords);
    flip[bit >> 3] = 128 >> (bit & 7);
    return flip;
  });
  return { level, groups: [], rowCount: flips.length, ...wordsOf(new Uint8Array(dataWords), flips) };
}

function wordsOf(base: Uint8Array, flips: readonly Uint8Array[]): Pick<Code, 'offset' | 'rows' | 'shared'> {
  const rows = new Uint32Array(flips.length * wordCount);
  const shared = new Uint8Array(codeBits).fill(1);
  flips.forEach((flip, row) => {
    pack(flip, rows, row * wordCount);
    for (let bit = 0; bit < codeBits; bit++) if (bitOf(rows, bit, row * wordCount) === 1) shared[bit] = 0;
  });
  const offset = new Uint32Array(wordCount);
  pack(base, offset, 0);
  return { offset, rows, shared };
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
    if (bit === 1) data[at >> 3] = (data[at >> 3] as number) | (128 >> (at & 7));
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

function addBits(data: Uint8Array, { at, width }: Group, value: number): void {
  for (let bit = 0; bit < width; bit++) {
    const place = at + width - 1 - bit;
    // Groups of any content are wider than a number's bits.
    if (Math.floor(value / 2 ** bit) % 2 === 1) data[place >> 3] = (data[place >> 3] as number) ^ (128 >> (place & 7));
  }
}

function pack(data: Uint8Array, into: Uint32Array, from: number): void {
  [...data, ...checkWords(data, codeBits / 8)].forEach((word, at) => {
    const place = from + (at >> 2);
    into[place] = ((into[place] as number) | (word << (24 - 8 * (at & 3)))) >>> 0;
  });
}
