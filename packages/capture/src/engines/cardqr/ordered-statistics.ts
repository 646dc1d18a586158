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

export function createWordList(): WordList {
  return { count: 0, words: new Uint32Array(keptWords * wordCount), costs: new Float64Array(keptWords) };
}

const order = new Uint8Array(codeBits);
const sizes = new Float64Array(codeBits);
const rows = new Uint32Array(maxRows * wordCount);
const best = new Uint32Array(wordCount);
const flipped = new Uint32Array(wordCount);
const hard = new Uint32Array(wordCount);
/** Sum of |soft| by value of each byte of a word. */
const byteCosts = new Float64Array((codeBits / 8) * 256);

/**
 * Ordered statistics decoding (Fossorier and Lin 1995) of order two, of a linear code moved by an offset: the most
 * reliable independent bits are taken at their word, then one and two of them are turned round.
 * `soft` is the log likelihood of 1 over 0 by bit.
 */
export function searchWords(code: Code, soft: Float64Array, into: WordList): void {
  into.count = 0;
  sortByReliability(soft);
  layByteCosts(soft);
  for (let word = 0; word < wordCount; word++) hard[word] = 0;
  for (let bit = 0; bit < codeBits; bit++)
    if ((soft[bit] as number) > 0) hard[bit >> 5] = (hard[bit >> 5] as number) | (1 << (31 - (bit & 31)));
  rows.set(code.rows);
  best.set(code.offset);
  const rank = reduce(code.rowCount);
  keep(best, into);
  const first = Math.max(0, rank - maxPairRows);
  for (let one = 0; one < rank; one++) {
    flip(best, one, flipped);
    keep(flipped, into);
    if (one < first) continue;
    for (let other = first; other < one; other++) {
      flipTwo(best, one, other);
      keep(flipped, into);
    }
  }
}

function sortByReliability(soft: Float64Array): void {
  for (let bit = 0; bit < codeBits; bit++) {
    sizes[bit] = Math.abs(soft[bit] as number);
    order[bit] = bit;
  }
  order.sort((a, b) => (sizes[b] as number) - (sizes[a] as number));
}

function layByteCosts(soft: Float64Array): void {
  for (let at = 0; at < codeBits / 8; at++)
    for (let value = 1; value < 256; value++) {
      const low = 31 - Math.clz32(value & -value);
      byteCosts[at * 256 + value] =
        (byteCosts[at * 256 + (value & (value - 1))] as number) + Math.abs(soft[at * 8 + 7 - low] as number);
    }
}

/** Makes each row the only one with a bit of its own, most reliable bits first, and `best` right at those bits. */
function reduce(rowCount: number): number {
  let rank = 0;
  for (let at = 0; at < codeBits && rank < rowCount; at++) {
    const bit = order[at] as number;
    let pivot = rank;
    while (pivot < rowCount && bitOf(rows, bit, pivot * wordCount) === 0) pivot++;
    if (pivot === rowCount) continue;
    if (pivot !== rank) swap(pivot, rank);
    for (let row = 0; row < rowCount; row++)
      if (row !== rank && bitOf(rows, bit, row * wordCount) === 1) addRow(rows, row * wordCount, rank);
    if (bitOf(best, bit) !== bitOf(hard, bit)) addRow(best, 0, rank);
    rank++;
  }
  return rank;
}

function swap(a: number, b: number): void {
  for (let word = 0; word < wordCount; word++) {
    const kept = rows[a * wordCount + word] as number;
    rows[a * wordCount + word] = rows[b * wordCount + word] as number;
    rows[b * wordCount + word] = kept;
  }
}

function addRow(to: Uint32Array, from: number, row: number): void {
  for (let word = 0; word < wordCount; word++)
    to[from + word] = (to[from + word] as number) ^ (rows[row * wordCount + word] as number);
}

function flip(from: Uint32Array, row: number, to: Uint32Array): void {
  for (let word = 0; word < wordCount; word++)
    to[word] = (from[word] as number) ^ (rows[row * wordCount + word] as number);
}

function flipTwo(from: Uint32Array, one: number, other: number): void {
  for (let word = 0; word < wordCount; word++)
    flipped[word] =
      (from[word] as number) ^ (rows[one * wordCount + word] as number) ^ (rows[other * wordCount + word] as number);
}

function keep(word: Uint32Array, into: WordList): void {
  const limit = into.count < keptWords ? Infinity : (into.costs[keptWords - 1] as number);
  let cost = 0;
  for (let at = 0; at < codeBits / 8; at++) {
    const shift = 24 - 8 * (at & 3);
    const differs = (((word[at >> 2] as number) ^ (hard[at >> 2] as number)) >>> shift) & 255;
    cost += byteCosts[at * 256 + differs] as number;
    if (cost >= limit) return;
  }
  let place = Math.min(into.count, keptWords - 1);
  while (place > 0 && (into.costs[place - 1] as number) > cost) {
    into.costs[place] = into.costs[place - 1] as number;
    into.words.copyWithin(place * wordCount, (place - 1) * wordCount, place * wordCount);
    place--;
  }
  into.costs[place] = cost;
  into.words.set(word, place * wordCount);
  into.count = Math.min(keptWords, into.count + 1);
}
