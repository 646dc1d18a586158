import type { CaptureError } from '../errors.ts';
import type { SymbolGrammar } from '../reading.ts';
import { loadError, toLoadError } from './engine-errors.ts';
import type { EngineName } from './protocol.ts';
import { startWorker, type WorkerClient, type WorkerClientOptions } from './worker-client.ts';
import { toTextUrl, toWorkerUrl } from './worker-url.ts';

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

interface LoadWorkerOptions extends WorkerEngineOptions, Pick<WorkerClientOptions, 'signal' | 'onDeath'> {}

/** The files that a worker loads. Without their addresses it looks for them next to itself. */
interface Files {
  readonly wasmUrl?: string;
  readonly noWasmUrl?: string;
}

/**
 * Returns a worker that has loaded its engine: of the page's own file or of the packed one. If the browser finds or allows no
 * packed file, its text is made a worker.
 * @throws CaptureError `engine/load`, or the reason of `signal`
 */
export async function loadWorker(options: LoadWorkerOptions): Promise<WorkerClient> {
  if (options.workerUrl !== undefined) return loadAt(toWorkerUrl(onPage(options.workerUrl)), {}, options);
  const files = packedFiles();
  try {
    if (files === undefined) throw loadError('A classic script does not know the address of the decode worker.');
    return await loadAt(toWorkerUrl(files.workerUrl), files, options);
  } catch (cause) {
    options.signal.throwIfAborted();
    return loadText(files ?? {}, options).catch((other: unknown) => {
      const whys = [cause, other].map((each) => toLoadError(each).message);
      throw loadError(`${whys.join(' Nor did one of its text start: ')} (docs/bundlers.md)`, cause);
    });
  }
}

/**
 * Returns the addresses of the packed files, all next to this module; `undefined` in a classic script, which has no address. Keep
 * these expressions literal: bundlers find a file by the exact form, and serve it as it is, under a name of their own.
 */
function packedFiles() {
  try {
    return {
      workerUrl: new URL('./decode-worker.js', import.meta.url),
      wasmUrl: new URL('./zxing_reader.wasm', import.meta.url).href,
      noWasmUrl: new URL('./decode-worker-zxing-library.js', import.meta.url).href,
    };
  } catch {
    return undefined;
  }
}

async function loadText(files: Files, options: LoadWorkerOptions): Promise<WorkerClient> {
  const { text } = await import('./decode-worker-text.js');
  const address = toTextUrl(text);
  try {
    return await loadAt(address, files, options);
  } finally {
    URL.revokeObjectURL(String(address));
  }
}

async function loadAt(address: URL, files: Files, options: LoadWorkerOptions): Promise<WorkerClient> {
  const { signal, onDeath, onWarning = () => {}, grammar = [], engines } = options;
  const client = startWorker({ address, signal, onDeath, onWarning });
  const wasmUrl = options.wasmUrl === undefined ? files.wasmUrl : onPage(options.wasmUrl).href;
  try {
    await client.send({ type: 'load', wasmUrl, noWasmUrl: files.noWasmUrl, grammar, engines });
    return client;
  } catch (cause) {
    client.end(toLoadError(cause));
    throw cause;
  }
}

function onPage(url: string | URL): URL {
  return new URL(url, document.baseURI);
}
