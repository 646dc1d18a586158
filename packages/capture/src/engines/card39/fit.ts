import { maxBins } from './bins.ts';
import { createDarkness, type Darkness, layDarkness, type Pose, poseKeys } from './model.ts';
import { createProfile, type Profile } from './profile.ts';

/** Terms of the paper's light along the strip: a constant, a slope and cosines up to this order. */
const usualPaperTerms = 7;
/** Next to glare the light changes within a character or two. */
const glarePaperTerms = 8;
const basisTerms = glarePaperTerms;
/** Light lost to ink: a constant and a slope. */
const usualContrastTerms = 2;
/** Towards a glare ink turns as white as paper. */
const glareContrastTerms = 4;
const poseTerms = poseKeys.length;
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

/** A profile with the smooth terms of its light: what a text is fitted to. */
export interface LaidProfile {
  readonly profile: Profile;
  /** Terms of the paper's light and of the light lost to ink. */
  paperTerms: number;
  contrastTerms: number;
  /** At `bin * basisTerms + term`. */
  readonly basis: Float64Array;
}

export function createLaidProfile(): LaidProfile {
  return {
    profile: createProfile(),
    paperTerms: usualPaperTerms,
    contrastTerms: usualContrastTerms,
    basis: new Float64Array(maxBins * basisTerms),
  };
}

/** Fills the terms of a profile that was just taken. */
export function layBasis(laid: LaidProfile): void {
  const { profile, basis } = laid;
  const paperTerms = profile.glare ? glarePaperTerms : usualPaperTerms;
  laid.paperTerms = paperTerms;
  laid.contrastTerms = profile.glare ? glareContrastTerms : usualContrastTerms;
  const from = profile.t[0] ?? 0;
  const span = (profile.t[profile.count - 1] ?? 1) - from || 1;
  for (let bin = 0; bin < profile.count; bin++) {
    const x = (profile.t[bin] - from) / span;
    const at = bin * basisTerms;
    basis[at] = 1;
    basis[at + 1] = 2 * x - 1;
    // cos kα from cos (k − 1)α and cos (k − 2)α
    const cosine = Math.cos(Math.PI * x);
    let before = 1;
    let now = cosine;
    for (let k = 2; k < paperTerms; k++) {
      const next = 2 * cosine * now - before;
      before = now;
      now = next;
      basis[at + k] = now;
    }
  }
}

/** Buffers for fits. */
export interface FitWork {
  readonly darkness: readonly [Darkness, Darkness];
  readonly trial: Fit;
  /** Augmented normal equations of pose and light, damped, and of the light alone; one row of either. */
  readonly normal: Float64Array;
  readonly damped: Float64Array;
  readonly lightNormal: Float64Array;
  readonly row: Float64Array;
  readonly step: Float64Array;
  readonly lightStep: Float64Array;
}

export function createFitWork(): FitWork {
  const equations = () => new Float64Array(maxTerms * (maxTerms + 1));
  const terms = () => new Float64Array(maxTerms);
  return {
    darkness: [createDarkness(), createDarkness()],
    trial: createFit(),
    normal: equations(),
    damped: equations(),
    lightNormal: equations(),
    row: terms(),
    step: terms(),
    lightStep: terms(),
  };
}

/** Fills `fit` with paper and contrast for a darkness, by weighted least squares. Returns its cost. */
function lightFor(laid: LaidProfile, s: Float64Array, { lightNormal, row, lightStep }: FitWork, fit: Fit): number {
  const { paperTerms, contrastTerms, basis } = laid;
  const { count, w, y } = laid.profile;
  const n = paperTerms + contrastTerms;
  const width = n + 1;
  lightNormal.fill(0);
  for (let bin = 0, at = 0; bin < count; bin++, at += basisTerms) {
    for (let k = 0; k < paperTerms; k++) row[k] = basis[at + k];
    row[paperTerms] = -s[bin];
    for (let k = 1; k < contrastTerms; k++) row[paperTerms + k] = -basis[at + k] * s[bin];
    addRow(row, n, w[bin], y[bin], lightNormal);
  }
  // The smooth terms cost a little, so that they do not explain bars.
  for (let k = 1; k < n; k++) if (k !== paperTerms) lightNormal[k * width + k] += 1e-3 * count;
  solve(lightNormal, n, lightStep);
  let cost = 0;
  for (let bin = 0, at = 0; bin < count; bin++, at += basisTerms) {
    let paper = 0;
    for (let k = 0; k < paperTerms; k++) paper += lightStep[k] * basis[at + k];
    let contrast = lightStep[paperTerms];
    for (let k = 1; k < contrastTerms; k++) contrast += lightStep[paperTerms + k] * basis[at + k];
    fit.paper[bin] = paper;
    fit.contrast[bin] = contrast;
    const rest = y[bin] - paper + contrast * s[bin];
    fit.residual[bin] = rest;
    cost += w[bin] * rest * rest;
  }
  return cost;
}

/** Adds a row with its weight and target to the upper half of the augmented normal equations of n unknowns. */
function addRow(row: Float64Array, n: number, weight: number, target: number, matrix: Float64Array): void {
  for (let a = 0; a < n; a++) {
    const factor = weight * row[a];
    const from = a * (n + 1);
    for (let b = a; b < n; b++) matrix[from + b] += factor * row[b];
    matrix[from + n] += factor * target;
  }
}

/** Solves the upper half of symmetric positive equations in place (Cholesky without roots). */
function solve(matrix: Float64Array, n: number, into: Float64Array): void {
  const width = n + 1;
  for (let i = 0; i < n; i++) {
    const pivot = matrix[i * width + i] || 1e-12;
    for (let k = i + 1; k < n; k++) {
      const factor = matrix[i * width + k] / pivot;
      if (factor === 0) continue;
      for (let c = k; c <= n; c++) matrix[k * width + c] -= factor * matrix[i * width + c];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = matrix[i * width + n];
    for (let c = i + 1; c < n; c++) sum -= matrix[i * width + c] * into[c];
    into[i] = sum / (matrix[i * width + i] || 1e-12);
  }
}

/** Fills `into` with a text at a pose, in the light that suits it. Returns the residuals' cost. */
export function costAt(laid: LaidProfile, pose: Pose, text: Uint8Array, work: FitWork, into: Fit): number {
  const [darkness] = work.darkness;
  layDarkness(laid.profile, pose, text, darkness);
  into.text = text;
  into.pose = { ...pose };
  into.cost = lightFor(laid, darkness.s, work, into);
  return into.cost;
}

/** The start of {@link refine}. */
export interface Guess {
  readonly pose: Pose;
  readonly text: Uint8Array;
  readonly rounds: number;
}

/** Fills `into` with the best fit of a text near a pose: damped Gauss–Newton, the light solved in each step. */
export function refine(laid: LaidProfile, { pose, text, rounds }: Guess, work: FitWork, into: Fit): void {
  const { trial, normal, damped, step } = work;
  const { profile } = laid;
  const terms = poseTerms + laid.paperTerms + laid.contrastTerms;
  let [now, next] = work.darkness;
  layDarkness(profile, pose, text, now);
  into.text = text;
  into.pose = { ...pose };
  into.cost = lightFor(laid, now.s, work, into);
  let damping = 1e-2;
  for (let round = 0; round < rounds; round++) {
    layEquations(laid, now, into, work);
    let gained = 0;
    for (let attempt = 0; attempt < 3; attempt++) {
      damped.set(normal);
      for (let k = 0; k < terms; k++) damped[k * (terms + 1) + k] *= 1 + damping;
      for (let k = 0; k < terms; k++) damped[k * (terms + 1) + k] += 1e-9;
      solve(damped, terms, step);
      const moved = movedPose(into.pose, step, text.length);
      layDarkness(profile, moved, text, next);
      const cost = lightFor(laid, next.s, work, trial);
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

function layEquations(laid: LaidProfile, now: Darkness, fit: Fit, { normal, row }: FitWork): void {
  const { paperTerms, contrastTerms, basis } = laid;
  const { count, w, y } = laid.profile;
  const terms = poseTerms + paperTerms + contrastTerms;
  normal.fill(0);
  for (let bin = 0; bin < count; bin++) {
    const contrast = fit.contrast[bin];
    const s = now.s[bin];
    for (let k = 0; k < poseTerms; k++) row[k] = -contrast * now.slopes[k][bin];
    const at = bin * basisTerms;
    for (let k = 0; k < paperTerms; k++) row[poseTerms + k] = basis[at + k];
    row[poseTerms + paperTerms] = -s;
    for (let k = 1; k < contrastTerms; k++) row[poseTerms + paperTerms + k] = -basis[at + k] * s;
    addRow(row, terms, w[bin], y[bin] - fit.paper[bin] + contrast * s, normal);
  }
  const noise = Math.max(fit.cost / count, 1e-8);
  for (let k = 0; k < poseTerms; k++) {
    const prior = priors[k];
    if (prior === undefined) continue;
    const weight = noise / (prior[1] * prior[1]);
    normal[k * (terms + 1) + k] += weight;
    normal[k * (terms + 1) + terms] += weight * (prior[0] - fit.pose[poseKeys[k] as (typeof poseKeys)[number]]);
  }
}

function movedPose(pose: Pose, step: Float64Array, count: number): Pose {
  const moved = { ...pose };
  const modulePx = (pose.end - pose.start) / (count * 14.5);
  poseKeys.forEach((key, k) => {
    const most = longestStep[k] * (k < 2 ? modulePx : 1);
    const [low, high] = bounds[key];
    moved[key] = Math.min(high, Math.max(low, moved[key] + Math.min(most, Math.max(-most, step[k]))));
  });
  if (!(moved.end > moved.start)) return pose;
  return moved;
}
