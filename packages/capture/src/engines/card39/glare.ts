import type { Strip } from './bins.ts';
import type { Profile } from './profile.ts';

/**
 * The position of glare: `on` a strip or over an end of it; `beside` (next to) it, if the white may also be an overexposed card's,
 * as it is at both ends; or nowhere near.
 */
export type Glare = 'on' | 'beside' | 'none';

/** A run of full bins is glare, not paper, when it is longer than this share of a code: some eight modules. */
const glareShare = 0.045;
/** Full bins so near an end, as shares of the length, are more likely the quiet zone of an overexposed card. */
const endShare = 0.07;
/** The outermost ink is looked for in this share of the length; if it is weaker than this, it fades. */
const outerShare = 0.12;
const minOuter = 0.7;

/** Returns the position of glare in a profile. */
export function glareOf(profile: Profile, { from, to }: Strip): Glare {
  const length = to - from;
  const shortest = glareShare * length;
  const [first, last] = [from + endShare * length, to - endShare * length];
  if (hasFullRun(profile, first, last, shortest)) return 'on';
  const isFirst = hasFullRun(profile, -Infinity, first, shortest);
  const isLast = hasFullRun(profile, last, Infinity, shortest);
  if (!isFirst && !isLast) return 'none';
  const least = minOuter * inkIn(profile, from, to);
  const outer = outerShare * length;
  const isDark = inkIn(profile, from, from + outer) >= least && inkIn(profile, to - outer, to) >= least;
  return isFirst && isLast && isDark ? 'beside' : 'on';
}

/** The darkest that a bin is below white. */
function inkIn({ count, t, y }: Profile, from: number, to: number): number {
  let most = 0;
  for (let bin = 0; bin < count; bin++) if (t[bin] >= from && t[bin] <= to) most = Math.max(most, 1 - y[bin]);
  return most;
}

function hasFullRun({ count, t, full: share }: Profile, from: number, to: number, shortest: number): boolean {
  for (let first = 0; first < count; first++) {
    if (share[first] < 0.5 || t[first] < from || t[first] > to) continue;
    let last = first;
    while (last + 1 < count && share[last + 1] >= 0.5) last++;
    if (t[last] - t[first] >= shortest) return true;
    first = last;
  }
  return false;
}
