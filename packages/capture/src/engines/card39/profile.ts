import type { Frame } from '../../decode/frame.ts';
import { type Bins, maxBins, type Sampling, type Strip, sumBins } from './bins.ts';

/** The light along a strip, summed along the bars into fine bins; only bins that hold pixels, by ascending place. */
export interface Profile {
  count: number;
  /** Mean place of a bin's pixels, in pixels along the strip. */
  readonly t: Float64Array;
  /** Mean light, 0–1, linear. */
  readonly y: Float64Array;
  /** Pixels behind the mean, scaled so that the mean over all bins is 1. */
  readonly w: Float64Array;
  /** Share of a bin's pixels that are saturated. */
  readonly full: Float64Array;
  /** Whether glare was taken out: the light then changes faster along the strip. */
  glare: boolean;
  /** Variance of one pixel about its bin's mean, and of a bin's mean with weight 1 that follows from it. */
  pixelVariance: number;
  binVariance: number;
}

export function createProfile(): Profile {
  const make = () => new Float64Array(maxBins);
  return { count: 0, t: make(), y: make(), w: make(), full: make(), glare: false, pixelVariance: 0, binVariance: 0 };
}

/** Fills `into` with the strip's profile. Saturated pixels hold no number: a bin loses weight by its share of them. */
export function takeProfile(frame: Frame, strip: Strip, sampling: Sampling, into: Profile): void {
  const bins = Math.min(maxBins, Math.ceil((sampling.to - sampling.from) / sampling.binPx));
  condense(sumBins(frame, strip, sampling, bins), bins, into);
}

/** A drawing has this share of light, of all it could have, in greys at most; a lens gives each edge more. */
const maxGrey = 0.005;

/** Whether the sums are of a drawing, black on white and no greys: its white is paper and not a full well. */
function isDrawing({ sums, full }: Bins, bins: number): boolean {
  let [all, light, white] = [0, 0, 0];
  for (let bin = 0; bin < bins; bin++) {
    light += sums[4 * bin] as number;
    all += sums[4 * bin + 3] as number;
    white += full[bin] as number;
  }
  return light - white < maxGrey * all && white > 0;
}

function condense(of: Bins, bins: number, into: Profile): void {
  const { sums, full } = of;
  let kept = 0;
  let weight = 0;
  let scatterSum = 0;
  let freedom = 0;
  const drawn = isDrawing(of, bins);
  for (let bin = 0; bin < bins; bin++) {
    const n = sums[4 * bin + 3] as number;
    if (n === 0) continue;
    const mean = (sums[4 * bin] as number) / n;
    const share = drawn ? 0 : (full[bin] as number) / n;
    if (n > 1 && share === 0) {
      scatterSum += Math.max(0, (sums[4 * bin + 1] as number) - n * mean * mean);
      freedom += n - 1;
    }
    into.t[kept] = (sums[4 * bin + 2] as number) / n;
    into.y[kept] = mean;
    into.full[kept] = share;
    // A full bin may be paper or glare: it says little, but not nothing.
    into.w[kept] = n * Math.max(0.02, 1 - share);
    weight += into.w[kept] as number;
    kept++;
  }
  into.count = kept;
  into.glare = false;
  into.pixelVariance = freedom > 0 ? scatterSum / freedom : 0;
  into.binVariance = into.pixelVariance;
  scaleWeights(into, weight);
}

/** Makes 1 the mean of a profile's weights, whose sum is told, and its variances fit them. */
export function scaleWeights(profile: Profile, sum: number): void {
  const scale = sum > 0 ? profile.count / sum : 0;
  for (let bin = 0; bin < profile.count; bin++) (profile.w[bin] as number) *= scale;
  profile.binVariance *= scale;
}

/** The same strip seen from its other end. */
export function reverseProfile(from: Profile, into: Profile): void {
  const { count } = from;
  into.count = count;
  into.glare = from.glare;
  into.pixelVariance = from.pixelVariance;
  into.binVariance = from.binVariance;
  for (let bin = 0; bin < count; bin++) {
    into.t[bin] = -(from.t[count - 1 - bin] as number);
    into.y[bin] = from.y[count - 1 - bin] as number;
    into.w[bin] = from.w[count - 1 - bin] as number;
    into.full[bin] = from.full[count - 1 - bin] as number;
  }
}

/** The part of a profile between two places. */
export function cutProfile(whole: Profile, from: number, to: number, into: Profile): void {
  let kept = 0;
  let weight = 0;
  for (let bin = 0; bin < whole.count; bin++) {
    const t = whole.t[bin] as number;
    if (t < from || t > to) continue;
    into.t[kept] = t;
    into.y[kept] = whole.y[bin] as number;
    into.w[kept] = whole.w[bin] as number;
    into.full[kept] = whole.full[bin] as number;
    weight += whole.w[bin] as number;
    kept++;
  }
  into.count = kept;
  into.glare = whole.glare;
  into.pixelVariance = whole.pixelVariance;
  into.binVariance = whole.binVariance;
  scaleWeights(into, weight);
}
