import type { Worker } from 'node:worker_threads';

/** Sends a worker a request. Resolves to its reply, and rejects with what the worker throws. */
export function askWorker<Request, Reply>(worker: Worker, request: Request): Promise<Reply> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(request);
  });
}
