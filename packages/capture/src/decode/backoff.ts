import type { DecodedSymbol } from './engine.ts';
import type { Frame } from './frame.ts';

/** A slow engine for frames in which the fast one finds nothing. It may add up the evidence of several frames. */
export interface ThoroughEngine {
  /**
   * Returns the symbols of one frame, within some 50 ms on a slow machine. `hasEvidence`: the frame showed some of a card,
   * even if too little for its text.
   */
  look(frame: Frame): { readonly symbols: readonly DecodedSymbol[]; readonly hasEvidence: boolean };
  /** Drops the evidence, because another card is in view, or none. */
  forget(): void;
}

/** The pause after a look, relative to its duration: an engine uses at most half of the time. */
const pauseShare = 1;
/** Each look at a desk without a card doubles the pause, up to this, so that an empty desk costs little. Guess, by the bench. */
const maxPauseMs = 150;
/** On a slow processor the pause may be longer, relative to the look: an engine then uses at most a seventh of the time. */
const maxPauseShare = 6;
/** What was seen this long ago belongs to another card. The same time as two frames that confirm a text may be apart (accept). */
export const forgetAfterMs = 1000;

/** A thorough engine that pauses between its looks. */
export interface Backoff {
  isReady(): boolean;
  /** True if its last looks, within a second of one another, had evidence of a card. */
  seesCard(): boolean;
  look: ThoroughEngine['look'];
  /** Ends the pause, because something came into view. */
  wake(): void;
  forget(): void;
}

/**
 * | a look | then it pauses |
 * |---|---|
 * | with evidence of a card, or within a second of it | as long as the look took |
 * | without | twice as long as after the look before, at most 150 ms or six times as long as the look |
 */
export function createBackoff(thorough: ThoroughEngine, now: () => number): Backoff {
  let pausesUntilMs = Number.NEGATIVE_INFINITY;
  /** When the last evidence came; infinite if there is none to forget. */
  let evidenceAtMs = Number.POSITIVE_INFINITY;
  let fruitless = 0;
  const seesCard = () => evidenceAtMs < Number.POSITIVE_INFINITY;
  const forget = () => {
    thorough.forget();
    evidenceAtMs = Number.POSITIVE_INFINITY;
  };

  return {
    isReady: () => now() >= pausesUntilMs,
    seesCard,
    look(frame) {
      const startedMs = now();
      if (startedMs - evidenceAtMs > forgetAfterMs) forget();
      const seen = thorough.look(frame);
      const endedMs = now();
      if (seen.hasEvidence) evidenceAtMs = endedMs;
      fruitless = seesCard() ? 0 : fruitless + 1;
      const tookMs = endedMs - startedMs;
      const pauseMs = tookMs * pauseShare * 2 ** Math.min(fruitless, 16);
      pausesUntilMs = endedMs + Math.min(pauseMs, Math.max(maxPauseMs, tookMs * maxPauseShare));
      return seen;
    },
    wake() {
      fruitless = 0;
      pausesUntilMs = Number.NEGATIVE_INFINITY;
    },
    forget,
  };
}
