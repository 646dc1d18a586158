import type { Environment } from './environment.ts';

/** Until when something is waited for. */
export interface Limit {
  readonly environment: Pick<Environment, 'after'>;
  readonly ms: number;
  /** Ends the wait at once: whoever waits is being closed. */
  readonly closing: AbortSignal;
  /** Ends it too: whoever waits has called it off. */
  readonly calledOff?: AbortSignal | undefined;
}

/** The reason of signals that abort because whoever waits does not want the answer any more: it says nothing of the network. */
export const calledOffReason = new Error('The wait was called off.');

/** Runs `work` with a signal that aborts when the limit is reached. What comes back is `work`'s own; never waits longer than it. */
export async function within<T>(
  { environment, ms, closing, calledOff }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // Not AbortSignal.any: Safari has it from 17.4 only.
  const limit = new AbortController();
  const reached = () => limit.abort();
  const cancel = environment.after(ms, reached);
  const callOff = () => limit.abort(calledOffReason);
  closing.addEventListener('abort', reached);
  calledOff?.addEventListener('abort', callOff);
  if (closing.aborted) reached();
  if (calledOff?.aborted) callOff();
  try {
    return await work(limit.signal);
  } finally {
    cancel();
    closing.removeEventListener('abort', reached);
    calledOff?.removeEventListener('abort', callOff);
  }
}

/** The outcome of `work`, or a rejection with the signal's reason as soon as it aborts, whatever `work` makes of it. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
