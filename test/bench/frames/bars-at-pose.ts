/** What is left to find in a frame once the place, the blur and the width of its bars are known: the text. For bounds only. */
import type { Frame } from '../../../packages/capture/src/decode/frame.ts';
import { createBins, type Strip } from '../../../packages/capture/src/engines/card39/bins.ts';
import {
  createFit,
  createFitWork,
  createLaidProfile,
  layBasis,
  refine,
} from '../../../packages/capture/src/engines/card39/fit.ts';
import { takeProfile } from '../../../packages/capture/src/engines/card39/profile.ts';
import { bestOfShapes, createReadWork, layTrellisOf } from '../../../packages/capture/src/engines/card39/read.ts';
import { shapesOf, textOf } from '../../../packages/capture/src/engines/card39/shapes.ts';
import { characters, startStopCharacter, symbolWidth } from '../../../packages/capture/src/engines/card39/symbols.ts';
import { cardShapes } from '../../../packages/client/src/card/grammar.ts';

type Point = readonly [x: number, y: number];
/** Top left, top right, bottom right, bottom left. */
export type Corners = readonly [Point, Point, Point, Point];

/** Returns the numbers of a text's characters, with `*` at both ends. */
export function numbersOf(text: string): Uint8Array {
  const own = [...text].map((character) => characters.indexOf(character));
  return Uint8Array.from([startStopCharacter, ...own, startStopCharacter]);
}

/** The strip between the middles of a code's ends, as high as the code, with its ends' slants. */
export function stripOf([tl, tr, br, bl]: Corners): Strip {
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

interface Known {
  /** The right text: the pose is the one that fits it best. */
  readonly text: string;
  readonly ratio: number;
  readonly sigma: number;
  readonly perspective: number;
  /** Rounds of the fit. */
  readonly rounds: number;
  /** The part of the height to use, from -1 to 1. */
  readonly free: readonly [from: number, to: number];
}

/** Returns a function that finds the best text of the right one's length on a strip; empty if no card has that length. */
export function createBarsAtPose() {
  const lengths = shapesOf(cardShapes);
  const [laid, fit, fitWork] = [createLaidProfile(), createFit(), createFitWork()];
  const [bins, work] = [createBins(), createReadWork()];
  return (frame: Frame, strip: Strip, { text, ratio, sigma, perspective, rounds, free }: Known): string => {
    const numbers = numbersOf(text);
    const shapes = lengths.find(({ count }) => count === numbers.length);
    if (shapes === undefined) return '';
    const length = strip.to - strip.from;
    const room = (7 * length) / symbolWidth(numbers.length, ratio);
    const sampling = { from: strip.from - room, to: strip.to + room, binPx: Math.max(0.08, length / 720), lineStep: 1 };
    takeProfile(frame, strip, { ...sampling, above: free[0], below: free[1] }, bins, laid.profile);
    layBasis(laid);
    const pose = { start: strip.from, end: strip.to, perspective, bow: 0, ratio, sigma, inkGain: 0 };
    refine(laid, { pose, text: numbers, rounds }, fitWork, fit);
    layTrellisOf(laid.profile, fit, shapes.union, work);
    return textOf(bestOfShapes(work.trellis, shapes.shapes, work.guess));
  };
}
