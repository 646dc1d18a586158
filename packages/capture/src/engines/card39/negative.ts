import type { Strip } from './bins.ts';
import type { Profile } from './profile.ts';

/** A quiet zone is longer than any bar: this share of a strip's length is some seven modules. */
const minRun = 0.04;
/** It differs from the bars' mean by at least this share of their variation. Guess. */
const minOff = 0.6;
/** The part of a strip, about its middle, in which its bars surely are. */
const middleShare = 0.6;

/** Makes black on white of white on black. White that is full is ink then, and holds as little. */
export function invert({ count, y }: Profile): void {
  for (let bin = 0; bin < count; bin++) y[bin] = 1 - y[bin];
}

/** Returns what `read` finds in the inverted profile if the strip may be white on black. Leaves the profile as it was. */
export function readNegative<T>(profile: Profile, strip: Strip, read: () => T): T | undefined {
  if (!detectNegative(profile, strip)) return undefined;
  invert(profile);
  const reading = read();
  invert(profile);
  return reading;
}

/**
 * True if a code may be white on black, as on a phone in dark mode: to one side of its strip's middle, the first stretch that is
 * longer than any bar is darker than the bars, and to the other it is not lighter. The strip's ends do not matter: what lies next
 * to a card may look like bars.
 */
function detectNegative(profile: Profile, { from, to }: Pick<Strip, 'from' | 'to'>): boolean {
  const { count, t, y } = profile;
  const middle = (from + to) / 2;
  const reach = (middleShare * (to - from)) / 2;
  let [n, sum, squares, centre] = [0, 0, 0, 0];
  for (let bin = 0; bin < count; bin++) {
    if (t[bin] < middle) centre = bin;
    if (Math.abs(t[bin] - middle) > reach) continue;
    n++;
    sum += y[bin];
    squares += y[bin] * y[bin];
  }
  if (n === 0) return false;
  const mean = sum / n;
  const off = minOff * Math.sqrt(Math.max(0, squares / n - mean * mean));
  const sideOf = (bin: number) => (y[bin] < mean - off ? -1 : y[bin] > mean + off ? 1 : 0);
  const runTo = (step: 1 | -1) => firstLongRun(profile, { centre, step, minPx: minRun * (to - from), sideOf });
  // The picture may end where the bars do.
  return runTo(-1) + runTo(1) < 0;
}

/** Returns the side of the mean on which the first long stretch lies, from the middle outwards; 0 if there is none. */
function firstLongRun(
  { count, t }: Profile,
  search: {
    readonly centre: number;
    readonly step: 1 | -1;
    readonly minPx: number;
    readonly sideOf: (bin: number) => -1 | 0 | 1;
  },
): -1 | 0 | 1 {
  const { centre, step, minPx, sideOf } = search;
  let side: -1 | 0 | 1 = 0;
  let begin = t[centre];
  for (let bin = centre; bin >= 0 && bin < count; bin += step) {
    const own = sideOf(bin);
    if (own !== side) {
      side = own;
      begin = t[bin];
    }
    if (side !== 0 && Math.abs(t[bin] - begin) >= minPx) return side;
  }
  return 0;
}
