/** How long to wait after rounds that failed: full jitter (decision 0006), and never less than the registry asks for. */

const firstWaitMs = 500;
const longestWaitMs = 60_000;

/** Those who were asked to wait for the same time come back spread over this much at most. */
const longestSpreadMs = 30_000;

/** Milliseconds: anywhere from 0 to min(60 s, 0.5 s · 2^failures); at least `minWaitMs`, and `retryAfterMs` where asked. */
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
  const backOffMs = random() * Math.min(longestWaitMs, firstWaitMs * 2 ** failures);
  return Math.max(backOffMs, minWaitMs, retryAfterMs) + random() * Math.min(retryAfterMs, longestSpreadMs);
}
