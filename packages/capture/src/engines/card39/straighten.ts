import type { Frame } from '../../decode/frame.ts';
import type { Strip } from './bins.ts';
import { createProfile, type Profile, takeProfile } from './profile.ts';

/** Pixels that suffice to judge how sharp a profile is. */
export const enoughPixels = 5000;

const probe = createProfile();

/** Steps of the bars' tips, in pixels, in which their lean is looked through, and how far. */
const tipStepPx = 0.25;
const maxTipPx = 2.5;

/**
 * The strip with its bars' direction turned to where the pixels along each bar agree most: bars summed askew blur. The
 * lean is looked through in fine steps, as small codes give a narrow peak; then lean and its change along the strip
 * are moved in steps that halve.
 */
export function straighten(frame: Frame, strip: Strip): readonly Strip[] {
  const lineStep = Math.max(1, Math.floor((2 * (strip.to - strip.from) * strip.halfHeight) / enoughPixels));
  // Lower strips lean less surely; higher ones are looked through in coarser steps.
  const tip = Math.max(tipStepPx, 0.02 * strip.halfHeight);
  const steps = Math.ceil(Math.max(maxTipPx, 0.12 * strip.halfHeight) / tip);
  const ways = Array.from({ length: 2 * steps + 1 }, (_, n) => {
    const way = { ...strip, shear: strip.shear + ((n - steps) * tip) / strip.halfHeight };
    return { way, signal: signalOf(frame, way, lineStep) };
  });
  const peaks = ways.filter(
    ({ signal }, n) => signal >= (ways[n - 1]?.signal ?? 0) && signal > (ways[n + 1]?.signal ?? 0),
  );
  const [best, ...others] = peaks.sort((a, b) => b.signal - a.signal);
  if (best === undefined) return [strip];
  const rest = others.filter(({ signal }) => signal > minPeak * best.signal).map(({ way }) => way);
  return [settle(frame, best.way, best.signal, lineStep), ...rest];
}

/** Another lean is worth a try when it gives so much of the best one's signal. */
const minPeak = 0.75;

/** Lean and its change along the strip moved to the best place near them. */
function settle(frame: Frame, strip: Strip, signal: number, lineStep: number): Strip {
  const half = Math.max(1, (strip.to - strip.from) / 2);
  let best = strip;
  let most = signal;
  const attempt = (shear: number, fan: number) => {
    const turned = { ...strip, shear, fan };
    const own = signalOf(frame, turned, lineStep);
    if (own <= most) return false;
    most = own;
    best = turned;
    return true;
  };
  let turn = Math.max(1, 0.08 * strip.halfHeight) / strip.halfHeight;
  for (let round = 0; round < 4; round++, turn /= 2) {
    for (let tries = 0; tries < 2; tries++) {
      const { shear, fan } = best;
      const moved = [
        attempt(shear, fan + turn / half),
        attempt(shear, fan - turn / half),
        attempt(best.shear + turn / 2, best.fan),
        attempt(best.shear - turn / 2, best.fan),
      ];
      if (!moved.includes(true)) break;
    }
  }
  return best;
}

/**
 * Variance of the light along the strip that is not the pixels' own: between bins, less what the scatter within them
 * makes of it. Without that, bars that run with the pixels would be favoured, where few bins are filled.
 */
function signalOf(frame: Frame, strip: Strip, lineStep: number): number {
  const binPx = Math.max(0.35, (strip.to - strip.from) / 800);
  takeProfile(frame, strip, { from: strip.from, to: strip.to, binPx, above: -1, below: 1, lineStep }, probe);
  return varianceOf(probe) - probe.binVariance;
}

function varianceOf({ count, y, w }: Profile): number {
  let sumW = 0;
  let sumY = 0;
  let sumYY = 0;
  for (let bin = 0; bin < count; bin++) {
    const weight = w[bin] as number;
    const light = y[bin] as number;
    sumW += weight;
    sumY += weight * light;
    sumYY += weight * light * light;
  }
  return sumW > 0 ? sumYY / sumW - (sumY / sumW) ** 2 : 0;
}
