import type { Frame } from '../../decode/frame.ts';
import type { Strip } from './bins.ts';
import { createProfile, type Profile, takeProfile } from './profile.ts';

const probe = createProfile();
const slices = 13;
/** Slices reach this far above and below, in half heights. */
const sliceReach = 1.4;
/** A slice shows the bars when it goes with the middle's light at least so much. */
const minGain = 0.6;
const middle = createProfile();

/** The strip cut or stretched to the rows where its bars are: print above and below is left out. */
export function heighten(frame: Frame, strip: Strip): Strip {
  let high = strip;
  for (let round = 0; round < maxHeightenings; round++) {
    const before = high.halfHeight;
    high = heightenOnce(frame, high);
    if (high.halfHeight < 1.2 * before) break;
  }
  return high;
}

/** A strip grows by two fifths at once; so often is enough for a tenfold one. */
const maxHeightenings = 6;

function heightenOnce(frame: Frame, strip: Strip): Strip {
  const { from, to, halfHeight } = strip;
  // Bins wide enough to hold pixels of each slice, narrow enough for bars.
  const binPx = Math.max(1, (to - from) / 300);
  const lineStep = Math.max(1, Math.floor(halfHeight / slices));
  const sampling = { from, to, binPx, lineStep };
  takeProfile(frame, strip, { ...sampling, above: -0.4, below: 0.4 }, middle);
  const side = (2 * sliceReach) / slices;
  const shows = (slice: number) => {
    takeProfile(
      frame,
      strip,
      { ...sampling, above: slice * side - sliceReach, below: (slice + 1) * side - sliceReach },
      probe,
    );
    return gainOf(probe, middle, binPx) >= minGain;
  };
  const centre = (slices - 1) / 2;
  let [first, last] = [centre, centre];
  while (first > 0 && shows(first - 1)) first--;
  while (last < slices - 1 && shows(last + 1)) last++;
  const above = first * side - sliceReach;
  const below = (last + 1) * side - sliceReach;
  const moved = (halfHeight * (above + below)) / 2;
  // The outermost slices may be half beside the bars.
  const height = Math.max(2, (halfHeight * (below - above)) / 2 - (halfHeight * side) / 4);
  return movedAcross(strip, moved, height);
}

/** How much of the reference's light and shade a slice shows: 1 all, 0 none. Bins are matched by place. */
function gainOf(slice: Profile, reference: Profile, binPx: number): number {
  let sumW = 0;
  let sumA = 0;
  let sumB = 0;
  let sumBB = 0;
  let sumAB = 0;
  let other = 0;
  for (let bin = 0; bin < slice.count; bin++) {
    const t = slice.t[bin] as number;
    while (other + 1 < reference.count && (reference.t[other] as number) < t - binPx / 2) other++;
    if (other >= reference.count || Math.abs((reference.t[other] as number) - t) > binPx) continue;
    const weight = slice.w[bin] as number;
    const a = slice.y[bin] as number;
    const b = reference.y[other] as number;
    sumW += weight;
    sumA += weight * a;
    sumB += weight * b;
    sumBB += weight * b * b;
    sumAB += weight * a * b;
  }
  // The reference's own noise is no light and shade.
  const variance = sumBB - (sumB * sumB) / sumW - sumW * reference.binVariance;
  return variance > 0 ? (sumAB - (sumA * sumB) / sumW) / variance : 0;
}

/** The same strip about another line: its places scale as the bars converge. */
function movedAcross(strip: Strip, v: number, halfHeight: number): Strip {
  const scale = 1 + strip.fan * v;
  return {
    ...strip,
    centreX: strip.centreX + v * (strip.shear * strip.axisX - strip.axisY),
    centreY: strip.centreY + v * (strip.shear * strip.axisY + strip.axisX),
    from: strip.from * scale,
    to: strip.to * scale,
    halfHeight,
    fan: strip.fan / scale,
  };
}
