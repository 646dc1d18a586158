import type { Recalled } from '../visits/commit-visits.ts';

/** How often it looks whether they have come. Guess. */
const lookEveryMs = 100;

/**
 * Waits with a request until devices that hold tickets have given them back, and at the end has them reassigned. An attempt at the
 * request is told whether it is the last: `reassignsAll`. Nothing is held between attempts, so that what is given back gets through.
 * By the process's own clock: the registry's may stand still.
 * @param waitMs how long it waits at the most, in milliseconds; 0: what is held is reassigned at once
 */
export async function untilReassigned<T>(
  waitMs: number,
  attempt: (reassignsAll: boolean) => Promise<T | Recalled>,
): Promise<T> {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const isLast = performance.now() >= untilMs;
    const result = await attempt(isLast);
    if (!isRecalled(result)) return result;
    if (isLast) throw new Error('Places that were held could not be reassigned.');
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Whether an attempt has only asked for the tickets back. */
export function isRecalled<T>(result: T | Recalled): result is Recalled {
  return typeof result === 'object' && result !== null && 'outcome' in result && result.outcome === 'recalled';
}
