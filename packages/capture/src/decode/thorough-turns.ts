import type { Backoff, ThoroughEngine } from './backoff.ts';
import type { Frame } from './frame.ts';

/** Looks in a row of an engine that sees a card, before another has one (docs/decisions/0042). Guess. */
const looksAtCard = 3;

/** Which of the thorough engines looks at a frame. */
export interface ThoroughTurns {
  /** Lets the next engine look that does not pause. Returns `undefined` if all pause. */
  look(frame: Frame): ReturnType<ThoroughEngine['look']> | undefined;
  /** Gives the first engine the next turn. */
  restart(): void;
}

/** Creates turns of one frame each; an engine that sees a card has three. */
export function createThoroughTurns(engines: readonly Backoff[]): ThoroughTurns {
  let turn = 0;
  let looksInTurn = 0;
  return {
    look(frame) {
      for (let next = 0; next < engines.length; next++) {
        const index = (turn + next) % engines.length;
        const engine = engines[index];
        if (!engine?.isReady()) continue;
        const seen = engine.look(frame);
        looksInTurn = next === 0 ? looksInTurn + 1 : 1;
        if (engine.seesCard() && looksInTurn < looksAtCard) turn = index;
        else [turn, looksInTurn] = [index + 1, 0];
        return seen;
      }
      return undefined;
    },
    restart() {
      [turn, looksInTurn] = [0, 0];
    },
  };
}
