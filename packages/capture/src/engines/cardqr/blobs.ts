import type { Plane } from './pyramid.ts';

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

/** Standard deviations of the smoothings, a quarter more each; a spot lies between one and the next but one. */
const growth = 1.26;
const sigmas = Array.from({ length: 5 }, (_, at) => 1.65 * growth ** at);
/** A finder pattern, seven modules wide, is deepest where the narrower of two smoothings has this many modules. */
const modulesToSigma = 2.2;
/** Shallower spots are noise. Guess, by the bench's contrast of 20 levels. */
const leastDepth = 1.2;
const mostBlobs = 70;

/** Room for the smoothings of one plane. */
export interface BlobSearch {
  readonly smooth: readonly Float32Array[];
  readonly line: Float32Array;
}

export function createBlobSearch({ width, height }: Plane): BlobSearch {
  return {
    smooth: sigmas.map(() => new Float32Array(width * height)),
    line: new Float32Array(width * height),
  };
}

/** Dark spots of three sizes in a plane: modules of 0.75, 0.95 and 1.2 of its pixels. */
export function findBlobs(plane: Plane, { smooth, line }: BlobSearch): readonly Blobs[] {
  let before = plane.data;
  let sigma = 0;
  sigmas.forEach((target, at) => {
    const into = smooth[at] as Float32Array;
    blur(plane, before, Math.sqrt(target ** 2 - sigma ** 2), line, into);
    before = into;
    sigma = target;
  });
  return [0, 1, 2].map((at) => ({
    modulePx: (sigmas[at] as number) / modulesToSigma,
    blobs: peaks(plane, smooth[at] as Float32Array, smooth[at + 2] as Float32Array),
  }));
}

function blur({ width, height }: Plane, from: Float32Array, sigma: number, line: Float32Array, to: Float32Array): void {
  const reach = Math.ceil(2.6 * sigma);
  const weights = Array.from({ length: reach + 1 }, (_, n) => Math.exp(-(n * n) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight, n) => sum + (n === 0 ? weight : 2 * weight), 0);
  const kernel = Float64Array.from(weights, (weight) => weight / total);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      let sum = (kernel[0] as number) * (from[row + x] as number);
      if (x >= reach && x < width - reach)
        for (let n = 1; n <= reach; n++)
          sum += (kernel[n] as number) * ((from[row + x - n] as number) + (from[row + x + n] as number));
      else
        for (let n = 1; n <= reach; n++)
          sum +=
            (kernel[n] as number) *
            ((from[row + Math.max(0, x - n)] as number) + (from[row + Math.min(width - 1, x + n)] as number));
      line[row + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) to[row + x] = (kernel[0] as number) * (line[row + x] as number);
    for (let n = 1; n <= reach; n++) {
      const share = kernel[n] as number;
      const above = Math.max(0, y - n) * width;
      const below = Math.min(height - 1, y + n) * width;
      for (let x = 0; x < width; x++)
        (to[row + x] as number) += share * ((line[above + x] as number) + (line[below + x] as number));
    }
  }
}

function peaks({ width, height }: Plane, narrow: Float32Array, wide: Float32Array): readonly Blob[] {
  const depthAt = (at: number) => (wide[at] as number) - (narrow[at] as number);
  const found: Blob[] = [];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const depth = depthAt(at);
      if (depth < leastDepth) continue;
      if (depth < depthAt(at - 1) || depth <= depthAt(at + 1)) continue;
      if (depth < depthAt(at - width) || depth <= depthAt(at + width)) continue;
      if (depth < depthAt(at - width - 1) || depth <= depthAt(at + width + 1)) continue;
      if (depth < depthAt(at - width + 1) || depth <= depthAt(at + width - 1)) continue;
      found.push({ x: x + 0.5, y: y + 0.5, depth });
    }
  return found.sort((a, b) => b.depth - a.depth).slice(0, mostBlobs);
}
