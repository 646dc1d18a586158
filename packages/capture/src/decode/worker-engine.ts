import type { Shot } from '../camera/frame-pump.ts';
import type { CaptureError } from '../errors.ts';
import { startBudget } from './budget.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import { decodeError, toLoadError } from './engine-errors.ts';
import type { Frame } from './frame.ts';
import { loadWorker, type WorkerEngineOptions } from './load-worker.ts';
import type { WorkerClient } from './worker-client.ts';

/** An {@link Engine} in its own worker. It also takes camera frames, so that the page itself reads no pixels. */
export interface WorkerEngine extends Engine {
  /**
   * As {@link Engine.decode}. The argument is transferred: a shot's image and a frame's luma are empty afterwards. If it
   * takes longer than `budgetMs` (no limit by default), it throws `engine/decode` and ends the worker.
   */
  decode(picture: Shot | Frame, budgetMs?: number): Promise<readonly DecodedSymbol[]>;
}

/** Timeout of a worker's load with its downloads: 400 kB at 15 kB a second. Guess (docs/decisions/0013). */
const loadWithinMs = 30_000;

/** Creates the engine of `decode-worker.ts`, in a worker that starts at `load` and ends, with all its memory, at `close`. */
export function createWorkerEngine(options: WorkerEngineOptions = {}): WorkerEngine {
  /** Ends what `load` has started. */
  let ending: AbortController | undefined;
  let loaded: Promise<void> | undefined;
  /** Of the loaded worker. */
  let client: WorkerClient | undefined;

  function end(why: CaptureError): void {
    ending?.abort(why);
    ending = undefined;
    loaded = undefined;
    client = undefined;
  }

  async function load(): Promise<void> {
    ending = new AbortController();
    const { signal } = ending;
    const cancel = startBudget(loadWithinMs, () => end(decodeError('The decode worker did not load in time.')));
    try {
      client = await loadWorker({
        ...options,
        signal,
        // Before it is loaded, another one is tried.
        onDeath: (why) => client !== undefined && end(why),
      });
      signal.throwIfAborted();
    } catch (cause) {
      const why = toLoadError(cause);
      if (!signal.aborted) end(why);
      throw why;
    } finally {
      cancel();
    }
  }

  return {
    load: () => (loaded ??= load()),
    async decode(picture, budgetMs = Number.POSITIVE_INFINITY) {
      if (client === undefined) throw decodeError('The decode worker is not running. Call load() first.');
      const sent = client.send({ type: 'decode', picture }, ['image' in picture ? picture.image : picture.luma.buffer]);
      const late = () => end(decodeError(`A frame took longer than ${budgetMs} ms.`));
      const cancel = budgetMs === Number.POSITIVE_INFINITY ? () => {} : startBudget(budgetMs, late);
      const reply = await sent.finally(cancel);
      return reply.type === 'decoded' ? reply.symbols : [];
    },
    close: async () => end(decodeError('The decode worker was closed.')),
  };
}
