import type { Frame } from '../../decode/frame.ts';
import { type Bins, maxBins, type Sampling, type Strip, sumBins } from './bins.ts';
import { type Profile, scaleWeights } from './profile.ts';

/** Rows of bins that a strip under glare is cut into: within one of them the glare is nearly the same. */
const bands = 9;
/** Gaps of ink in the paper's light are bridged up to this share of a code's length: a character. */
const bridgeShare = 0.08;
/** Ink turns white towards a glare no faster than from all to nothing in this share of a code's length. */
const fadeShare = 0.055;
/** Ink that stands out less is not seen, as a share of what it does where no glare lies. */
const minInk = 0.15;
/** Paper from this light up may be full: that of level 247. */
const fullLight = (247 / 255) ** 2.2;

const make = (length: number) => new Float64Array(length);
const light = make(bands * maxBins);
const paper = make(bands * maxBins);
const ink = make(bands * maxBins);
const place = make(bands * maxBins);
const depths = make(bands * maxBins);
const pixels = make(bands * maxBins);
const binOf = new Int32Array(bands * maxBins);
const filled = new Int32Array(bands);
const scratch = make(maxBins);
const queue = new Int32Array(maxBins);
const [sumZ, sumW, sumT, sumN] = [make(maxBins), make(maxBins), make(maxBins), make(maxBins)] as const;

/**
 * Fills `into` with a strip's profile as it would be without the glare on it: band by band the paper's light is evened
 * out, and what ink still takes of it is scaled to what it takes elsewhere. What is white in all bands has no weight.
 */
export function takeDeglared(
  frame: Frame,
  strip: Strip,
  sampling: Omit<Sampling, 'above' | 'below'>,
  into: Profile,
): void {
  const bins = Math.min(maxBins, Math.ceil((sampling.to - sampling.from) / sampling.binPx));
  const length = strip.to - strip.from;
  [scatterSum, freedom] = [0, 0];
  for (let band = 0; band < bands; band++) {
    const above = -1 + (2 * band) / bands;
    const summed = sumBins(frame, strip, { ...sampling, above, below: above + 2 / bands }, bins);
    const kept = keepBand(band, summed, bins);
    const bridge = (bridgeShare * length * kept) / (sampling.to - sampling.from);
    layPaper(band, Math.max(1, Math.round(bridge / 2)));
  }
  const variance = freedom > 0 ? scatterSum / freedom : 0;
  const usual = usualInk(strip);
  for (let band = 0; band < bands; band++) layInk(band, usual, usual / (fadeShare * length));
  condense(bins, usual, variance, into);
}

/** Scatter of the pixels about their bins in all bands, and the number of free deviations behind it. */
let scatterSum = 0;
let freedom = 0;

/** Takes a band from the sums; its number of bins that hold pixels comes back. */
function keepBand(band: number, { sums, full }: Bins, bins: number): number {
  const at = band * maxBins;
  let kept = 0;
  for (let bin = 0; bin < bins; bin++) {
    const n = sums[4 * bin + 3] as number;
    if (n === 0) continue;
    const mean = (sums[4 * bin] as number) / n;
    if (n > 1 && full[bin] === 0) {
      scatterSum += Math.max(0, (sums[4 * bin + 1] as number) - n * mean * mean);
      freedom += n - 1;
    }
    light[at + kept] = mean;
    place[at + kept] = (sums[4 * bin + 2] as number) / n;
    pixels[at + kept] = n;
    binOf[at + kept] = bin;
    kept++;
  }
  filled[band] = kept;
  return kept;
}

/** The paper's light of a band: a closing, which bridges ink and keeps what rises or falls steadily as it is. */
function layPaper(band: number, half: number): void {
  const [at, kept] = [band * maxBins, filled[band] as number];
  slide(light.subarray(at, at + kept), half, 1, scratch);
  slide(scratch.subarray(0, kept), half, -1, paper.subarray(at, at + kept));
}

/** What ink takes of the light where it takes much: nine tenths of a strip's bins are lighter. */
function usualInk({ from, to }: Strip): number {
  let count = 0;
  for (let band = 0; band < bands; band++)
    for (let at = band * maxBins; at < band * maxBins + (filled[band] as number); at++)
      if ((place[at] as number) >= from && (place[at] as number) <= to)
        depths[count++] = (paper[at] as number) - (light[at] as number);
  return depths.subarray(0, count).sort()[Math.floor(0.9 * count)] ?? 0;
}

/** What ink takes of the light at each bin of a band. */
function layInk(band: number, usual: number, fadePerPx: number): void {
  const from = band * maxBins;
  const to = from + (filled[band] as number);
  for (let at = from; at < to; at++) ink[at] = (paper[at] as number) - (light[at] as number);
  for (let at = from + 1; at < to; at++) {
    const apart = (place[at] as number) - (place[at - 1] as number);
    ink[at] = Math.max(ink[at] as number, (ink[at - 1] as number) - fadePerPx * apart);
  }
  for (let at = to - 2; at >= from; at--) {
    const apart = (place[at + 1] as number) - (place[at] as number);
    ink[at] = Math.max(ink[at] as number, (ink[at + 1] as number) - fadePerPx * apart);
  }
  for (let at = from; at < to; at++)
    ink[at] = (paper[at] as number) < fullLight ? usual : Math.min(usual, ink[at] as number);
}

function condense(bins: number, usual: number, variance: number, into: Profile): void {
  for (const sum of [sumZ, sumW, sumT, sumN]) sum.fill(0, 0, bins);
  for (let band = 0; band < bands; band++)
    for (let at = band * maxBins; at < band * maxBins + (filled[band] as number); at++) {
      const bin = binOf[at] as number;
      const n = pixels[at] as number;
      const depth = ink[at] as number;
      (sumN[bin] as number) += n;
      (sumT[bin] as number) += n * (place[at] as number);
      if (depth <= minInk * usual + 3 * Math.sqrt(variance / n)) continue;
      const weight = n * (depth / usual) ** 2;
      (sumW[bin] as number) += weight;
      (sumZ[bin] as number) += (weight * ((paper[at] as number) - (light[at] as number))) / depth;
    }
  let kept = 0;
  let total = 0;
  for (let bin = 0; bin < bins; bin++) {
    const n = sumN[bin] as number;
    if (n === 0) continue;
    const weight = sumW[bin] as number;
    into.t[kept] = (sumT[bin] as number) / n;
    into.y[kept] = weight > 0 ? 1 - (usual * (sumZ[bin] as number)) / weight : 1;
    into.full[kept] = 1 - weight / n;
    into.w[kept] = Math.max(weight, 1e-6 * n);
    total += into.w[kept] as number;
    kept++;
  }
  into.count = kept;
  into.glare = true;
  into.pixelVariance = variance;
  into.binVariance = variance;
  scaleWeights(into, total);
}

/** The greatest (`sign` 1) or least (-1) of each value and its neighbours as far as `half`. */
function slide(values: Float64Array, half: number, sign: 1 | -1, into: Float64Array): void {
  let [head, tail] = [0, 0];
  for (let next = 0; next < values.length + half; next++) {
    if (next < values.length) {
      while (tail > head && sign * (values[queue[tail - 1] as number] as number) <= sign * (values[next] as number))
        tail--;
      queue[tail++] = next;
    }
    const at = next - half;
    if (at < 0) continue;
    while ((queue[head] as number) < at - half) head++;
    into[at] = values[queue[head] as number] as number;
  }
}
