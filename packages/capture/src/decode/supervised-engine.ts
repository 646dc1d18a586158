// Replaces a worker that hangs, crashes or fails, so that the run continues.
//
// | a frame | then |
// |---|---|
// | is decoded in time | its symbols are returned; after a hundred in a row one replacement is forgiven |
// | fails, crashes its worker or times out | the worker is ended and another loaded; the frame has no symbols |
// | does so while three replacements are not forgiven | the error is thrown |
// | arrives when the engine is closed, or the new worker does not load | the error is thrown |
import type { Shot } from '../camera/frame-pump.ts';
import type { DecodedSymbol } from './engine.ts';
import type { WorkerEngine } from './worker-engine.ts';

/**
 * The timeout of a frame. On a slow or busy machine it is longer: it doubles with each replacement that is not forgiven,
 * and is at least three times what recent frames took, but never longer than that of a first frame.
 */
export const frameBudgetMs = 250;
const timesTheSlowest = 3;
/** The factor by which the slowest frame's time decays with each frame: to half in 35 frames. */
const remembered = 0.98;
/** For the first frame of a worker, whose code is not compiled and whose memory is not allocated. Guess (docs/decisions/0013). */
export const firstFrameBudgetMs = 2000;
/** A worker that must be replaced once more will not recover. Guess (docs/decisions/0013). */
export const maxReplacements = 3;
/** Decoded frames in a row after which one replacement is forgiven: some four seconds. Guess (docs/decisions/0013). */
export const forgivenAfterFrames = 100;

/** Decodes camera frames, and outlives its worker. */
export interface SupervisedEngine {
  /** As {@link WorkerEngine.load}. */
  load(): Promise<void>;
  /**
   * Returns the symbols of a shot; none if its worker had to be replaced.
   * @throws CaptureError `engine/decode` if it was replaced too often, `engine/load` if the new one does not load.
   */
  decode(shot: Shot): Promise<readonly DecodedSymbol[]>;
  close(): Promise<void>;
}

/** Creates an engine that supervises `worker`. `now` returns milliseconds of a monotonic clock. */
export function createSupervisedEngine(worker: WorkerEngine, now = () => performance.now()): SupervisedEngine {
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
