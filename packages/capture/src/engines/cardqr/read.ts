import type { Frame } from '../../decode/frame.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { type Content, createDecoder, laySymbol } from './decode.ts';
import { createFit, createFitWork, isBlurredAway, lightTerms, refine, weighByDoubt } from './fit.ts';
import { createLocator, type Place } from './locate.ts';
import { createPatch, type Patch, takePatch } from './patch.ts';
import { poseOf, poseTerms } from './pose.ts';
import { type ContentScore, costOf, createScoreWork, natsOverGrey, scoreContent } from './score.ts';
import { createEvidence, type Evidence, layEvidence, openCount, openModules, soften } from './soften.ts';
import { fixedModules, kinds } from './symbol.ts';

/** The best text at one place. */
export interface CardQrReading extends ContentScore {
  readonly place: Place;
  /** True if this frame alone is enough. */
  readonly accepted: boolean;
}

/**
 * The minimum scores of a reading. In frames without a card, the bench never saw one above a few nats if the other was high
 * enough; cards that are read have hundreds (docs/benchmarks.md).
 */
export const acceptance = { overGreyNats: 40, marginNats: 30 } as const;
/**
 * A text that scores below this is given up: at first, and once the pose is fitted to it. Before the fit the noise is an
 * estimate, and the right text of a blurred card may seem unlikely. Guess, tuned on the bench.
 */
const [minAtFirst, minFitted] = [-600, -15];

/** A content with its cost, as in {@link Evidence}. */
interface Weighed extends Content {
  readonly cost: number;
}

/** The maximum number of suggested texts that are scored exactly. */
const maxWeighed = 24;

/** Reads QR codes of a grammar from single frames. Only its buffers outlive a frame. */
export interface CardQrReader {
  /** Returns the readings of one frame, up to the first that is accepted. */
  read(frame: Frame): readonly CardQrReading[];
  /** Reads only one place, so that a frame costs less. The turn, from 0 upwards, selects the size and the place in rotation. */
  readOne(frame: Frame, turn: number): CardQrReading | undefined;
  /** Reads the symbol at a known place. */
  readAt(frame: Frame, place: Place): CardQrReading | undefined;
}

const firstBlur = 0.5;
const terms = poseTerms + lightTerms;
const open = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 1 : 0));
const halfKnown = Float64Array.from(fixedModules, (kind) => (kind === kinds.unknown ? 0.5 : kind));

export function createCardQrReader(grammar: SymbolGrammar): CardQrReader {
  const locator = createLocator();
  const decoder = createDecoder(grammar);
  const patch = createPatch();
  const fit = createFit();
  const fitWork = createFitWork();
  const scoreWork = createScoreWork();
  const evidence = createEvidence();
  const modules = new Float64Array(fixedModules.length);
  const symbol = new Float64Array(openCount);

  /** Returns the texts that fit the evidence, the best first. */
  function decode(): readonly Weighed[] {
    return decoder
      .decode(evidence.soft)
      .slice(0, maxWeighed)
      .map((content) => {
        laySymbol(content, symbol);
        return { ...content, cost: costOf(evidence, symbol) };
      })
      .sort((a, b) => a.cost - b.cost);
  }

  const isHopeless = ({ cost }: Weighed, least: number) => natsOverGrey(evidence, cost, decoder.choices) < least;

  function readPlace(frame: Frame, place: Place): CardQrReading | undefined {
    fit.pose = poseOf(place.corners, firstBlur);
    takePatch(frame, fit.pose, patch);
    if (patch.count < 200) return undefined;
    weighByDoubt(patch, fit.pose, open, fitWork);
    refine(patch, halfKnown, 8, fitWork, fit);
    if (isBlurredAway(fit)) return undefined;
    layEvidence(patch, fit, fitWork, evidence);
    soften(evidence, Math.max(1e-8, fit.cost / (sumOfWeights(patch) - terms)));
    let contents = decode();
    patch.weight.fill(1, 0, patch.count);
    for (let round = 0; round < 3; round++) {
      const [best] = contents;
      if (best === undefined || isHopeless(best, round === 0 ? minAtFirst : minFitted)) return undefined;
      laySymbol(best, symbol);
      layModules(symbol, modules);
      refine(patch, modules, 4, fitWork, fit);
      layEvidence(patch, fit, fitWork, evidence);
      soften(
        evidence,
        (fit.cost / (patch.count - terms)) * likeNeighbours(evidence, symbol, fit.cost / (patch.count - terms)),
      );
      contents = decode();
      if (contents[0]?.text === best.text) break;
    }
    const [best] = contents;
    if (best === undefined) return undefined;
    const score = scoreContent(evidence, best, { others: contents, choices: decoder.choices }, scoreWork);
    return { ...score, place, accepted: isAccepted(score) };
  }

  return {
    read(frame) {
      const readings: CardQrReading[] = [];
      for (const place of locator.locate(frame, 'all')) {
        const reading = readPlace(frame, place);
        if (reading === undefined) continue;
        readings.push(reading);
        // Only one card is in front of the camera; the rest is background.
        if (reading.accepted) break;
      }
      return readings;
    },
    readOne(frame, turn) {
      const places = locator.locate(frame, turn % 2 === 0 ? 'large' : 'small');
      const place = places[(turn >> 1) % places.length];
      return place === undefined ? undefined : readPlace(frame, place);
    },
    readAt: readPlace,
  };
}

function isAccepted({ overGreyNats, marginNats }: ContentScore): boolean {
  return overGreyNats >= acceptance.overGreyNats && marginNats >= acceptance.marginNats;
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
