import type { ChooseFault, Fault } from './faults.ts';

/** Every fault but `stall`, which lasts until the device cancels the request. */
const defaultFaults: readonly Fault[] = [
  { kind: 'drop-before' },
  { kind: 'drop-after' },
  { kind: 'truncate' },
  { kind: 'duplicate' },
  { kind: 'delay-answer', ms: 20 },
  { kind: 'reorder', maxMs: 20 },
  { kind: 'status', status: 503 },
  { kind: 'status-after', status: 502 },
  { kind: 'too-many', retryAfterS: 1 },
  { kind: 'too-many', retryAfterS: 1, httpDate: true },
  { kind: 'html-200' },
  { kind: 'wrong-clock', offByMs: 3_600_000 },
];

/**
 * Returns random faults: a `share` (0–1) of all requests meets one of `among`, each with the same probability. The same
 * seed and order of requests have the same faults.
 */
export function faultsBySeed(seed: number, share: number, among: readonly Fault[] = defaultFaults): ChooseFault {
  const next = createRandom(seed);
  return () => {
    // Draw both numbers every time, so that a request's fault does not depend on the share.
    const [chance, which] = [next(), next()];
    return chance < share ? among[Math.floor(which * among.length)] : undefined;
  };
}

/** Returns a generator of numbers from 0 to below 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
