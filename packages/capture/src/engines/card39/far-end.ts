import type { Star, Start } from './ends.ts';
import { symbolWidth } from './symbols.ts';

/** A `*` alone must explain more of its window than each of two. */
const minAlone = 0.65;
/** How far the other end may lie from where the modules of the `*` put it: a star tells their size to some 3 %. */
const stretches = [1, 0.97, 1.03];

/**
 * Starts for symbols of which glare hides one end: from the `*` that is seen its modules, and from each length that a text
 * may have where the other end must be.
 */
export function startsFromOneEnd(stars: readonly Star[], seen: 'first' | 'last', counts: readonly number[]): Start[] {
  return stars
    .filter(({ fit }) => fit > minAlone)
    .flatMap((star) =>
      counts.flatMap((count) =>
        stretches.map((stretch) => {
          const length = symbolWidth(count, star.ratio) * star.modulePx * stretch;
          const other = { ...star, edge: star.edge + (seen === 'first' ? length : -length) };
          const [left, right] = seen === 'first' ? [star, other] : [other, star];
          // After all that have both ends and fit as well.
          const score = 2 * star.fit - Math.abs(stretch - 1);
          return { count, left, right, perspective: 0, ends: seen, score };
        }),
      ),
    );
}
