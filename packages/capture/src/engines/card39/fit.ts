import { maxBins } from './bins.ts';
import { createDarkness, type Darkness, layDarkness, type Pose, poseKeys } from './model.ts';
import type { Profile } from './profile.ts';

/** Terms of the paper's light along the strip: a constant, a slope and cosines up to this order. */
const usualPaperTerms = 7;
/** Beside glare the light changes within a character or two. */
const glarePaperTerms = 8;
let paperTerms = usualPaperTerms;
/** Light lost to ink: a constant and a slope. */
const usualContrastTerms = 2;
/** Towards a glare ink turns as white as paper. */
const glareContrastTerms = 4;
let contrastTerms = usualContrastTerms;
let lightTerms = paperTerms + contrastTerms;
const poseTerms = poseKeys.length;
let terms = poseTerms + lightTerms;
const maxTerms = poseTerms + glarePaperTerms + glareContrastTerms;

/** Weak knowledge of a pose: mean and standard deviation. Guesses from flat cards, bent cards and print. */
const priors: readonly (readonly [number, number] | undefined)[] = [
  undefined,
  undefined,
  [0, 0.15],
  [0, 0.03],
  [2.5, 0.5],
  undefined,
  [0.05, 0.15],
];
const bounds: Readonly<Record<(typeof poseKeys)[number], readonly [number, number]>> = {
  start: [-1e6, 1e6],
  end: [-1e6, 1e6],
  perspective: [-0.4, 0.6],
  bow: [-0.15, 0.15],
  ratio: [1.8, 3.3],
  sigma: [0.22, 3],
  inkGain: [-0.45, 0.7],
};
/** Longest step at once; for the ends in modules. */
const longestStep = [1.2, 1.2, 0.06, 0.03, 0.4, 0.5, 0.25];

/** A text laid on a profile as well as it fits. */
export interface Fit {
  text: Uint8Array;
  pose: Pose;
  /** Weighted sum of squared residuals. */
  cost: number;
  /** Paper and contrast at each bin. */
  readonly paper: Float64Array;
  readonly contrast: Float64Array;
  /** Light less the model's, at each bin. */
  readonly residual: Float64Array;
}

export function createFit(): Fit {
  const pose: Pose = { start: 0, end: 1, perspective: 0, bow: 0, ratio: 2.5, sigma: 1, inkGain: 0 };
  return {
    text: new Uint8Array(0),
    pose,
    cost: Infinity,
    paper: new Float64Array(maxBins),
    contrast: new Float64Array(maxBins),
    residual: new Float64Array(maxBins),
  };
}

export function copyFit(from: Fit, into: Fit, count: number): void {
  into.text = from.text;
  into.pose = { ...from.pose };
  into.cost = from.cost;
  into.paper.set(from.paper.subarray(0, count));
  into.contrast.set(from.contrast.subarray(0, count));
  into.residual.set(from.residual.subarray(0, count));
}

// The smooth terms of the profile at hand, kept between calls.
const basis = Array.from({ length: glarePaperTerms }, () => new Float64Array(maxBins));

/** Call once for every new profile before fitting on it. */
export function layBasis(profile: Profile): void {
  paperTerms = profile.glare ? glarePaperTerms : usualPaperTerms;
  contrastTerms = profile.glare ? glareContrastTerms : usualContrastTerms;
  lightTerms = paperTerms + contrastTerms;
  terms = poseTerms + lightTerms;
  const from = profile.t[0] ?? 0;
  const span = (profile.t[profile.count - 1] ?? 1) - from || 1;
  for (let bin = 0; bin < profile.count; bin++) {
    const x = ((profile.t[bin] as number) - from) / span;
    (basis[0] as Float64Array)[bin] = 1;
    (basis[1] as Float64Array)[bin] = 2 * x - 1;
    // cos kα from cos (k − 1)α and cos (k − 2)α
    const cosine = Math.cos(Math.PI * x);
    let before = 1;
    let now = cosine;
    for (let k = 2; k < paperTerms; k++) {
      const next = 2 * cosine * now - before;
      before = now;
      now = next;
      (basis[k] as Float64Array)[bin] = now;
    }
  }
}

const darkness: [Darkness, Darkness] = [createDarkness(), createDarkness()];
const normal = new Float64Array(maxTerms * (maxTerms + 1));
const lightNormal = new Float64Array(maxTerms * (maxTerms + 1));
const damped = new Float64Array(maxTerms * (maxTerms + 1));
const row = new Float64Array(maxTerms);
const step = new Float64Array(maxTerms);
const lightStep = new Float64Array(maxTerms);

/** Paper and contrast for a darkness, by weighted least squares into `fit`; its cost comes back. */
function lightFor(profile: Profile, s: Float64Array, fit: Fit): number {
  const { count, w, y } = profile;
  const n = lightTerms;
  const width = n + 1;
  lightNormal.fill(0);
  for (let bin = 0; bin < count; bin++) {
    for (let k = 0; k < paperTerms; k++) row[k] = (basis[k] as Float64Array)[bin] as number;
    row[paperTerms] = -(s[bin] as number);
    for (let k = 1; k < contrastTerms; k++)
      row[paperTerms + k] = -((basis[k] as Float64Array)[bin] as number) * (s[bin] as number);
    addRow(lightNormal, n, w[bin] as number, y[bin] as number);
  }
  // The smooth terms cost a little, so that they do not explain bars.
  for (let k = 1; k < n; k++) if (k !== paperTerms) (lightNormal[k * width + k] as number) += 1e-3 * count;
  solve(lightNormal, n, lightStep);
  let cost = 0;
  for (let bin = 0; bin < count; bin++) {
    let paper = 0;
    for (let k = 0; k < paperTerms; k++)
      paper += (lightStep[k] as number) * ((basis[k] as Float64Array)[bin] as number);
    let contrast = lightStep[paperTerms] as number;
    for (let k = 1; k < contrastTerms; k++)
      contrast += (lightStep[paperTerms + k] as number) * ((basis[k] as Float64Array)[bin] as number);
    fit.paper[bin] = paper;
    fit.contrast[bin] = contrast;
    const rest = (y[bin] as number) - paper + contrast * (s[bin] as number);
    fit.residual[bin] = rest;
    cost += (w[bin] as number) * rest * rest;
  }
  return cost;
}

/** Adds `row` with its weight and target to the upper half of the augmented normal equations of n unknowns. */
function addRow(matrix: Float64Array, n: number, weight: number, target: number): void {
  for (let a = 0; a < n; a++) {
    const factor = weight * (row[a] as number);
    const from = a * (n + 1);
    for (let b = a; b < n; b++) (matrix[from + b] as number) += factor * (row[b] as number);
    (matrix[from + n] as number) += factor * target;
  }
}

/** Solves the upper half of symmetric positive equations in place (Cholesky without roots). */
function solve(matrix: Float64Array, n: number, into: Float64Array): void {
  const width = n + 1;
  for (let i = 0; i < n; i++) {
    const pivot = (matrix[i * width + i] as number) || 1e-12;
    for (let k = i + 1; k < n; k++) {
      const factor = (matrix[i * width + k] as number) / pivot;
      if (factor === 0) continue;
      for (let c = k; c <= n; c++) (matrix[k * width + c] as number) -= factor * (matrix[i * width + c] as number);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = matrix[i * width + n] as number;
    for (let c = i + 1; c < n; c++) sum -= (matrix[i * width + c] as number) * (into[c] as number);
    into[i] = sum / ((matrix[i * width + i] as number) || 1e-12);
  }
}

/** Residuals' cost of a text at a pose, with the light that suits it; nothing is moved. */
export function costAt(profile: Profile, pose: Pose, text: Uint8Array, into: Fit): number {
  layDarkness(profile, pose, text, darkness[0]);
  into.text = text;
  into.pose = { ...pose };
  into.cost = lightFor(profile, darkness[0].s, into);
  return into.cost;
}

const trial = createFit();

/** Moves the pose of a text to the best fit near it: damped Gauss–Newton, light solved along. */
export function refine(profile: Profile, pose: Pose, text: Uint8Array, rounds: number, into: Fit): void {
  let [now, next] = darkness;
  layDarkness(profile, pose, text, now);
  into.text = text;
  into.pose = { ...pose };
  into.cost = lightFor(profile, now.s, into);
  let damping = 1e-2;
  for (let round = 0; round < rounds; round++) {
    layEquations(profile, now, into);
    let gained = 0;
    for (let attempt = 0; attempt < 3; attempt++) {
      damped.set(normal);
      for (let k = 0; k < terms; k++) (damped[k * (terms + 1) + k] as number) *= 1 + damping;
      for (let k = 0; k < terms; k++) (damped[k * (terms + 1) + k] as number) += 1e-9;
      solve(damped, terms, step);
      const moved = movedPose(into.pose, text.length);
      layDarkness(profile, moved, text, next);
      const cost = lightFor(profile, next.s, trial);
      if (cost < into.cost) {
        gained = (into.cost - cost) / into.cost;
        [now, next] = [next, now];
        trial.text = text;
        trial.pose = moved;
        trial.cost = cost;
        copyFit(trial, into, profile.count);
        damping = Math.max(1e-4, damping / 4);
        break;
      }
      damping *= 8;
    }
    if (gained < 2e-4) break;
  }
}

function layEquations(profile: Profile, now: Darkness, fit: Fit): void {
  const { count, w, y } = profile;
  normal.fill(0);
  for (let bin = 0; bin < count; bin++) {
    const contrast = fit.contrast[bin] as number;
    const s = now.s[bin] as number;
    for (let k = 0; k < poseTerms; k++) row[k] = -contrast * ((now.slopes[k] as Float64Array)[bin] as number);
    for (let k = 0; k < paperTerms; k++) row[poseTerms + k] = (basis[k] as Float64Array)[bin] as number;
    row[poseTerms + paperTerms] = -s;
    for (let k = 1; k < contrastTerms; k++)
      row[poseTerms + paperTerms + k] = -((basis[k] as Float64Array)[bin] as number) * s;
    addRow(normal, terms, w[bin] as number, (y[bin] as number) - (fit.paper[bin] as number) + contrast * s);
  }
  const noise = Math.max(fit.cost / count, 1e-8);
  for (let k = 0; k < poseTerms; k++) {
    const prior = priors[k];
    if (prior === undefined) continue;
    const weight = noise / (prior[1] * prior[1]);
    (normal[k * (terms + 1) + k] as number) += weight;
    (normal[k * (terms + 1) + terms] as number) +=
      weight * (prior[0] - fit.pose[poseKeys[k] as (typeof poseKeys)[number]]);
  }
}

function movedPose(pose: Pose, count: number): Pose {
  const moved = { ...pose };
  const modulePx = (pose.end - pose.start) / (count * 14.5);
  poseKeys.forEach((key, k) => {
    const most = (longestStep[k] as number) * (k < 2 ? modulePx : 1);
    const [low, high] = bounds[key];
    moved[key] = Math.min(high, Math.max(low, moved[key] + Math.min(most, Math.max(-most, step[k] as number))));
  });
  if (!(moved.end > moved.start)) return pose;
  return moved;
}
