import type { Frame } from '../../decode/frame.ts';
import type { Strip } from './bins.ts';
import { type Profile, takeProfile } from './profile.ts';
import type { StripWork } from './strip-work.ts';

const slices = 13;
/** Slices reach this far above and below, in half heights. */
const sliceReach = 1.4;
/** A slice shows the bars when it goes with the middle's light at least so much. */
const minGain = 0.6;

/** The strip cut or stretched to the rows where its bars are: print above and below is left out. */
export function heighten(frame: Frame, strip: Strip, work: StripWork): Strip {
  let high = strip;
  for (let round = 0; round < maxHeightenings; round++) {
    const before = high.halfHeight;
    high = heightenOnce(frame, high, work);
    if (high.halfHeight < 1.2 * before) break;
  }
  return high;
}

/** A strip grows by two fifths at once; so often is enough for a tenfold one. */
const maxHeightenings = 6;

function heightenOnce(frame: Frame, strip: Strip, { bins, probe, middle }: StripWork): Strip {
  const { from, to, halfHeight } = strip;
  // Bins wide enough to hold pixels of each slice, narrow enough for bars.
  const binPx = Math.max(1, (to - from) / 300);
  const lineStep = Math.max(1, Math.floor(halfHeight / slices));
  const sampling = { from, to, binPx, lineStep };
  takeProfile(frame, strip, { ...sampling, above: -0.4, below: 0.4 }, bins, middle);
  const side = (2 * sliceReach) / slices;
  const shows = (slice: number) => {
    takeProfile(
      frame,
      strip,
      { ...sampling, above: slice * side - sliceReach, below: (slice + 1) * side - sliceReach },
      bins,
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
  // The outermost slices may be half outside the bars.
  const height = Math.max(2, (halfHeight * (below - above)) / 2 - (halfHeight * side) / 4);
  return movedAcross(strip, moved, height);
}

/** Returns the share of the reference's contrast that a slice shows, 0 to 1. Bins are matched by position. */
function gainOf(slice: Profile, reference: Profile, binPx: number): number {
  let sumW = 0;
  let sumA = 0;
  let sumB = 0;
  let sumBB = 0;
  let sumAB = 0;
  let other = 0;
  for (let bin = 0; bin < slice.count; bin++) {
    const t = slice.t[bin];
    while (other + 1 < reference.count && reference.t[other] < t - binPx / 2) other++;
    if (other >= reference.count || Math.abs(reference.t[other] - t) > binPx) continue;
    const weight = slice.w[bin];
    const a = slice.y[bin];
    const b = reference.y[other];
    sumW += weight;
    sumA += weight * a;
    sumB += weight * b;
    sumBB += weight * b * b;
    sumAB += weight * a * b;
  }
  // The reference's own noise is not contrast.
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
