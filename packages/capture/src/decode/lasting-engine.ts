// A worker that hangs, dies or fails is replaced, and the run goes on.
//
// | what a frame comes to | what is done |
// |---|---|
// | it is answered in time | its symbols are told; after a hundred in a row one replacement is forgiven |
// | it fails, its worker dies, or its budget is spent | the worker is ended and another loaded; the frame shows nothing |
// | the same, when three replacements are not forgiven yet | the failure is told |
// | the engine is closed, or the other worker does not load | the failure is told |
import type { Shot } from '../camera/frame-pump.ts';
import type { DecodedSymbol } from './engine.ts';
import type { WorkerEngine } from './worker-engine.ts';

/**
 * A frame's budget. On a slow or busy machine it is longer: twice as long with each replacement that is not forgiven, and
 * at least three times what frames have lately taken; never longer than a first frame's.
 */
export const frameBudgetMs = 250;
const timesTheSlowest = 3;
/** How much of the slowest frame's time is remembered from one frame to the next: half of it for 35 frames. */
const remembered = 0.98;
/** The first frame of a worker finds its code cold and its memory unallocated. Guess (docs/decisions/0013). */
export const firstFrameBudgetMs = 2000;
/** Guess (docs/decisions/0013): a worker that is replaced a fourth time will not come right. */
export const maxReplacements = 3;
/** Frames answered in a row for which one replacement is forgiven: some four seconds. Guess (docs/decisions/0013). */
export const forgivenAfterFrames = 100;

/** Reads shots, and outlives its worker. */
export interface LastingEngine {
  /** As {@link WorkerEngine.load}. */
  load(): Promise<void>;
  /**
   * The symbols of a shot; none where its worker had to be replaced, which then has been.
   * @throws CaptureError `engine/decode` when it was replaced too often, `engine/load` when the next one does not load.
   */
  decode(shot: Shot): Promise<readonly DecodedSymbol[]>;
  close(): Promise<void>;
}

/** `now`: milliseconds of a clock that only goes on. */
export function createLastingEngine(worker: WorkerEngine, now = () => performance.now()): LastingEngine {
  let replacements = 0;
  let answeredInARow = 0;
  let isFresh = true;
  let slowestMs = 0;
  let isClosed = false;

  function budgetMs(): number {
    if (isFresh) return firstFrameBudgetMs;
    const usual = Math.max(frameBudgetMs * 2 ** replacements, timesTheSlowest * slowestMs);
    return Math.min(usual, firstFrameBudgetMs);
  }

  function noteAnswered(tookMs: number): void {
    slowestMs = Math.max(tookMs, slowestMs * remembered);
    isFresh = false;
    if (replacements === 0 || ++answeredInARow < forgivenAfterFrames) return;
    answeredInARow = 0;
    replacements--;
  }

  return {
    load: () => worker.load(),
    async decode(shot) {
      const fromMs = now();
      try {
        const symbols = await worker.decode(shot, budgetMs());
        noteAnswered(now() - fromMs);
        return symbols;
      } catch (cause) {
        if (isClosed || replacements === maxReplacements) throw cause;
        replacements++;
        answeredInARow = 0;
        isFresh = true;
        await worker.close();
        if (isClosed) throw cause;
        await worker.load();
        return [];
      }
    },
    async close() {
      isClosed = true;
      await worker.close();
    },
  };
}
