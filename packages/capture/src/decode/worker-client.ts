import { CaptureError } from '../errors.ts';
import { decodeError } from './engine-errors.ts';
import type { DecodeReply, DecodeRequest } from './protocol.ts';
import { toWorkerUrl } from './worker-url.ts';

type Reply = Extract<DecodeReply, { readonly type: 'loaded' | 'decoded' }>;
/** A request without its number. */
type Request = { [T in DecodeRequest as T['type']]: Omit<T, 'id'> }[DecodeRequest['type']];

export interface WorkerClientOptions {
  readonly workerUrl: URL;
  /** Called when the worker has failed. Close the client. */
  readonly onDeath: (why: CaptureError) => void;
  /** Called with what the worker reports while it continues. */
  readonly onWarning: (warning: CaptureError) => void;
}

/** Our end of a worker. Every request gets its reply, or is rejected when the worker fails or is closed. */
export interface WorkerClient {
  send(request: Request, transfer?: Transferable[]): Promise<Reply>;
  /** Ends the worker at once and rejects its pending requests with `why`. */
  close(why: CaptureError): void;
}

export function startWorker({ workerUrl, onDeath, onWarning }: WorkerClientOptions): WorkerClient {
  const worker = new Worker(toWorkerUrl(workerUrl), { type: 'module' });
  const pending = new Map<number, { resolve: (reply: Reply) => void; reject: (why: CaptureError) => void }>();
  let lastId = 0;

  worker.onmessage = ({ data: reply }: MessageEvent<DecodeReply>) => {
    if (reply.type === 'warning') {
      onWarning(new CaptureError(reply.code, reply.message, { retryable: true }));
      return;
    }
    const request = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.type === 'failed') request?.reject(new CaptureError(reply.code, reply.message, { retryable: true }));
    else request?.resolve(reply);
  };
  worker.onerror = (event) =>
    onDeath(
      // Only a script that runs has a message.
      decodeError(event.message || `There is no decode worker at ${workerUrl.href} (docs/bundlers.md).`, event),
    );
  worker.onmessageerror = () => onDeath(decodeError('A message to or from the decode worker was unreadable.'));

  return {
    send(request, transfer = []) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        worker.postMessage({ ...request, id } as DecodeRequest, transfer);
        pending.set(id, { resolve, reject });
      });
    },
    close(why) {
      worker.terminate();
      for (const request of pending.values()) request.reject(why);
      pending.clear();
    },
  };
}
