import { quantile } from '../../support/quantile.ts';

/** Returns the median and the 99th percentile of times, in milliseconds. */
export interface Spread {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function spreadOf(tookMs: readonly number[]): Spread {
  return { p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99) };
}
