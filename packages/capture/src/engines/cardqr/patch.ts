import type { Frame } from '../../decode/frame.ts';
import { isIn, type Pose, pixelsPerModule, toFrame } from './pose.ts';
import { side } from './symbol.ts';

/** The maximum number of pixels in a patch. */
export const maxPixels = 12_000;
/** The margin around the symbol, in modules: inside the quiet zone, and clear of blur from beyond it. */
export const quietModules = 2;
/** Pixels are merged into squares as long as a module is at least this many squares wide. */
const minPixels = 1.5;

/** The pixels of a frame that show a symbol, in linear light. If there are many, squares of pixels are merged. */
export interface Patch {
  count: number;
  /** The middle of each, in pixels of the frame. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Light: 0 to 1. */
  readonly light: Float64Array;
  /** Weight of each in a fit: 0 to 1. */
  readonly weight: Float64Array;
}

export function createPatch(): Patch {
  const make = () => new Float64Array(maxPixels);
  return { count: 0, x: make(), y: make(), light: make(), weight: make() };
}

/** Linear light by 8-bit level, by the exponent that approximates cameras' tone curves (IEC 61966-2-1). */
const lights = Float64Array.from({ length: 256 }, (_, level) => (level / 255) ** 2.2);

/** Fills `into` with the pixels in the symbol and just around it. */
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
        for (let column = x; column < x + step; column++) sum += lights[luma[row * widthPx + column]];
      into.x[into.count] = px;
      into.y[into.count] = py;
      into.light[into.count] = sum / step ** 2;
      into.weight[into.count] = 1;
      into.count++;
    }
}
