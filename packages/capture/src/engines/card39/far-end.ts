import type { StartStop } from './start-stop.ts';
import type { Start } from './starts.ts';
import { symbolWidth } from './symbols.ts';

/** A `*` alone must explain more of its window than each of two. */
const minAlone = 0.65;
/** Positions of the other end, relative to the one that the modules of the `*` give, which are off by up to some 3 %. */
const stretches = [1, 0.97, 1.03];

/**
 * Returns starts for symbols with one end under glare: from the `*` that is seen its modules, and from each length that a text
 * may have where the other end must be.
 */
export function startsFromOneEnd(
  startStops: readonly StartStop[],
  seen: 'first' | 'last',
  counts: readonly number[],
): Start[] {
  return startStops
    .filter(({ fit }) => fit > minAlone)
    .flatMap((startStop) =>
      counts.flatMap((count) =>
        stretches.map((stretch) => {
          const length = symbolWidth(count, startStop.ratio) * startStop.modulePx * stretch;
          const other = { ...startStop, edge: startStop.edge + (seen === 'first' ? length : -length) };
          const [left, right] = seen === 'first' ? [startStop, other] : [other, startStop];
          // After all that have both ends and fit as well.
          const score = 2 * startStop.fit - Math.abs(stretch - 1);
          return { count, left, right, perspective: 0, ends: seen, score };
        }),
      ),
    );
}
