/** Returns the median and the 99th percentile of times, in milliseconds. */
export interface Spread {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function spreadOf(tookMs: readonly number[]): Spread {
  const sorted = [...tookMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
