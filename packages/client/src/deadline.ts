import type { Environment } from './environment.ts';

/** When to stop waiting for a piece of work. */
export interface Limit {
  readonly environment: Pick<Environment, 'after'>;
  /** Timeout, in milliseconds. */
  readonly ms: number;
  /** Aborts when the desk or device closes. */
  readonly closing: AbortSignal;
  /** The caller's own signal. */
  readonly callerSignal?: AbortSignal | undefined;
}

/** The abort reason if the caller cancelled. Such an abort says nothing about the network. */
export const cancelReason = new Error('The caller cancelled the wait.');

/**
 * Returns the result of `work`, whose signal aborts at the limit. The wait ends only when `work` settles, so `work` must
 * obey the signal.
 */
export async function within<T>(
  { environment, ms, closing, callerSignal }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Not AbortSignal.any: Safari has it only from 17.4.
  const limit = new AbortController();
  const abort = () => limit.abort();
  const cancel = () => limit.abort(cancelReason);
  const cancelTimer = environment.after(ms, abort);
  closing.addEventListener('abort', abort);
  callerSignal?.addEventListener('abort', cancel);
  if (closing.aborted) abort();
  if (callerSignal?.aborted) cancel();
  try {
    return await work(limit.signal);
  } finally {
    cancelTimer();
    closing.removeEventListener('abort', abort);
    callerSignal?.removeEventListener('abort', cancel);
  }
}

/**
 * Returns the result of `work`. Rejects with the signal's reason as soon as it aborts, even if `work` ignores the signal.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
