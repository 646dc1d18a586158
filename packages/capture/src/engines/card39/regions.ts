import type { Strip } from './bins.ts';
import { cellPx, type Planes } from './tensor.ts';

/** Neighbours belong together when the cosine of twice the angle between them is above this: 16°. */
const minAgreement = 0.85;
/** Least gradient energy of a cell, in squared levels a sample, and its least multiple of the quietest twentieth. */
const minEnergy = 2.5;
const minOverQuiet = 1.6;
/** Shortest code, in pixels: seven characters of 100 modules at 0.6 pixels. */
const minLengthPx = 60;

/** Marks the striped cells: strong enough, and of one direction to a share of their energy. */
function mark({ energy, share, state }: Planes, coherence: number): void {
  const least = Math.max(minEnergy, minOverQuiet * quietEnergy(energy));
  for (let at = 0; at < energy.length; at++)
    state[at] = (energy[at] as number) > least && (share[at] as number) > coherence ? 1 : 0;
}

const levels = new Int32Array(64);

/** Only every so manieth cell is asked: a quantile needs no more. No divisor of usual widths in cells. */
const quietStep = 7;

/** The energy that a twentieth of the cells stay under, by a histogram of quarter octaves. */
function quietEnergy(energy: Float32Array): number {
  levels.fill(0);
  let cells = 0;
  for (let at = 0; at < energy.length; at += quietStep, cells++)
    (levels[Math.min(63, Math.max(0, Math.floor(4 * Math.log2((energy[at] as number) + 1))))] as number) += 1;
  let seen = 0;
  for (let level = 0; level < 64; level++) {
    seen += levels[level] as number;
    if (seen * 20 >= cells) return 2 ** (level / 4) - 1;
  }
  return 0;
}

/** A strip that regions of striped cells suggest. */
export interface Region extends Strip {
  readonly score: number;
}

/** The regions of the tensor at hand. */
export function regionsOf(planes: Planes, coherence: number): Region[] {
  const regions: Region[] = [];
  mark(planes, coherence);
  for (let cell = 0; cell < planes.state.length; cell++) {
    if (planes.state[cell] !== 1) continue;
    const size = grow(planes, cell);
    if (size < 6) continue;
    const region = measure(planes, size);
    if (region !== undefined) regions.push(region);
  }
  return regions;
}

/** Best first, without those that lie where a better one does and are as long. */
export function distinct(regions: Region[]): Region[] {
  const kept: Region[] = [];
  for (const region of regions.sort((a, b) => b.score - a.score)) {
    const length = region.to - region.from;
    const same = (other: Region) =>
      Math.abs(region.axisX * other.axisY - region.axisY * other.axisX) < 0.1 &&
      Math.abs(length / (other.to - other.from) - 1) < 0.15 &&
      Math.hypot(region.centreX - other.centreX, region.centreY - other.centreY) < 0.1 * length;
    if (!kept.some(same)) kept.push(region);
  }
  return kept;
}

/** Collects into the queue the cells that hang together with the first one; their number comes back. */
function grow({ columns, rows, state, queue, cos, sin }: Planes, first: number): number {
  let size = 1;
  queue[0] = first;
  state[first] = 2;
  for (let next = 0; next < size; next++) {
    const cell = queue[next] as number;
    const column = cell % columns;
    const row = (cell - column) / columns;
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++)
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        const other = y * columns + x;
        if (state[other] !== 1) continue;
        if (
          (cos[cell] as number) * (cos[other] as number) + (sin[cell] as number) * (sin[other] as number) <
          minAgreement
        )
          continue;
        state[other] = 2;
        queue[size++] = other;
      }
  }
  return size;
}

/** The strip of a region: its axis by the second moments of its cells, held against the gradient's direction. */
function measure({ columns, queue, cos, sin, energy }: Planes, size: number): Region | undefined {
  let sumW = 0;
  let sumX = 0;
  let sumY = 0;
  let sumCos = 0;
  let sumSin = 0;
  for (let at = 0; at < size; at++) {
    const cell = queue[at] as number;
    // The square root, so that a few hard edges do not outweigh many soft bars.
    const weight = Math.sqrt(energy[cell] as number);
    const column = cell % columns;
    sumW += weight;
    sumX += weight * (column + 0.5) * cellPx;
    sumY += weight * ((cell - column) / columns + 0.5) * cellPx;
    sumCos += weight * (cos[cell] as number);
    sumSin += weight * (sin[cell] as number);
  }
  const [centreX, centreY] = [sumX / sumW, sumY / sumW];
  const gradient = Math.atan2(sumSin, sumCos) / 2;
  const axis = axisOf({ columns, queue, energy }, size, [centreX, centreY], gradient);
  const [axisX, axisY] = [Math.cos(axis), Math.sin(axis)];
  let from = Infinity;
  let to = -Infinity;
  let sumVV = 0;
  let [s0, s1, s2, k0, k1] = [0, 0, 0, 0, 0];
  for (let at = 0; at < size; at++) {
    const cell = queue[at] as number;
    const column = cell % columns;
    const dx = (column + 0.5) * cellPx - centreX;
    const dy = ((cell - column) / columns + 0.5) * cellPx - centreY;
    const u = dx * axisX + dy * axisY;
    const v = dy * axisX - dx * axisY;
    const weight = Math.sqrt(energy[cell] as number);
    from = Math.min(from, u);
    to = Math.max(to, u);
    sumVV += weight * v * v;
    const lean = -Math.tan(turnTo(Math.atan2(sin[cell] as number, cos[cell] as number) / 2 - axis));
    s0 += weight;
    s1 += weight * u;
    s2 += weight * u * u;
    k0 += weight * lean;
    k1 += weight * lean * u;
  }
  // A cell's square and the neighbours it was smoothed with widen a region by about a cell on each side.
  const length = to - from;
  const height = Math.sqrt((12 * sumVV) / sumW) + cellPx;
  if (length < minLengthPx || length < 1.1 * height) return undefined;
  const under = s0 * s2 - s1 * s1;
  const fan = under > 0 ? (s0 * k1 - s1 * k0) / under : 0;
  const shear = (k0 - fan * s1) / s0;
  const halfHeight = Math.max(3, 0.5 * height - 0.6 * cellPx);
  return {
    centreX,
    centreY,
    axisX,
    axisY,
    from,
    to,
    halfHeight,
    shear,
    fan,
    score: Math.sqrt(sumW) * Math.min(5, length / height),
  };
}

/** Direction of a region's longer extent, if that is near the gradient's direction; else the gradient's. */
function axisOf(
  { columns, queue, energy }: Pick<Planes, 'columns' | 'queue' | 'energy'>,
  size: number,
  [centreX, centreY]: readonly [number, number],
  gradient: number,
): number {
  let [xx, yy, xy] = [0, 0, 0];
  for (let at = 0; at < size; at++) {
    const cell = queue[at] as number;
    const column = cell % columns;
    const dx = (column + 0.5) * cellPx - centreX;
    const dy = ((cell - column) / columns + 0.5) * cellPx - centreY;
    const weight = Math.sqrt(energy[cell] as number);
    xx += weight * dx * dx;
    yy += weight * dy * dy;
    xy += weight * dx * dy;
  }
  const directed = Math.hypot(xx - yy, 2 * xy) / (xx + yy + 1e-9);
  const turn = turnTo(Math.atan2(2 * xy, xx - yy) / 2 - gradient);
  // Elongation of three or more holds the axis better than bars that may lean; bars lean up to some 35° when tilted.
  return directed > 0.7 && Math.abs(turn) < 0.6 ? gradient + turn : gradient;
}

/** The angle between two undirected lines, -π/2 to π/2. */
function turnTo(angle: number): number {
  return angle - Math.PI * Math.round(angle / Math.PI);
}
