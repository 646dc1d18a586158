import { eachPixel, type Fit } from './fit.ts';
import { createSpread, darknessOf, laySpread } from './model.ts';
import type { Patch } from './patch.ts';
import { blurOf } from './pose.ts';
import { fixedModules, kinds, moduleCount, side } from './symbol.ts';

/** Modules that the content decides: code and format. */
export const openModules = Uint16Array.from(
  Array.from(fixedModules.keys()).filter((module) => fixedModules[module] === kinds.unknown),
);
export const openCount = openModules.length;
/** Number in {@link openModules} by module; -1 at fixed ones. */
const openNumbers = Int16Array.from({ length: moduleCount }, (_, module) => openModules.indexOf(module));

/** What a patch says of the open modules: for ink of x at each, the cost is that of all ½ − 2·bᵀd + dᵀAd, d = x − ½. */
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
  };
}

/** Modules of a fixed pattern, all others ½. */
const halfKnown = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 0.5 : kind));
/** A module's share below which a pixel says nothing of it. */
const minShare = 0.004;
/** Precision of a module before anything is seen: dark or light, a half from ½. */
const priorPrecision = 4;

const [across, down] = [createSpread(), createSpread()];
const seenModules = new Uint16Array(256);
const seenShares = new Float64Array(256);
const triangle = new Float64Array(openCount ** 2);
const solution = new Float64Array(openCount);
const inverse = new Float64Array(openCount ** 2);
const below = new Uint16Array(openCount);
const column = new Float64Array(openCount);

/** Sums a patch up by modules under a fit. All its pixels count alike. */
export function layEvidence(patch: Patch, fit: Fit, into: Evidence): void {
  into.gram.fill(0);
  into.pull.fill(0);
  const [blurAcross, blurDown] = blurOf(fit.pose);
  eachPixel(patch, fit, (at, { u, v, paper, contrast }) => {
    laySpread(u, blurAcross, across);
    laySpread(v, blurDown, down);
    const count = seeOpen();
    if (count === 0) return;
    const rest = paper - (patch.light[at] as number) - contrast * darknessOf(halfKnown, across, down);
    for (let one = 0; one < count; one++) {
      const own = contrast * (seenShares[one] as number);
      const number = seenModules[one] as number;
      (into.pull[number] as number) += own * rest;
      const row = number * openCount;
      const scaled = own * contrast;
      for (let other = 0; other <= one; other++)
        (into.gram[row + (seenModules[other] as number)] as number) += scaled * (seenShares[other] as number);
    }
  });
  for (let row = 0; row < openCount; row++) {
    let first = 0;
    while (into.gram[row * openCount + first] === 0 && first < row) first++;
    into.first[row] = first;
    for (let other = 0; other < row; other++)
      into.gram[other * openCount + row] = into.gram[row * openCount + other] as number;
  }
}

function seeOpen(): number {
  let count = 0;
  for (let row = down.from; row < down.to; row++)
    for (let at = across.from; at < across.to; at++) {
      const number = openNumbers[row * side + at] as number;
      if (number < 0) continue;
      const share = (down.share[row] as number) * (across.share[at] as number);
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
  const { first, pull, soft } = evidence;
  evidence.variance = variance;
  const logDeterminant = decompose(evidence, variance * priorPrecision);
  forward(pull, first);
  let squares = 0;
  for (let module = 0; module < openCount; module++) squares += (solution[module] as number) ** 2;
  evidence.anyGreyNats = squares / (2 * variance) - logDeterminant / 2;
  backward(first);
  invert(first);
  // Mean and variance of the module, in units of ink; the prior has mean 0 about ½.
  for (let module = 0; module < openCount; module++)
    soft[module] = (solution[module] as number) / ((inverse[module * openCount + module] as number) * variance);
}

/** Cholesky of A and a ridge, within A's envelope; the logarithm of its determinant, in units of the ridge. */
function decompose({ gram, first }: Evidence, ridge: number): number {
  let logDeterminant = 0;
  for (let row = 0; row < openCount; row++) {
    const start = row * openCount;
    const from = first[row] as number;
    for (let at = from; at <= row; at++) {
      const other = at * openCount;
      let sum = gram[start + at] as number;
      for (let k = Math.max(from, first[at] as number); k < at; k++)
        sum -= (triangle[start + k] as number) * (triangle[other + k] as number);
      if (at < row) triangle[start + at] = sum / (triangle[other + at] as number);
      else {
        const pivot = Math.max(ridge, sum + ridge);
        triangle[start + row] = Math.sqrt(pivot);
        logDeterminant += Math.log(pivot / ridge);
      }
    }
  }
  return logDeterminant;
}

function forward(from: Float64Array, first: Uint16Array): void {
  for (let row = 0; row < openCount; row++) {
    let sum = from[row] as number;
    const start = row * openCount;
    for (let k = first[row] as number; k < row; k++) sum -= (triangle[start + k] as number) * (solution[k] as number);
    solution[row] = sum / (triangle[start + row] as number);
  }
}

function backward(first: Uint16Array): void {
  for (let row = openCount - 1; row >= 0; row--) {
    const start = row * openCount;
    const value = (solution[row] as number) / (triangle[start + row] as number);
    solution[row] = value;
    for (let k = first[row] as number; k < row; k++)
      solution[k] = (solution[k] as number) - (triangle[start + k] as number) * value;
  }
}

/**
 * The inverse of what was decomposed, only where the envelope is, from the last column to the first: of Z·L = L⁻ᵀ no more
 * is needed for Z's diagonal (Takahashi, Fagan and Chin 1973).
 */
function invert(first: Uint16Array): void {
  for (let module = openCount - 1; module >= 0; module--) {
    const pivot = triangle[module * openCount + module] as number;
    let count = 0;
    for (let row = module + 1; row < openCount; row++) {
      if ((first[row] as number) > module) continue;
      below[count] = row;
      column[count++] = triangle[row * openCount + module] as number;
    }
    let own = 1 / pivot;
    for (let one = 0; one < count; one++) {
      const row = below[one] as number;
      let sum = 0;
      for (let other = 0; other < count; other++)
        sum -= (inverse[row * openCount + (below[other] as number)] as number) * (column[other] as number);
      const value = sum / pivot;
      inverse[row * openCount + module] = value;
      inverse[module * openCount + row] = value;
      own -= value * (column[one] as number);
    }
    inverse[module * openCount + module] = own / pivot;
  }
}
