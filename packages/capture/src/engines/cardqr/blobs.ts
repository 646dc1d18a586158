import type { Plane } from './pyramid.ts';
import { meanAcross, meanDown } from './running-means.ts';

/** A dark spot about as large as a finder pattern of some module size, in pixels of its plane. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  /** How much darker than its surroundings, in levels. */
  readonly depth: number;
}

/** Spots of one size. */
export interface Blobs {
  /** Size of a module in pixels of the plane, if they are finder patterns. */
  readonly modulePx: number;
  readonly blobs: readonly Blob[];
}

/**
 * Widths of running means, each of what the one before left, that smooth a plane step by step: several are near enough a
 * Gaussian, and cost the same at any width. The first smoothing is two of them.
 */
const widths = [[3, 3], [3], [3, 3], [5], [7]] as const;
/** Standard deviations of the smoothings, about a quarter more each; a spot lies between one and the next but one. */
const sigmas = widths.map((_, at) =>
  Math.sqrt(
    widths
      .slice(0, at + 1)
      .flat()
      .reduce((sum, w) => sum + (w * w - 1) / 12, 0),
  ),
);
/** A finder pattern, seven modules wide, is deepest where the narrower of two smoothings has this many modules. */
const modulesToSigma = 2.2;
/** Shallower spots are noise. Guess, by the bench's contrast of 20 levels. */
const minDepth = 1.2;
const maxBlobs = 70;

/** Room for the smoothings of one plane. */
export interface BlobSearch {
  readonly smooth: readonly Float32Array[];
  readonly line: Float32Array;
  readonly sums: Float64Array;
}

export function createBlobSearch({ width, height }: Plane): BlobSearch {
  return {
    smooth: widths.map(() => new Float32Array(width * height)),
    line: new Float32Array(width * height),
    sums: new Float64Array(width),
  };
}

/** Dark spots of three sizes in a plane: modules of 0.5, 0.65 and 0.85 of its pixels. */
export function findBlobs(plane: Plane, { smooth, line, sums }: BlobSearch): readonly Blobs[] {
  let before = plane.data;
  widths.forEach((own, at) => {
    const into = smooth[at] as Float32Array;
    for (const width of own) {
      meanAcross(plane, before, width, line);
      meanDown(plane, line, width, into, sums);
      before = into;
    }
  });
  return [0, 1, 2].map((at) => ({
    modulePx: (sigmas[at] as number) / modulesToSigma,
    blobs: peaks(plane, smooth[at] as Float32Array, smooth[at + 2] as Float32Array, line),
  }));
}

function peaks(
  { width, height }: Plane,
  narrow: Float32Array,
  wide: Float32Array,
  depths: Float32Array,
): readonly Blob[] {
  for (let at = 0; at < width * height; at++) depths[at] = (wide[at] as number) - (narrow[at] as number);
  const found: Blob[] = [];
  for (let y = 1; y < height - 1; y++)
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const depth = depths[at] as number;
      if (depth < minDepth) continue;
      if (depth < (depths[at - 1] as number) || depth <= (depths[at + 1] as number)) continue;
      if (depth < (depths[at - width] as number) || depth <= (depths[at + width] as number)) continue;
      if (depth < (depths[at - width - 1] as number) || depth <= (depths[at + width + 1] as number)) continue;
      if (depth < (depths[at - width + 1] as number) || depth <= (depths[at + width - 1] as number)) continue;
      found.push({ x: at - y * width + 0.5, y: y + 0.5, depth });
    }
  return found.sort((a, b) => b.depth - a.depth).slice(0, maxBlobs);
}
