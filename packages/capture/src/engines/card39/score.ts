import { maxBins } from './bins.ts';
import { createFit, createFitWork, type Fit, type FitWork, refine } from './fit.ts';
import { isExplained, leftNatsAt, misfitOf, noiseNatsOf } from './misfit.ts';
import { placeBins } from './model.ts';
import type { Profile } from './profile.ts';
import { type Candidate, createTrellisWork, explainedBy, layTrellisOf, type TrellisWork } from './read.ts';
import { textOf } from './shapes.ts';
import type { Ends } from './starts.ts';
import { characters, characterWidth, symbolWidth } from './symbols.ts';
import { createThrough, layThrough, type Through, textThrough } from './trellis.ts';

const all = characters.length;

/** The score of a candidate. */
export interface CandidateScore {
  readonly text: string;
  /** Characters, `*` at both ends included. */
  readonly count: number;
  /** Which `*` were seen; where one was not, `count` is a guess, and the places are counted from the other. */
  readonly ends: Ends;
  /**
   * Log likelihood of the text over that of the best other text of any 43 characters, of the same length, with any
   * character for a `*` as well, each at its own best pose; natural units. Negative where another text fits better.
   */
  readonly marginNats: number;
  /** Share of the light's variation that the bars explain, of what noise leaves to explain; 1 is all. */
  readonly explained: number;
  /** Like the margin, but only over texts that differ in places that were seen. Infinite if there are none. */
  readonly seenMarginNats: number;
  /** Characters, `*` counted, that were seen: no glare lies on them, and they explain their light. */
  readonly seenCount: number;
  /**
   * Log likelihood below the best, by place and character (`place * 44 + character`), of the best text of 43 characters
   * with that character there; 0 if none was seen. What several frames are added up by.
   */
  readonly shortfallNats: Float32Array;
  /** What the text leaves of the light, by place and cell: {@link misfitOf}. */
  readonly misfit: Float32Array;
}

/** Terms that a fit may choose: pose and light. */
const fittedTerms = 16;
/** Other texts that get a best pose of their own. */
const maxRivals = 4;

/** Buffers for scoring candidates. */
export interface ScoreWork extends TrellisWork {
  readonly through: Through;
  readonly fit: FitWork;
  readonly rival: Fit;
  /** Module coordinate of each bin. */
  readonly modules: Float64Array;
}

export function createScoreWork(): ScoreWork {
  return {
    ...createTrellisWork(),
    through: createThrough(),
    fit: createFitWork(),
    rival: createFit(),
    modules: new Float64Array(maxBins),
  };
}

/** Scores a candidate against every other text, and its fit against its noise. */
export function scoreCandidate(
  { laid, length, fit, blankCost }: Omit<Candidate, 'isReversed'>,
  work: ScoreWork,
): CandidateScore {
  const { profile } = laid;
  const { count, binVariance } = profile;
  const { through, rival, modules } = work;
  const variance = Math.max(fit.cost / Math.max(1, count - fittedTerms), binVariance, 1e-9);
  const perNat = 2 * variance * correlation(profile, fit);
  layTrellisOf(profile, fit, length.free, work);
  layThrough(work.trellis, length.free, through);
  const rivals = rivalsOf(fit.text, through.cost);
  const aheadNats = (place: number) => (rivals[place].cost - through.cost[place * all + fit.text[place]]) / perNat;
  let least = Infinity;
  for (const { place, character } of likeliest(rivals)) {
    const text = textThrough(through, fit.text.length, place, character);
    refine(laid, { pose: fit.pose, text, rounds: 4 }, work.fit, rival);
    least = Math.min(least, rival.cost - fit.cost);
  }
  placeBins(profile, fit.pose, symbolWidth(fit.text.length, fit.pose.ratio), modules);
  const misfit = misfitOf(profile, modules, fit, perNat);
  const last = fit.text.length - 1;
  const left = Array.from(fit.text, (_, place) => leftNatsAt(misfit, place));
  const noise = noiseNatsOf(left.slice(1, -1));
  const explains = (place: number) => isExplained(aheadNats(place), left[place], noise);
  // A `*` shares its cells with what lies next to the card, and has tests of its own.
  const seen = seenPlaces(profile, modules, fit).map(
    (isFree, place) => isFree && (place === 0 || place === last || explains(place)),
  );
  const isClear = (place: number) =>
    aheadNats(place) >= minStartStopNats && (fit.text.length >= minWhole || explains(place));
  return {
    text: textOf(fit.text),
    count: fit.text.length,
    ends: endsSeen(profile, modules, fit, isClear),
    marginNats: least / perNat,
    explained: explainedBy({ laid, fit, blankCost }),
    seenMarginNats: seenMargin(seen, aheadNats),
    seenCount: seen.reduce((sum, isSeen) => sum + (isSeen ? 1 : 0), 0),
    shortfallNats: shortfall(through.cost, seen, perNat),
    misfit,
  };
}

/** A character is free of glare if this share of its bins kept its weight: glare also spoils the light next to it. */
const minSeen = 0.92;
const minWeight = 1e-3;

function seenPlaces(profile: Profile, modules: Float64Array, { text, pose }: Fit): boolean[] {
  if (!profile.glare) return Array.from(text, () => true);
  const period = characterWidth(pose.ratio) + 1;
  const bins = new Float64Array(text.length);
  const kept = new Float64Array(text.length);
  for (let bin = 0; bin < profile.count; bin++) {
    // A module beyond either end belongs to a character's blur.
    const place = Math.min(text.length - 1, Math.max(0, Math.floor(modules[bin] / period)));
    bins[place] += 1;
    if (profile.w[bin] > minWeight) kept[place] += 1;
  }
  const [from, to] = [modules[0], modules[profile.count - 1]];
  return Array.from(
    text,
    (_, place) => place * period > from - 1 && (place + 1) * period < to + 2 && kept[place] >= minSeen * bins[place],
  );
}

/**
 * A `*` is seen if no other character is closer than this: a code that continues behind paper, a finger or the frame's edge
 * ends in something like one. Of some 550 pictures of cards one had less than 10, most had hundreds; what was mistaken for
 * a card had 9 at most (docs/benchmarks.md).
 */
const minStartStopNats = 12;
/**
 * A text of fewer characters may be what is left of a longer one, and its `*` must explain their light as its other characters
 * do: the half of a 0 that paper left free was a `*`, and a card's last five digits an old number. Other texts' need not:
 * tilted by 50° they are at the end of what a pose can follow.
 */
const minWhole = 9;
/** Under glare it must also explain this share of the light in and next to its position. */
const minStartStopFit = 0.85;
/** Modules of the quiet zone that must be seen there: behind a gap of one module the next character would begin. */
const minQuiet = 2.5;

/** Which ends were seen, once the whole is laid: one that was found may be no end, one that was guessed at may be. */
function endsSeen(profile: Profile, modules: Float64Array, fit: Fit, isClear: (place: number) => boolean): Ends {
  const width = symbolWidth(fit.text.length, fit.pose.ratio);
  const startStop = characterWidth(fit.pose.ratio);
  const shows = (from: number, to: number) => !profile.glare || showsEnd(profile, modules, fit, from, to);
  const first = isClear(0) && shows(-minQuiet, startStop);
  const last = isClear(fit.text.length - 1) && shows(width - startStop, width + minQuiet);
  if (first && last) return 'both';
  return first ? 'first' : last ? 'last' : 'none';
}

/** True if a stretch of module coordinates is free of glare and matches the fit. */
function showsEnd(profile: Profile, modules: Float64Array, fit: Fit, from: number, to: number): boolean {
  let [bins, kept, sumW, sumY, sumYY, cost] = [0, 0, 0, 0, 0, 0];
  const [low, high] = [modules[0], modules[profile.count - 1]];
  for (let bin = 0; bin < profile.count; bin++) {
    const m = modules[bin];
    if (m < from || m > to) continue;
    const [w, y] = [profile.w[bin], profile.y[bin]];
    bins++;
    if (w > minWeight) kept++;
    sumW += w;
    sumY += w * y;
    sumYY += w * y * y;
    cost += w * fit.residual[bin] ** 2;
  }
  const isWhole = low < from + 1 && high > to - 1 && kept >= minSeen * bins;
  return isWhole && cost < (1 - minStartStopFit) * (sumYY - (sumY * sumY) / sumW);
}

/** Returns the margin of a text over any that differs at a seen position between the ends. */
function seenMargin(seen: readonly boolean[], aheadNats: (place: number) => number): number {
  let least = Infinity;
  for (let place = 1; place < seen.length - 1; place++) if (seen[place]) least = Math.min(least, aheadNats(place));
  return least;
}

/** The other character at a place that costs least. */
interface Rival {
  readonly place: number;
  readonly character: number;
  /** Of the best text with it. */
  readonly cost: number;
}

/** By place. */
function rivalsOf(text: Uint8Array, costs: Float64Array): readonly Rival[] {
  return Array.from(text, (own, place) => {
    let best = { place, character: 0, cost: Infinity };
    for (let character = 0; character < all; character++) {
      const cost = costs[place * all + character];
      if (character !== own && cost < best.cost) best = { place, character, cost };
    }
    return best;
  });
}

function likeliest(rivals: readonly Rival[]): readonly Rival[] {
  return [...rivals].sort((a, b) => a.cost - b.cost).slice(0, maxRivals);
}

function shortfall(costs: Float64Array, seen: readonly boolean[], perNat: number): Float32Array {
  const count = seen.length;
  const table = new Float32Array(count * all).fill(Infinity);
  for (let place = 1; place < count - 1; place++) {
    const row = costs.subarray(place * all, (place + 1) * all);
    const best = row.reduce((least, cost) => Math.min(least, cost), Infinity);
    for (let character = 0; character < all; character++)
      table[place * all + character] = seen[place] ? (row[character] - best) / perNat : 0;
  }
  return table;
}

/**
 * Returns the number of neighbouring bins that count as one: 1 + 2 Σ of the residuals' autocorrelations over the length of a blur. Misfit
 * between camera and model is not independent from bin to bin, and would count many times.
 */
function correlation({ count, w }: Profile, { cost, residual }: Fit): number {
  let sum = 1;
  for (let lag = 1; lag <= 8; lag++) {
    let product = 0;
    for (let bin = lag; bin < count; bin++)
      product += Math.sqrt(w[bin] * w[bin - lag]) * residual[bin] * residual[bin - lag];
    sum += (2 * product) / Math.max(cost, 1e-12);
  }
  return Math.max(1, sum);
}
