import type { Frame } from '../../decode/frame.ts';

/** A picture, row by row, brightness 0 to 255. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The frame, and each plane half of the one before; planes are reused while frames keep their size. */
export interface Pyramid {
  readonly planes: readonly Plane[];
}

/** A plane with a shorter side has no room for a symbol. */
const minSide = 24;
const maxPlanes = 5;

export function createPyramid(widthPx: number, heightPx: number): Pyramid {
  const planes: Plane[] = [];
  let [width, height] = [widthPx, heightPx];
  while (planes.length < maxPlanes && Math.min(width, height) >= minSide) {
    planes.push({ width, height, data: new Float32Array(width * height) });
    [width, height] = [width >> 1, height >> 1];
  }
  return { planes };
}

export function layPyramid({ luma }: Frame, { planes }: Pyramid): void {
  planes[0]?.data.set(luma);
  for (let level = 1; level < planes.length; level++) halve(planes[level - 1] as Plane, planes[level] as Plane);
}

function halve(from: Plane, to: Plane): void {
  for (let y = 0; y < to.height; y++) {
    let at = 2 * y * from.width;
    const row = y * to.width;
    for (let x = 0; x < to.width; x++, at += 2)
      to.data[row + x] =
        ((from.data[at] as number) +
          (from.data[at + 1] as number) +
          (from.data[at + from.width] as number) +
          (from.data[at + from.width + 1] as number)) /
        4;
  }
}

/** Brightness between pixels whose middles are at halves; beyond the edge as at the edge. */
export function sample({ width, height, data }: Plane, x: number, y: number): number {
  const px = x < 0.5 ? 0 : x > width - 0.501 ? width - 1.001 : x - 0.5;
  const py = y < 0.5 ? 0 : y > height - 0.501 ? height - 1.001 : y - 0.5;
  const column = px | 0;
  const row = py | 0;
  const right = px - column;
  const at = row * width + column;
  const upperLeft = data[at] as number;
  const lowerLeft = data[at + width] as number;
  const upper = upperLeft + right * ((data[at + 1] as number) - upperLeft);
  const lower = lowerLeft + right * ((data[at + width + 1] as number) - lowerLeft);
  return upper + (py - row) * (lower - upper);
}
