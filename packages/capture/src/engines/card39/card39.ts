import type { Engine } from '../../decode/engine.ts';
import type { Frame } from '../../decode/frame.ts';
import { readerEngine } from '../../decode/reader-engine.ts';
import type { SymbolGrammar } from '../../reading.ts';
import type { Strip } from './bins.ts';
import { createLocator } from './locate.ts';
import { type ShapesOfLength, shapesOf } from './shapes.ts';
import { rectify } from './strip.ts';
import { type Card39Reading, createStripReader, isOfUse } from './strip-reader.ts';
import { createStripWork } from './strip-work.ts';
import { createTurns } from './turns.ts';

/** The time that a reader may spend on one frame. */
export interface Pace {
  /** No strip is begun later than this after the frame's first, in milliseconds of `now`. */
  readonly maxMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Ways that bars may lean which are tried although the time is over: without the second, too few codes are read. */
const waysAlways = 2;

/** Reads Code 39 of a grammar from frames, blurred, askew or small. */
export interface Card39Reader {
  /**
   * The strips of one frame that gave any text of the grammar, as far as the first one that is evidence of a card. A strip
   * that `isDone` is read if it is its turn, and others after it.
   */
  read(frame: Frame, isDone?: (strip: Strip) => boolean): readonly Card39Reading[];
  /**
   * False if the upper or the lower part of a reading's bars shows another text: where two codes touch, a strip that is
   * aslant has one's first characters and the other's last. An accepted reading has passed this.
   */
  isOfOneCode(frame: Frame, reading: Card39Reading): boolean;
}

/**
 * Without a pace every frame is looked at whole and nothing is kept from one to the next. With one, what there was no
 * time for is looked at first in the next frame.
 */
export function createCard39Reader(grammar: SymbolGrammar, pace?: Pace): Card39Reader {
  return createShapeReader(shapesOf(grammar), pace);
}

/** Creates a reader for shapes that a grammar of letters and figures cannot describe. */
export function createShapeReader(lengths: readonly ShapesOfLength[], pace?: Pace): Card39Reader {
  const turns = pace && createTurns();
  const locator = createLocator();
  const stripWork = createStripWork();
  const strips = createStripReader(lengths, stripWork.bins);

  return {
    isOfOneCode: strips.isOfOneCode,
    read(frame, isDone = () => false) {
      const readings: Card39Reading[] = [];
      if (lengths.length === 0) return readings;
      const seen: Strip[] = [];
      const located = locator.locate(frame);
      const endsAtMs = pace === undefined ? Infinity : pace.now() + pace.maxMs;
      for (const [index, rough] of (turns?.order(located) ?? located).entries()) {
        if (index > 0 && pace !== undefined && pace.now() >= endsAtMs) break;
        const ways = rectify(frame, rough, stripWork);
        const [strip = rough] = ways;
        // Pieces of one code grow to the same whole.
        if (seen.some((other) => isSame(strip, other))) {
          turns?.note(rough);
          continue;
        }
        seen.push(strip);
        for (const [nth, way] of ways.entries()) {
          if (nth >= waysAlways && pace !== undefined && pace.now() >= endsAtMs) break;
          const own = strips.read(frame, way);
          // Another lean of the same bars makes no ends of none.
          if (own === undefined) break;
          if (own === null) continue;
          readings.push(own);
          if (!isOfUse(own)) continue;
          // Mostly one card is held before the camera; what is left is scene.
          if (isDone(way)) break;
          turns?.noteShown(way);
          return readings;
        }
        turns?.note(rough);
      }
      return readings;
    },
  };
}

function isSame(one: Strip, other: Strip): boolean {
  const length = one.to - one.from;
  const off = (one.from + one.to - other.from - other.to) / 2;
  const [dx, dy] = [one.centreX - other.centreX, one.centreY - other.centreY];
  return (
    Math.abs(length / (other.to - other.from) - 1) < 0.1 &&
    Math.abs(one.axisX * other.axisY - one.axisY * other.axisX) < 0.08 &&
    Math.abs(dx * one.axisX + dy * one.axisY + off) < 0.08 * length &&
    Math.abs(dy * one.axisX - dx * one.axisY) < one.halfHeight
  );
}

/**
 * Creates the engine of our own Code 39 decoder: it finds blurred, small and turned symbols by their stripes and reads them by maximum likelihood
 * among the texts of a grammar; whatever is not of the grammar is not read. Plain TypeScript, nothing to load.
 */
export function card39Engine(options: { readonly grammar: SymbolGrammar }): Engine {
  return readerEngine('code-39', () => createCard39Reader(options.grammar));
}
