import type { DecodedSymbol, Engine } from './engine.ts';
import type { Frame } from './frame.ts';

/** An engine for frames in which the fast one finds nothing: slow, and it may add up what several frames say. */
export interface PatientEngine {
  /** What it makes of one frame. `telling`: it has seen something of a card, though perhaps too little to say. */
  look(frame: Frame): { readonly symbols: readonly DecodedSymbol[]; readonly telling: boolean };
  /** Another card is in view, or none: forgets what frames have said. */
  forget(): void;
}

export interface StrategyOptions {
  readonly fast: Engine;
  readonly patient: PatientEngine;
  /** Milliseconds of a clock that only goes on. */
  readonly now: () => number;
}

/** After a look the patient engine rests as long as it took, so that it has at most half of the time. */
const restShare = 1;
/** Each look in vain makes the next rest twice as long, up to this: an empty desk costs little. Guess, by the bench. */
const longestRestMs = 250;
/** With nothing telling for so long what was added up is another card's. As long as two frames may lie apart (settle). */
const forgetAfterMs = 1000;

/**
 * Which engine looks at which frame, by time and by what the last frames showed.
 *
 * | the fast engine | the patient engine |
 * |---|---|
 * | finds a symbol | does not look; what it has added up is forgotten |
 * | finds nothing | looks, unless it still rests from its last look |
 * | fails | does not look: the failure is told |
 *
 * Each frame is decided before the next is taken, so nothing is ever behind by more than one frame.
 */
export function createStrategy({ fast, patient, now }: StrategyOptions): Engine {
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  let tellingAtMs = Number.NEGATIVE_INFINITY;
  let inVain = 0;

  function look(frame: Frame): readonly DecodedSymbol[] {
    const startedMs = now();
    if (startedMs - tellingAtMs > forgetAfterMs) patient.forget();
    const { symbols, telling } = patient.look(frame);
    const endedMs = now();
    inVain = telling ? 0 : inVain + 1;
    if (telling) tellingAtMs = endedMs;
    const restMs = (endedMs - startedMs) * restShare * 2 ** Math.min(inVain, 16);
    restsUntilMs = endedMs + Math.min(restMs, longestRestMs);
    return symbols;
  }

  return {
    load: () => fast.load(),
    async decode(frame) {
      const symbols = await fast.decode(frame);
      if (symbols.length > 0) {
        patient.forget();
        return symbols;
      }
      return now() < restsUntilMs ? [] : look(frame);
    },
    async close() {
      patient.forget();
      await fast.close();
    },
  };
}
