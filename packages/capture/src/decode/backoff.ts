import type { DecodedSymbol } from './engine.ts';
import type { Frame } from './frame.ts';

/** An engine for frames in which the fast one finds nothing: slow, and it may add up what several frames say. */
export interface ThoroughEngine {
  /**
   * What it makes of one frame, within some 50 ms on a slow machine. `telling`: it has seen something of a card, though
   * perhaps too little to say.
   */
  look(frame: Frame): { readonly symbols: readonly DecodedSymbol[]; readonly hasEvidence: boolean };
  /** Another card is in view, or none: forgets what frames have said. */
  forget(): void;
}

/** After a look the thorough engine rests as long as it took, so that it has at most half of the time. */
const restShare = 1;
/** Each look in vain makes the next rest twice as long, up to this: an empty desk costs little. Guess, by the bench. */
const longestRestMs = 250;
/** With nothing telling for so long what was added up is another card's. As long as two frames may lie apart (settle). */
const forgetAfterMs = 1000;

/** A thorough engine that rests between its looks. */
export interface Backoff {
  isRested(): boolean;
  look: ThoroughEngine['look'];
  /** Something has come into view: it rests no longer. */
  wake(): void;
  forget(): void;
}

/**
 * | a look | then it rests |
 * |---|---|
 * | that tells something of a card | as long as the look took |
 * | in vain | twice as long as after the look before, at most a quarter of a second |
 */
export function createBackoff(thorough: ThoroughEngine, now: () => number): Backoff {
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  let evidenceAtMs = Number.NEGATIVE_INFINITY;
  let inVain = 0;

  return {
    isRested: () => now() >= restsUntilMs,
    look(frame) {
      const startedMs = now();
      if (startedMs - evidenceAtMs > forgetAfterMs) thorough.forget();
      const seen = thorough.look(frame);
      const endedMs = now();
      inVain = seen.hasEvidence ? 0 : inVain + 1;
      if (seen.hasEvidence) evidenceAtMs = endedMs;
      const restMs = (endedMs - startedMs) * restShare * 2 ** Math.min(inVain, 16);
      restsUntilMs = endedMs + Math.min(restMs, longestRestMs);
      return seen;
    },
    wake() {
      inVain = 0;
      restsUntilMs = Number.NEGATIVE_INFINITY;
    },
    forget: thorough.forget,
  };
}
