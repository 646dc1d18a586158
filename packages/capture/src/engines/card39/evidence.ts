import type { SymbolGrammar } from '../../reading.ts';
import type { CandidateScore } from './score.ts';
import { type ShapesOfLength, shapesOf, textOf } from './shapes.ts';
import { characters, textCharacters } from './symbols.ts';

const all = characters.length;

/** The sum of the scores of recent frames. */
export interface CardEvidence {
  /**
   * Adds one reading of the card in view, however weak. When all together are enough, the text comes back and how far
   * it is ahead of every other text of 43 characters, in nats.
   */
  add(reading: CandidateScore): { readonly text: string; readonly marginNats: number } | undefined;
  /** Forgets everything: another card, or none. */
  reset(): void;
}

/**
 * Every character must be ahead by more than one reading may say, so that one reading alone never decides a character.
 * Guess, held by the bench.
 */
const minMarginNats = 35;
/** The most that one frame counts against a character, so that others can outvote a misread one. */
const maxNats = 30;
/** A reading that explains less is of something else. */
const minExplained = 0.85;
/** Nor may another text fit better where the code is seen, nor may too little be seen to know. */
const minSeenNats = 3;
const minSeenCount = 4;
/** True if a reading is evidence of a card, even if too little or not of all of it. */
export function isEvidence({ ends, explained, seenMarginNats, seenCount }: CandidateScore): boolean {
  return ends !== 'none' && explained >= minExplained && seenMarginNats >= minSeenNats && seenCount >= minSeenCount;
}

/** Frames that must agree in part before they are enough. */
const minFrames = 2;
/** The number of readings kept: a second or two of a slow machine. */
const maxKept = 16;

/**
 * Creates evidence that adds up log likelihoods by place and character over the frames of one card. A frame in which glare hides an end
 * has no length, so one that shows both must be among them.
 */
export function createCardEvidence(grammar: SymbolGrammar): CardEvidence {
  const lengths = shapesOf(grammar);
  let kept: readonly CandidateScore[] = [];

  /** The newest reading with all that agree with it, or with one that does, as texts of one length. */
  function addUp(newest: CandidateScore, count: number): Float64Array | undefined {
    const sum = new Float64Array(count * all);
    const taken = new Set<CandidateScore>();
    const take = (reading: CandidateScore, table: Float32Array) => {
      taken.add(reading);
      for (let at = 0; at < sum.length; at++) sum[at] = sum[at] + Math.min(maxNats, table[at]);
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

  function settle(newest: CandidateScore, { count, shapes }: ShapesOfLength) {
    const sum = addUp(newest, count);
    if (sum === undefined) return undefined;
    const text = new Uint8Array(count).fill(textCharacters);
    let margin = Infinity;
    for (let place = 1; place < count - 1; place++) {
      const { character, aheadNats } = bestAt(sum, place);
      text[place] = character;
      margin = Math.min(margin, aheadNats);
    }
    const fits = shapes.some((shape) => shape.every((allowed, place) => allowed.includes(text[place])));
    return fits && margin >= minMarginNats ? { text: textOf(text), marginNats: margin } : undefined;
  }

  /** True if two readings cannot be of one card, whatever the length of its text. */
  function areOfTwo(one: CandidateScore, other: CandidateScore): boolean {
    return lengths.every(({ count }) => {
      const [a, b] = [tableFor(one, count), tableFor(other, count)];
      return a === undefined || b === undefined || sharedBy(a, b) === undefined;
    });
  }

  return {
    add(reading) {
      if (!isEvidence(reading)) return undefined;
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
function tableFor({ count: own, ends, shortfallNats }: CandidateScore, count: number): Float32Array | undefined {
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
/** The margin from which a character is clear. */
const minClearNats = 6;

/** True if two tables agree in every character that is clear in both, and enough are. */
function isSameCard(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  return (sharedBy(one, other) ?? 0) >= minShared;
}

/** Returns the number of characters that are clear in both tables; undefined if one differs. */
function sharedBy(one: ArrayLike<number>, other: ArrayLike<number>): number | undefined {
  let shared = 0;
  for (let place = 1; place < one.length / all - 1; place++) {
    const [a, b] = [bestAt(one, place), bestAt(other, place)];
    if (a.aheadNats < minClearNats || b.aheadNats < minClearNats) continue;
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
    const cost = table[place * all + character];
    if (cost < best) {
      second = best;
      best = cost;
      told = character;
    } else if (cost < second) second = cost;
  }
  return { character: told, aheadNats: second - best };
}
