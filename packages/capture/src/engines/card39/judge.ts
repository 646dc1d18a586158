import { maxBins } from './bins.ts';
import type { Ends } from './ends.ts';
import { createFit, type Fit, layBasis, refine } from './fit.ts';
import { placeBins } from './model.ts';
import type { Profile } from './profile.ts';
import { type Candidate, explainedBy, layTrellisOf } from './read.ts';
import { textOf } from './shapes.ts';
import { characters, characterWidth, symbolWidth } from './symbols.ts';
import { createTrellis, maxCharacters, textThrough, throughCosts } from './trellis.ts';

const all = characters.length;

/** What a candidate is worth. */
export interface Judgement {
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
  /** Like the margin, but only over texts that differ in places where no glare lies. Infinite when there are none. */
  readonly seenMarginNats: number;
  /** Characters, `*` counted, on which no glare lies. */
  readonly seenCount: number;
  /**
   * Log likelihood below the best, by place and character (`place * 44 + character`), of the best text of 43 characters
   * with that character there; 0 where glare lies. What several frames are added up by.
   */
  readonly shortfallNats: Float32Array;
}

/** Terms that a fit may choose: pose and light. */
const fittedTerms = 16;
/** Other texts that get a best pose of their own. */
const maxRivals = 4;

const modules = new Float64Array(maxBins);
const trellis = createTrellis();
const through = new Float64Array(maxCharacters * all);
const rival = createFit();
const rivalText = new Uint8Array(maxCharacters);

/** Weighs a candidate against every other text, and its fit against its noise. */
export function judge({ profile, length, fit, blankCost }: Candidate): Judgement {
  const { count, binVariance } = profile;
  layBasis(profile);
  const variance = Math.max(fit.cost / Math.max(1, count - fittedTerms), binVariance, 1e-9);
  const perNat = 2 * variance * correlation(profile, fit);
  layTrellisOf(profile, fit, length.free, trellis);
  throughCosts(trellis, length.free, through);
  const rivals = rivalsOf(fit.text);
  const aheadNats = (place: number) => aheadAt(fit.text, rivals, place) / perNat;
  let least = Infinity;
  for (const { place, character } of likeliest(rivals)) {
    textThrough(length.free, place, character, rivalText);
    refine(profile, fit.pose, rivalText.slice(0, fit.text.length), 4, rival);
    least = Math.min(least, rival.cost - fit.cost);
  }
  const seen = seenPlaces(profile, fit);
  return {
    text: textOf(fit.text),
    count: fit.text.length,
    ends: endsSeen(profile, fit, aheadNats),
    marginNats: least / perNat,
    explained: explainedBy({ profile, fit, blankCost }),
    seenMarginNats: seenMargin(seen, aheadNats),
    seenCount: seen.reduce((sum, isSeen) => sum + (isSeen ? 1 : 0), 0),
    shortfallNats: shortfall(fit.text.length, seen, perNat),
  };
}

/** A character is seen when so much of its bins' number kept its weight: glare spoils the light beside it too. */
const minSeen = 0.92;
const minWeight = 1e-3;

function seenPlaces(profile: Profile, { text, pose }: Fit): boolean[] {
  if (!profile.glare) return Array.from(text, () => true);
  const width = symbolWidth(text.length, pose.ratio);
  const period = characterWidth(pose.ratio) + 1;
  placeBins(profile, pose, width, modules);
  const bins = new Float64Array(text.length);
  const kept = new Float64Array(text.length);
  for (let bin = 0; bin < profile.count; bin++) {
    // A module beyond either end belongs to a character's blur.
    const place = Math.min(text.length - 1, Math.max(0, Math.floor((modules[bin] as number) / period)));
    (bins[place] as number) += 1;
    if ((profile.w[bin] as number) > minWeight) (kept[place] as number) += 1;
  }
  const [from, to] = [modules[0] as number, modules[profile.count - 1] as number];
  return Array.from(
    text,
    (_, place) =>
      place * period > from - 1 &&
      (place + 1) * period < to + 2 &&
      (kept[place] as number) >= minSeen * (bins[place] as number),
  );
}

/**
 * A `*` is seen when no other character is nearer than this: a code that goes on behind paper, a finger or the frame's edge
 * ends in something like one. Of some 550 pictures of cards one had less than 10, most had hundreds; what was taken for a
 * card had 9 at most (docs/benchmarks.md).
 */
const minStarNats = 12;
/** Under glare it must also explain so much of the light in its place and beside it. */
const minStar = 0.85;
/** So much of the quiet zone must be seen there: behind a gap of one module the next character would begin. */
const minQuiet = 2.5;

/** Which ends were seen, once the whole is laid: one that was found may be no end, one that was guessed at may be. */
function endsSeen(profile: Profile, fit: Fit, aheadNats: (place: number) => number): Ends {
  const width = symbolWidth(fit.text.length, fit.pose.ratio);
  const star = characterWidth(fit.pose.ratio);
  const shows = (from: number, to: number) => !profile.glare || showsEnd(profile, fit, from, to);
  const first = aheadNats(0) >= minStarNats && shows(-minQuiet, star);
  const last = aheadNats(fit.text.length - 1) >= minStarNats && shows(width - star, width + minQuiet);
  if (first && last) return 'both';
  return first ? 'first' : last ? 'last' : 'none';
}

/** Whether a stretch of module coordinates is free of glare and as the fit has it. */
function showsEnd(profile: Profile, fit: Fit, from: number, to: number): boolean {
  let [bins, kept, sumW, sumY, sumYY, cost] = [0, 0, 0, 0, 0, 0];
  const [low, high] = [modules[0] as number, modules[profile.count - 1] as number];
  for (let bin = 0; bin < profile.count; bin++) {
    const m = modules[bin] as number;
    if (m < from || m > to) continue;
    const [w, y] = [profile.w[bin] as number, profile.y[bin] as number];
    bins++;
    if (w > minWeight) kept++;
    sumW += w;
    sumY += w * y;
    sumYY += w * y * y;
    cost += w * (fit.residual[bin] as number) ** 2;
  }
  const isWhole = low < from + 1 && high > to - 1 && kept >= minSeen * bins;
  return isWhole && cost < (1 - minStar) * (sumYY - (sumY * sumY) / sumW);
}

/** How far a text is ahead of any that differs in a seen place between the ends. */
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
function rivalsOf(text: Uint8Array): readonly Rival[] {
  return Array.from(text, (own, place) => {
    let best = { place, character: 0, cost: Infinity };
    for (let character = 0; character < all; character++) {
      const cost = through[place * all + character] as number;
      if (character !== own && cost < best.cost) best = { place, character, cost };
    }
    return best;
  });
}

function likeliest(rivals: readonly Rival[]): readonly Rival[] {
  return [...rivals].sort((a, b) => a.cost - b.cost).slice(0, maxRivals);
}

/** How much less a text's own character costs at a place than its rival. */
function aheadAt(text: Uint8Array, rivals: readonly Rival[], place: number): number {
  return (rivals[place] as Rival).cost - (through[place * all + (text[place] as number)] as number);
}

function shortfall(count: number, seen: readonly boolean[], perNat: number): Float32Array {
  const table = new Float32Array(count * all).fill(Infinity);
  for (let place = 1; place < count - 1; place++) {
    const row = through.subarray(place * all, (place + 1) * all);
    const best = row.reduce((least, cost) => Math.min(least, cost), Infinity);
    for (let character = 0; character < all; character++)
      table[place * all + character] = seen[place] ? ((row[character] as number) - best) / perNat : 0;
  }
  return table;
}

/**
 * How many neighbouring bins say the same: 1 + 2 Σ of the residuals' autocorrelations over the length of a blur. Misfit
 * between camera and model is not independent from bin to bin, and would count many times.
 */
function correlation({ count, w }: Profile, { cost, residual }: Fit): number {
  let sum = 1;
  for (let lag = 1; lag <= 8; lag++) {
    let product = 0;
    for (let bin = lag; bin < count; bin++)
      product +=
        Math.sqrt((w[bin] as number) * (w[bin - lag] as number)) *
        (residual[bin] as number) *
        (residual[bin - lag] as number);
    sum += (2 * product) / Math.max(cost, 1e-12);
  }
  return Math.max(1, sum);
}
