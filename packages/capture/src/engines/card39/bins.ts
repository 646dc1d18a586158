import type { Frame } from '../../decode/frame.ts';

/**
 * A straight strip of a frame that may hold a code. Places along it are `t`, in pixels from its centre along its axis
 * on the middle line; a bar through `t` runs along t + v · (shear + fan · t), v pixels from the middle line.
 */
export interface Strip {
  readonly centreX: number;
  readonly centreY: number;
  /** Unit vector along the code. */
  readonly axisX: number;
  readonly axisY: number;
  /** The apparent ends of the code. */
  readonly from: number;
  readonly to: number;
  /** Half the height of the bars to use, in pixels. */
  readonly halfHeight: number;
  readonly shear: number;
  readonly fan: number;
}

/** Most bins a profile has. */
export const maxBins = 2048;

/**
 * Light for an 8-bit level, taking the camera's tone curve for a power of 2.2 (IEC 61966-2-1 is close to it); measured
 * with 1.0 and 1.6, the mismatch costs little.
 */
const lightOfLevel = Float64Array.from({ length: 256 }, (_, level) => (level / 255) ** 2.2);

/** Levels from here up count as saturated. */
const saturatedLevel = 253;

/** A strip's light, summed. */
export interface Bins {
  /** Of each bin's pixels: their light, its square, their place, their number. Side by side: half the time of four arrays. */
  readonly sums: Float64Array;
  /** The number of saturated ones. */
  readonly full: Float64Array;
}

export function createBins(): Bins {
  return { sums: new Float64Array(4 * maxBins), full: new Float64Array(maxBins) };
}

export interface Sampling {
  /** Range along the strip, pixels. */
  readonly from: number;
  readonly to: number;
  readonly binPx: number;
  /** Part of the height to use, as shares of the half height: -1 to 1 is all. */
  readonly above: number;
  readonly below: number;
  /**
   * Takes only every n-th line of the frame: of its rows, or of its columns if the code is steep.
   * Without some of the lines that run across a code, positions along it are missed, and its bars can seem to lean.
   */
  readonly lineStep: number;
}

/**
 * Fills `into` with the strip's light and returns the number of bins. Every pixel goes whole to the bin that its centre
 * lies in, so the phases that a slight slant gives are kept.
 */
export function sumBins(frame: Frame, strip: Strip, sampling: Sampling, { sums, full }: Bins): number {
  const bins = Math.min(maxBins, Math.ceil((sampling.to - sampling.from) / sampling.binPx));
  sums.fill(0, 0, 4 * bins);
  full.fill(0, 0, bins);
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
  const isSteep = Math.abs(axisY) > Math.abs(axisX);
  const [rowStep, columnStep] = isSteep ? [1, sampling.lineStep] : [sampling.lineStep, 1];
  for (let row = top; row <= bottom; row += rowStep) {
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
    low = columnStep * Math.ceil(low / columnStep);
    const offset = row * widthPx;
    // Both are linear along a row; a strip's bars fan out by far less than its length, so `under` stays above 0.
    const v = dy * axisX - (low + 0.5 - centreX) * axisY;
    let over = (low + 0.5 - centreX) * axisX + dy * axisY - shear * v;
    let under = 1 + fan * v;
    const overStep = columnStep * (axisX + shear * axisY);
    const underStep = -columnStep * fan * axisY;
    for (let column = low; column <= high; column += columnStep, over += overStep, under += underStep) {
      const t = over / under;
      const place = (t - sampling.from) * perPx;
      if (!(place >= 0 && place < bins)) continue;
      const bin = place | 0;
      const level = luma[offset + column];
      const light = lightOfLevel[level];
      const at = 4 * bin;
      sums[at] += light;
      sums[at + 1] += light * light;
      sums[at + 2] += t;
      sums[at + 3] += 1;
      if (level >= saturatedLevel) full[bin] += 1;
    }
  }
  return bins;
}
