/** No visit was counted: the leases of devices that hold the tickets were recalled, so a retry may find them free. */
export interface Recalled {
  readonly outcome: 'recalled';
}

/** How long to wait between two attempts, in milliseconds. Guess. */
const retryIntervalMs = 100;

/**
 * Retries a request until devices have returned the tickets it needs. The last attempt has `reassignsAll`: it takes the
 * tickets from every device that holds some. No lock is held between attempts, so that devices can return tickets. Uses
 * the process's clock, because a test may stop the registry's.
 * @param waitMs how long to wait, in milliseconds. With 0 the first attempt is the last.
 */
export async function retryUntilReturned<T>(
  waitMs: number,
  attempt: (reassignsAll: boolean) => Promise<T | Recalled>,
): Promise<T> {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const isLast = performance.now() >= untilMs;
    const result = await attempt(isLast);
    if (!isRecalled(result)) return result;
    if (isLast) throw new Error('Leased tickets could not be reassigned.');
    await new Promise((resolve) => setTimeout(resolve, retryIntervalMs));
  }
}

export function isRecalled<T>(result: T | Recalled): result is Recalled {
  return typeof result === 'object' && result !== null && 'outcome' in result && result.outcome === 'recalled';
}
