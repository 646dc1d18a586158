import type { ChooseFault, Fault } from './faults.ts';

/** All but `stall`, which lasts until the device gives up: whoever wants it, and has the time, names it. */
const some: readonly Fault[] = [
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
 * Faults by chance, the same again for the same seed and the same order of requests: of all requests that `share` (0–1)
 * meets one of them, each as often as the others.
 */
export function faultsBySeed(seed: number, share: number, among: readonly Fault[] = some): ChooseFault {
  const next = createChance(seed);
  return () => {
    // Both are drawn every time, so that another share meets the same faults at the same requests.
    const [meets, which] = [next(), next()];
    return meets < share ? among[Math.floor(which * among.length)] : undefined;
  };
}

/** Numbers from 0 to below 1: mulberry32, which is short and even enough to choose by. */
function createChance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
