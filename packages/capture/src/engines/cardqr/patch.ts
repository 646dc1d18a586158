import type { Frame } from '../../decode/frame.ts';
import { isIn, type Pose, pixelsPerModule, toFrame } from './pose.ts';
import { side } from './symbol.ts';

/** Most pixels of a patch. */
export const maxPixels = 12_000;
/** Modules around the symbol that are looked at: within the quiet zone, clear of what blur brings in from beyond it. */
const quietModules = 2;
/** Pixels are joined to squares while a module has at least as many of them across. */
const minPixels = 1.5;

/** The pixels of a frame that show a symbol, joined to squares where there are many, in linear light. */
export interface Patch {
  count: number;
  /** Middle of each, in pixels of the frame. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Light: 0 to 1. */
  readonly light: Float64Array;
  /** What each weighs in a fit: 0 to 1. */
  readonly weight: Float64Array;
}

export function createPatch(): Patch {
  const make = () => new Float64Array(maxPixels);
  return { count: 0, x: make(), y: make(), light: make(), weight: make() };
}

/** Light by 8-bit level, by the exponent that cameras' tone curves come near to (IEC 61966-2-1). */
const lights = Float64Array.from({ length: 256 }, (_, level) => (level / 255) ** 2.2);

/** Takes the pixels that lie in the symbol or just around it. */
export function takePatch({ luma, widthPx, heightPx }: Frame, pose: Pose, into: Patch): void {
  const step = Math.max(1, Math.floor(pixelsPerModule(pose) / minPixels));
  const ends = [-quietModules, side + quietModules];
  const corners = ends.flatMap((across) => ends.map((down) => toFrame(pose, across, down)));
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const right = Math.min(widthPx - step, Math.max(...xs));
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const bottom = Math.min(heightPx - step, Math.max(...ys));
  into.count = 0;
  for (let y = top; y <= bottom; y += step)
    for (let x = left; x <= right; x += step) {
      const px = x + step / 2;
      const py = y + step / 2;
      if (!isIn(pose, px, py, quietModules)) continue;
      if (into.count === maxPixels) return;
      let sum = 0;
      for (let row = y; row < y + step; row++)
        for (let column = x; column < x + step; column++)
          sum += lights[luma[row * widthPx + column] as number] as number;
      into.x[into.count] = px;
      into.y[into.count] = py;
      into.light[into.count] = sum / step ** 2;
      into.weight[into.count] = 1;
      into.count++;
    }
}
