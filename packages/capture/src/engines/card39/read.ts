import { createElasticWork, type ElasticFit, type ElasticWork, layElastic } from './elastic.ts';
import { startsFromOneEnd } from './far-end.ts';
import {
  copyFit,
  costAt,
  createFit,
  createFitWork,
  createLaidProfile,
  type Fit,
  type FitWork,
  type LaidProfile,
  layBasis,
  refine,
} from './fit.ts';
import { createGrid, createStencils, type Grid, layGrid, layStencils, type Stencils } from './grid.ts';
import { createProfile, cutProfile, type Profile, reverseProfile } from './profile.ts';
import type { ShapesOfLength } from './shapes.ts';
import { createWindow, findStartStops, type StartStopSearch, type Window } from './start-stop.ts';
import { maxHidden, moduleSizes, pairStartStops, type Start } from './starts.ts';
import { bestText, createTrellis, layTrellis, maxCharacters, type Places, type Trellis } from './trellis.ts';

/** The best text of the grammar on one profile, whatever its score. */
export interface Candidate {
  readonly laid: LaidProfile;
  readonly length: ShapesOfLength;
  readonly fit: Fit;
  /** Cost of smooth paper without any bars. */
  readonly blankCost: number;
  /** True if the text begins at the strip's far end: the fit's places are those of the reversed profile. */
  readonly isReversed: boolean;
}

/** A strip's start/stop characters must explain this much of their windows, both together (2 is perfect). Guess, tuned on the bench. */
const minPairFit = 1.4;
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
/** Two start/stop characters that score so well are hardly there by chance: what lies between may be bent further. */
const clearPairFit = 1.8;
const maxClearRest = 0.65;
/** If the first starts all leave that much more, further ones will not do better. */
const firstStarts = 8;
const firstSlack = 0.08;
/** Under glare there are more starts, and each takes longer. */
const firstUnderGlare = 4;
/** A text that explains less once its place is roughly known will hardly be a card's: of 3 000 cards 1 % did, of rooms 62 %. */
const minSettled = 0.75;
/** A first refined text that explains less is not a card's: those of the bench explain 0.88 and more. */
const minRefined = 0.7;
/** A refined text that leaves so little is not looked past. */
const goodRest = 0.06;
/** Samples to a character when texts are compared exactly: eight to a module. */
export const finePeriod = 116;

/** The text of blank paper. */
export const noText = new Uint8Array(0);
/** Beyond this there may be the card's edge or the table. */
export const quietModules = 7;

/** Buffers for the misfits of characters. */
export interface TrellisWork {
  readonly grid: Grid;
  readonly stencils: Stencils;
  readonly trellis: Trellis;
}

export function createTrellisWork(): TrellisWork {
  return { grid: createGrid(), stencils: createStencils(), trellis: createTrellis() };
}

/** Buffers for reading profiles. */
export interface ReadWork extends TrellisWork {
  readonly reversed: Profile;
  readonly window: Window;
  readonly elastic: ElasticWork;
  readonly fit: FitWork;
  /** By refined start. */
  readonly cuts: readonly LaidProfile[];
  readonly fits: readonly Fit[];
  readonly rough: LaidProfile;
  readonly spare: Fit;
  readonly guess: Uint8Array;
}

export function createReadWork(): ReadWork {
  return {
    ...createTrellisWork(),
    reversed: createProfile(),
    window: createWindow(),
    elastic: createElasticWork(),
    fit: createFitWork(),
    cuts: Array.from({ length: maxRefined }, createLaidProfile),
    fits: Array.from({ length: maxRefined }, createFit),
    rough: createLaidProfile(),
    spare: createFit(),
    guess: new Uint8Array(maxCharacters),
  };
}

interface DirectedStart extends Start {
  readonly profile: Profile;
}

/** A start with its elastic fit, and the share of the light's variation that this leaves. */
interface Laid extends ElasticFit {
  readonly start: DirectedStart;
  readonly length: ShapesOfLength;
  readonly rest: number;
}

/**
 * Returns the text of the grammar that fits a profile best; `undefined` if nothing looks like two `*`, `null` if no text
 * fits. The candidate is part of `work`, and valid until that reads the next profile.
 */
export function readProfile(
  forward: Profile,
  range: { readonly from: number; readonly to: number },
  lengths: readonly ShapesOfLength[],
  work: ReadWork,
): Candidate | null | undefined {
  if (forward.count < 60) return undefined;
  reverseProfile(forward, work.reversed);
  const starts = startsOf(forward, range, lengths, work);
  if (starts.length === 0) return undefined;
  const laid = layStarts(starts, lengths, forward.glare ? firstUnderGlare : firstStarts, work);
  if (laid === undefined) return null;
  return bestRefined(laid, work);
}

/** Returns the starts with their elastic fits, best first; `undefined` if all leave too much. */
function layStarts(
  starts: readonly DirectedStart[],
  lengths: readonly ShapesOfLength[],
  first: number,
  work: ReadWork,
): readonly Laid[] | undefined {
  const { rough, spare, fit } = work;
  const laid: Laid[] = [];
  const maxRest = (starts[0]?.score ?? 0) > clearPairFit ? maxClearRest : maxLaidRest;
  let least = Infinity;
  for (const start of starts) {
    if (laid.length === first && least > maxRest + firstSlack) return undefined;
    const length = lengths.find(({ count }) => count === start.count) as ShapesOfLength;
    cut(start, rough);
    const { pose, text } = layElastic(rough.profile, start, length, work.elastic);
    const blank = costAt(rough, pose, noText, fit, spare);
    const rest = costAt(rough, pose, text, fit, spare) / blank;
    laid.push({ start, length, pose, text, rest });
    least = Math.min(least, rest);
    if (rest < goodLaidRest) break;
  }
  return least > maxRest ? undefined : laid.sort((a, b) => a.rest - b.rest);
}

function bestRefined(starts: readonly Laid[], work: ReadWork): Candidate | null {
  let best: Candidate | null = null;
  for (let at = 0; at < Math.min(starts.length, maxRefined); at++) {
    const { start, length, pose, text } = starts[at];
    const [fit, laid] = [work.fits[at], work.cuts[at]];
    cut(start, laid);
    const blankCost = costAt(laid, pose, noText, work.fit, work.spare);
    refine(laid, { pose, text, rounds: 2 }, work.fit, fit);
    if (explainedBy({ laid, fit, blankCost }) >= minSettled) {
      refine(laid, { pose: fit.pose, text, rounds: 4 }, work.fit, fit);
      settle(laid, length, work, fit);
    }
    if (best === null || fit.cost / blankCost < best.fit.cost / best.blankCost)
      best = { laid, length, fit, blankCost, isReversed: start.profile === work.reversed };
    if (fit.cost < goodRest * blankCost || explainedBy(best) < minRefined) break;
  }
  return best;
}

/** Share of the light's variation that a candidate explains, of what the noise leaves to explain. */
export function explainedBy({ laid: { profile }, fit, blankCost }: Omit<Candidate, 'length' | 'isReversed'>): number {
  // Where noise is nearly all there is, it is not taken off: any share of nothing would do.
  const explainable = Math.max(0.2 * blankCost, blankCost - profile.count * profile.binVariance);
  return Math.min(1, (blankCost - fit.cost) / Math.max(1e-12, explainable));
}

/** The start's part of its profile with as much of the quiet zones as any code must have, ready to be fitted. */
function cut({ profile, left, right }: DirectedStart, into: LaidProfile): void {
  const [from, to] = [left.edge - quietModules * left.modulePx, right.edge + quietModules * right.modulePx];
  cutProfile(profile, from, to, into.profile);
  layBasis(into);
}

/** Best text and best pose in turn until they agree. */
function settle(laid: LaidProfile, length: ShapesOfLength, work: ReadWork, fit: Fit): void {
  const { spare } = work;
  for (let round = 0; round < 4; round++) {
    layTrellisOf(laid.profile, fit, length.union, work);
    const text = bestOfShapes(work.trellis, length.shapes, work.guess);
    if (text.every((character, place) => character === fit.text[place])) return;
    refine(laid, { pose: fit.pose, text, rounds: 5 }, work.fit, spare);
    if (spare.cost >= fit.cost) return;
    copyFit(spare, fit, laid.profile.count);
  }
}

/** Fills the trellis with the misfits of all characters in `places`, in the light and at the pose of a fit. */
export function layTrellisOf(profile: Profile, fit: Fit, places: Places, into: TrellisWork): void {
  const { grid, stencils, trellis } = into;
  const { ratio, sigma, inkGain } = fit.pose;
  layGrid(profile, fit.pose, places.length, finePeriod, fit, grid);
  layStencils({ ratio, sigma, inkGain, period: finePeriod }, stencils);
  layTrellis(grid, stencils, places, trellis);
}

/** Returns the best text of any of the shapes. `guess` has room for one. */
export function bestOfShapes(of: Trellis, shapes: readonly Places[], guess: Uint8Array): Uint8Array {
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
  { reversed, window }: ReadWork,
): DirectedStart[] {
  const counts = lengths.map(({ count }) => count);
  const modules = moduleSizes(to - from, counts, forward.glare ? maxHidden : 1);
  // A region's ends are off by a cell and by what its smoothing adds.
  const slack = 0.07 * (to - from) + 12;
  // What lies next to a card on a dim display may look like bars: the strip is then longer than its code.
  const inward = slack + maxBeyond * (to - from);
  const left: Omit<StartStopSearch, 'mirrored'> = { from: from - slack, to: from + inward, modules };
  const right: Omit<StartStopSearch, 'mirrored'> = { from: -to - slack, to: -to + inward, modules };
  const starts: DirectedStart[] = [];
  const pair = (profile: Profile, near: Omit<StartStopSearch, 'mirrored'>, far: Omit<StartStopSearch, 'mirrored'>) => {
    const other = profile === forward ? reversed : forward;
    const lefts = findStartStops(profile, { ...near, mirrored: false }, 8, window);
    if (lefts.length === 0 && !profile.glare) return;
    const found = findStartStops(other, { ...far, mirrored: true }, 8, window);
    const rights = found.map((startStop) => ({ ...startStop, edge: -startStop.edge }));
    for (const start of pairStartStops(lefts, rights, counts)) starts.push({ ...start, profile });
    if (!profile.glare) return;
    for (const start of startsFromOneEnd(lefts, 'first', counts)) starts.push({ ...start, profile });
    for (const start of startsFromOneEnd(rights, 'last', counts)) starts.push({ ...start, profile });
  };
  pair(forward, left, right);
  pair(reversed, right, left);
  return varied(starts.filter(({ score }) => score > minPairFit).sort((a, b) => b.score - a.score));
}

/** Returns the best starts, but few similar ones: the text decides length and ratio, not the start/stop characters. */
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

/** A strip may go on beyond its code by this share of its length at either end. */
const maxBeyond = 0.15;
