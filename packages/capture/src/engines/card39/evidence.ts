import type { SymbolGrammar } from '../../reading.ts';
import type { Judgement } from './judge.ts';
import { shapesOf, textOf } from './shapes.ts';
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
const leastMarginNats = 35;
/** One frame may count for no more against a character: what was misread must be outvoted. */
const mostNats = 30;
/** A reading that explains less is of something else. */
const leastExplained = 0.85;
/** Nor may another text fit better where the code is seen, nor may too little be seen to know. */
const leastSeenNats = 3;
const leastSeenCount = 4;
/** Whether a reading says something of a card, though perhaps too little or not of all of it. */
export function isTelling({ explained, seenMarginNats, seenCount }: Judgement): boolean {
  return explained >= leastExplained && seenMarginNats >= leastSeenNats && seenCount >= leastSeenCount;
}

/** Frames that must agree in part before they are enough. */
const leastFrames = 2;

/** Adds up log likelihoods by place and character over the frames of one card. */
export function createCardEvidence(grammar: SymbolGrammar): CardEvidence {
  const lengths = shapesOf(grammar);
  const sums = new Map<number, { readonly nats: Float64Array; frames: number }>();

  function settle(count: number) {
    const sum = sums.get(count);
    const length = lengths.find((known) => known.count === count);
    if (sum === undefined || length === undefined || sum.frames < leastFrames) return undefined;
    const text = new Uint8Array(count);
    text.fill(textCharacters);
    let margin = Infinity;
    for (let place = 1; place < count - 1; place++) {
      let [best, second] = [Infinity, Infinity];
      for (let character = 0; character < textCharacters; character++) {
        const cost = sum.nats[place * all + character] as number;
        if (cost < best) {
          second = best;
          best = cost;
          text[place] = character;
        } else if (cost < second) second = cost;
      }
      margin = Math.min(margin, second - best);
    }
    const fits = length.shapes.some((shape) =>
      shape.every((allowed, place) => allowed.includes(text[place] as number)),
    );
    return fits && margin >= leastMarginNats ? { text: textOf(text), marginNats: margin } : undefined;
  }

  return {
    add(reading) {
      const { count, shortfallNats } = reading;
      if (!isTelling(reading)) return undefined;
      let sum = sums.get(count);
      // Halves of two cards must never make a third: what cannot be seen to be the same card begins anew.
      if (sum === undefined || !isSameCard(sum.nats, shortfallNats))
        sum = { nats: new Float64Array(count * all), frames: 0 };
      sums.clear();
      sums.set(count, sum);
      sum.frames++;
      for (let at = 0; at < sum.nats.length; at++)
        sum.nats[at] = (sum.nats[at] as number) + Math.min(mostNats, shortfallNats[at] ?? mostNats);
      return settle(count);
    },
    reset: () => sums.clear(),
  };
}

/** Characters that must be seen in both, and be the same. The first letter alone is the same on most cards. */
const leastShared = 4;
/** A character is told when it is so far ahead of the next. */
const toldNats = 6;

/** Whether two tables of shortfalls agree in every character that both tell, and tell enough of the same. */
function isSameCard(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  let shared = 0;
  for (let place = 1; place < one.length / all - 1; place++) {
    const [a, b] = [toldAt(one, place), toldAt(other, place)];
    if (a === undefined || b === undefined) continue;
    if (a !== b) return false;
    shared++;
  }
  return shared >= leastShared;
}

function toldAt(table: ArrayLike<number>, place: number): number | undefined {
  let [best, second] = [Infinity, Infinity];
  let told: number | undefined;
  for (let character = 0; character < textCharacters; character++) {
    const cost = table[place * all + character] as number;
    if (cost < best) {
      second = best;
      best = cost;
      told = character;
    } else if (cost < second) second = cost;
  }
  return second - best >= toldNats ? told : undefined;
}
