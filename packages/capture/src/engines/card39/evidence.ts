import type { SymbolGrammar } from '../../reading.ts';
import type { Judgement } from './judge.ts';
import { type ShapesOfLength, shapesOf, textOf } from './shapes.ts';
import { characters, textCharacters } from './symbols.ts';

const all = characters.length;

/** What the frames so far say together. */
export interface CardEvidence {
  /**
   * Adds one reading of the card in view, however weak. When all together are enough, the text comes back and how far
   * it is ahead of every other text of 43 characters, in nats.
   */
  add(reading: Judgement): { readonly text: string; readonly marginNats: number } | undefined;
  /** Forgets everything: another card, or none. */
  reset(): void;
}

/**
 * Every character must be ahead by more than one reading may say, so that no character is told by one reading alone.
 * Guess, held by the bench.
 */
const minMarginNats = 35;
/** One frame may count for no more against a character: what was misread must be outvoted. */
const maxNats = 30;
/** A reading that explains less is of something else. */
const minExplained = 0.85;
/** Nor may another text fit better where the code is seen, nor may too little be seen to know. */
const minSeenNats = 3;
const minSeenCount = 4;
/** Whether a reading says something of a card, though perhaps too little or not of all of it. */
export function isTelling({ ends, explained, seenMarginNats, seenCount }: Judgement): boolean {
  return ends !== 'none' && explained >= minExplained && seenMarginNats >= minSeenNats && seenCount >= minSeenCount;
}

/** Frames that must agree in part before they are enough. */
const minFrames = 2;
/** So many readings are kept: a second or two of a slow machine. */
const maxKept = 16;

/**
 * Adds up log likelihoods by place and character over the frames of one card. A frame in which glare hides an end tells no
 * length: one that shows both must be among them.
 */
export function createCardEvidence(grammar: SymbolGrammar): CardEvidence {
  const lengths = shapesOf(grammar);
  let kept: readonly Judgement[] = [];

  /** The newest reading with all that agree with it, or with one that does, as texts of one length. */
  function addUp(newest: Judgement, count: number): Float64Array | undefined {
    const sum = new Float64Array(count * all);
    const taken = new Set<Judgement>();
    const take = (reading: Judgement, table: Float32Array) => {
      taken.add(reading);
      for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + Math.min(maxNats, table[at] as number);
    };
    const first = tableFor(newest, count);
    if (first === undefined) return undefined;
    take(newest, first);
    for (let before = 0; before < taken.size; ) {
      before = taken.size;
      for (const reading of kept) {
        const table = taken.has(reading) ? undefined : tableFor(reading, count);
        if (table !== undefined && isSameCard(sum, table)) take(reading, table);
      }
    }
    const isMeasured = [...taken].some(({ ends }) => ends === 'both');
    return isMeasured && taken.size >= minFrames ? sum : undefined;
  }

  function settle(newest: Judgement, { count, shapes }: ShapesOfLength) {
    const sum = addUp(newest, count);
    if (sum === undefined) return undefined;
    const text = new Uint8Array(count).fill(textCharacters);
    let margin = Infinity;
    for (let place = 1; place < count - 1; place++) {
      const { character, aheadNats } = bestAt(sum, place);
      text[place] = character;
      margin = Math.min(margin, aheadNats);
    }
    const fits = shapes.some((shape) => shape.every((allowed, place) => allowed.includes(text[place] as number)));
    return fits && margin >= minMarginNats ? { text: textOf(text), marginNats: margin } : undefined;
  }

  /** Whether two readings cannot be of one card, however long its text is. */
  function areOfTwo(one: Judgement, other: Judgement): boolean {
    return lengths.every(({ count }) => {
      const [a, b] = [tableFor(one, count), tableFor(other, count)];
      return a === undefined || b === undefined || sharedBy(a, b) === undefined;
    });
  }

  return {
    add(reading) {
      if (!isTelling(reading)) return undefined;
      // Halves of two cards must never make a third: what cannot be of the card in view now is forgotten.
      kept = [...kept.filter((other) => !areOfTwo(reading, other)), reading].slice(-maxKept);
      const settled = lengths.flatMap((length) => settle(reading, length) ?? []);
      return settled.length === 1 ? settled[0] : undefined;
    },
    reset() {
      kept = [];
    },
  };
}

/** A reading's table for texts of `count` characters; undefined where it saw both ends of another length. */
function tableFor({ count: own, ends, shortfallNats }: Judgement, count: number): Float32Array | undefined {
  if (own === count) return shortfallNats;
  if (ends === 'both') return undefined;
  // Places are counted from the end that was seen; what lies beyond the other was not.
  const table = new Float32Array(count * all);
  const shift = ends === 'last' ? count - own : 0;
  for (let place = Math.max(1, 1 + shift); place < Math.min(count, own + shift) - 1; place++)
    table.set(shortfallNats.subarray((place - shift) * all, (place - shift + 1) * all), place * all);
  return table;
}

/** Characters that must be seen in both, and be the same. The first letter alone is the same on most cards. */
const minShared = 4;
/** A character is told when it is so far ahead of the next. */
const toldNats = 6;

/** Whether two tables of shortfalls agree in every character that both tell, and tell enough of the same. */
function isSameCard(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  return (sharedBy(one, other) ?? 0) >= minShared;
}

/** How many characters two tables both tell; undefined when they differ in one. */
function sharedBy(one: ArrayLike<number>, other: ArrayLike<number>): number | undefined {
  let shared = 0;
  for (let place = 1; place < one.length / all - 1; place++) {
    const [a, b] = [bestAt(one, place), bestAt(other, place)];
    if (a.aheadNats < toldNats || b.aheadNats < toldNats) continue;
    if (a.character !== b.character) return undefined;
    shared++;
  }
  return shared;
}

/** The likeliest character at a place, and how far it is ahead of the next. */
function bestAt(table: ArrayLike<number>, place: number): { readonly character: number; readonly aheadNats: number } {
  let [best, second] = [Infinity, Infinity];
  let told = 0;
  for (let character = 0; character < textCharacters; character++) {
    const cost = table[place * all + character] as number;
    if (cost < best) {
      second = best;
      best = cost;
      told = character;
    } else if (cost < second) second = cost;
  }
  return { character: told, aheadNats: second - best };
}
