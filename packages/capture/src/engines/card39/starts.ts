import type { StartStop } from './start-stop.ts';
import { symbolWidth } from './symbols.ts';

/** Which ends of a symbol were seen: its first `*`, its last. Where one was not, its place is a guess. */
export type Ends = 'both' | 'first' | 'last' | 'none';

/** A guess of where a symbol of `count` characters lies: a start/stop character at each end that agree. */
export interface Start {
  readonly count: number;
  readonly left: StartStop;
  /** Its edge is a place on the unreversed profile. */
  readonly right: StartStop;
  /** As in a pose: how much larger the modules are at the right. */
  readonly perspective: number;
  readonly ends: Ends;
  readonly score: number;
}

/** Pairs of start/stop characters that a symbol of one of the lengths can have, best first. */
export function pairStartStops(
  lefts: readonly StartStop[],
  rights: readonly StartStop[],
  counts: readonly number[],
): Start[] {
  const starts: Start[] = [];
  for (const left of lefts)
    for (const right of rights) {
      if (left.ratio !== right.ratio) continue;
      const length = right.edge - left.edge;
      for (const count of counts) {
        const width = symbolWidth(count, left.ratio);
        // The geometric mean of the modules at the ends is the mean module: exact for a plane.
        const off = Math.log((left.modulePx * right.modulePx * width * width) / (length * length)) / 2;
        if (!(length > 0) || Math.abs(off) > 0.16) continue;
        const tilt = Math.log(right.modulePx / left.modulePx) / 2;
        const blur = Math.log(left.sigma / right.sigma);
        const score = left.fit + right.fit - 4 * off * off - 0.5 * tilt * tilt - 0.05 * blur * blur;
        const perspective = 0.9 * (Math.exp(tilt) - 1);
        starts.push({ count, left, right, perspective, ends: 'both', score });
        // Blurred start/stop characters hardly show their size: the card may also be held flat.
        if (Math.abs(perspective) > 0.1)
          starts.push({ count, left, right, perspective: perspective / 5, ends: 'both', score: score - 0.01 });
      }
    }
  return starts.sort((a, b) => b.score - a.score);
}

/** The longest strip behind glare, relative to its visible part. */
export const maxHidden = 2.2;

/** Sizes of a module to look for at the ends: what the lengths suggest, and two fifths either way for perspective. */
export function moduleSizes(lengthPx: number, counts: readonly number[], hidden: number): number[] {
  const sizes: number[] = [];
  const means = counts.map((count) => lengthPx / symbolWidth(count, 2.5));
  const step = 1.075;
  for (let size = Math.min(...means) / 1.42; size < Math.max(...means) * 1.42 * hidden; size *= step) sizes.push(size);
  return sizes;
}
