import { createSpread, type Darkness, darknessOf, layDarkness, laySpread } from './model.ts';
import type { Patch } from './patch.ts';
import { blurOf, halfSide, type Pose, planeTerms, poseTerms } from './pose.ts';

/** Terms of the light: paper and contrast, each with a slope across and down. */
export const lightTerms = 6;
const terms = poseTerms + lightTerms;

/** A symbol laid on a patch. */
export interface Fit {
  pose: Pose;
  /** Paper and contrast at the middle and their slopes: paper, across, down, then contrast. */
  readonly light: Float64Array;
  /** Sum of weighted squares of what is left. */
  cost: number;
}

export function createFit(): Fit {
  return {
    pose: { x: 0, y: 0, half: 1, terms: new Float64Array(poseTerms) },
    light: new Float64Array(lightTerms),
    cost: 0,
  };
}

/** Blur that is looked for, in modules: what is not yet as good as decoded at the last is of something else. */
const [minBlur, maxBlur] = [Math.log(0.12), Math.log(1.8)];
/** A module has so little weight where nothing is known of it: its ink is a guess that is wrong by a half. */
const doubt = 60;
/** A step that brings less is the last. */
const minGain = 1e-3;

const [across, down] = [createSpread(), createSpread()];
const darkness: Darkness = { value: 0, byAcross: 0, byDown: 0, byBlurAcross: 0, byBlurDown: 0 };
const slopes = new Float64Array(terms);
const normal = new Float64Array(terms * terms);
const right = new Float64Array(terms);
const triangle = new Float64Array(terms * terms);
const step = new Float64Array(terms);
const trial = new Float64Array(poseTerms);
const trialLight = new Float64Array(lightTerms);

/** Gives pixels that see unknown modules less weight; `unknown` is 1 at those. */
export function weighByDoubt(patch: Patch, pose: Pose, unknown: Float64Array): void {
  const [blurAcross, blurDown] = blurOf(pose);
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose);
    laySpread(placed.u, blurAcross, across);
    laySpread(placed.v, blurDown, down);
    const seen = darknessOf(unknown, across, down);
    patch.weight[at] = 1 / (1 + doubt * seen * seen);
  }
}

/** Where a pixel lies in the symbol and how that changes with the plane; one for all, as it is asked for each pixel. */
const placed = { u: 0, v: 0, X: 0, Y: 0, inverse: 0, a: 0, d: 0 };

function place({ x, y }: Patch, at: number, { x: cx, y: cy, half, terms: t }: Pose): void {
  const X = ((x[at] as number) - cx) / half;
  const Y = ((y[at] as number) - cy) / half;
  const inverse = 1 / ((t[6] as number) * X + (t[7] as number) * Y + 1);
  placed.X = X;
  placed.Y = Y;
  placed.inverse = inverse;
  placed.a = ((t[0] as number) * X + (t[1] as number) * Y + (t[2] as number)) * inverse;
  placed.d = ((t[3] as number) * X + (t[4] as number) * Y + (t[5] as number)) * inverse;
  placed.u = halfSide * (1 + placed.a);
  placed.v = halfSide * (1 + placed.d);
}

/** Whether the blur ran away to as much as is looked for. */
export function isBlurredAway({ pose }: Fit): boolean {
  return Math.max(pose.terms[planeTerms] as number, pose.terms[planeTerms + 1] as number) > maxBlur - 0.01;
}

/** Brings pose and light to where the modules explain the patch best, by at most so many steps of Levenberg–Marquardt. */
export function refine(patch: Patch, modules: Float64Array, steps: number, fit: Fit): void {
  fitLight(patch, modules, fit);
  let damping = 1e-3;
  for (let count = 0; count < steps; count++) {
    accumulate(patch, modules, fit);
    const before = fit.cost;
    for (let attempt = 0; attempt < 4; attempt++) {
      if (!solveDamped(damping)) return;
      if (tryStep(patch, modules, fit)) break;
      damping *= 8;
    }
    if (fit.cost >= before * (1 - minGain)) return;
    damping = Math.max(1e-6, damping / 6);
  }
}

function accumulate(patch: Patch, modules: Float64Array, { pose, light }: Fit): void {
  normal.fill(0);
  right.fill(0);
  const [blurAcross, blurDown] = blurOf(pose);
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose);
    laySpread(placed.u, blurAcross, across);
    laySpread(placed.v, blurDown, down);
    layDarkness(modules, across, down, darkness);
    const { X, Y, inverse, a, d } = placed;
    const contrast = (light[3] as number) + (light[4] as number) * a + (light[5] as number) * d;
    const paper = (light[0] as number) + (light[1] as number) * a + (light[2] as number) * d;
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
    slopes[10] = 1;
    slopes[11] = a;
    slopes[12] = d;
    slopes[13] = -darkness.value;
    slopes[14] = -darkness.value * a;
    slopes[15] = -darkness.value * d;
    const rest = (patch.light[at] as number) - paper + contrast * darkness.value;
    add(patch.weight[at] as number, rest);
  }
}

function add(weight: number, rest: number): void {
  for (let row = 0; row < terms; row++) {
    const own = weight * (slopes[row] as number);
    (right[row] as number) += own * rest;
    for (let column = 0; column <= row; column++)
      (normal[row * terms + column] as number) += own * (slopes[column] as number);
  }
}

/** Cholesky of the damped normal equations; false where they have no solution. */
function solveDamped(damping: number): boolean {
  for (let row = 0; row < terms; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = normal[row * terms + column] as number;
      if (row === column) sum = sum * (1 + damping) + 1e-12;
      for (let k = 0; k < column; k++)
        sum -= (triangle[row * terms + k] as number) * (triangle[column * terms + k] as number);
      if (row !== column) triangle[row * terms + column] = sum / (triangle[column * terms + column] as number);
      else if (!(sum > 0)) return false;
      else triangle[row * terms + row] = Math.sqrt(sum);
    }
  }
  for (let row = 0; row < terms; row++) {
    let sum = right[row] as number;
    for (let k = 0; k < row; k++) sum -= (triangle[row * terms + k] as number) * (step[k] as number);
    step[row] = sum / (triangle[row * terms + row] as number);
  }
  for (let row = terms - 1; row >= 0; row--) {
    let sum = step[row] as number;
    for (let k = row + 1; k < terms; k++) sum -= (triangle[k * terms + row] as number) * (step[k] as number);
    step[row] = sum / (triangle[row * terms + row] as number);
  }
  return true;
}

/** Takes the step if it costs less. */
function tryStep(patch: Patch, modules: Float64Array, fit: Fit): boolean {
  const { pose, light } = fit;
  for (let at = 0; at < poseTerms; at++) {
    const value = (pose.terms[at] as number) + (step[at] as number);
    trial[at] = at < planeTerms ? value : Math.min(maxBlur, Math.max(minBlur, value));
  }
  for (let at = 0; at < lightTerms; at++) trialLight[at] = (light[at] as number) + (step[poseTerms + at] as number);
  const cost = costAt(patch, modules, { ...pose, terms: trial }, trialLight);
  if (!(cost < fit.cost)) return false;
  pose.terms.set(trial);
  light.set(trialLight);
  fit.cost = cost;
  return true;
}

function costAt(patch: Patch, modules: Float64Array, pose: Pose, light: Float64Array): number {
  const [blurAcross, blurDown] = blurOf(pose);
  let cost = 0;
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose);
    laySpread(placed.u, blurAcross, across);
    laySpread(placed.v, blurDown, down);
    const dark = darknessOf(modules, across, down);
    const { a, d } = placed;
    const contrast = (light[3] as number) + (light[4] as number) * a + (light[5] as number) * d;
    const paper = (light[0] as number) + (light[1] as number) * a + (light[2] as number) * d;
    const rest = (patch.light[at] as number) - paper + contrast * dark;
    cost += (patch.weight[at] as number) * rest * rest;
  }
  return cost;
}

/** The light that suits the pose as it is, and its cost. */
export function fitLight(patch: Patch, modules: Float64Array, fit: Fit): void {
  fit.light.fill(0);
  accumulate(patch, modules, fit);
  // Only the light's part of the equations, which is linear.
  for (let row = 0; row < poseTerms; row++) {
    right[row] = 0;
    for (let column = 0; column < terms; column++) {
      normal[row * terms + column] = row === column ? 1 : 0;
      normal[column * terms + row] = row === column ? 1 : 0;
    }
  }
  if (solveDamped(1e-9)) for (let at = 0; at < lightTerms; at++) fit.light[at] = step[poseTerms + at] as number;
  fit.cost = costAt(patch, modules, fit.pose, fit.light);
}

/** Calls `see` for each pixel with its place in the symbol and its light under a fit; for those who sum over modules. */
export function eachPixel(
  patch: Patch,
  { pose, light }: Fit,
  see: (
    at: number,
    seen: { readonly u: number; readonly v: number; readonly paper: number; readonly contrast: number },
  ) => void,
): void {
  const seen = { u: 0, v: 0, paper: 0, contrast: 0 };
  for (let at = 0; at < patch.count; at++) {
    place(patch, at, pose);
    const { a, d } = placed;
    seen.u = placed.u;
    seen.v = placed.v;
    seen.contrast = (light[3] as number) + (light[4] as number) * a + (light[5] as number) * d;
    seen.paper = (light[0] as number) + (light[1] as number) * a + (light[2] as number) * d;
    see(at, seen);
  }
}
