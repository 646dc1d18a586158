import type { Frame } from '../../decode/frame.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCovered, dropCovered, findCovered, findDazzled } from './covered.ts';
import { createDecoder, laySymbol } from './decode.ts';
import { createFit, createFitWork, isBlurredAway, paperTerms, refine, termsOf, weighByDoubt } from './fit.ts';
import type { Place } from './locate.ts';
import { createPatch, type Patch, takePatch } from './patch.ts';
import { poseOf } from './pose.ts';
import { costOf, coveredBits, createScoreWork, marginNats, natsOverGrey, type Weighed } from './score.ts';
import { createEvidence, type Evidence, layEvidence, openCount, openModules, soften } from './soften.ts';
import { fixedModules, kinds } from './symbol.ts';

/** The best text at one place. */
export interface CardQrReading {
  readonly text: string;
  readonly place: Place;
  /** Log likelihood of the content over that of greys of any kind, less what it could choose from; natural units. */
  readonly overGreyNats: number;
  /** True if this frame alone is enough. */
  readonly accepted: boolean;
}

/**
 * The minimum scores of a reading. Of 37 500 looks at frames without a card, 73 had over 100 nats over grey, because the padding of
 * a short text is a card's too: the margin refuses these. Cards that are read have hundreds of both (docs/benchmarks.md). Uneven
 * light and covered modules can explain more, so their readings need more (decision 0044).
 */
const acceptance = { overGreyNats: 60, overGreyNatsIfFree: 80, marginNats: 30 } as const;
/** A symbol is not read if more of its 238 open modules are covered. */
const maxCovered = 120;
/**
 * A text that scores below this is given up: at first, and once the pose is fitted to it. Before the fit the noise is an
 * estimate, and the right text of a blurred card may seem unlikely. Guess, tuned on the bench.
 */
const [minAtFirst, minFitted] = [-2000, -15];

/** The maximum number of suggested texts that are scored exactly. */
const maxWeighed = 24;

/** The fewest pixels of a symbol that can be read. */
const minPixels = 200;
const firstBlur = 0.5;
const open = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 1 : 0));
const halfKnown = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 0.5 : kind));

/** Buffers for reading a place, and the decoder of a grammar. */
export type PlaceWork = ReturnType<typeof createPlaceWork>;

export function createPlaceWork(grammar: SymbolGrammar) {
  return {
    decoder: createDecoder(grammar),
    patch: createPatch(),
    fit: createFit(),
    fitWork: createFitWork(),
    scoreWork: createScoreWork(),
    evidence: createEvidence(),
    covered: createCovered(),
    modules: new Float64Array(fixedModules.length),
    symbol: new Float64Array(openCount),
  };
}

/** Reads the whole symbol at a place; then, if something covers a part, the rest of it; then both in uneven light. */
export function readPlace(frame: Frame, place: Place, work: PlaceWork): CardQrReading | undefined {
  const { patch, fit, fitWork, evidence, covered } = work;
  let best: CardQrReading | undefined;
  for (const terms of [paperTerms.plane, paperTerms.surface]) {
    fit.paperTerms = terms;
    if (!fitPlace(frame, place, work)) continue;
    const isCovered = findCovered(evidence, covered);
    const laid = fit.pose.terms.slice();
    best = likelier(readPatch(place, work), best);
    if (best?.accepted) return best;
    if (!isCovered) continue;
    // Reading has fitted the pose to a text that is not right.
    fit.pose.terms.set(laid);
    dropCovered(patch, fit, fitWork, covered);
    if (fitPose(work)) best = likelier(readPatch(place, work), best);
    if (best?.accepted) return best;
  }
  return best;
}

function fitPlace(frame: Frame, { corners }: Place, work: PlaceWork): boolean {
  const { patch, fit, fitWork, covered } = work;
  fit.pose = poseOf(corners, firstBlur);
  takePatch(frame, fit.pose, patch);
  if (findDazzled(patch, fit, fitWork, covered)) dropCovered(patch, fit, fitWork, covered);
  return fitPose(work);
}

/** Lays a symbol on the patch by what every symbol has. Returns false if the patch does not show one. */
function fitPose({ patch, fit, fitWork, evidence }: PlaceWork): boolean {
  if (patch.count < minPixels) return false;
  weighByDoubt(patch, fit.pose, open, fitWork);
  refine(patch, halfKnown, 8, fitWork, fit);
  if (isBlurredAway(fit)) return false;
  layEvidence(patch, fit, fitWork, evidence);
  soften(evidence, Math.max(1e-8, fit.cost / (sumOfWeights(patch) - termsOf(fit))));
  return coveredBits(evidence) <= maxCovered;
}

/** Reads the symbol that is laid on the patch. */
function readPatch(place: Place, work: PlaceWork): CardQrReading | undefined {
  const { decoder, patch, fit, fitWork, evidence, modules, symbol } = work;
  let contents = decode(work);
  patch.weight.fill(1, 0, patch.count);
  for (let round = 0; round < 3; round++) {
    const [best] = contents;
    if (best === undefined) return undefined;
    if (natsOverGrey(evidence, best.cost, decoder.choices) < (round === 0 ? minAtFirst : minFitted)) return undefined;
    laySymbol(best, symbol);
    layModules(symbol, modules);
    refine(patch, modules, 4, fitWork, fit);
    layEvidence(patch, fit, fitWork, evidence);
    const variance = fit.cost / (patch.count - termsOf(fit));
    soften(evidence, variance * likeNeighbours(evidence, symbol, variance));
    contents = decode(work);
    if (contents[0]?.text === best.text) break;
  }
  const [best] = contents;
  if (best === undefined) return undefined;
  const overGreyNats = natsOverGrey(evidence, best.cost, decoder.choices);
  const isFree = fit.paperTerms !== paperTerms.plane || coveredBits(evidence) > 0;
  const least = isFree ? acceptance.overGreyNatsIfFree : acceptance.overGreyNats;
  const accepted =
    overGreyNats >= least && marginNats(evidence, best, contents, work.scoreWork) >= acceptance.marginNats;
  return { text: best.text, place, overGreyNats, accepted };
}

/** Returns the texts that fit the evidence, the best first. */
function decode({ decoder, evidence, symbol }: PlaceWork): readonly Weighed[] {
  return decoder
    .decode(evidence.soft)
    .slice(0, maxWeighed)
    .map((content) => {
      laySymbol(content, symbol);
      return { ...content, cost: costOf(evidence, symbol) };
    })
    .sort((a, b) => a.cost - b.cost);
}

/** Returns the accepted one, or the one with the better score. */
function likelier(one: CardQrReading | undefined, other: CardQrReading | undefined): CardQrReading | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.accepted || one.overGreyNats > other.overGreyNats ? one : other;
}

function sumOfWeights({ count, weight }: Patch): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += weight[at];
  return sum;
}

/** Fills `modules` with the fixed modules and those of a text. */
function layModules(symbol: Float64Array, modules: Float64Array): void {
  modules.set(halfKnown);
  for (let at = 0; at < openCount; at++) modules[openModules[at]] = symbol[at];
}

/** Returns the variance of the residuals by module, relative to independent pixels; at least 1. */
function likeNeighbours({ gram, pull }: Evidence, symbol: Float64Array, variance: number): number {
  let sum = 0;
  for (let row = 0; row < openCount; row++) {
    let rest = pull[row];
    for (let at = 0; at < openCount; at++) rest -= gram[row * openCount + at] * (symbol[at] - 0.5);
    sum += (rest * rest) / Math.max(1e-9, gram[row * openCount + row]);
  }
  return Math.max(1, sum / openCount / variance);
}
