import { CaptureError } from '../errors.ts';
import { decodeError } from './engine-errors.ts';
import type { DecodeReply, DecodeRequest } from './protocol.ts';

type Answered = Extract<DecodeReply, { readonly type: 'loaded' | 'decoded' }>;
/** A request without its number. */
type Question = { [T in DecodeRequest as T['type']]: Omit<T, 'id'> }[DecodeRequest['type']];

export interface WorkerClientOptions {
  /** Where the worker is served. Default: `decode-worker.js` beside this module. */
  readonly workerUrl: string | URL | undefined;
  /** The worker has died by itself, and is to be closed. */
  readonly onDeath: (why: CaptureError) => void;
  /** The worker goes on, but somebody should know. */
  readonly onWarning: (warning: CaptureError) => void;
}

/** A worker and the questions it has not answered yet. Each is answered or, when the worker dies or is closed, fails. */
export interface WorkerClient {
  ask(question: Question, transfer?: Transferable[]): Promise<Answered>;
  /** Ends the worker, whatever it is at; `why` is what its open questions fail with. */
  close(why: CaptureError): void;
}

export function startWorker({ workerUrl, onDeath, onWarning }: WorkerClientOptions): WorkerClient {
  // The default stands as a literal, because bundlers know a worker by exactly these words.
  const worker =
    workerUrl === undefined
      ? new Worker(new URL('./decode-worker.js', import.meta.url), { type: 'module' })
      : new Worker(workerUrl, { type: 'module' });
  const open = new Map<number, { resolve: (reply: Answered) => void; reject: (why: CaptureError) => void }>();
  let lastId = 0;

  worker.onmessage = ({ data: reply }: MessageEvent<DecodeReply>) => {
    if (reply.type === 'warning') {
      onWarning(new CaptureError(reply.code, reply.message, { retryable: true }));
      return;
    }
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
