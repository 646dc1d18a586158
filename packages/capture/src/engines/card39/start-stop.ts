import { edgeReach, normalDistribution } from '../../normal.ts';
import type { Profile } from './profile.ts';
import { characterWidth, elementCount, startStopCharacter, wideElements } from './symbols.ts';

/** A `*` with its quiet zone found near one end of a strip. */
export interface StartStop {
  /** Outer edge of the symbol, pixels along the strip. */
  readonly edge: number;
  readonly modulePx: number;
  readonly ratio: number;
  readonly sigma: number;
  /** Share of the variance in its window that it explains. */
  readonly fit: number;
  /** Light of paper and of ink lost there. */
  readonly paper: number;
  readonly contrast: number;
}

/** A possible position of a `*`, of medium blur and ratio. */
type Peak = Pick<StartStop, 'edge' | 'modulePx' | 'fit'>;

/** Samples to a module when looking for start/stop characters. */
const perModule = 3;
/** Quiet zone in the window, modules; the standard requires ten, print often has less. */
const quiet = 5;
const inside = 0.6;
const ratios = [2, 2.5, 3];
const sigmas = [0.5, 1, 1.7];

interface StartStopStencil {
  readonly ratio: number;
  readonly sigma: number;
  readonly s: Float64Array;
}

/** The left end: quiet zone, `*`, half a gap. The right end is the same of a reversed profile, `*` reversed. */
const stencils = [false, true].map((mirrored) =>
  ratios.flatMap((ratio) => sigmas.map((sigma) => startStopStencil(ratio, sigma, mirrored))),
);

function startStopStencil(ratio: number, sigma: number, mirrored: boolean): StartStopStencil {
  const length = Math.round((quiet + characterWidth(ratio) + inside) * perModule);
  const s = new Float64Array(length);
  let place = 0;
  for (let element = 0; element < elementCount; element++) {
    const source = mirrored ? elementCount - 1 - element : element;
    const width = wideElements[startStopCharacter * elementCount + source] === 1 ? ratio : 1;
    if ((element & 1) === 0)
      for (let at = 0; at < length; at++) {
        const x = (at + 0.5) / perModule - quiet;
        if (Math.abs(x - place) > edgeReach * sigma + 4) continue;
        s[at] += normalDistribution((x - place) / sigma) - normalDistribution((x - place - width) / sigma);
      }
    place += width;
  }
  return { ratio, sigma, s };
}

const middleRatio = 2.5;
const longest = Math.round((quiet + characterWidth(3) + inside) * perModule);
const rough = [startStopStencil(middleRatio, 1.1, false), startStopStencil(middleRatio, 1.1, true)];

/** Least share of a window that must lie on the strip: outside the frame there is no light, which fits anything. */
const minCover = 0.5;

const maxSamples = 4096;

/** A profile in even steps, about where a `*` may be. */
export interface Window {
  /** By sample: weights, and their sums with the light and its square. */
  readonly w: Float64Array;
  readonly wy: Float64Array;
  readonly wyy: Float64Array;
  /** Weight of a sample where the strip is whole. */
  expected: number;
  /** The least light that ink must take. */
  minContrast: number;
  /** Of the last match: its fit, the light of paper, how much less that of ink is. */
  readonly matched: Float64Array;
}

export function createWindow(): Window {
  const make = () => new Float64Array(maxSamples);
  return { w: make(), wy: make(), wyy: make(), expected: 0, minContrast: 0, matched: new Float64Array(3) };
}

export interface StartStopSearch {
  /** Range of the outer edge, pixels along the profile. */
  readonly from: number;
  readonly to: number;
  /** Sizes of a module to try, pixels. */
  readonly modules: readonly number[];
  /** Looks for the end of a symbol that runs the other way. */
  readonly mirrored: boolean;
}

/** Peaks of the first look that are looked at closely. */
const maxPeaks = 6;
/** Of them at one place, which differ in size. */
const maxSizes = 2;
/** Nearer to each other than this, in modules, two are at one place. */
const samePlace = 1.5;
const minPeak = 0.3;
const minFit = 0.45;

/** Least ink of a `*`, in standard deviations of the strip's light. */
const minShare = 0.6;

function spreadOf({ count, y, w }: Profile): number {
  let sumW = 0;
  let sumY = 0;
  let sumYY = 0;
  for (let bin = 0; bin < count; bin++) {
    sumW += w[bin];
    sumY += w[bin] * y[bin];
    sumYY += w[bin] * y[bin] * y[bin];
  }
  return sumW > 0 ? Math.sqrt(Math.max(0, sumYY / sumW - (sumY / sumW) ** 2)) : 0;
}

/** Returns the best `*` at the left end of a profile, best first, at most `max`. */
export function findStartStops(profile: Profile, search: StartStopSearch, max: number, window: Window): StartStop[] {
  window.minContrast = minShare * spreadOf(profile);
  const peaks: Peak[] = [];
  for (const modulePx of search.modules) lookOver(profile, search, modulePx, window, peaks);
  peaks.sort((a, b) => b.fit - a.fit);
  const found: StartStop[] = [];
  for (const peak of apart(peaks)) lookClosely(profile, search.mirrored, peak, window, found);
  found.sort((a, b) => b.fit - a.fit);
  const kept: StartStop[] = [];
  for (const startStop of found) {
    if (kept.length >= max) break;
    if (!isAmong(kept, startStop)) kept.push(startStop);
  }
  return kept;
}

/** The best peaks, few at the same place: an edge of the card may look like a `*` of any size. */
function apart(peaks: readonly Peak[]): readonly Peak[] {
  const kept: Peak[] = [];
  for (const peak of peaks) {
    if (kept.length >= maxPeaks) break;
    let alike = 0;
    for (const other of kept) if (isAtPlace(other, peak)) alike++;
    if (alike < maxSizes) kept.push(peak);
  }
  return kept;
}

/** True if one of that ratio is at the place: its size hardly shows. A loop, as `some` would make thousands of functions in a frame. */
function isAmong(kept: readonly StartStop[], one: StartStop): boolean {
  for (const other of kept) if (other.ratio === one.ratio && isAtPlace(other, one)) return true;
  return false;
}

function isAtPlace(other: Peak, { edge, modulePx }: Peak): boolean {
  return Math.abs(other.edge - edge) < samePlace * modulePx;
}

/** All places at one size with a middling stencil: its peaks are added. */
function lookOver(profile: Profile, search: StartStopSearch, modulePx: number, window: Window, peaks: Peak[]): void {
  const stencil = rough[search.mirrored ? 1 : 0];
  const step = modulePx / perModule;
  const shifts = Math.max(1, Math.ceil((search.to - search.from) / step));
  const count = Math.min(maxSamples, shifts + stencil.s.length);
  resample(profile, search.from - quiet * modulePx, step, count, window);
  let before = -1;
  let rising = false;
  for (let shift = 0; shift + stencil.s.length <= count; shift++) {
    const fit = match(stencil, shift, window);
    // A peak over the shifts is known one shift late.
    if (rising && before >= fit) peaks.push({ edge: search.from + (shift - 1) * step, modulePx, fit: before });
    rising = fit > before && fit > minPeak;
    before = fit;
  }
}

/** Around one peak: every ratio, blur and some sizes, the width of the whole start/stop character held. */
function lookClosely(profile: Profile, mirrored: boolean, peak: Peak, window: Window, found: StartStop[]): void {
  const reach = perModule;
  for (const ratio of ratios)
    for (const size of [0.96, 1, 1.04]) {
      const modulePx = (size * peak.modulePx * characterWidth(middleRatio)) / characterWidth(ratio);
      const step = modulePx / perModule;
      const from = peak.edge - reach * step;
      resample(profile, from - quiet * modulePx, step, 2 * reach + longest, window);
      for (const stencil of stencils[mirrored ? 1 : 0]) {
        if (stencil.ratio !== ratio) continue;
        let best = 0;
        let bestShift = 0;
        for (let shift = 0; shift <= 2 * reach; shift++) {
          const fit = match(stencil, shift, window);
          if (fit > best) [best, bestShift] = [fit, shift];
        }
        // Hundreds are looked at for one that is kept: only that is made.
        if (best >= minFit) found.push(startStopAt(stencil, bestShift, from + bestShift * step, modulePx, window));
      }
    }
}

function resample(profile: Profile, origin: number, step: number, count: number, into: Window): void {
  const { w, wy, wyy } = into;
  const span = profile.t[profile.count - 1] - profile.t[0];
  into.expected = (profile.count / span) * step;
  w.fill(0, 0, count);
  wy.fill(0, 0, count);
  wyy.fill(0, 0, count);
  const inverse = 1 / step;
  for (let bin = 0; bin < profile.count; bin++) {
    const at = Math.floor((profile.t[bin] - origin) * inverse);
    if (at < 0 || at >= count) continue;
    const weight = profile.w[bin];
    const y = profile.y[bin];
    w[at] += weight;
    wy[at] += weight * y;
    wyy[at] += weight * y * y;
  }
}

/** Returns the fit of the stencil to the samples from a shift on, as in {@link StartStop}, or 0. Fills `matched`. */
function match({ s }: StartStopStencil, shift: number, window: Window): number {
  const { w, wy, wyy, matched } = window;
  let sumW = 0;
  let sumS = 0;
  let sumY = 0;
  let sumSS = 0;
  let sumSY = 0;
  let sumYY = 0;
  for (let at = 0; at < s.length; at++) {
    const dark = s[at];
    const weight = w[shift + at];
    const y = wy[shift + at];
    sumW += weight;
    sumS += weight * dark;
    sumY += y;
    sumSS += weight * dark * dark;
    sumSY += dark * y;
    sumYY += wyy[shift + at];
  }
  if (sumW <= minCover * s.length * window.expected) return 0;
  const varianceS = sumSS - (sumS * sumS) / sumW;
  const covariance = sumSY - (sumS * sumY) / sumW;
  const varianceY = sumYY - (sumY * sumY) / sumW;
  if (covariance >= 0 || varianceS <= 1e-9) return 0;
  const contrast = -covariance / varianceS;
  if (contrast < window.minContrast) return 0;
  matched[0] = (covariance * covariance) / (varianceS * varianceY + 1e-12);
  matched[1] = (sumY + contrast * sumS) / sumW;
  matched[2] = contrast;
  return matched[0];
}

function startStopAt(
  stencil: StartStopStencil,
  shift: number,
  edge: number,
  modulePx: number,
  window: Window,
): StartStop {
  const fit = match(stencil, shift, window);
  const { matched } = window;
  const { ratio, sigma } = stencil;
  return { edge, modulePx, ratio, sigma, fit, paper: matched[1], contrast: matched[2] };
}
