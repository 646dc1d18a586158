import type { Frame } from '../../decode/frame.ts';

/** Side of a cell in samples of the halved picture: eight pixels. */
const cellSide = 4;
export const cellPx = cellSide * 2;
/** Samples of a cell that are taken from the picture as it is. */
const fineSamples = 16;

/** Gradients of a picture by cells. */
export interface Planes {
  columns: number;
  rows: number;
  half: Uint8Array;
  xx: Float32Array;
  yy: Float32Array;
  xy: Float32Array;
  /** Smoothed, as energy and as the vector of twice the angle. */
  energy: Float32Array;
  cos: Float32Array;
  sin: Float32Array;
  /** Coherence: energy along less energy across, over all. */
  share: Float32Array;
  state: Uint8Array;
  queue: Int32Array;
}

export function createPlanes(columns: number, rows: number): Planes {
  const cells = columns * rows;
  const make = () => new Float32Array(cells);
  return {
    columns,
    rows,
    half: new Uint8Array((columns * cellSide + 1) * (rows * cellSide + 1)),
    xx: make(),
    yy: make(),
    xy: make(),
    energy: make(),
    cos: make(),
    sin: make(),
    share: make(),
    state: new Uint8Array(cells),
    queue: new Int32Array(cells),
  };
}

export function halve({ luma, widthPx, heightPx }: Frame, { columns, rows, half }: Planes): void {
  const width = columns * cellSide + 1;
  const height = rows * cellSide + 1;
  for (let y = 0; y < height; y++) {
    const upper = Math.min(heightPx - 1, 2 * y) * widthPx;
    const lower = Math.min(heightPx - 1, 2 * y + 1) * widthPx;
    const to = y * width;
    for (let x = 0; x < width; x++) {
      const left = 2 * x;
      // The last column of an odd width has no neighbour.
      const right = left + 1 < widthPx ? left + 1 : left;
      half[to + x] = (luma[upper + left] + luma[upper + right] + luma[lower + left] + luma[lower + right] + 2) >> 2;
    }
  }
}

export function layTensor({ columns, rows, half: picture, xx, yy, xy }: Planes): void {
  const side = cellSide;
  const width = columns * side + 1;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let sumXX = 0;
      let sumYY = 0;
      let sumXY = 0;
      for (let y = 0; y < side; y++) {
        let at = (row * side + y) * width + column * side;
        let a = picture[at];
        let c = picture[at + width];
        for (let x = 0; x < side; x++, at++) {
          const b = picture[at + 1];
          const d = picture[at + width + 1];
          const gx = b + d - a - c;
          const gy = c + d - a - b;
          sumXX += gx * gx;
          sumYY += gy * gy;
          sumXY += gx * gy;
          a = b;
          c = d;
        }
      }
      const cell = row * columns + column;
      xx[cell] = sumXX / (side * side);
      yy[cell] = sumYY / (side * side);
      xy[cell] = sumXY / (side * side);
    }
}

/** The tensor of the picture as it is, from a quarter of its pixels: for codes too small for the halved picture. */
export function layFineTensor({ luma, widthPx }: Frame, { columns, rows, xx, yy, xy }: Planes): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let sumXX = 0;
      let sumYY = 0;
      let sumXY = 0;
      for (let y = 0; y < cellPx; y += 2) {
        // Every second row and column, columns in turn odd and even: stripes of two pixels must not fall between.
        let at = (row * cellPx + y) * widthPx + column * cellPx + ((y >> 1) & 1);
        for (let x = 0; x < cellPx; x += 2, at += 2) {
          const rising = luma[at + widthPx + 1] - luma[at];
          const falling = luma[at + 1] - luma[at + widthPx];
          const gx = rising + falling;
          const gy = rising - falling;
          sumXX += gx * gx;
          sumYY += gy * gy;
          sumXY += gx * gy;
        }
      }
      const cell = row * columns + column;
      xx[cell] = sumXX / fineSamples;
      yy[cell] = sumYY / fineSamples;
      xy[cell] = sumXY / fineSamples;
    }
}

/**
 * Averages each cell with `around` cells on each side (0: itself only). Energies are per sample, a level of difference counting one.
 */
export function smooth({ columns, rows, xx, yy, xy, energy, cos, sin, share }: Planes, around: number): void {
  for (let row = 0; row < rows; row++) {
    const top = Math.max(0, row - around);
    const bottom = Math.min(rows - 1, row + around);
    for (let column = 0; column < columns; column++) {
      const left = Math.max(0, column - around);
      const right = Math.min(columns - 1, column + around);
      let sumXX = 0;
      let sumYY = 0;
      let sumXY = 0;
      for (let y = top; y <= bottom; y++)
        for (let at = y * columns + left; at <= y * columns + right; at++) {
          sumXX += xx[at];
          sumYY += yy[at];
          sumXY += xy[at];
        }
      const scale = 1 / (4 * (bottom - top + 1) * (right - left + 1));
      const at = row * columns + column;
      const along = (sumXX - sumYY) * scale;
      const aslant = 2 * sumXY * scale;
      // Math.hypot would take longer than all the rest.
      const directed = Math.sqrt(along * along + aslant * aslant);
      energy[at] = (sumXX + sumYY) * scale;
      share[at] = directed / (energy[at] + 1e-9);
      cos[at] = directed === 0 ? 0 : along / directed;
      sin[at] = directed === 0 ? 0 : aslant / directed;
    }
  }
}
