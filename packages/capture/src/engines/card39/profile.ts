import type { Frame } from '../../decode/frame.ts';

/**
 * A straight strip of a frame that may hold a code. Places along it are `t`, in pixels from its centre along its axis
 * on the middle line; a bar through `t` runs along t + v · (shear + fan · t), v pixels beside the middle line.
 */
export interface Strip {
  readonly centreX: number;
  readonly centreY: number;
  /** Unit vector along the code. */
  readonly axisX: number;
  readonly axisY: number;
  /** Where the code seems to begin and end. */
  readonly from: number;
  readonly to: number;
  /** Half the height of the bars to use, in pixels. */
  readonly halfHeight: number;
  readonly shear: number;
  readonly fan: number;
}

/** Most bins a profile has. */
export const maxBins = 2048;

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

/**
 * Light for an 8-bit level, taking the camera's tone curve for a power of 2.2 (IEC 61966-2-1 is close to it); measured
 * with 1.0 and 1.6, the mismatch costs little.
 */
const lightOfLevel = Float64Array.from({ length: 256 }, (_, level) => (level / 255) ** 2.2);

/** Levels from here up are taken for a full well. */
const saturatedLevel = 253;

/** Of each bin's pixels: their light, its square, their place, their number. Side by side: half the time of four arrays. */
const sums = new Float64Array(4 * maxBins);
/** How many of them are saturated. */
const full = new Float64Array(maxBins);

export interface Sampling {
  /** Range along the strip, pixels. */
  readonly from: number;
  readonly to: number;
  readonly binPx: number;
  /** Part of the height to use, as shares of the half height: -1 to 1 is all. */
  readonly above: number;
  readonly below: number;
  /** Takes only every n-th row of the frame. */
  readonly rowStep: number;
}

/**
 * Fills `into` with the strip's profile. Every pixel goes whole to the bin its centre lies in, so the phases that a
 * slight slant gives are kept. Saturated pixels hold no number: a bin loses weight by its share of them.
 */
export function takeProfile(frame: Frame, strip: Strip, sampling: Sampling, into: Profile): void {
  const bins = Math.min(maxBins, Math.ceil((sampling.to - sampling.from) / sampling.binPx));
  sums.fill(0, 0, 4 * bins);
  full.fill(0, 0, bins);
  scatter(frame, strip, sampling, bins);
  condense(into, bins);
}

function scatter(frame: Frame, strip: Strip, sampling: Sampling, bins: number): void {
  const { luma, widthPx, heightPx } = frame;
  const { centreX, centreY, axisX, axisY, shear, fan } = strip;
  const vFrom = strip.halfHeight * sampling.above;
  const vTo = strip.halfHeight * sampling.below;
  const lean = strip.halfHeight * (Math.abs(shear) + Math.abs(fan) * Math.max(-sampling.from, sampling.to));
  const uFrom = sampling.from - lean;
  const uTo = sampling.to + lean;
  const perPx = 1 / sampling.binPx;
  const yOf = (u: number, v: number) => centreY + u * axisY + v * axisX;
  const corners = [yOf(uFrom, vFrom), yOf(uFrom, vTo), yOf(uTo, vFrom), yOf(uTo, vTo)];
  const top = Math.max(0, Math.floor(Math.min(...corners)));
  const bottom = Math.min(heightPx - 1, Math.ceil(Math.max(...corners)));
  for (let row = top; row <= bottom; row += sampling.rowStep) {
    const dy = row + 0.5 - centreY;
    // Columns for which both u and v are in range: two slabs met with the row.
    let low = 0;
    let high = widthPx - 1;
    // u = dx · axisX + dy · axisY;  v = dy · axisX − dx · axisY
    if (Math.abs(axisX) > 1e-9) {
      const a = (uFrom - dy * axisY) / axisX;
      const b = (uTo - dy * axisY) / axisX;
      low = Math.max(low, Math.ceil(centreX - 0.5 + Math.min(a, b)));
      high = Math.min(high, Math.floor(centreX - 0.5 + Math.max(a, b)));
    }
    if (Math.abs(axisY) > 1e-9) {
      const a = (dy * axisX - vFrom) / axisY;
      const b = (dy * axisX - vTo) / axisY;
      low = Math.max(low, Math.ceil(centreX - 0.5 + Math.min(a, b)));
      high = Math.min(high, Math.floor(centreX - 0.5 + Math.max(a, b)));
    } else if (dy * axisX < vFrom || dy * axisX > vTo) continue;
    const offset = row * widthPx;
    // Both are linear along a row; a strip's bars fan out by far less than its length, so `under` stays above 0.
    const v = dy * axisX - (low + 0.5 - centreX) * axisY;
    let over = (low + 0.5 - centreX) * axisX + dy * axisY - shear * v;
    let under = 1 + fan * v;
    const overStep = axisX + shear * axisY;
    const underStep = -fan * axisY;
    for (let column = low; column <= high; column++, over += overStep, under += underStep) {
      const t = over / under;
      const place = (t - sampling.from) * perPx;
      if (!(place >= 0 && place < bins)) continue;
      const bin = place | 0;
      const level = luma[offset + column] as number;
      const light = lightOfLevel[level] as number;
      const at = 4 * bin;
      (sums[at] as number) += light;
      (sums[at + 1] as number) += light * light;
      (sums[at + 2] as number) += t;
      (sums[at + 3] as number) += 1;
      if (level >= saturatedLevel) (full[bin] as number) += 1;
    }
  }
}

/** A drawing has this share of light, of all it could have, in greys at most; a lens gives each edge more. */
const mostGrey = 0.005;

/** Whether the sums are of a drawing, black on white and no greys: its white is paper and not a full well. */
function isDrawing(bins: number): boolean {
  let [all, light, white] = [0, 0, 0];
  for (let bin = 0; bin < bins; bin++) {
    light += sums[4 * bin] as number;
    all += sums[4 * bin + 3] as number;
    white += full[bin] as number;
  }
  return light - white < mostGrey * all && white > 0;
}

function condense(into: Profile, bins: number): void {
  let kept = 0;
  let weight = 0;
  let scatterSum = 0;
  let freedom = 0;
  const drawn = isDrawing(bins);
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
  const scale = weight > 0 ? kept / weight : 0;
  for (let bin = 0; bin < kept; bin++) (into.w[bin] as number) *= scale;
  into.pixelVariance = freedom > 0 ? scatterSum / freedom : 0;
  into.binVariance = into.pixelVariance * scale;
}

/** A run of full bins is glare, not paper, when it is longer than this share of a code: some eight modules. */
const glareShare = 0.045;

/**
 * Takes the weight from bins in and beside a glare between two places, where ink is as white as paper. What share of
 * that length it took comes back.
 */
export function dropGlare(profile: Profile, from: number, to: number): number {
  const { count, t, w, full: share } = profile;
  const shortest = glareShare * (to - from);
  let lost = 0;
  for (let first = 0; first < count; first++) {
    if ((share[first] as number) < 0.5 || (t[first] as number) < from || (t[first] as number) > to) continue;
    let last = first;
    while (last + 1 < count && (share[last + 1] as number) >= 0.5) last++;
    if ((t[last] as number) - (t[first] as number) >= shortest) {
      let low = first;
      let high = last;
      // A module or so beside it, ink is hardly darker than white.
      const edge = 0.006 * (to - from);
      while (low > 0 && (t[low - 1] as number) > (t[first] as number) - edge) low--;
      while (high + 1 < count && (t[high + 1] as number) < (t[last] as number) + edge) high++;
      for (let bin = low; bin <= high; bin++) w[bin] = (w[bin] as number) * 1e-6;
      lost += (Math.min(to, t[high] as number) - Math.max(from, t[low] as number)) / (to - from);
      last = high;
    }
    first = last;
  }
  profile.glare = lost > 0;
  // Beside a glare, full bins are the paper that ink stands out from.
  if (lost > 0) for (let bin = 0; bin < count; bin++) if ((share[bin] as number) > 0.9) w[bin] = 8 * (w[bin] as number);
  return lost;
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
  const scale = weight > 0 ? kept / weight : 0;
  for (let bin = 0; bin < kept; bin++) (into.w[bin] as number) *= scale;
  into.pixelVariance = whole.pixelVariance;
  into.binVariance = whole.binVariance * scale;
}
