import type { Frame } from '../../decode/frame.ts';
import { type Bins, maxBins, type Sampling, type Strip, sumBins } from './bins.ts';
import { type Profile, scaleWeights } from './profile.ts';

/** Rows of bins that a strip under glare is cut into: within one of them the glare is nearly the same. */
const bands = 9;
/** Gaps of ink in the paper's light are bridged up to this share of a code's length: a character. */
const bridgeShare = 0.08;
/** Ink turns white towards a glare no faster than from all to nothing in this share of a code's length. */
const fadeShare = 0.055;
/** The least visible ink, as a share of ink without glare. */
const minInk = 0.15;
/** Paper from this light up may be full: that of level 247. */
const fullLight = (247 / 255) ** 2.2;

/** The bins of all bands, band after band, `maxBins` apart. */
export interface Bands {
  /** The number of bins with pixels, by band. */
  readonly filled: Int32Array;
  readonly light: Float64Array;
  readonly paper: Float64Array;
  readonly ink: Float64Array;
  /** Mean place of the pixels, their number, and the number of the bin in the strip. */
  readonly place: Float64Array;
  readonly pixels: Float64Array;
  readonly binOf: Int32Array;
  readonly depths: Float64Array;
  readonly slid: Float64Array;
  readonly queue: Int32Array;
  /** By bin of the strip: sums over the bands of weighted darkness, weights, places and pixels. */
  readonly sumZ: Float64Array;
  readonly sumW: Float64Array;
  readonly sumT: Float64Array;
  readonly sumN: Float64Array;
  /** Scatter of the pixels about their bins in all bands, and the number of free deviations behind it. */
  scatterSum: number;
  freedom: number;
}

export function createBands(): Bands {
  const ofBands = () => new Float64Array(bands * maxBins);
  const ofStrip = () => new Float64Array(maxBins);
  return {
    filled: new Int32Array(bands),
    light: ofBands(),
    paper: ofBands(),
    ink: ofBands(),
    place: ofBands(),
    pixels: ofBands(),
    binOf: new Int32Array(bands * maxBins),
    depths: ofBands(),
    slid: ofStrip(),
    queue: new Int32Array(maxBins),
    sumZ: ofStrip(),
    sumW: ofStrip(),
    sumT: ofStrip(),
    sumN: ofStrip(),
    scatterSum: 0,
    freedom: 0,
  };
}

/**
 * Fills `into` with a strip's profile as it would be without the glare on it: band by band the paper's light is evened
 * out, and what ink still takes of it is scaled to what it takes elsewhere. What is white in all bands has no weight.
 */
export function takeDeglared(
  frame: Frame,
  strip: Strip,
  sampling: Omit<Sampling, 'above' | 'below'>,
  work: { readonly bins: Bins; readonly bands: Bands },
  into: Profile,
): void {
  const length = strip.to - strip.from;
  work.bands.scatterSum = 0;
  work.bands.freedom = 0;
  let bins = 0;
  for (let band = 0; band < bands; band++) {
    const above = -1 + (2 * band) / bands;
    bins = sumBins(frame, strip, { ...sampling, above, below: above + 2 / bands }, work.bins);
    const kept = keepBand(band, work.bins, bins, work.bands);
    const bridge = (bridgeShare * length * kept) / (sampling.to - sampling.from);
    layPaper(band, Math.max(1, Math.round(bridge / 2)), work.bands);
  }
  const usual = usualInk(strip, work.bands);
  for (let band = 0; band < bands; band++) layInk(band, usual, usual / (fadeShare * length), work.bands);
  condense(bins, usual, work.bands, into);
}

/** Adds a band from the sums. Returns its number of bins that hold pixels. */
function keepBand(band: number, { sums, full }: Bins, bins: number, into: Bands): number {
  const { light, place, pixels, binOf } = into;
  const at = band * maxBins;
  let kept = 0;
  for (let bin = 0; bin < bins; bin++) {
    const n = sums[4 * bin + 3];
    if (n === 0) continue;
    const mean = sums[4 * bin] / n;
    if (n > 1 && full[bin] === 0) {
      into.scatterSum += Math.max(0, sums[4 * bin + 1] - n * mean * mean);
      into.freedom += n - 1;
    }
    light[at + kept] = mean;
    place[at + kept] = sums[4 * bin + 2] / n;
    pixels[at + kept] = n;
    binOf[at + kept] = bin;
    kept++;
  }
  into.filled[band] = kept;
  return kept;
}

/** The paper's light of a band: a closing, which bridges ink and keeps what rises or falls steadily as it is. */
function layPaper(band: number, half: number, { filled, light, paper, slid, queue }: Bands): void {
  const [at, kept] = [band * maxBins, filled[band]];
  slide(light.subarray(at, at + kept), half, 1, queue, slid);
  slide(slid.subarray(0, kept), half, -1, queue, paper.subarray(at, at + kept));
}

/** Returns the light that full ink takes: nine tenths of a strip's bins lose less. */
function usualInk({ from, to }: Strip, { filled, place, paper, light, depths }: Bands): number {
  let count = 0;
  for (let band = 0; band < bands; band++)
    for (let at = band * maxBins; at < band * maxBins + filled[band]; at++)
      if (place[at] >= from && place[at] <= to) depths[count++] = paper[at] - light[at];
  return depths.subarray(0, count).sort()[Math.floor(0.9 * count)] ?? 0;
}

/** Fills the light that ink takes at each bin of a band. */
function layInk(band: number, usual: number, fadePerPx: number, { filled, place, paper, light, ink }: Bands): void {
  const from = band * maxBins;
  const to = from + filled[band];
  for (let at = from; at < to; at++) ink[at] = paper[at] - light[at];
  for (let at = from + 1; at < to; at++) {
    const apart = place[at] - place[at - 1];
    ink[at] = Math.max(ink[at], ink[at - 1] - fadePerPx * apart);
  }
  for (let at = to - 2; at >= from; at--) {
    const apart = place[at + 1] - place[at];
    ink[at] = Math.max(ink[at], ink[at + 1] - fadePerPx * apart);
  }
  for (let at = from; at < to; at++) ink[at] = paper[at] < fullLight ? usual : Math.min(usual, ink[at]);
}

function condense(bins: number, usual: number, of: Bands, into: Profile): void {
  const { filled, light, paper, ink, place, pixels, binOf, sumZ, sumW, sumT, sumN } = of;
  const variance = of.freedom > 0 ? of.scatterSum / of.freedom : 0;
  for (const sum of [sumZ, sumW, sumT, sumN]) sum.fill(0, 0, bins);
  for (let band = 0; band < bands; band++)
    for (let at = band * maxBins; at < band * maxBins + filled[band]; at++) {
      const bin = binOf[at];
      const n = pixels[at];
      const depth = ink[at];
      sumN[bin] += n;
      sumT[bin] += n * place[at];
      if (depth <= minInk * usual + 3 * Math.sqrt(variance / n)) continue;
      const weight = n * (depth / usual) ** 2;
      sumW[bin] += weight;
      sumZ[bin] += (weight * (paper[at] - light[at])) / depth;
    }
  let kept = 0;
  let total = 0;
  for (let bin = 0; bin < bins; bin++) {
    const n = sumN[bin];
    if (n === 0) continue;
    const weight = sumW[bin];
    into.t[kept] = sumT[bin] / n;
    into.y[kept] = weight > 0 ? 1 - (usual * sumZ[bin]) / weight : 1;
    into.full[kept] = 1 - weight / n;
    into.w[kept] = Math.max(weight, 1e-6 * n);
    total += into.w[kept];
    kept++;
  }
  into.count = kept;
  into.glare = true;
  into.pixelVariance = variance;
  into.binVariance = variance;
  scaleWeights(into, total);
}

/** The greatest (`sign` 1) or least (-1) of each value and its neighbours as far as `half`. */
function slide(values: Float64Array, half: number, sign: 1 | -1, queue: Int32Array, into: Float64Array): void {
  let [head, tail] = [0, 0];
  for (let next = 0; next < values.length + half; next++) {
    if (next < values.length) {
      while (tail > head && sign * values[queue[tail - 1]] <= sign * values[next]) tail--;
      queue[tail++] = next;
    }
    const at = next - half;
    if (at < 0) continue;
    while (queue[head] < at - half) head++;
    into[at] = values[queue[head]];
  }
}
