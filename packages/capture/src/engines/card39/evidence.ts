import type { SymbolGrammar } from '../../reading.ts';
import { isSeen, sinceChange } from './hidden-places.ts';
import { cellCount, isExplained, leftNatsAt } from './misfit.ts';
import type { CandidateScore } from './score.ts';
import { type ShapesOfLength, shapesOf, textOf } from './shapes.ts';
import { characters, textCharacters } from './symbols.ts';

const all = characters.length;

/** The sum of the scores of recent frames, all of one card. */
export interface CardEvidence {
  /**
   * Adds one reading of the card, however weak. When all together are enough, the text comes back and how far it is ahead
   * of every other text of 43 characters, in nats. `isContinued`: the frame before showed the card as well, so that it is
   * surely the same one.
   */
  add(
    reading: CandidateScore,
    isContinued?: boolean,
  ): { readonly text: string; readonly marginNats: number } | undefined;
  /** True if some characters were seen in none of the recent readings, and all others are sure. */
  isHidden(): boolean;
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
/** Readings in which characters stay hidden before that is said: a finger's own movement takes as long. Guess. */
const minHiddenFrames = 5;

/** A reading, and whether the frame before it showed the card as well. */
interface Kept {
  readonly reading: CandidateScore;
  readonly isContinued: boolean;
}

/** A reading as one of a text of some length. */
interface Laid extends Kept {
  readonly table: Float32Array;
  /** True if both ends were seen. */
  readonly isWhole: boolean;
}

/**
 * Creates evidence that adds up log likelihoods by place and character over the frames of one card. A frame in which glare hides an end
 * has no length, so one that shows both must be among them.
 */
export function createCardEvidence(grammar: SymbolGrammar): CardEvidence {
  const lengths = shapesOf(grammar);
  let kept: readonly Kept[] = [];
  let isHidden = false;

  /** The newest reading with all that agree with it, or with one that does, as texts of one length, oldest first. */
  function agreeing(count: number): readonly Laid[] {
    const laid = kept.flatMap((one) => {
      const table = tableFor(one.reading, count);
      return table === undefined ? [] : [{ ...one, table, isWhole: one.reading.ends === 'both' }];
    });
    const newest = laid.at(-1);
    if (newest === undefined || newest.reading !== kept.at(-1)?.reading) return [];
    const sum = Float64Array.from(newest.table, (nats) => Math.min(maxNats, nats));
    const taken = new Set([newest]);
    for (let before = 0; before < taken.size; ) {
      before = taken.size;
      for (const one of laid) {
        if (taken.has(one) || !isSameCard(sum, one.table)) continue;
        taken.add(one);
        for (let at = 0; at < sum.length; at++) sum[at] += Math.min(maxNats, one.table[at]);
      }
    }
    return laid.filter((one) => taken.has(one));
  }

  function settle({ count, shapes }: ShapesOfLength) {
    const laid = agreeing(count);
    if (laid.length < minFrames || !laid.some(({ reading }) => reading.ends === 'both')) return undefined;
    const sum = sumOf(laid, maxNats);
    const whole = sumOf(laid, Infinity);
    const own = laid.slice(sinceChange(laid));
    const text = new Uint8Array(count).fill(textCharacters);
    const sure: boolean[] = [];
    let margin = Infinity;
    for (let place = 1; place < count - 1; place++) {
      const { character, aheadNats } = bestAt(sum, place);
      text[place] = character;
      sure.push(
        aheadNats >= minMarginNats &&
          own.some(({ table }) => isSeen(table, place)) &&
          isExplainedBy(laid, count, place, { character, aheadNats: aheadOf(whole, place, character) }),
      );
      margin = Math.min(margin, aheadNats);
    }
    const unsure = sure.filter((isSure) => !isSure).length;
    isHidden ||= laid.length >= minHiddenFrames && unsure > 0 && sure.length - unsure >= minShared;
    const fits = shapes.some((shape) => shape.every((allowed, place) => allowed.includes(text[place])));
    return fits && unsure === 0 ? { text: textOf(text), marginNats: margin } : undefined;
  }

  /** True if two readings cannot be of one card, whatever the length of its text. */
  function areOfTwo(one: CandidateScore, other: CandidateScore): boolean {
    return lengths.every(({ count }) => {
      const [a, b] = [tableFor(one, count), tableFor(other, count)];
      return a === undefined || b === undefined || sharedBy(a, b) === undefined;
    });
  }

  return {
    add(reading, isContinued = true) {
      isHidden = false;
      if (!isEvidence(reading)) return undefined;
      // Halves of two cards must never make a third: what cannot be of the card in view now is forgotten.
      kept = [...kept.filter((other) => !areOfTwo(reading, other.reading)), { reading, isContinued }].slice(-maxKept);
      const settled = lengths.flatMap((length) => settle(length) ?? []);
      return settled.length === 1 ? settled[0] : undefined;
    },
    isHidden: () => isHidden,
    reset() {
      kept = [];
      isHidden = false;
    },
  };
}

function sumOf(laid: readonly Laid[], most: number): Float64Array {
  const sum = new Float64Array(laid[0].table.length);
  for (const { table } of laid) for (let at = 0; at < sum.length; at++) sum[at] += Math.min(most, table[at]);
  return sum;
}

/** True if the readings that show a character at a place explain its light together. */
function isExplainedBy(
  laid: readonly Laid[],
  count: number,
  place: number,
  { character, aheadNats }: { readonly character: number; readonly aheadNats: number },
): boolean {
  const misfit = new Float64Array(cellCount);
  let frames = 0;
  for (const { reading, table } of laid) {
    if (!isSeen(table, place) || table[place * all + character] > 0) continue;
    frames++;
    const own = place - (reading.ends === 'last' ? count - reading.count : 0);
    for (let cell = 0; cell < cellCount; cell++) misfit[cell] += reading.misfit[own * cellCount + cell];
  }
  return frames > 0 && isExplained(aheadNats, leftNatsAt(misfit, 0) / frames);
}

/** True if two readings of bars that should be one code's show different characters, or different numbers of them. */
export function contradict(one: CandidateScore, other: CandidateScore): boolean {
  if (!isEvidence(one) || !isEvidence(other)) return false;
  const table = tableFor(other, one.count);
  return table === undefined || sharedBy(one.shortfallNats, table) === undefined;
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

/** Returns by how many nats a character at a place is ahead of the next likely one; negative if it is not. */
function aheadOf(table: ArrayLike<number>, place: number, character: number): number {
  let least = Infinity;
  for (let other = 0; other < textCharacters; other++)
    if (other !== character) least = Math.min(least, table[place * all + other]);
  return least - table[place * all + character];
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
