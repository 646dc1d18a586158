import type { Recalled } from './settle.ts';

/** How often it looks whether they have come. Guess. */
const lookEveryMs = 100;

/**
 * Waits with a request until devices that hold places have given them back, and at the end has them lent. An attempt at the
 * request is told whether it is the last: `lendsAll`. Nothing is held between attempts, so that what is given back gets through.
 * By the process's own clock: the registry's may stand still.
 * @param waitMs how long it waits at the most, in milliseconds; 0: what is held is lent at once
 */
export async function untilLent<T>(waitMs: number, attempt: (lendsAll: boolean) => Promise<T | Recalled>): Promise<T> {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const isLast = performance.now() >= untilMs;
    const result = await attempt(isLast);
    if (!isRecalled(result)) return result;
    if (isLast) throw new Error('Places that were held could not be lent.');
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Whether an attempt has only asked for the places back. */
export function isRecalled<T>(result: T | Recalled): result is Recalled {
  return typeof result === 'object' && result !== null && 'outcome' in result && result.outcome === 'recalled';
}
