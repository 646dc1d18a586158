import { bitOf, type Code, wordCount } from './code.ts';
import { codeBits } from './symbol.ts';

/** Most rows of a code. */
const maxRows = 19 * 8;
/** Flips of the least reliable basis bits that are tried two by two. */
const maxPairRows = 48;
/** Code words that a search keeps. */
export const keptWords = 12;

/** The code words of one code that agree best with soft bits. */
export interface WordList {
  count: number;
  /** `keptWords * wordCount` words, best first. */
  readonly words: Uint32Array;
  /** Sum of |soft| over the bits that disagree, ascending. */
  readonly costs: Float64Array;
}

/** The words that were found, with what they are searched in. */
export interface WordSearch extends WordList {
  /** Bits by reliability, most reliable first, and the reliability by bit. */
  readonly order: Uint8Array;
  readonly sizes: Float64Array;
  /** Rows of the code, reduced. */
  readonly rows: Uint32Array;
  /** The bits as they seem; the code word nearest by the reliable bits; that with one or two rows added. */
  readonly hard: Uint32Array;
  readonly best: Uint32Array;
  readonly flipped: Uint32Array;
  /** Sum of |soft| by value of each byte of a word. */
  readonly byteCosts: Float64Array;
}

export function createWordSearch(): WordSearch {
  return {
    count: 0,
    words: new Uint32Array(keptWords * wordCount),
    costs: new Float64Array(keptWords),
    order: new Uint8Array(codeBits),
    sizes: new Float64Array(codeBits),
    rows: new Uint32Array(maxRows * wordCount),
    hard: new Uint32Array(wordCount),
    best: new Uint32Array(wordCount),
    flipped: new Uint32Array(wordCount),
    byteCosts: new Float64Array((codeBits / 8) * 256),
  };
}

/**
 * Ordered statistics decoding (Fossorier and Lin 1995) of order two, of a linear code moved by an offset: the most
 * reliable independent bits are taken at their word, then one and two of them are turned round.
 * `soft` is the log likelihood of 1 over 0 by bit.
 */
export function searchWords(code: Code, soft: Float64Array, into: WordSearch): void {
  const { rows, hard, best, flipped } = into;
  into.count = 0;
  sortByReliability(soft, into);
  layByteCosts(soft, into.byteCosts);
  for (let word = 0; word < wordCount; word++) hard[word] = 0;
  for (let bit = 0; bit < codeBits; bit++)
    if (soft[bit] > 0) hard[bit >> 5] = hard[bit >> 5] | (1 << (31 - (bit & 31)));
  rows.set(code.rows);
  best.set(code.offset);
  const rank = reduce(code.rowCount, into);
  keep(best, into);
  const first = Math.max(0, rank - maxPairRows);
  for (let one = 0; one < rank; one++) {
    flip(rows, one, best, flipped);
    keep(flipped, into);
    if (one < first) continue;
    for (let other = first; other < one; other++) {
      flipTwo(rows, one, other, best, flipped);
      keep(flipped, into);
    }
  }
}

function sortByReliability(soft: Float64Array, { order, sizes }: WordSearch): void {
  for (let bit = 0; bit < codeBits; bit++) {
    sizes[bit] = Math.abs(soft[bit]);
    order[bit] = bit;
  }
  order.sort((a, b) => sizes[b] - sizes[a]);
}

function layByteCosts(soft: Float64Array, byteCosts: Float64Array): void {
  for (let at = 0; at < codeBits / 8; at++)
    for (let value = 1; value < 256; value++) {
      const low = 31 - Math.clz32(value & -value);
      byteCosts[at * 256 + value] = byteCosts[at * 256 + (value & (value - 1))] + Math.abs(soft[at * 8 + 7 - low]);
    }
}

/** Makes each row the only one with a bit of its own, most reliable bits first, and `best` right at those bits. */
function reduce(rowCount: number, { order, rows, best, hard }: WordSearch): number {
  let rank = 0;
  for (let at = 0; at < codeBits && rank < rowCount; at++) {
    const bit = order[at];
    let pivot = rank;
    while (pivot < rowCount && bitOf(rows, bit, pivot * wordCount) === 0) pivot++;
    if (pivot === rowCount) continue;
    if (pivot !== rank) swap(rows, pivot, rank);
    for (let row = 0; row < rowCount; row++)
      if (row !== rank && bitOf(rows, bit, row * wordCount) === 1) addRow(rows, rank, rows, row * wordCount);
    if (bitOf(best, bit) !== bitOf(hard, bit)) addRow(rows, rank, best, 0);
    rank++;
  }
  return rank;
}

function swap(rows: Uint32Array, a: number, b: number): void {
  for (let word = 0; word < wordCount; word++) {
    const kept = rows[a * wordCount + word];
    rows[a * wordCount + word] = rows[b * wordCount + word];
    rows[b * wordCount + word] = kept;
  }
}

function addRow(rows: Uint32Array, row: number, to: Uint32Array, from: number): void {
  for (let word = 0; word < wordCount; word++) to[from + word] = to[from + word] ^ rows[row * wordCount + word];
}

function flip(rows: Uint32Array, row: number, from: Uint32Array, to: Uint32Array): void {
  for (let word = 0; word < wordCount; word++) to[word] = from[word] ^ rows[row * wordCount + word];
}

function flipTwo(rows: Uint32Array, one: number, other: number, from: Uint32Array, to: Uint32Array): void {
  for (let word = 0; word < wordCount; word++)
    to[word] = from[word] ^ rows[one * wordCount + word] ^ rows[other * wordCount + word];
}

function keep(word: Uint32Array, into: WordSearch): void {
  const { hard, byteCosts } = into;
  const limit = into.count < keptWords ? Infinity : into.costs[keptWords - 1];
  let cost = 0;
  for (let at = 0; at < codeBits / 8; at++) {
    const shift = 24 - 8 * (at & 3);
    const differs = ((word[at >> 2] ^ hard[at >> 2]) >>> shift) & 255;
    cost += byteCosts[at * 256 + differs];
    if (cost >= limit) return;
  }
  let place = Math.min(into.count, keptWords - 1);
  while (place > 0 && into.costs[place - 1] > cost) {
    into.costs[place] = into.costs[place - 1];
    into.words.copyWithin(place * wordCount, (place - 1) * wordCount, place * wordCount);
    place--;
  }
  into.costs[place] = cost;
  into.words.set(word, place * wordCount);
  into.count = Math.min(keptWords, into.count + 1);
}
