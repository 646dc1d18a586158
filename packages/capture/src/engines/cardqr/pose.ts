import { side } from './symbol.ts';

/** Unknowns of the plane: eight of a homography. */
export const planeTerms = 8;
/** Unknowns of a pose: the plane's, and the logarithms of the blur across and down the symbol. */
export const poseTerms = planeTerms + 2;

/** The position of a symbol in a frame, and its blur. */
export interface Pose {
  /** Middle of the symbol, in pixels of the frame, and half of its side: the units of the plane. */
  readonly x: number;
  readonly y: number;
  readonly half: number;
  /**
   * With X and Y from the middle in halves: across = (p0·X + p1·Y + p2) / (p6·X + p7·Y + 1), down with p3–p5, both −1 to
   * 1 in the symbol; then the logarithms of the blur's standard deviation across and down, in modules, the pixel's own
   * width included.
   */
  readonly terms: Float64Array;
}

export type Point = readonly [x: number, y: number];

/** Half a symbol in modules. */
export const halfSide = side / 2;

type Plane = readonly [number, number, number, number, number, number, number, number];

/** The first eight of the terms. */
const planeOf = (terms: Float64Array) => terms as unknown as Plane;

export function blurOf({ terms }: Pose): readonly [across: number, down: number] {
  return [Math.exp(terms[planeTerms]), Math.exp(terms[planeTerms + 1])];
}

/** The pose with the given corners (top left, top right, bottom right, bottom left) and blur in modules. */
export function poseOf(corners: readonly [Point, Point, Point, Point], blurModules: number): Pose {
  const x = corners.reduce((sum, corner) => sum + corner[0], 0) / 4;
  const y = corners.reduce((sum, corner) => sum + corner[1], 0) / 4;
  const half = corners.reduce((sum, corner) => sum + Math.hypot(corner[0] - x, corner[1] - y), 0) / 4 / Math.SQRT2;
  const terms = new Float64Array(poseTerms);
  const targets: readonly Point[] = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ];
  const rows = corners.flatMap(([cornerX, cornerY], at) => {
    const [across, down] = targets[at];
    const [X, Y] = [(cornerX - x) / half, (cornerY - y) / half];
    return [
      [X, Y, 1, 0, 0, 0, -across * X, -across * Y, across],
      [0, 0, 0, X, Y, 1, -down * X, -down * Y, down],
    ];
  });
  terms.set(solved(rows));
  terms[planeTerms] = terms[planeTerms + 1] = Math.log(blurModules);
  return { x, y, half, terms };
}

/** Solution of the equations whose rows end in their right sides, by elimination with the largest pivots. */
function solved(rows: number[][]): number[] {
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    const pivots = rows.slice(at).map((row) => Math.abs(row[at]));
    const from = at + pivots.indexOf(Math.max(...pivots));
    [rows[at], rows[from]] = [rows[from], rows[at]];
    const own = rows[at];
    for (const row of rows) {
      if (row === own) continue;
      const factor = row[at] / own[at];
      for (let column = at; column <= size; column++) row[column] = row[column] - factor * own[column];
    }
  }
  return rows.map((row, at) => row[size] / row[at]);
}

/** True if a position in the frame is in the symbol or at most `margin` modules outside. */
export function isIn({ x, y, half, terms: t }: Pose, px: number, py: number, margin: number): boolean {
  const X = (px - x) / half;
  const Y = (py - y) / half;
  const depth = t[6] * X + t[7] * Y + 1;
  const across = (t[0] * X + t[1] * Y + t[2]) / depth;
  const down = (t[3] * X + t[4] * Y + t[5]) / depth;
  return Math.max(Math.abs(across), Math.abs(down)) <= 1 + margin / halfSide;
}

/** The place in the frame of modules across and down. */
export function toFrame({ x, y, half, terms }: Pose, across: number, down: number): Point {
  const [a, b, c, d, e, f, g, h] = planeOf(terms);
  const [u, v] = [across / halfSide - 1, down / halfSide - 1];
  // (a − u·g)·X + (b − u·h)·Y = u − c, and the same down.
  const [p, q, r] = [a - u * g, b - u * h, u - c];
  const [s, t, w] = [d - v * g, e - v * h, v - f];
  const under = p * t - q * s;
  return [x + (half * (r * t - q * w)) / under, y + (half * (p * w - r * s)) / under];
}

/** Pixels to a module, on average over the symbol. */
export function pixelsPerModule(pose: Pose): number {
  const [a, b, c, d] = [toFrame(pose, 0, 0), toFrame(pose, side, 0), toFrame(pose, side, side), toFrame(pose, 0, side)];
  const area = Math.abs((c[0] - a[0]) * (d[1] - b[1]) - (c[1] - a[1]) * (d[0] - b[0])) / 2;
  return Math.sqrt(area) / side;
}
