import { CaptureError } from '../errors.ts';
import { decodeError, loadError } from './engine-errors.ts';
import type { DecodeReply, DecodeRequest } from './protocol.ts';

type Reply = Extract<DecodeReply, { readonly type: 'loaded' | 'decoded' }>;
/** A request without its number. */
type Request = { [T in DecodeRequest as T['type']]: Omit<T, 'id'> }[DecodeRequest['type']];

export interface WorkerClientOptions {
  /** The address as `new Worker` takes it (`worker-url.ts`). */
  readonly address: URL;
  /** When aborted, ends the worker with the signal's reason, a CaptureError. */
  readonly signal: AbortSignal;
  /** Called when the worker has failed and is ended: `engine/load` if it had answered nothing until then. */
  readonly onDeath: (why: CaptureError) => void;
  /** Called with what the worker reports while it continues. */
  readonly onWarning: (warning: CaptureError) => void;
}

/** Our end of a worker. Every request gets its reply, or is rejected when the worker fails or is ended. */
export interface WorkerClient {
  send(request: Request, transfer?: Transferable[]): Promise<Reply>;
  /** Ends the worker at once, with all its memory, and rejects its pending requests with `why`. */
  end(why: CaptureError): void;
}

/** @throws DOMException if the browser does not allow a worker of this address. @throws CaptureError if `signal` is aborted */
export function startWorker({ address, signal, onDeath, onWarning }: WorkerClientOptions): WorkerClient {
  signal.throwIfAborted();
  const worker = new Worker(address, { type: 'module' });
  const pending = new Map<number, { resolve: (reply: Reply) => void; reject: (why: CaptureError) => void }>();
  let lastId = 0;
  let failure = loadError;

  function end(why: CaptureError): void {
    worker.terminate();
    for (const request of pending.values()) request.reject(why);
    pending.clear();
  }
  signal.addEventListener('abort', () => end(signal.reason as CaptureError), { once: true });

  function die(why: CaptureError): void {
    end(why);
    onDeath(why);
  }

  worker.onmessage = ({ data: reply }: MessageEvent<DecodeReply>) => {
    failure = decodeError;
    if (reply.type === 'warning') {
      onWarning(new CaptureError(reply.code, reply.message, { retryable: true }));
      return;
    }
    const request = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.type === 'failed') request?.reject(new CaptureError(reply.code, reply.message, { retryable: true }));
    else request?.resolve(reply);
  };
  // Only a script that runs has a message.
  worker.onerror = (event) => die(failure(event.message || `There is no decode worker at ${address}.`, event));
  worker.onmessageerror = () => die(decodeError('A message to or from the decode worker was unreadable.'));

  return {
    end,
    send(request, transfer = []) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        worker.postMessage({ ...request, id } as DecodeRequest, transfer);
        pending.set(id, { resolve, reject });
      });
    },
  };
}
