import type { Engine } from '../../decode/engine.ts';
import type { Frame } from '../../decode/frame.ts';
import { readerEngine } from '../../decode/reader-engine.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { maxBins, type Strip } from './bins.ts';
import { createBands, takeDeglared } from './deglare.ts';
import { isEvidence } from './evidence.ts';
import { glareOf } from './glare.ts';
import { createLocator } from './locate.ts';
import { createProfile, takeProfile } from './profile.ts';
import { createReadWork, explainedBy, readProfile } from './read.ts';
import { type CandidateScore, createScoreWork, scoreCandidate } from './score.ts';
import { type ShapesOfLength, shapesOf } from './shapes.ts';
import { rectify } from './strip.ts';
import { createStripWork } from './strip-work.ts';
import { createTurns } from './turns.ts';

/** The minimum for a reading of a single frame; docs/benchmarks.md has how often less was wrong. */
export const acceptance = { marginNats: 12, explained: 0.85 } as const;

/** Pixels that a profile is made of at most twice over: more add time, and hardly any certainty. */
const enoughPixels = 30_000;
/** Strips whose bars explain less of the light are not scored. */
const minExplained = 0.75;

/** The reading of one strip, accepted or not. */
export interface Card39Reading extends CandidateScore {
  /** Where the code is in the frame. */
  readonly strip: Strip;
  /** True when this frame alone is enough. */
  readonly accepted: boolean;
}

/** The time that a reader may spend on one frame. */
export interface Pace {
  /** No strip is begun later than this after the frame's first, in milliseconds of `now`. */
  readonly maxMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Reads Code 39 of a grammar from frames, blurred, askew or small. */
export interface Card39Reader {
  /** The strips of one frame that gave any text of the grammar, as far as the first one that is accepted. */
  read(frame: Frame): readonly Card39Reading[];
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
  const { bins } = stripWork;
  const bands = createBands();
  const profile = createProfile();
  const readWork = createReadWork();
  const scoreWork = createScoreWork();

  /** `undefined` when nothing looks like a `*` at each end; `null` when the bars between them make no sense. */
  function readTaken(strip: Strip): Card39Reading | null | undefined {
    const candidate = readProfile(profile, strip, lengths, readWork);
    if (!candidate) return candidate;
    if (explainedBy(candidate) < minExplained) return null;
    const score = scoreCandidate(candidate, scoreWork);
    // What glare hides no margin vouches for: other frames must show it.
    const accepted =
      score.ends === 'both' &&
      score.seenCount === score.count &&
      score.marginNats >= acceptance.marginNats &&
      score.explained >= acceptance.explained;
    return { ...score, strip, accepted };
  }

  /** Under glare reads the strip as it would be without; with glare next to it, only if the strip as it is has no evidence. */
  function readStrip(frame: Frame, strip: Strip): Card39Reading | null | undefined {
    const length = strip.to - strip.from;
    // Room for the ends' slack, ten modules of quiet zone and the widest blur.
    const room = 0.2 * length + 24;
    const [from, to] = [strip.from - room, strip.to + room];
    const binPx = Math.max((to - from) / maxBins, length / 720, 0.08);
    const lineStep = Math.max(1, Math.floor((length * 2 * strip.halfHeight) / enoughPixels));
    takeProfile(frame, strip, { from, to, binPx, lineStep, above: -1, below: 1 }, bins, profile);
    const glare = glareOf(profile, strip);
    const plain = glare === 'on' ? undefined : readTaken(strip);
    if (glare === 'none' || (plain && (plain.accepted || isEvidence(plain)))) return plain;
    takeDeglared(frame, strip, { from, to, binPx, lineStep }, { bins, bands }, profile);
    return readTaken(strip) ?? plain;
  }

  return {
    read(frame) {
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
        for (const way of ways) {
          const own = readStrip(frame, way);
          // Another lean of the same bars makes no ends of none.
          if (own === undefined) break;
          if (own === null) continue;
          readings.push(own);
          // One card is held before the camera; what is left is scene.
          if (own.accepted || isEvidence(own)) return readings;
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
