// What a page with a camera reads: the worker's strategy and its rules of acceptance, with frames in time and the element's grammar.
import { acceptReadings, nothingSeen } from '../../../packages/capture/src/accept/accept-readings.ts';
import type { Engine } from '../../../packages/capture/src/decode/engine.ts';
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createStrategy, type ThoroughEngine } from '../../../packages/capture/src/decode/strategy.ts';
import { thoroughCard39 } from '../../../packages/capture/src/engines/card39/thorough.ts';
import { thoroughCardQr } from '../../../packages/capture/src/engines/cardqr/thorough.ts';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';

/** A camera's reader that has seen nothing yet. */
export interface Product {
  /** Looks at the next frame of a camera of 30 frames a second. Returns the texts that it reads. */
  look(frame: Frame): Promise<readonly string[]>;
  /** True if it has said that a part of a code is hidden. */
  saidHidden(): boolean;
}

const frameMs = 1000 / 30;
/** What a look is taken to cost, so that a busy machine reads the same: the fast engine's, a thorough one's, one strip's. */
const [fastMs, thoroughMs, stripMs] = [8, 6, 3];

/** Creates the product around the fast engine, which may serve several after one another. */
export function createProduct(fast: Engine): Product {
  let [clockMs, frameAtMs] = [0, 0];
  const pace = { maxMs: 4, now: () => (clockMs += stripMs) };
  const timed = (engine: ThoroughEngine): ThoroughEngine => ({
    ...engine,
    look(frame) {
      clockMs += thoroughMs;
      return engine.look(frame);
    },
  });
  const strategy = createStrategy({
    fast,
    thorough: [timed(thoroughCard39(cardGrammar, pace)), timed(thoroughCardQr(cardGrammar))],
    grammar: cardGrammar,
    now: () => clockMs,
  });
  const rules = { grammar: cardGrammar, repeatAfterMs: 2000 };
  let seen = nothingSeen;
  let isHidden = false;
  return {
    async look(frame) {
      frameAtMs = Math.max(frameAtMs + frameMs, clockMs);
      clockMs = frameAtMs + fastMs;
      const { state, found } = acceptReadings(seen, await strategy.decode(frame), frameAtMs, rules);
      seen = state;
      isHidden ||= found.some((one) => one.type === 'unrecognised' && one.reason === 'hidden');
      return found.flatMap((one) => (one.type === 'reading' ? [one.text] : []));
    },
    saidHidden: () => isHidden,
  };
}
