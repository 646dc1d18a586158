/**
 * What a frame holds: whether the likeliest text is the card's for a reader that is given the code's place, its blur and its
 * light, and refuses nothing. It cannot be used to read: it fits all of these to the right text. What it misses, no locator and
 * no fit can find.
 */
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createBins, type Strip } from '../../../packages/capture/src/engines/card39/bins.ts';
import * as bars from '../../../packages/capture/src/engines/card39/fit.ts';
import { takeProfile } from '../../../packages/capture/src/engines/card39/profile.ts';
import { bestOfShapes, createReadWork, layTrellisOf } from '../../../packages/capture/src/engines/card39/read.ts';
import { shapesOf, textOf } from '../../../packages/capture/src/engines/card39/shapes.ts';
import { characters, startStopCharacter, symbolWidth } from '../../../packages/capture/src/engines/card39/symbols.ts';
import { createCovered, dropCovered, findDazzled } from '../../../packages/capture/src/engines/cardqr/covered.ts';
import { createDecoder } from '../../../packages/capture/src/engines/cardqr/decode.ts';
import * as squares from '../../../packages/capture/src/engines/cardqr/fit.ts';
import { createPatch, takePatch } from '../../../packages/capture/src/engines/cardqr/patch.ts';
import { type Point, poseOf } from '../../../packages/capture/src/engines/cardqr/pose.ts';
import { createEvidence, layEvidence, soften } from '../../../packages/capture/src/engines/cardqr/soften.ts';
import { cardGrammar, cardShapes } from '../../../packages/client/src/card/grammar.ts';
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
  return (frame: Frame, corners: readonly [Point, Point, Point, Point], text: string): boolean => {
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
  const lengths = shapesOf(cardShapes);
  const [laid, fit, fitWork] = [bars.createLaidProfile(), bars.createFit(), bars.createFitWork()];
  const [bins, work] = [createBins(), createReadWork()];
  return (
    frame: Frame,
    given: {
      readonly corners: readonly [Point, Point, Point, Point];
      readonly middle: Point;
      readonly print: Print;
      readonly free: readonly [number, number];
    },
  ): boolean => {
    const { corners, middle, print, free } = given;
    const strip = stripOf(corners);
    const text = Uint8Array.from([
      startStopCharacter,
      ...[...print.text].map((character) => characters.indexOf(character)),
      startStopCharacter,
    ]);
    const shapes = lengths.find(({ count }) => count === text.length);
    if (shapes === undefined) return false;
    const length = strip.to - strip.from;
    const room = (7 * length) / symbolWidth(text.length, print.ratio);
    const sampling = { from: strip.from - room, to: strip.to + room, binPx: Math.max(0.08, length / 720), lineStep: 1 };
    takeProfile(frame, strip, { ...sampling, above: free[0], below: free[1] }, bins, laid.profile);
    bars.layBasis(laid);
    const along = (middle[0] - strip.centreX) * strip.axisX + (middle[1] - strip.centreY) * strip.axisY;
    const pose = {
      ...{ start: strip.from, end: strip.to, perspective: (-4 * along) / (length + 2 * along), bow: 0 },
      ...{ ratio: print.ratio, sigma: 0.5, inkGain: 0 },
    };
    bars.refine(laid, { pose, text, rounds: 8 }, fitWork, fit);
    layTrellisOf(laid.profile, fit, shapes.union, work);
    return textOf(bestOfShapes(work.trellis, shapes.shapes, work.guess)) === print.text;
  };
}

/** The strip between the middles of a code's ends, as high as the code, with its ends' slants. */
function stripOf([tl, tr, br, bl]: readonly [Point, Point, Point, Point]): Strip {
  const middle = (one: Point, other: Point): Point => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
  const [left, right] = [middle(tl, bl), middle(tr, br)];
  const length = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const [axisX, axisY] = [(right[0] - left[0]) / length, (right[1] - left[1]) / length];
  const down = (from: Point, to: Point) => (to[1] - from[1]) * axisX - (to[0] - from[0]) * axisY;
  const along = (from: Point, to: Point) => (to[0] - from[0]) * axisX + (to[1] - from[1]) * axisY;
  const [slantLeft, slantRight] = [along(tl, bl) / down(tl, bl), along(tr, br) / down(tr, br)];
  return {
    centreX: (left[0] + right[0]) / 2,
    centreY: (left[1] + right[1]) / 2,
    axisX,
    axisY,
    from: -length / 2,
    to: length / 2,
    halfHeight: 0.47 * Math.min(down(tl, bl), down(tr, br)),
    shear: (slantLeft + slantRight) / 2,
    fan: (slantRight - slantLeft) / length,
  };
}
