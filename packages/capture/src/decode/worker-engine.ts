import type { Shot } from '../camera/frame-pump.ts';
import { CaptureError } from '../errors.ts';
import type { SymbolGrammar } from '../reading.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import type { DecodeReply, DecodeRequest } from './protocol.ts';

/** Where the worker and its wasm are served, when not beside this module. */
export interface WorkerEngineOptions {
  /** The packed `decode-worker.js`. A browser starts it only from the page's own origin. Default: beside this module. */
  readonly workerUrl?: string | URL | undefined;
  /** The wasm of the engine in it, relative to the page. Default: `zxing_reader.wasm` beside the worker. */
  readonly wasmUrl?: string | URL | undefined;
  /** The texts that are also to be read where they are blurred, small or turned. Default: none. */
  readonly grammar?: SymbolGrammar | undefined;
}

/** An {@link Engine} in a worker of its own, which also takes a camera's shots, so that the page reads no pixels. */
export interface WorkerEngine extends Engine {
  /** As {@link Engine.decode}. What it is given is transferred: a shot's image and a frame's luma are empty after. */
  decode(picture: Shot | Frame): Promise<readonly DecodedSymbol[]>;
}

type Answered = Exclude<DecodeReply, { readonly type: 'failed' }>;

/** The engine of `decode-worker.ts`, in a worker that starts at `load` and ends, with all its memory, at `close`. */
export function createWorkerEngine(options: WorkerEngineOptions = {}): WorkerEngine {
  let line: Line | undefined;
  let loaded: Promise<void> | undefined;

  function hangUp(why: CaptureError): void {
    line?.close(why);
    line = undefined;
    loaded = undefined;
  }

  async function loadInWorker(): Promise<void> {
    try {
      line = openLine(options.workerUrl, hangUp);
      const wasmUrl = options.wasmUrl === undefined ? undefined : new URL(options.wasmUrl, document.baseURI).href;
      await line.ask({ type: 'load', wasmUrl, grammar: options.grammar ?? [] });
    } catch (cause) {
      const why = toLoadError(cause);
      hangUp(why);
      throw why;
    }
  }

  return {
    load: () => (loaded ??= loadInWorker()),
    async decode(picture) {
      if (line === undefined) throw decodeError('The decode worker is not running.');
      const reply = await line.ask({ type: 'decode', picture }, [
        'image' in picture ? picture.image : picture.luma.buffer,
      ]);
      return reply.type === 'decoded' ? reply.symbols : [];
    },
    close: async () => hangUp(decodeError('The decode worker was closed.')),
  };
}

/** A request without its number. */
type Question = { [T in DecodeRequest as T['type']]: Omit<T, 'id'> }[DecodeRequest['type']];

interface Line {
  ask(question: Question, transfer?: Transferable[]): Promise<Answered>;
  close(why: CaptureError): void;
}

/** A worker and the questions it has not answered yet. Each is answered or, when the worker dies or is closed, fails. */
function openLine(workerUrl: string | URL | undefined, onDeath: (why: CaptureError) => void): Line {
  // The default stands as a literal, because bundlers know a worker by exactly these words.
  const worker =
    workerUrl === undefined
      ? new Worker(new URL('./decode-worker.js', import.meta.url), { type: 'module' })
      : new Worker(workerUrl, { type: 'module' });
  const open = new Map<number, { resolve: (reply: Answered) => void; reject: (why: CaptureError) => void }>();
  let lastId = 0;

  worker.onmessage = ({ data: reply }: MessageEvent<DecodeReply>) => {
    const asked = open.get(reply.id);
    open.delete(reply.id);
    if (reply.type === 'failed') asked?.reject(new CaptureError(reply.code, reply.message, { retryable: true }));
    else asked?.resolve(reply);
  };
  worker.onerror = (event) => onDeath(decodeError(event.message || 'The decode worker could not be fetched.', event));
  worker.onmessageerror = () => onDeath(decodeError('A message to or from the decode worker was unreadable.'));

  return {
    ask(question, transfer = []) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        worker.postMessage({ ...question, id } as DecodeRequest, transfer);
        open.set(id, { resolve, reject });
      });
    },
    close(why) {
      worker.terminate();
      for (const asked of open.values()) asked.reject(why);
      open.clear();
    },
  };
}

function decodeError(message: string, cause?: unknown): CaptureError {
  return new CaptureError('engine/decode', message, { retryable: true, cause });
}

/** Whatever stops a worker before it has loaded is a load failure to the caller. */
function toLoadError(cause: unknown): CaptureError {
  if (cause instanceof CaptureError && cause.code === 'engine/load') return cause;
  const message = cause instanceof Error ? cause.message : 'The decode worker did not start.';
  return new CaptureError('engine/load', message, { retryable: true, cause });
}
