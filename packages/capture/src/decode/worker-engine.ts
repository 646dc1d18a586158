import type { Shot } from '../camera/frame-pump.ts';
import type { CaptureError } from '../errors.ts';
import type { SymbolGrammar } from '../reading.ts';
import { startBudget } from './budget.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import { decodeError, toLoadError } from './engine-errors.ts';
import type { Frame } from './frame.ts';
import type { EngineName } from './protocol.ts';
import { startWorker, type WorkerClient } from './worker-client.ts';

/** Where the worker and its wasm are served, when not beside this module, and what it is to read with. */
export interface WorkerEngineOptions {
  /** The packed `decode-worker.js`. A browser starts it only from the page's own origin. Default: beside this module. */
  readonly workerUrl?: string | URL | undefined;
  /** The wasm of the engine in it, relative to the page. Default: `zxing_reader.wasm` beside the worker. */
  readonly wasmUrl?: string | URL | undefined;
  /** The engines to try, in this order: the first that loads reads. Default: the worker's own choice. */
  readonly engines?: readonly EngineName[] | undefined;
  /** The texts that are also to be read where they are blurred, small or turned. Default: none. */
  readonly grammar?: SymbolGrammar | undefined;
  /** Told what does not stop the reading: an engine that did not load while another one did. */
  readonly onWarning?: ((warning: CaptureError) => void) | undefined;
}

/** An {@link Engine} in a worker of its own, which also takes a camera's shots, so that the page reads no pixels. */
export interface WorkerEngine extends Engine {
  /**
   * As {@link Engine.decode}. What it is given is transferred: a shot's image and a frame's luma are empty after.
   * When it takes longer than `budgetMs` it fails with `engine/decode`, and the worker is ended. Default: no end.
   */
  decode(picture: Shot | Frame, budgetMs?: number): Promise<readonly DecodedSymbol[]>;
}

/** How long a worker may load, download and all: 400 kB on a line of 15 kB a second. Guess (docs/decisions/0013). */
const loadWithinMs = 30_000;

/** The engine of `decode-worker.ts`, in a worker that starts at `load` and ends, with all its memory, at `close`. */
export function createWorkerEngine(options: WorkerEngineOptions = {}): WorkerEngine {
  let line: WorkerClient | undefined;
  let loaded: Promise<void> | undefined;

  function hangUp(why: CaptureError): void {
    line?.close(why);
    line = undefined;
    loaded = undefined;
  }

  /** The answer; once the budget is spent, hangs up, which lets the question fail. */
  async function within<T>(budgetMs: number, answer: Promise<T>, late: () => CaptureError): Promise<T> {
    if (budgetMs === Number.POSITIVE_INFINITY) return answer;
    const answered = startBudget(budgetMs, () => hangUp(late()));
    return answer.finally(answered);
  }

  async function loadInWorker(): Promise<void> {
    const { workerUrl, grammar = [], engines, onWarning = () => {} } = options;
    try {
      line = startWorker({ workerUrl, onDeath: hangUp, onWarning });
      const wasmUrl = options.wasmUrl === undefined ? undefined : new URL(options.wasmUrl, document.baseURI).href;
      const question = { type: 'load', wasmUrl, grammar, engines } as const;
      await within(loadWithinMs, line.ask(question), () => decodeError('The decode worker did not load in time.'));
    } catch (cause) {
      const why = toLoadError(cause);
      hangUp(why);
      throw why;
    }
  }

  return {
    load: () => (loaded ??= loadInWorker()),
    async decode(picture, budgetMs = Number.POSITIVE_INFINITY) {
      if (line === undefined) throw decodeError('The decode worker is not running.');
      const asked = line.ask({ type: 'decode', picture }, ['image' in picture ? picture.image : picture.luma.buffer]);
      const reply = await within(budgetMs, asked, () => decodeError(`A frame took longer than ${budgetMs} ms.`));
      return reply.type === 'decoded' ? reply.symbols : [];
    },
    close: async () => hangUp(decodeError('The decode worker was closed.')),
  };
}
