/**
 * What a frame holds: whether the likeliest text is the card's for a reader that is given the code's place, its blur and its
 * light, and refuses nothing. It cannot be used to read: it fits all of these to the right text. What it misses, no locator and
 * no fit can find.
 */
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createCovered, dropCovered, findDazzled } from '../../../packages/capture/src/engines/cardqr/covered.ts';
import { createDecoder } from '../../../packages/capture/src/engines/cardqr/decode.ts';
import * as squares from '../../../packages/capture/src/engines/cardqr/fit.ts';
import { createPatch, takePatch } from '../../../packages/capture/src/engines/cardqr/patch.ts';
import { type Point, poseOf } from '../../../packages/capture/src/engines/cardqr/pose.ts';
import { createEvidence, layEvidence, soften } from '../../../packages/capture/src/engines/cardqr/soften.ts';
import { cardGrammar } from '../../../packages/client/src/card/grammar.ts';
import { type Corners, createBarsAtPose, stripOf } from '../frames/bars-at-pose.ts';
import { qrModules } from '../frames/qr-scene.ts';
import type { Held, Hold } from './phone.ts';
import type { Print } from './print.ts';

/** What is known of a code: the part of its height that is free, from -1 (its top) to 1, and whether it is white on black. */
export interface Known {
  readonly free?: readonly [from: number, to: number];
  readonly isInverted?: boolean;
}

/** Returns a function that says whether a frame holds the card's text. */
export function createPoseReader() {
  const readBars = createBarReader();
  const readSquares = createSquareReader();
  return (frame: Frame, { print, hold }: Held, known: Known): boolean => {
    const toPixel = (u: number, v: number) => pixelOf(print, hold, frame.heightPx, [u, v]);
    const { symbolWidth: width, symbolHeight: height } = print;
    const corners = [toPixel(0, 0), toPixel(width, 0), toPixel(width, height), toPixel(0, height)] as const;
    return print.period === 1
      ? readSquares(frame, corners, print.text)
      : readBars(known.isInverted ? negativeOf(frame) : frame, {
          ...{ corners, middle: toPixel(width / 2, height / 2), print },
          free: known.free ?? [-1, 1],
        });
  };
}

/** Returns the pixel that shows a place of the print: what the camera does, backwards. */
function pixelOf(print: Print, hold: Hold, heightPx: number, [u, v]: Point): Point {
  const [fromU, fromV] = [u - print.symbolWidth / 2, v - print.symbolHeight / 2];
  let [a, b] = [fromU, fromV];
  for (let round = 0; round < 20; round++) {
    const scale = 1 + (hold.tiltX * a + hold.tiltY * b) / print.symbolWidth;
    [a, b] = [fromU / scale, fromV / scale];
  }
  const [cos, sin] = [Math.cos(hold.angleRad) * hold.ppm, Math.sin(hold.angleRad) * hold.ppm];
  const y = hold.y + a * sin + b * cos;
  return [hold.x + a * cos - b * sin - hold.rolling * (y / heightPx - 0.5), y];
}

function negativeOf(frame: Frame): Frame {
  return { ...frame, luma: frame.luma.map((level) => 255 - level) };
}

function createSquareReader() {
  const [patch, fit, fitWork] = [createPatch(), squares.createFit(), squares.createFitWork()];
  const [evidence, covered, decoder] = [createEvidence(), createCovered(), createDecoder(cardGrammar)];
  return (frame: Frame, corners: Corners, text: string): boolean => {
    const { side, isInk } = qrModules(text, 'M');
    const modules = Float64Array.from({ length: side ** 2 }, (_, at) =>
      Number(isInk(at % side, Math.floor(at / side))),
    );
    return Object.values(squares.paperTerms).some((terms) => {
      fit.paperTerms = terms;
      fit.pose = poseOf(corners, 0.5);
      takePatch(frame, fit.pose, patch);
      if (findDazzled(patch, fit, fitWork, covered)) dropCovered(patch, fit, fitWork, covered);
      squares.refine(patch, modules, 8, fitWork, fit);
      layEvidence(patch, fit, fitWork, evidence);
      soften(evidence, fit.cost / (patch.count - squares.termsOf(fit)));
      return decoder.decode(evidence.soft)[0]?.text === text;
    });
  };
}

function createBarReader() {
  const barsAt = createBarsAtPose();
  return (
    frame: Frame,
    given: {
      readonly corners: Corners;
      readonly middle: Point;
      readonly print: Print;
      readonly free: readonly [number, number];
    },
  ): boolean => {
    const { corners, middle, print, free } = given;
    const strip = stripOf(corners);
    const along = (middle[0] - strip.centreX) * strip.axisX + (middle[1] - strip.centreY) * strip.axisY;
    const perspective = (-4 * along) / (strip.to - strip.from + 2 * along);
    const { text, ratio } = print;
    return barsAt(frame, strip, { text, ratio, perspective, sigma: 0.5, rounds: 8, free }) === text;
  };
}
