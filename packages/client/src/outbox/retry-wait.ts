const baseWaitMs = 500;
const maxWaitMs = 60_000;

/** Devices that were given the same `retryAfterMs` return spread over at most this time. */
const maxSpreadMs = 30_000;

/**
 * Returns how long to wait after a failed send pass, in milliseconds: full jitter (decision 0006), from 0 to
 * min(60 s, 0.5 s · 2^failures). At least `minWaitMs`, and at least `retryAfterMs` if the registry asked for it.
 */
export function retryWaitMs({
  failures,
  random,
  minWaitMs = 0,
  retryAfterMs = 0,
}: {
  readonly failures: number;
  readonly random: () => number;
  readonly minWaitMs?: number;
  readonly retryAfterMs?: number | undefined;
}): number {
  const backoffMs = random() * Math.min(maxWaitMs, baseWaitMs * 2 ** failures);
  return Math.max(backoffMs, minWaitMs, retryAfterMs) + random() * Math.min(retryAfterMs, maxSpreadMs);
}
