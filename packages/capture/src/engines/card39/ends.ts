import { edgeReach, normalDistribution } from '../../normal.ts';
import type { Profile } from './profile.ts';
import { characterWidth, elementCount, starCharacter, symbolWidth, wideElements } from './symbols.ts';

/** A `*` with its quiet zone found near one end of a strip. */
export interface Star {
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

/** Where a `*` of middling blur and ratio may be. */
type Peak = Pick<Star, 'edge' | 'modulePx' | 'fit'>;

/** Samples to a module when looking for stars. */
const perModule = 3;
/** Quiet zone in the window, modules; the standard asks for ten, print often gives less. */
const quiet = 5;
const inside = 0.6;
const ratios = [2, 2.5, 3];
const sigmas = [0.5, 1, 1.7];

interface StarStencil {
  readonly ratio: number;
  readonly sigma: number;
  readonly s: Float64Array;
}

/** The left end: quiet zone, `*`, half a gap. The right end is the same of a reversed profile, `*` reversed. */
const stencils = [false, true].map((mirrored) =>
  ratios.flatMap((ratio) => sigmas.map((sigma) => starStencil(ratio, sigma, mirrored))),
);

function starStencil(ratio: number, sigma: number, mirrored: boolean): StarStencil {
  const length = Math.round((quiet + characterWidth(ratio) + inside) * perModule);
  const s = new Float64Array(length);
  let place = 0;
  for (let element = 0; element < elementCount; element++) {
    const source = mirrored ? elementCount - 1 - element : element;
    const width = wideElements[starCharacter * elementCount + source] === 1 ? ratio : 1;
    if ((element & 1) === 0)
      for (let at = 0; at < length; at++) {
        const x = (at + 0.5) / perModule - quiet;
        if (Math.abs(x - place) > edgeReach * sigma + 4) continue;
        (s[at] as number) += normalDistribution((x - place) / sigma) - normalDistribution((x - place - width) / sigma);
      }
    place += width;
  }
  return { ratio, sigma, s };
}

const middleRatio = 2.5;
const longest = Math.round((quiet + characterWidth(3) + inside) * perModule);
const rough = [starStencil(middleRatio, 1.1, false), starStencil(middleRatio, 1.1, true)];

/** Least share of a window that must lie on the strip: beside the frame there is nothing, and nothing fits anything. */
const minCover = 0.5;
/** Weight of a sample where the strip is whole. */
let expected = 0;

const maxSamples = 4096;
const w = new Float64Array(maxSamples);
const wy = new Float64Array(maxSamples);
const wyy = new Float64Array(maxSamples);

export interface StarSearch {
  /** Where the outer edge may be, pixels along the profile. */
  readonly from: number;
  readonly to: number;
  /** Sizes of a module to try, pixels. */
  readonly modules: readonly number[];
  /** Looks for the end of a symbol that runs the other way. */
  readonly mirrored: boolean;
}

/** Peaks of the first look that are looked at closely. */
const maxPeaks = 6;
const minPeak = 0.3;
const minFit = 0.45;

/** Least ink of a `*`, in standard deviations of the strip's light. */
const minShare = 0.6;
let minContrast = 0;

function spreadOf({ count, y, w }: Profile): number {
  let sumW = 0;
  let sumY = 0;
  let sumYY = 0;
  for (let bin = 0; bin < count; bin++) {
    sumW += w[bin] as number;
    sumY += (w[bin] as number) * (y[bin] as number);
    sumYY += (w[bin] as number) * (y[bin] as number) * (y[bin] as number);
  }
  return sumW > 0 ? Math.sqrt(Math.max(0, sumYY / sumW - (sumY / sumW) ** 2)) : 0;
}

/** The best `*` at the left end of a profile, best first, at most `most`. */
export function findStars(profile: Profile, search: StarSearch, most: number): Star[] {
  minContrast = minShare * spreadOf(profile);
  const peaks: Peak[] = [];
  for (const modulePx of search.modules) lookOver(profile, search, modulePx, peaks);
  peaks.sort((a, b) => b.fit - a.fit);
  const found: Star[] = [];
  for (const peak of peaks.slice(0, maxPeaks)) lookClosely(profile, search.mirrored, peak, found);
  found.sort((a, b) => b.fit - a.fit);
  const kept: Star[] = [];
  for (const star of found) {
    if (kept.length >= most) break;
    if (!isAmong(kept, star)) kept.push(star);
  }
  return kept;
}

/** A loop, as thousands are asked about in a frame: each would make a function for `some`. */
function isAmong(kept: readonly Star[], { edge, modulePx, ratio }: Star): boolean {
  for (const other of kept)
    if (
      other.ratio === ratio &&
      Math.abs(other.edge - edge) < 0.7 * modulePx &&
      Math.abs(other.modulePx - modulePx) < 0.02 * modulePx
    )
      return true;
  return false;
}

/** All places at one size with a middling stencil: its peaks are added. */
function lookOver(profile: Profile, search: StarSearch, modulePx: number, peaks: Peak[]): void {
  const stencil = rough[search.mirrored ? 1 : 0] as StarStencil;
  const step = modulePx / perModule;
  const shifts = Math.max(1, Math.ceil((search.to - search.from) / step));
  const count = Math.min(maxSamples, shifts + stencil.s.length);
  resample(profile, search.from - quiet * modulePx, step, count);
  let before = -1;
  let rising = false;
  for (let shift = 0; shift + stencil.s.length <= count; shift++) {
    const fit = match(stencil, shift);
    // A peak over the shifts is known one shift late.
    if (rising && before >= fit) peaks.push({ edge: search.from + (shift - 1) * step, modulePx, fit: before });
    rising = fit > before && fit > minPeak;
    before = fit;
  }
}

/** Around one peak: every ratio, blur and some sizes, the width of the whole star held. */
function lookClosely(profile: Profile, mirrored: boolean, peak: Peak, found: Star[]): void {
  const reach = perModule;
  for (const ratio of ratios)
    for (const size of [0.96, 1, 1.04]) {
      const modulePx = (size * peak.modulePx * characterWidth(middleRatio)) / characterWidth(ratio);
      const step = modulePx / perModule;
      const from = peak.edge - reach * step;
      resample(profile, from - quiet * modulePx, step, 2 * reach + longest);
      for (const stencil of stencils[mirrored ? 1 : 0] as StarStencil[]) {
        if (stencil.ratio !== ratio) continue;
        let best = 0;
        let bestShift = 0;
        for (let shift = 0; shift <= 2 * reach; shift++) {
          const fit = match(stencil, shift);
          if (fit > best) [best, bestShift] = [fit, shift];
        }
        // Hundreds are looked at for one that is kept: only that is made.
        if (best >= minFit) found.push(starAt(stencil, bestShift, from + bestShift * step, modulePx));
      }
    }
}

function resample(profile: Profile, origin: number, step: number, count: number): void {
  const span = (profile.t[profile.count - 1] as number) - (profile.t[0] as number);
  expected = (profile.count / span) * step;
  w.fill(0, 0, count);
  wy.fill(0, 0, count);
  wyy.fill(0, 0, count);
  const inverse = 1 / step;
  for (let bin = 0; bin < profile.count; bin++) {
    const at = Math.floor(((profile.t[bin] as number) - origin) * inverse);
    if (at < 0 || at >= count) continue;
    const weight = profile.w[bin] as number;
    const y = profile.y[bin] as number;
    (w[at] as number) += weight;
    (wy[at] as number) += weight * y;
    (wyy[at] as number) += weight * y * y;
  }
}

/** What the last match found: its fit, the light of paper, how much less that of ink is. */
const matched = new Float64Array(3);

/** How well the stencil fits the samples from a shift on, as in {@link Star}; 0 where it does not. Fills `matched`. */
function match({ s }: StarStencil, shift: number): number {
  let sumW = 0;
  let sumS = 0;
  let sumY = 0;
  let sumSS = 0;
  let sumSY = 0;
  let sumYY = 0;
  for (let at = 0; at < s.length; at++) {
    const dark = s[at] as number;
    const weight = w[shift + at] as number;
    const y = wy[shift + at] as number;
    sumW += weight;
    sumS += weight * dark;
    sumY += y;
    sumSS += weight * dark * dark;
    sumSY += dark * y;
    sumYY += wyy[shift + at] as number;
  }
  if (sumW <= minCover * s.length * expected) return 0;
  const varianceS = sumSS - (sumS * sumS) / sumW;
  const covariance = sumSY - (sumS * sumY) / sumW;
  const varianceY = sumYY - (sumY * sumY) / sumW;
  if (covariance >= 0 || varianceS <= 1e-9) return 0;
  const contrast = -covariance / varianceS;
  if (contrast < minContrast) return 0;
  matched[0] = (covariance * covariance) / (varianceS * varianceY + 1e-12);
  matched[1] = (sumY + contrast * sumS) / sumW;
  matched[2] = contrast;
  return matched[0];
}

function starAt(stencil: StarStencil, shift: number, edge: number, modulePx: number): Star {
  const fit = match(stencil, shift);
  const { ratio, sigma } = stencil;
  return { edge, modulePx, ratio, sigma, fit, paper: matched[1] as number, contrast: matched[2] as number };
}

/** Which ends of a symbol were seen: its first `*`, its last. Where one was not, its place is a guess. */
export type Ends = 'both' | 'first' | 'last' | 'none';

/** A guess of where a symbol of `count` characters lies: a star at each end that agree. */
export interface Start {
  readonly count: number;
  readonly left: Star;
  /** Its edge is a place on the unreversed profile. */
  readonly right: Star;
  /** As in a pose: how much larger the modules are at the right. */
  readonly perspective: number;
  readonly ends: Ends;
  readonly score: number;
}

/** Pairs of stars that a symbol of one of the lengths can have, best first. */
export function pairStars(lefts: readonly Star[], rights: readonly Star[], counts: readonly number[]): Start[] {
  const starts: Start[] = [];
  for (const left of lefts)
    for (const right of rights) {
      if (left.ratio !== right.ratio) continue;
      const length = right.edge - left.edge;
      for (const count of counts) {
        const width = symbolWidth(count, left.ratio);
        // The geometric mean of the modules at the ends is the mean module: exact for a plane.
        const off = Math.log((left.modulePx * right.modulePx * width * width) / (length * length)) / 2;
        if (!(length > 0) || Math.abs(off) > 0.16) continue;
        const tilt = Math.log(right.modulePx / left.modulePx) / 2;
        const blur = Math.log(left.sigma / right.sigma);
        const score = left.fit + right.fit - 4 * off * off - 0.5 * tilt * tilt - 0.05 * blur * blur;
        const perspective = 0.9 * (Math.exp(tilt) - 1);
        starts.push({ count, left, right, perspective, ends: 'both', score });
        // Blurred stars hardly tell their size: the card may as well be held flat.
        if (Math.abs(perspective) > 0.1)
          starts.push({ count, left, right, perspective: perspective / 5, ends: 'both', score: score - 0.01 });
      }
    }
  return starts.sort((a, b) => b.score - a.score);
}
