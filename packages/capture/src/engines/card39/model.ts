import { edgeReach, normalDensity, normalDistribution } from '../../normal.ts';
import { maxBins } from './bins.ts';
import type { Profile } from './profile.ts';
import { elementCount, symbolWidth, wideElements } from './symbols.ts';

/** The position and shape of a symbol on a profile. */
export interface Pose {
  /** Outer edges of the first and the last bar, pixels along the strip. */
  start: number;
  end: number;
  /** Perspective: with A from 0 at start to 1 at end, the symbol's share is A(1 + q) / (1 + qA). */
  perspective: number;
  /** Cubic rest of a bent card or a bad lens: the share B moves by bow · B(1 − B)(1 − 2B). */
  bow: number;
  /** Wide over narrow, 2–3 (ISO/IEC 16388:2007, 4.4). */
  ratio: number;
  /** Standard deviation of the blur in modules, the pixel's own width included. */
  sigma: number;
  /** The growth of each bar in print, in modules. */
  inkGain: number;
}

/** The unknowns of a pose in the order of {@link Darkness} derivatives. */
export const poseKeys = ['start', 'end', 'perspective', 'bow', 'ratio', 'sigma', 'inkGain'] as const;

/** The share of the light that ink takes at each bin, and its slopes by the pose. */
export interface Darkness {
  /** 0 paper – 1 ink. */
  readonly s: Float64Array;
  /** Module coordinate of each bin. */
  readonly m: Float64Array;
  /** Slope by the module coordinate. */
  readonly slopeM: Float64Array;
  /** By {@link poseKeys}. */
  readonly slopes: readonly Float64Array[];
}

export function createDarkness(): Darkness {
  const make = () => new Float64Array(maxBins);
  return { s: make(), m: make(), slopeM: make(), slopes: poseKeys.map(make) };
}

/** Module coordinate of each bin: 0 at the pose's start, `width` at its end. */
export function placeBins(profile: Profile, pose: Pose, width: number, m: Float64Array): void {
  const inverse = 1 / (pose.end - pose.start);
  const q = pose.perspective;
  for (let bin = 0; bin < profile.count; bin++) {
    const a = (profile.t[bin] - pose.start) * inverse;
    const b = (a * (1 + q)) / (1 + q * a);
    m[bin] = width * (b + pose.bow * b * (1 - b) * (1 - 2 * b));
  }
}

/** Darkness of a whole symbol, `*` at both ends included in `text` (numbers of characters), with all derivatives. */
export function layDarkness(profile: Profile, pose: Pose, text: ArrayLike<number>, into: Darkness): void {
  const { count } = profile;
  const width = symbolWidth(text.length, pose.ratio);
  placeBins(profile, pose, width, into.m);
  into.s.fill(0, 0, count);
  const { slopeM } = into;
  slopeM.fill(0, 0, count);
  const [, , , , slopeRatio, slopeSigma, slopeGain] = into.slopes;
  slopeRatio.fill(0, 0, count);
  slopeSigma.fill(0, 0, count);
  slopeGain.fill(0, 0, count);
  const inverseSigma = 1 / pose.sigma;
  const reach = edgeReach * pose.sigma;
  let first = 0;
  for (let at = 0; at < text.length; at++) {
    const wideFrom = text[at] * elementCount;
    let wideSeen = at * 3;
    for (let element = 0; element < elementCount; element++) {
      const wide = wideElements[wideFrom + element];
      const wideBefore = wideSeen;
      wideSeen += wide;
      if ((element & 1) === 1) continue;
      // Ten elements a character, its gap included.
      const left = at * 10 + element - wideBefore + wideBefore * pose.ratio - pose.inkGain / 2;
      const right = left + (wide === 1 ? pose.ratio : 1) + pose.inkGain;
      while (first < count && into.m[first] < left - reach) first++;
      for (let bin = first; bin < count; bin++) {
        const m = into.m[bin];
        if (m >= right + reach) break;
        const x = (m - left) * inverseSigma;
        const z = (m - right) * inverseSigma;
        into.s[bin] += normalDistribution(x) - normalDistribution(z);
        const rise = normalDensity(x) * inverseSigma;
        const fall = normalDensity(z) * inverseSigma;
        slopeM[bin] += rise - fall;
        slopeRatio[bin] += fall * wideSeen - rise * wideBefore;
        slopeSigma[bin] += fall * z - rise * x;
        slopeGain[bin] += (rise + fall) / 2;
      }
    }
  }
  chainPose(profile, pose, width, 3 * text.length, into);
}

/** Turns slopes by module coordinate into slopes by the pose. */
function chainPose(profile: Profile, pose: Pose, width: number, wides: number, into: Darkness): void {
  const [slopeStart, slopeEnd, slopeQ, slopeBow, slopeRatio] = into.slopes;
  const inverse = 1 / (pose.end - pose.start);
  const q = pose.perspective;
  for (let bin = 0; bin < profile.count; bin++) {
    const a = (profile.t[bin] - pose.start) * inverse;
    const under = 1 / (1 + q * a);
    const b = a * (1 + q) * under;
    const slope = into.slopeM[bin];
    const byB = slope * width * (1 + pose.bow * (1 - 6 * b + 6 * b * b));
    const byA = byB * (1 + q) * under * under;
    slopeStart[bin] = byA * (a - 1) * inverse;
    slopeEnd[bin] = -byA * a * inverse;
    slopeQ[bin] = byB * a * (1 - a) * under * under;
    slopeBow[bin] = slope * width * b * (1 - b) * (1 - 2 * b);
    slopeRatio[bin] += (slope * into.m[bin] * wides) / width;
  }
}
