import type { Start, StartStop } from './start-stop.ts';
import { symbolWidth } from './symbols.ts';

/** A `*` alone must explain more of its window than each of two. */
const minAlone = 0.65;
/** How far the other end may lie from where the modules of the `*` put it: a start/stop character tells their size to some 3 %. */
const stretches = [1, 0.97, 1.03];

/**
 * Starts for symbols of which glare hides one end: from the `*` that is seen its modules, and from each length that a text
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
