import { type CaptureError, isCaptureError } from '../errors.ts';
import type { Engine } from './engine.ts';
import type { DecodeReply, DecodeRequest } from './protocol.ts';
import { createShotReader } from './shot-reader.ts';

/** The part of a `DedicatedWorkerGlobalScope` that serving needs. */
export interface ServingScope {
  /** Called with each request. */
  onmessage: ((event: MessageEvent<DecodeRequest>) => void) | null;
  /** Sends a reply to the page. */
  postMessage(reply: DecodeReply): void;
}

/** The page's request to load, and a function to report what does not stop the reading. */
export interface LoadOptions
  extends Pick<Extract<DecodeRequest, { type: 'load' }>, 'wasmUrl' | 'noWasmUrl' | 'grammar' | 'engines'> {
  /** Reports an error that does not stop the reading. */
  warn(warning: CaptureError): void;
}

/** Answers every request to the scope with the engine that `makeEngine` creates at the first `load`. */
export function serveEngine(scope: ServingScope, makeEngine: (options: LoadOptions) => Engine): void {
  const readShot = createShotReader();
  let engine: Engine | undefined;

  const warn = ({ code, message }: CaptureError): void => scope.postMessage({ type: 'warning', code, message });

  async function answer(request: DecodeRequest): Promise<DecodeReply> {
    const { id } = request;
    if (request.type === 'load') {
      engine ??= makeEngine({ ...request, warn });
      await engine.load();
      return { type: 'loaded', id };
    }
    if (engine === undefined) throw new Error('decode was requested before load.');
    const frame = 'image' in request.picture ? await readShot(request.picture) : request.picture;
    return { type: 'decoded', id, symbols: await engine.decode(frame) };
  }

  // One after the other, because the shot reader and the engines reuse their memory.
  let before: Promise<void> = Promise.resolve();
  scope.onmessage = ({ data: request }) => {
    before = before
      .then(() => answer(request))
      // An error object would lose its code and its class on the way to the page.
      .catch((cause: unknown): DecodeReply => {
        const message = cause instanceof Error ? cause.message : String(cause);
        return { type: 'failed', id: request.id, code: isCaptureError(cause) ? cause.code : 'engine/decode', message };
      })
      .then((reply) => scope.postMessage(reply));
  };
}
