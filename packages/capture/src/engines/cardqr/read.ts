import type { Frame } from '../../decode/frame.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { type Content, createDecoder, laySymbol } from './decode.ts';
import { createFit, isBlurredAway, lightTerms, refine, weighByDoubt } from './fit.ts';
import { costOf, type Judgement, judge, natsOverGrey } from './judge.ts';
import { createLocator, type Place } from './locate.ts';
import { createPatch, takePatch } from './patch.ts';
import { poseOf, poseTerms } from './pose.ts';
import { createEvidence, type Evidence, layEvidence, openCount, openModules, soften } from './soften.ts';
import { fixedModules, kinds } from './symbol.ts';

/** One place that was read, whether or not it is worth believing. */
export interface CardQrReading extends Judgement {
  readonly place: Place;
  /** True when this frame alone is enough. */
  readonly accepted: boolean;
}

/**
 * What a reading must show. Of frames without a card the bench has seen neither more than a few nats where the other was
 * enough; of cards it reads, hundreds (docs/benchmarks.md).
 */
export const acceptance = { overGreyNats: 40, marginNats: 30 } as const;
/**
 * Below this a text is not looked into further, at first and once the pose is fitted to it: before that the noise is a
 * guess, and a blurred card's right text may be thought unlikely. Guess, tuned on the bench.
 */
const [minAtFirst, minFitted] = [-600, -15];

/** A content and what it costs, as in {@link Evidence}. */
interface Weighed extends Content {
  readonly cost: number;
}

/** Texts that are weighed exactly, of those that the soft modules suggest. */
const maxWeighed = 24;

/** Reads QR codes of a grammar from single frames; keeps nothing from frame to frame but its buffers. */
export interface CardQrReader {
  /** The places of one frame that gave any text of the grammar, as far as the first one that is accepted. */
  read(frame: Frame): readonly CardQrReading[];
  /** Only the size and the place whose turn it is, so that a frame costs less; turns count from 0 and go round. */
  readOne(frame: Frame, turn: number): CardQrReading | undefined;
  /** The symbol at a place that is known. */
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
  const evidence = createEvidence();
  const modules = new Float64Array(fixedModules.length);
  const symbol = new Float64Array(openCount);

  /** Texts that fit the evidence, the best first. */
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
    weighByDoubt(patch, fit.pose, open);
    refine(patch, halfKnown, 8, fit);
    if (isBlurredAway(fit)) return undefined;
    let weight = 0;
    for (let at = 0; at < patch.count; at++) weight += patch.weight[at] as number;
    layEvidence(patch, fit, evidence);
    soften(evidence, Math.max(1e-8, fit.cost / (weight - terms)));
    let contents = decode();
    patch.weight.fill(1, 0, patch.count);
    for (let round = 0; round < 3; round++) {
      const [best] = contents;
      if (best === undefined || isHopeless(best, round === 0 ? minAtFirst : minFitted)) return undefined;
      laySymbol(best, symbol);
      modules.set(halfKnown);
      for (let at = 0; at < openCount; at++) modules[openModules[at] as number] = symbol[at] as number;
      refine(patch, modules, 4, fit);
      layEvidence(patch, fit, evidence);
      soften(
        evidence,
        (fit.cost / (patch.count - terms)) * likeNeighbours(evidence, symbol, fit.cost / (patch.count - terms)),
      );
      contents = decode();
      if (contents[0]?.text === best.text) break;
    }
    const [best] = contents;
    if (best === undefined) return undefined;
    const judgement = judge(evidence, best, contents, decoder.choices);
    const { overGreyNats, marginNats } = judgement;
    const accepted = overGreyNats >= acceptance.overGreyNats && marginNats >= acceptance.marginNats;
    return { ...judgement, place, accepted };
  }

  return {
    read(frame) {
      const readings: CardQrReading[] = [];
      for (const place of locator.locate(frame, 'all')) {
        const reading = readPlace(frame, place);
        if (reading === undefined) continue;
        readings.push(reading);
        // One card is held before the camera; what is left is scene.
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

/** How many times as much the rests vary by modules as they would if pixels were independent; at least once. */
function likeNeighbours({ gram, pull }: Evidence, symbol: Float64Array, variance: number): number {
  let sum = 0;
  for (let row = 0; row < openCount; row++) {
    let rest = pull[row] as number;
    for (let at = 0; at < openCount; at++)
      rest -= (gram[row * openCount + at] as number) * ((symbol[at] as number) - 0.5);
    sum += (rest * rest) / Math.max(1e-9, gram[row * openCount + row] as number);
  }
  return Math.max(1, sum / openCount / variance);
}
