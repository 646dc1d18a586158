import type { Fit } from './fit.ts';
import type { Profile } from './profile.ts';
import { characterWidth } from './symbols.ts';

/** Parts of a character with its gap, about a module each. */
export const cellCount = 16;

/**
 * Returns what a fit leaves of the light, by place and cell of the character there (`place * cellCount + cell`), in root
 * nats. With noise alone, the square of each is half a nat in the mean.
 */
export function misfitOf(profile: Profile, modules: Float64Array, fit: Fit, perNat: number): Float32Array {
  const perModule = cellCount / (characterWidth(fit.pose.ratio) + 1);
  const sums = new Float32Array(fit.text.length * cellCount);
  const weights = new Float32Array(sums.length);
  for (let bin = 0; bin < profile.count; bin++) {
    // A character's light begins half a gap before its first bar.
    const cell = Math.floor((modules[bin] + 0.5) * perModule);
    if (cell < 0 || cell >= sums.length) continue;
    sums[cell] += profile.w[bin] * fit.residual[bin];
    weights[cell] += profile.w[bin];
  }
  for (let cell = 0; cell < sums.length; cell++)
    sums[cell] = weights[cell] > 0 ? sums[cell] / Math.sqrt(weights[cell] * perNat) : 0;
  return sums;
}

/** The nats that noise leaves of a character in 19 of 20 readings: 16 squares of half a nat each, and twice their scatter. */
const noiseNats = 14;
/**
 * Noise is the same over a whole code: it leaves at most this many times what it leaves of the code's middle character. Without
 * this, grey paper over a character was a digit, in 1 of 3 000 destroyed codes. Guess, held by the bench.
 */
const noiseOverMedian = 5;
/**
 * What a character leaves unexplained is at most this share of what sets it apart from the next likely one: measured, a
 * thousandth of the characters that were right left more (docs/decisions/0042-seen-to-be-read.md).
 */
const maxLeft = 0.15;

/** Returns what a fit leaves of the light of the character at a place, in nats. */
export function leftNatsAt(misfit: ArrayLike<number>, place: number): number {
  let sum = 0;
  for (let cell = place * cellCount; cell < (place + 1) * cellCount; cell++) sum += misfit[cell] * misfit[cell];
  return sum;
}

/** Returns the most that noise leaves of a character in one reading, from what is left of each between its ends. */
export function noiseNatsOf(leftNats: readonly number[]): number {
  const middle = [...leftNats].sort((a, b) => a - b)[leftNats.length >> 1] ?? noiseNats;
  return Math.min(noiseNats, noiseOverMedian * middle);
}

/**
 * True if a character is ahead by more than what is left of its light. Noise averages out over frames. A finger, a scratch or
 * a worn line does not: it favours the same wrong character in each, and leaves the same light in each.
 */
export function isExplained(aheadNats: number, leftNats: number, noise = noiseNats): boolean {
  return leftNats - noise <= maxLeft * aheadNats;
}
