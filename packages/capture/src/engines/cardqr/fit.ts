import { createSpread, type Darkness, darknessOf, layDarkness, laySpread, type Spread } from './model.ts';
import type { Patch } from './patch.ts';
import { blurOf, halfSide, type Pose, planeTerms, poseTerms } from './pose.ts';

/** Terms of the contrast: at the middle, with a slope across and down. */
const contrastTerms = 3;
/** Terms of the paper's light: a plane, or a surface of degree four, which a lamp or a reflection leaves. */
export const paperTerms = { plane: 3, surface: 15 } as const;
const maxLightTerms = contrastTerms + paperTerms.surface;
const maxTerms = poseTerms + maxLightTerms;

/** A symbol laid on a patch. */
export interface Fit {
  pose: Pose;
  /** Contrast at the middle and its slopes across and down; then the paper's terms, by {@link layBasis}. */
  readonly light: Float64Array;
  /** How many terms the paper has. */
  paperTerms: number;
  /** Sum of weighted squares of what is left. */
  cost: number;
}

export function createFit(): Fit {
  return {
    pose: { x: 0, y: 0, half: 1, terms: new Float64Array(poseTerms) },
    light: new Float64Array(maxLightTerms),
    paperTerms: paperTerms.plane,
    cost: 0,
  };
}

/** Blur that is looked for, in modules: what is not yet as good as decoded at the last is of something else. */
const [minBlur, maxBlur] = [Math.log(0.12), Math.log(1.8)];
/** A module has so little weight where nothing is known of it: its ink is a guess that is wrong by a half. */
const doubt = 60;
/** A step that brings less is the last. */
const minGain = 1e-3;

/** The position of a pixel in the symbol and its change with the plane. */
interface Placed {
  u: number;
  v: number;
  X: number;
  Y: number;
  inverse: number;
  a: number;
  d: number;
}

/** Buffers for fits. */
export interface FitWork {
  /** Of the current pixel; reused, because a frame places thousands. */
  readonly placed: Placed;
  readonly across: Spread;
  readonly down: Spread;
  readonly darkness: Darkness;
  readonly slopes: Float64Array;
  /** Of the current pixel: the shapes whose sum is the paper's light. */
  readonly basis: Float64Array;
  /** Normal equations, their right sides, their Cholesky triangle and solution. */
  readonly normal: Float64Array;
  readonly right: Float64Array;
  readonly triangle: Float64Array;
  readonly step: Float64Array;
  readonly trial: Float64Array;
  readonly trialLight: Float64Array;
}

export function createFitWork(): FitWork {
  return {
    placed: { u: 0, v: 0, X: 0, Y: 0, inverse: 0, a: 0, d: 0 },
    across: createSpread(),
    down: createSpread(),
    darkness: { value: 0, byAcross: 0, byDown: 0, byBlurAcross: 0, byBlurDown: 0 },
    slopes: new Float64Array(maxTerms),
    basis: new Float64Array(paperTerms.surface),
    normal: new Float64Array(maxTerms * maxTerms),
    right: new Float64Array(maxTerms),
    triangle: new Float64Array(maxTerms * maxTerms),
    step: new Float64Array(maxTerms),
    trial: new Float64Array(poseTerms),
    trialLight: new Float64Array(maxLightTerms),
  };
}

/** Gives pixels that see unknown modules less weight; `unknown` is 1 at those. */
export function weighByDoubt(patch: Patch, pose: Pose, unknown: Float64Array, work: FitWork): void {
  const { placed, across, down } = work;
  const [blurAcross, blurDown] = blurOf(pose);
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose, placed);
    laySpread(placed.u, blurAcross, across);
    laySpread(placed.v, blurDown, down);
    const seen = darknessOf(unknown, across, down);
    patch.weight[at] = 1 / (1 + doubt * seen * seen);
  }
}

function place({ x, y }: Patch, at: number, { x: cx, y: cy, half, terms: t }: Pose, placed: Placed): void {
  const X = (x[at] - cx) / half;
  const Y = (y[at] - cy) / half;
  const inverse = 1 / (t[6] * X + t[7] * Y + 1);
  placed.X = X;
  placed.Y = Y;
  placed.inverse = inverse;
  placed.a = (t[0] * X + t[1] * Y + t[2]) * inverse;
  placed.d = (t[3] * X + t[4] * Y + t[5]) * inverse;
  placed.u = halfSide * (1 + placed.a);
  placed.v = halfSide * (1 + placed.d);
}

/** True if the blur reached its bound. */
export function isBlurredAway({ pose }: Fit): boolean {
  return Math.max(pose.terms[planeTerms], pose.terms[planeTerms + 1]) > maxBlur - 0.01;
}

/** Fits pose and light to the patch by at most `steps` steps of Levenberg–Marquardt. */
export function refine(patch: Patch, modules: Float64Array, steps: number, work: FitWork, fit: Fit): void {
  fitLight(patch, modules, work, fit);
  let damping = 1e-3;
  for (let count = 0; count < steps; count++) {
    accumulate(patch, modules, fit, work);
    const before = fit.cost;
    for (let attempt = 0; attempt < 4; attempt++) {
      if (!solveDamped(damping, termsOf(fit), work)) return;
      if (tryStep(patch, modules, work, fit)) break;
      damping *= 8;
    }
    if (fit.cost >= before * (1 - minGain)) return;
    damping = Math.max(1e-6, damping / 6);
  }
}

/** The number of unknowns of a fit. */
export function termsOf({ paperTerms }: Fit): number {
  return poseTerms + contrastTerms + paperTerms;
}

/** Fills `basis` with the powers of the place, up to the first or the fourth degree. Returns the paper's light there. */
function layPaper({ light, paperTerms: count }: Fit, { a, d }: Placed, basis: Float64Array): number {
  basis[0] = 1;
  basis[1] = a;
  basis[2] = d;
  // Each degree is the one before times a, and its last term times d.
  for (let at = 3, degree = 2; at < count; degree++) {
    for (let term = 0; term < degree; term++, at++) basis[at] = basis[at - degree] * a;
    basis[at] = basis[at - degree - 1] * d;
    at++;
  }
  let paper = 0;
  for (let term = 0; term < count; term++) paper += light[contrastTerms + term] * basis[term];
  return paper;
}

function accumulate(patch: Patch, modules: Float64Array, fit: Fit, work: FitWork): void {
  const { pose, light } = fit;
  const { placed, across, down, darkness, slopes, basis, normal, right } = work;
  const terms = termsOf(fit);
  normal.fill(0);
  right.fill(0);
  const [blurAcross, blurDown] = blurOf(pose);
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose, placed);
    laySpread(placed.u, blurAcross, across);
    laySpread(placed.v, blurDown, down);
    layDarkness(modules, across, down, darkness);
    const { X, Y, inverse, a, d } = placed;
    const contrast = light[0] + light[1] * a + light[2] * d;
    const paper = layPaper(fit, placed, basis);
    const byAcross = -contrast * darkness.byAcross * halfSide * inverse;
    const byDown = -contrast * darkness.byDown * halfSide * inverse;
    slopes[0] = byAcross * X;
    slopes[1] = byAcross * Y;
    slopes[2] = byAcross;
    slopes[3] = byDown * X;
    slopes[4] = byDown * Y;
    slopes[5] = byDown;
    slopes[6] = -(byAcross * a + byDown * d) * X;
    slopes[7] = -(byAcross * a + byDown * d) * Y;
    slopes[8] = -contrast * darkness.byBlurAcross * blurAcross;
    slopes[9] = -contrast * darkness.byBlurDown * blurDown;
    slopes[10] = -darkness.value;
    slopes[11] = -darkness.value * a;
    slopes[12] = -darkness.value * d;
    for (let term = 0; term < fit.paperTerms; term++) slopes[poseTerms + contrastTerms + term] = basis[term];
    const rest = patch.light[at] - paper + contrast * darkness.value;
    add(patch.weight[at], rest, terms, work);
  }
}

function add(weight: number, rest: number, terms: number, { slopes, normal, right }: FitWork): void {
  for (let row = 0; row < terms; row++) {
    const own = weight * slopes[row];
    right[row] += own * rest;
    for (let column = 0; column <= row; column++) normal[row * maxTerms + column] += own * slopes[column];
  }
}

/** Solves the damped normal equations by Cholesky. Returns false if they have no solution. */
function solveDamped(damping: number, terms: number, { normal, right, triangle, step }: FitWork): boolean {
  for (let row = 0; row < terms; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = normal[row * maxTerms + column];
      if (row === column) sum = sum * (1 + damping) + 1e-12;
      for (let k = 0; k < column; k++) sum -= triangle[row * maxTerms + k] * triangle[column * maxTerms + k];
      if (row !== column) triangle[row * maxTerms + column] = sum / triangle[column * maxTerms + column];
      else if (!(sum > 0)) return false;
      else triangle[row * maxTerms + row] = Math.sqrt(sum);
    }
  }
  for (let row = 0; row < terms; row++) {
    let sum = right[row];
    for (let k = 0; k < row; k++) sum -= triangle[row * maxTerms + k] * step[k];
    step[row] = sum / triangle[row * maxTerms + row];
  }
  for (let row = terms - 1; row >= 0; row--) {
    let sum = step[row];
    for (let k = row + 1; k < terms; k++) sum -= triangle[k * maxTerms + row] * step[k];
    step[row] = sum / triangle[row * maxTerms + row];
  }
  return true;
}

/** Takes the step if it costs less. */
function tryStep(patch: Patch, modules: Float64Array, work: FitWork, fit: Fit): boolean {
  const { step, trial, trialLight } = work;
  const { pose, light } = fit;
  for (let at = 0; at < poseTerms; at++) {
    const value = pose.terms[at] + step[at];
    trial[at] = at < planeTerms ? value : Math.min(maxBlur, Math.max(minBlur, value));
  }
  const lightTerms = contrastTerms + fit.paperTerms;
  for (let at = 0; at < lightTerms; at++) trialLight[at] = light[at] + step[poseTerms + at];
  const trialFit = { ...fit, pose: { ...pose, terms: trial }, light: trialLight };
  const cost = costAt(patch, modules, trialFit, work);
  if (!(cost < fit.cost)) return false;
  pose.terms.set(trial);
  light.set(trialLight);
  fit.cost = cost;
  return true;
}

function costAt(patch: Patch, modules: Float64Array, fit: Fit, work: FitWork): number {
  const { pose, light } = fit;
  const { placed, across, down, basis } = work;
  const [blurAcross, blurDown] = blurOf(pose);
  let cost = 0;
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose, placed);
    laySpread(placed.u, blurAcross, across);
    laySpread(placed.v, blurDown, down);
    const dark = darknessOf(modules, across, down);
    const contrast = light[0] + light[1] * placed.a + light[2] * placed.d;
    const rest = patch.light[at] - layPaper(fit, placed, basis) + contrast * dark;
    cost += patch.weight[at] * rest * rest;
  }
  return cost;
}

/** The light that suits the pose as it is, and its cost. */
function fitLight(patch: Patch, modules: Float64Array, work: FitWork, fit: Fit): void {
  const { normal, right, step } = work;
  fit.light.fill(0);
  accumulate(patch, modules, fit, work);
  // Only the light's part of the equations, which is linear.
  const terms = termsOf(fit);
  for (let row = 0; row < poseTerms; row++) {
    right[row] = 0;
    for (let column = 0; column < terms; column++) {
      normal[row * maxTerms + column] = row === column ? 1 : 0;
      normal[column * maxTerms + row] = row === column ? 1 : 0;
    }
  }
  if (solveDamped(1e-9, terms, work)) for (let at = poseTerms; at < terms; at++) fit.light[at - poseTerms] = step[at];
  fit.cost = costAt(patch, modules, fit, work);
}

/** Calls `see` for each pixel with its place in the symbol and its light under a fit; for those who sum over modules. */
export function eachPixel(
  patch: Patch,
  fit: Fit,
  { placed, basis }: FitWork,
  see: (
    at: number,
    seen: { readonly u: number; readonly v: number; readonly paper: number; readonly contrast: number },
  ) => void,
): void {
  const { pose, light } = fit;
  const seen = { u: 0, v: 0, paper: 0, contrast: 0 };
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose, placed);
    seen.u = placed.u;
    seen.v = placed.v;
    seen.contrast = light[0] + light[1] * placed.a + light[2] * placed.d;
    seen.paper = layPaper(fit, placed, basis);
    see(at, seen);
  }
}
