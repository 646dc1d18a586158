import { eachPixel, type Fit, type FitWork } from './fit.ts';
import { darknessOf, laySpread } from './model.ts';
import type { Patch } from './patch.ts';
import { blurOf } from './pose.ts';
import { fixedModules, kinds, moduleCount, side } from './symbol.ts';

/** Modules that the content decides: code and format. */
export const openModules = Uint16Array.from(
  Array.from(fixedModules.keys()).filter((module) => fixedModules[module] === kinds.unknown),
);
export const openCount = openModules.length;
/** Number in {@link openModules} by module; -1 at fixed ones. */
export const openNumbers = Int16Array.from({ length: moduleCount }, (_, module) => openModules.indexOf(module));

/** The evidence of a patch for the open modules: for ink of x at each, the cost is that of all ½ − 2·bᵀd + dᵀAd, d = x − ½. */
export interface Evidence {
  /** A, row by row. */
  readonly gram: Float64Array;
  /** The first module by row that shares a pixel with it or lies behind one that does: A is nothing before. */
  readonly first: Uint16Array;
  /** b. */
  readonly pull: Float64Array;
  /** Log likelihood of dark over light by open module, whatever the others are. */
  readonly soft: Float64Array;
  /**
   * Log likelihood of the patch if the open modules were of any grey (normal about ½, deviation ½), over that of all ½:
   * what the content's must be compared with.
   */
  anyGreyNats: number;
  /** Variance of a pixel. */
  variance: number;
  readonly work: SoftenWork;
}

/** Buffers for evidence. */
interface SoftenWork {
  /** Open modules that the current pixel sees, by number, and their shares. */
  readonly seenModules: Uint16Array;
  readonly seenShares: Float64Array;
  /** Cholesky triangle of A and a ridge, the solution of its equations, its inverse. */
  readonly triangle: Float64Array;
  readonly solution: Float64Array;
  readonly inverse: Float64Array;
  /** Rows below the diagonal where a column of the triangle is not 0, and its values there. */
  readonly below: Uint16Array;
  readonly column: Float64Array;
}

export function createEvidence(): Evidence {
  const make = () => new Float64Array(openCount);
  return {
    gram: new Float64Array(openCount ** 2),
    first: new Uint16Array(openCount),
    pull: make(),
    soft: make(),
    anyGreyNats: 0,
    variance: 0,
    work: {
      seenModules: new Uint16Array(256),
      seenShares: new Float64Array(256),
      triangle: new Float64Array(openCount ** 2),
      solution: make(),
      inverse: new Float64Array(openCount ** 2),
      below: new Uint16Array(openCount),
      column: make(),
    },
  };
}

/** Modules of a fixed pattern, all others ½. */
const halfKnown = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 0.5 : kind));
/** A pixel is not evidence for a module with a smaller share. */
const minShare = 0.004;
/** Precision of a module before anything is seen: dark or light, a half from ½. */
const priorPrecision = 4;

/** Sums a patch up by modules under a fit. All its pixels count alike. */
export function layEvidence(patch: Patch, fit: Fit, work: FitWork, into: Evidence): void {
  const { across, down } = work;
  const { seenModules, seenShares } = into.work;
  into.gram.fill(0);
  into.pull.fill(0);
  const [blurAcross, blurDown] = blurOf(fit.pose);
  eachPixel(patch, fit, work, (at, { u, v, paper, contrast }) => {
    laySpread(u, blurAcross, across);
    laySpread(v, blurDown, down);
    const count = seeOpen(work, into.work);
    if (count === 0) return;
    const rest = paper - patch.light[at] - contrast * darknessOf(halfKnown, across, down);
    for (let one = 0; one < count; one++) {
      const own = contrast * seenShares[one];
      const number = seenModules[one];
      into.pull[number] += own * rest;
      const row = number * openCount;
      const scaled = own * contrast;
      for (let other = 0; other <= one; other++) into.gram[row + seenModules[other]] += scaled * seenShares[other];
    }
  });
  for (let row = 0; row < openCount; row++) {
    let first = 0;
    while (into.gram[row * openCount + first] === 0 && first < row) first++;
    into.first[row] = first;
    for (let other = 0; other < row; other++) into.gram[other * openCount + row] = into.gram[row * openCount + other];
  }
}

function seeOpen({ across, down }: FitWork, { seenModules, seenShares }: SoftenWork): number {
  let count = 0;
  for (let row = down.from; row < down.to; row++)
    for (let at = across.from; at < across.to; at++) {
      const number = openNumbers[row * side + at];
      if (number < 0) continue;
      const share = down.share[row] * across.share[at];
      if (share < minShare || count === seenModules.length) continue;
      seenModules[count] = number;
      seenShares[count++] = share;
    }
  return count;
}

/**
 * The linear estimate with the least mean square error of all open modules, each as if its neighbours were unknown greys:
 * fills `soft` and `anyGreyNats`. Each module's own prior is taken out again, so that soft bits can be multiplied.
 */
export function soften(evidence: Evidence, variance: number): void {
  const { first, pull, soft, work } = evidence;
  const { solution, inverse } = work;
  evidence.variance = variance;
  const logDeterminant = decompose(evidence, variance * priorPrecision);
  forward(pull, first, work);
  let squares = 0;
  for (let module = 0; module < openCount; module++) squares += solution[module] ** 2;
  evidence.anyGreyNats = squares / (2 * variance) - logDeterminant / 2;
  backward(first, work);
  invert(first, work);
  // Mean and variance of the module, in units of ink; the prior has mean 0 about ½.
  for (let module = 0; module < openCount; module++)
    soft[module] = solution[module] / (inverse[module * openCount + module] * variance);
}

/** Cholesky of A and a ridge, within A's envelope; the logarithm of its determinant, in units of the ridge. */
function decompose({ gram, first, work: { triangle } }: Evidence, ridge: number): number {
  let logDeterminant = 0;
  for (let row = 0; row < openCount; row++) {
    const start = row * openCount;
    const from = first[row];
    for (let at = from; at <= row; at++) {
      const other = at * openCount;
      let sum = gram[start + at];
      for (let k = Math.max(from, first[at]); k < at; k++) sum -= triangle[start + k] * triangle[other + k];
      if (at < row) triangle[start + at] = sum / triangle[other + at];
      else {
        const pivot = Math.max(ridge, sum + ridge);
        triangle[start + row] = Math.sqrt(pivot);
        logDeterminant += Math.log(pivot / ridge);
      }
    }
  }
  return logDeterminant;
}

function forward(from: Float64Array, first: Uint16Array, { triangle, solution }: SoftenWork): void {
  for (let row = 0; row < openCount; row++) {
    let sum = from[row];
    const start = row * openCount;
    for (let k = first[row]; k < row; k++) sum -= triangle[start + k] * solution[k];
    solution[row] = sum / triangle[start + row];
  }
}

function backward(first: Uint16Array, { triangle, solution }: SoftenWork): void {
  for (let row = openCount - 1; row >= 0; row--) {
    const start = row * openCount;
    const value = solution[row] / triangle[start + row];
    solution[row] = value;
    for (let k = first[row]; k < row; k++) solution[k] = solution[k] - triangle[start + k] * value;
  }
}

/**
 * Fills the inverse of the decomposed matrix, only within its envelope, from the last column to the first: of Z·L = L⁻ᵀ this
 * is enough for Z's diagonal (Takahashi, Fagan and Chin 1973).
 */
function invert(first: Uint16Array, { triangle, inverse, below, column }: SoftenWork): void {
  for (let module = openCount - 1; module >= 0; module--) {
    const pivot = triangle[module * openCount + module];
    let count = 0;
    for (let row = module + 1; row < openCount; row++) {
      if (first[row] > module) continue;
      below[count] = row;
      column[count++] = triangle[row * openCount + module];
    }
    let own = 1 / pivot;
    for (let one = 0; one < count; one++) {
      const row = below[one];
      let sum = 0;
      for (let other = 0; other < count; other++) sum -= inverse[row * openCount + below[other]] * column[other];
      const value = sum / pivot;
      inverse[row * openCount + module] = value;
      inverse[module * openCount + row] = value;
      own -= value * column[one];
    }
    inverse[module * openCount + module] = own / pivot;
  }
}
