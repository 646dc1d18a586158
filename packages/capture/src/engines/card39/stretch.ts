import type { Frame } from '../../decode/frame.ts';
import { maxBins, type Strip } from './bins.ts';
import { createProfile, type Profile, takeProfile } from './profile.ts';
import { enoughPixels } from './straighten.ts';

const probe = createProfile();

/** A strip may be a piece of a code that noise or glare broke: it grows at most so many lengths each way. */
const maxGrowth = 1.2;
/** Width of a look at the light's variation, as a share of the length: shorter than a quiet zone. */
const lookShare = 0.05;
/** Bars go on while there is so much of the strip's own variation. */
const minVariation = 0.2;
const sums = [new Float64Array(maxBins + 1), new Float64Array(maxBins + 1), new Float64Array(maxBins + 1)] as const;

/** Beside a quiet zone there may be the card's edge, or print: what lies so near the ends is cut off by a gap. */
const cutShare = 0.25;
/**
 * A gap is even, with less than this share of the strip's own variation, and is paper: lighter than the strip's mean by
 * a standard deviation of its light.
 */
const gapVariation = 0.08;

/** The strip with its ends moved to where the variation of bars ends. */
export function stretch(frame: Frame, strip: Strip): Strip {
  const length = strip.to - strip.from;
  const reach = maxGrowth * length;
  const [from, to] = [strip.from - reach, strip.to + reach];
  const binPx = Math.max(1, (to - from) / 1000);
  const lineStep = Math.max(1, Math.floor((length * strip.halfHeight) / enoughPixels));
  const band = Math.min(1, Math.max(0.35, 4 / strip.halfHeight));
  // The middle alone: far from the piece the bars' lean is not known.
  takeProfile(frame, strip, { from, to, binPx, above: -band, below: band, lineStep }, probe);
  if (probe.count < 8) return strip;
  const [weights, light, squares] = sums;
  for (let bin = 0; bin < probe.count; bin++) {
    const weight = probe.w[bin] as number;
    const y = probe.y[bin] as number;
    weights[bin + 1] = (weights[bin] as number) + weight;
    light[bin + 1] = (light[bin] as number) + weight * y;
    squares[bin + 1] = (squares[bin] as number) + weight * y * y;
  }
  /** Mean of the light between two places, and its variance beyond the pixels' own; none where nothing was seen. */
  const lightOf = (a: number, b: number) => {
    const [low, high] = [binFrom(probe, a), binFrom(probe, b)];
    const weight = (weights[high] as number) - (weights[low] as number);
    if (high - low < 3 || weight <= 0) return { mean: 0, variation: 0 };
    const mean = ((light[high] as number) - (light[low] as number)) / weight;
    const square = ((squares[high] as number) - (squares[low] as number)) / weight;
    return { mean, variation: Math.max(0, square - mean * mean - probe.binVariance) };
  };
  let look = Math.max(8, lookShare * length);
  /** The light from a place as far as one look goes, to the right or to the left. */
  const nextLook = (at: number, side: 1 | -1) => (side > 0 ? lightOf(at, at + look) : lightOf(at - look, at));
  const own: number[] = [];
  for (let at = strip.from; at + look <= strip.to; at += look) own.push(lightOf(at, at + look).variation);
  own.sort((a, b) => a - b);
  const usual = own[own.length >> 1] ?? 0;
  const least = minVariation * usual;
  if (least <= 0) return strip;
  const whole = lightOf(strip.from, strip.to);
  const minPaper = whole.mean + Math.sqrt(whole.variation);
  /** The bars' side of the innermost gap near an end; the end itself where there is none. */
  const cut = (end: number, side: 1 | -1) => {
    for (let depth = cutShare * length; depth >= look; depth -= look / 4) {
      const outer = end - side * depth;
      const { mean, variation } = nextLook(outer, side);
      // Narrow bars blurred by a module are as even as paper, but grey.
      if (variation < gapVariation * usual && mean > minPaper) return outer;
    }
    return end;
  };
  const [cutFrom, cutTo] = [cut(strip.from, -1), cut(strip.to, 1)];
  look = Math.max(8, lookShare * (cutTo - cutFrom));
  const shows = (at: number, side: 1 | -1) => nextLook(at, side).variation > least;
  const grow = (end: number, side: 1 | -1, limit: number) => {
    let at = end;
    // A character may be even for half a look; a quiet zone is longer. Glare is not crossed here: white is white.
    while (side * (limit - at) > 0 && (shows(at, side) || shows(at + (side * look) / 2, side))) at += (side * look) / 2;
    return at;
  };
  return { ...strip, from: grow(cutFrom, -1, from), to: grow(cutTo, 1, to) };
}

/** First bin at or right of a place. */
function binFrom({ t, count }: Profile, place: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middleBin = (low + high) >> 1;
    if ((t[middleBin] as number) < place) low = middleBin + 1;
    else high = middleBin;
  }
  return low;
}
