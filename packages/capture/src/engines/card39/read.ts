import { layElastic } from './elastic.ts';
import { findStars, pairStars, type StarSearch, type Start } from './ends.ts';
import { startsFromOneEnd } from './far-end.ts';
import { copyFit, costAt, createFit, type Fit, layBasis, refine } from './fit.ts';
import { createGrid, createStencils, layGrid, layStencils } from './grid.ts';
import type { Pose } from './model.ts';
import { createProfile, cutProfile, type Profile, reverseProfile } from './profile.ts';
import type { ShapesOfLength } from './shapes.ts';
import { symbolWidth } from './symbols.ts';
import { bestText, createTrellis, layTrellis, maxCharacters, type Places, type Trellis } from './trellis.ts';

/** The best text of the grammar on one profile, whatever it is worth. */
export interface Candidate {
  readonly profile: Profile;
  readonly length: ShapesOfLength;
  readonly fit: Fit;
  /** Cost of smooth paper without any bars. */
  readonly blankCost: number;
}

/** A strip's stars must explain this much of their windows, both together (2 is perfect). Guess, tuned on the bench. */
const minStars = 1.4;
/** Starts that are laid elastically, and those of them that are refined. */
const maxStarts = 14;
const maxAlike = 5;
const maxRefined = 3;
/**
 * Share of the light's variation that a laid text leaves: below the first it is surely right, above the second not. Flat
 * cards of the bench leave at most 0.3, a bent label's photograph up to 0.5, rooms mostly 0.45 and more.
 */
const goodLaidRest = 0.1;
const maxLaidRest = 0.5;
/** Two stars that score so well are hardly there by chance: what lies between may be bent further. */
const sureStars = 1.8;
const maxSureRest = 0.65;
/** When so many starts have all left that much more, further ones will not do better. */
const firstStarts = 8;
const firstSlack = 0.08;
/** Under glare there are more starts, and each takes longer. */
const firstUnderGlare = 4;
/** A first refined text that explains less is no card's: those of the bench explain 0.88 and more. */
const minRefined = 0.7;
/** A refined text that leaves so little is not looked past. */
const goodRest = 0.06;
/** Samples to a character when texts are compared exactly: eight to a module. */
export const finePeriod = 116;

const reversed = createProfile();
const grid = createGrid();
const stencils = createStencils();
const trellis = createTrellis();
const fits = Array.from({ length: maxRefined }, createFit);
const cuts = Array.from({ length: maxRefined }, createProfile);
const scratch = createProfile();
const spare = createFit();
const noText = new Uint8Array(0);
/** What is further off may be the card's edge or the table. */
const quietModules = 7;
const guess = new Uint8Array(maxCharacters);

interface DirectedStart extends Start {
  readonly profile: Profile;
}

interface Laid {
  readonly start: DirectedStart;
  readonly length: ShapesOfLength;
  readonly pose: Pose;
  readonly text: Uint8Array;
  readonly rest: number;
}

/** The text of the grammar that fits a profile best; `undefined` where nothing looks like two `*`, `null` where no text fits. */
export function readProfile(
  forward: Profile,
  range: { readonly from: number; readonly to: number },
  lengths: readonly ShapesOfLength[],
): Candidate | null | undefined {
  if (forward.count < 60) return undefined;
  reverseProfile(forward, reversed);
  const starts = startsOf(forward, range, lengths);
  if (starts.length === 0) return undefined;
  const laid: Laid[] = [];
  const most = (starts[0]?.score ?? 0) > sureStars ? maxSureRest : maxLaidRest;
  let least = Infinity;
  for (const start of starts) {
    if (laid.length === (forward.glare ? firstUnderGlare : firstStarts) && least > most + firstSlack) return null;
    const length = lengths.find(({ count }) => count === start.count) as ShapesOfLength;
    const profile = cut(start, scratch);
    const { pose, text } = layElastic(profile, start, length);
    const blank = costAt(profile, pose, noText, spare);
    const rest = costAt(profile, pose, text, spare) / blank;
    laid.push({ start, length, pose, text, rest });
    least = Math.min(least, rest);
    if (rest < goodLaidRest) break;
  }
  if (least > most) return null;
  laid.sort((a, b) => a.rest - b.rest);
  let best: Candidate | null = null;
  for (let at = 0; at < Math.min(laid.length, maxRefined); at++) {
    const { start, length, pose, text } = laid[at] as Laid;
    const fit = fits[at] as Fit;
    const profile = cut(start, cuts[at] as Profile);
    const blankCost = costAt(profile, pose, noText, spare);
    refine(profile, pose, text, 6, fit);
    settle(profile, length, fit);
    if (best === null || fit.cost / blankCost < best.fit.cost / best.blankCost)
      best = { profile, length, fit, blankCost };
    if (fit.cost < goodRest * blankCost || explainedBy(best) < minRefined) break;
  }
  return best;
}

/** Share of the light's variation that a candidate explains, of what the noise leaves to explain. */
export function explainedBy({ profile, fit, blankCost }: Pick<Candidate, 'profile' | 'fit' | 'blankCost'>): number {
  // Where noise is nearly all there is, it is not taken off: any share of nothing would do.
  const explainable = Math.max(0.2 * blankCost, blankCost - profile.count * profile.binVariance);
  return Math.min(1, (blankCost - fit.cost) / Math.max(1e-12, explainable));
}

/** The start's part of its profile with as much of the quiet zones as any code must have, ready to be fitted. */
function cut({ profile, left, right }: DirectedStart, into: Profile): Profile {
  cutProfile(profile, left.edge - quietModules * left.modulePx, right.edge + quietModules * right.modulePx, into);
  layBasis(into);
  return into;
}

/** Best text and best pose in turn until they agree. */
function settle(profile: Profile, length: ShapesOfLength, fit: Fit): void {
  for (let round = 0; round < 4; round++) {
    layTrellisOf(profile, fit, length.union, trellis);
    const text = bestOfShapes(trellis, length.shapes);
    if (text.every((character, place) => character === fit.text[place])) return;
    refine(profile, fit.pose, text, 5, spare);
    if (spare.cost >= fit.cost) return;
    copyFit(spare, fit, profile.count);
  }
}

/** The misfits of all characters in `places` in the light and at the pose of a fit. */
export function layTrellisOf(profile: Profile, fit: Fit, places: Places, into: Trellis): void {
  const { ratio, sigma, inkGain } = fit.pose;
  layGrid(profile, fit.pose, places.length, finePeriod, fit, grid);
  layStencils({ ratio, sigma, inkGain, period: finePeriod }, stencils);
  layTrellis(grid, stencils, places, into);
}

/** The best text of any of the shapes. */
export function bestOfShapes(of: Trellis, shapes: readonly Places[]): Uint8Array {
  let best = Infinity;
  let text = new Uint8Array(0);
  for (const shape of shapes) {
    const cost = bestText(of, shape, guess);
    if (cost >= best) continue;
    best = cost;
    text = guess.slice(0, shape.length);
  }
  return text;
}

function startsOf(
  forward: Profile,
  { from, to }: { readonly from: number; readonly to: number },
  lengths: readonly ShapesOfLength[],
): DirectedStart[] {
  const counts = lengths.map(({ count }) => count);
  const modules = moduleSizes(to - from, counts, forward.glare ? maxHidden : 1);
  // A region's ends are off by a cell and by what its smoothing adds.
  const slack = 0.07 * (to - from) + 12;
  const left: Omit<StarSearch, 'mirrored'> = { from: from - slack, to: from + slack, modules };
  const right: Omit<StarSearch, 'mirrored'> = { from: -to - slack, to: -to + slack, modules };
  const starts: DirectedStart[] = [];
  const pair = (profile: Profile, near: Omit<StarSearch, 'mirrored'>, far: Omit<StarSearch, 'mirrored'>) => {
    const other = profile === forward ? reversed : forward;
    const lefts = findStars(profile, { ...near, mirrored: false }, 8);
    if (lefts.length === 0 && !profile.glare) return;
    const rights = findStars(other, { ...far, mirrored: true }, 8).map((star) => ({ ...star, edge: -star.edge }));
    for (const start of pairStars(lefts, rights, counts)) starts.push({ ...start, profile });
    if (!profile.glare) return;
    for (const start of startsFromOneEnd(lefts, 'first', counts)) starts.push({ ...start, profile });
    for (const start of startsFromOneEnd(rights, 'last', counts)) starts.push({ ...start, profile });
  };
  pair(forward, left, right);
  pair(reversed, right, left);
  return varied(starts.filter(({ score }) => score > minStars).sort((a, b) => b.score - a.score));
}

/** The best starts, but few that say nearly the same: length and ratio are told apart by the text, not by the stars. */
function varied(starts: readonly DirectedStart[]): DirectedStart[] {
  const kept: DirectedStart[] = [];
  for (const start of starts) {
    if (kept.length >= maxStarts) break;
    const alike = kept.filter(
      (other) =>
        other.profile === start.profile &&
        other.count === start.count &&
        Math.abs(other.left.edge - start.left.edge) < start.left.modulePx &&
        Math.abs(other.right.edge - start.right.edge) < start.right.modulePx,
    );
    if (
      alike.length < maxAlike &&
      !alike.some(
        (other) => other.left.ratio === start.left.ratio && Math.abs(other.perspective - start.perspective) < 0.08,
      )
    )
      kept.push(start);
  }
  return kept;
}

/** A strip of which glare hides a part may be so many times as long as it seems. */
const maxHidden = 2.2;

/** Sizes of a module to look for at the ends: what the lengths suggest, and two fifths either way for perspective. */
function moduleSizes(lengthPx: number, counts: readonly number[], hidden: number): number[] {
  const sizes: number[] = [];
  const means = counts.map((count) => lengthPx / symbolWidth(count, 2.5));
  const step = 1.075;
  for (let size = Math.min(...means) / 1.42; size < Math.max(...means) * 1.42 * hidden; size *= step) sizes.push(size);
  return sizes;
}
