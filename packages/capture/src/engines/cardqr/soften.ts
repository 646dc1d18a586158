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
  return { gram: new Float64Array(openCount ** 2), pull: make(), soft: make(), anyGreyNats: 0, variance: 0 };
}

/** Modules of a fixed pattern, all others ½. */
const halfKnown = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 0.5 : kind));
/** A module's share below which a pixel says nothing of it. */
const leastShare = 0.004;
/** Precision of a module before anything is seen: dark or light, a half from ½. */
const priorPrecision = 4;

const [across, down] = [createSpread(), createSpread()];
const seenModules = new Uint16Array(256);
const seenShares = new Float64Array(256);
const triangle = new Float64Array(openCount ** 2);
const solution = new Float64Array(openCount);
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
  for (let row = 0; row < openCount; row++)
    for (let other = 0; other < row; other++)
      into.gram[other * openCount + row] = into.gram[row * openCount + other] as number;
}

function seeOpen(): number {
  let count = 0;
  for (let row = down.from; row < down.to; row++)
    for (let at = across.from; at < across.to; at++) {
      const number = openNumbers[row * side + at] as number;
      if (number < 0) continue;
      const share = (down.share[row] as number) * (across.share[at] as number);
      if (share < leastShare || count === seenModules.length) continue;
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
  const { gram, pull, soft } = evidence;
  evidence.variance = variance;
  const ridge = variance * priorPrecision;
  let logDeterminant = 0;
  for (let row = 0; row < openCount; row++) {
    const start = row * openCount;
    for (let at = 0; at <= row; at++) {
      const other = at * openCount;
      let sum = gram[start + at] as number;
      for (let k = 0; k < at; k++) sum -= (triangle[start + k] as number) * (triangle[other + k] as number);
      if (at < row) triangle[start + at] = sum / (triangle[other + at] as number);
      else {
        const pivot = Math.max(ridge, sum + ridge);
        triangle[start + row] = Math.sqrt(pivot);
        logDeterminant += Math.log(pivot / ridge);
      }
    }
  }
  forward(pull, solution, 0);
  evidence.anyGreyNats = solution.reduce((sum, value) => sum + value * value, 0) / (2 * variance) - logDeterminant / 2;
  backward(solution);
  for (let module = 0; module < openCount; module++) {
    column.fill(0);
    column[module] = 1;
    forward(column, column, module);
    let share = 0;
    for (let k = module; k < openCount; k++) share += (column[k] as number) ** 2;
    // Mean and variance of the module, in units of ink; the prior has mean 0 about ½.
    soft[module] = (solution[module] as number) / (share * variance);
  }
}

function forward(from: Float64Array, to: Float64Array, first: number): void {
  for (let row = first; row < openCount; row++) {
    let sum = from[row] as number;
    const start = row * openCount;
    for (let k = first; k < row; k++) sum -= (triangle[start + k] as number) * (to[k] as number);
    to[row] = sum / (triangle[start + row] as number);
  }
}

function backward(values: Float64Array): void {
  for (let row = openCount - 1; row >= 0; row--) {
    let sum = values[row] as number;
    for (let k = row + 1; k < openCount; k++) sum -= (triangle[k * openCount + row] as number) * (values[k] as number);
    values[row] = sum / (triangle[row * openCount + row] as number);
  }
}
