import type { Shot } from '../camera/frame-pump.ts';
import type { CaptureError } from '../errors.ts';
import type { SymbolGrammar } from '../reading.ts';
import { startBudget } from './budget.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import { decodeError, toLoadError } from './engine-errors.ts';
import type { Frame } from './frame.ts';
import type { EngineName } from './protocol.ts';
import { startWorker, type WorkerClient } from './worker-client.ts';

/** The URLs of the worker and its wasm, and what it decodes with. */
export interface WorkerEngineOptions {
  /** The packed `decode-worker.js`, on the page's own origin. @default next to this module */
  readonly workerUrl?: string | URL | undefined;
  /** The wasm of its engine, relative to the page. @default `zxing_reader.wasm` next to the worker */
  readonly wasmUrl?: string | URL | undefined;
  /** The engines to try, in this order, until one loads. @default the worker's own choice */
  readonly engines?: readonly EngineName[] | undefined;
  /** The texts that are also read from blurred, small or rotated symbols. @default none */
  readonly grammar?: SymbolGrammar | undefined;
  /** Called with what does not stop the reading, such as an engine that did not load if another did. */
  readonly onWarning?: ((warning: CaptureError) => void) | undefined;
}

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

/**
 * Returns the addresses of the packed worker and of what it fetches, all next to this module. Keep these expressions literal:
 * bundlers find a file by the exact form, and serve it as it is, under a name of their own.
 */
function packedFiles() {
  return {
    workerUrl: new URL('./decode-worker.js', import.meta.url),
    wasmUrl: new URL('./zxing_reader.wasm', import.meta.url).href,
    noWasmUrl: new URL('./decode-worker-zxing-library.js', import.meta.url).href,
  };
}

function onPage(url: string | URL): URL {
  return new URL(url, document.baseURI);
}

/** Creates the engine of `decode-worker.ts`, in a worker that starts at `load` and ends, with all its memory, at `close`. */
export function createWorkerEngine(options: WorkerEngineOptions = {}): WorkerEngine {
  let client: WorkerClient | undefined;
  let loaded: Promise<void> | undefined;

  function end(why: CaptureError): void {
    client?.close(why);
    client = undefined;
    loaded = undefined;
  }

  /** Returns the reply. When the time is over, ends the worker, which rejects the request. */
  async function within<T>(budgetMs: number, reply: Promise<T>, late: () => CaptureError): Promise<T> {
    if (budgetMs === Number.POSITIVE_INFINITY) return reply;
    const cancel = startBudget(budgetMs, () => end(late()));
    return reply.finally(cancel);
  }

  async function loadInWorker(): Promise<void> {
    const { grammar = [], engines, onWarning = () => {} } = options;
    // Another worker finds its files next to itself.
    const { workerUrl, wasmUrl, noWasmUrl } =
      options.workerUrl === undefined
        ? packedFiles()
        : { workerUrl: onPage(options.workerUrl), wasmUrl: undefined, noWasmUrl: undefined };
    try {
      client = startWorker({ workerUrl, onDeath: end, onWarning });
      const chosenWasm = options.wasmUrl === undefined ? wasmUrl : onPage(options.wasmUrl).href;
      const request = { type: 'load', wasmUrl: chosenWasm, noWasmUrl, grammar, engines } as const;
      await within(loadWithinMs, client.send(request), () => decodeError('The decode worker did not load in time.'));
    } catch (cause) {
      const why = toLoadError(cause);
      end(why);
      throw why;
    }
  }

  return {
    load: () => (loaded ??= loadInWorker()),
    async decode(picture, budgetMs = Number.POSITIVE_INFINITY) {
      if (client === undefined) throw decodeError('The decode worker is not running. Call load() first.');
      const sent = client.send({ type: 'decode', picture }, ['image' in picture ? picture.image : picture.luma.buffer]);
      const reply = await within(budgetMs, sent, () => decodeError(`A frame took longer than ${budgetMs} ms.`));
      return reply.type === 'decoded' ? reply.symbols : [];
    },
    close: async () => end(decodeError('The decode worker was closed.')),
  };
}
