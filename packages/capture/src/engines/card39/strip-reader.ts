import type { Frame } from '../../decode/frame.ts';
import { type Bins, maxBins, type Sampling, type Strip } from './bins.ts';
import { createBands, takeDeglared } from './deglare.ts';
import { contradict, isEvidence } from './evidence.ts';
import { glareOf } from './glare.ts';
import { invert, readNegative } from './negative.ts';
import { createProfile, takeProfile } from './profile.ts';
import { createReadWork, explainedBy, readProfile } from './read.ts';
import { type Place, showsText } from './same-text.ts';
import { type CandidateScore, createScoreWork, scoreCandidate } from './score.ts';
import type { ShapesOfLength } from './shapes.ts';
import { turnsOf } from './turned-strip.ts';

/** The minimum for a reading of a single frame; docs/benchmarks.md has how often less was wrong. */
export const acceptance = { marginNats: 20, explained: 0.85 } as const;

/** Pixels that a profile is made of at most twice over: more add time, and hardly any certainty. */
const enoughPixels = 30_000;
/** Strips whose bars explain less of the light are not scored. */
const minExplained = 0.75;

/** The reading of one strip, accepted or not. */
export interface Card39Reading extends CandidateScore {
  /** Where the code is in the frame. */
  readonly strip: Strip;
  /** Where the text is on the strip. */
  readonly place: Place;
  /** True if it is white on black. */
  readonly isNegative: boolean;
  /** True when this frame alone is enough. */
  readonly accepted: boolean;
}

/** Reads strips of frames, one after the other. */
export interface StripReader {
  /** Returns `undefined` if nothing looks like a `*` at each end; `null` if the bars between them make no sense. */
  read(frame: Frame, strip: Strip): Card39Reading | null | undefined;
  /** See `Card39Reader`. */
  isOfOneCode(frame: Frame, reading: Card39Reading): boolean;
}

/** Creates a reader of strips. `bins` is a buffer that it may share. */
export function createStripReader(lengths: readonly ShapesOfLength[], bins: Bins): StripReader {
  const bands = createBands();
  const profile = createProfile();
  const readWork = createReadWork();
  const scoreWork = createScoreWork();

  /** `undefined` when nothing looks like a `*` at each end; `null` when the bars between them make no sense. */
  function readTaken(strip: Strip, isNegative: boolean): Card39Reading | null | undefined {
    const candidate = readProfile(profile, strip, lengths, readWork);
    if (!candidate) return candidate;
    if (explainedBy(candidate) < minExplained) return null;
    const { fit, length, isReversed } = candidate;
    const place = { length, text: fit.text, pose: fit.pose, isReversed };
    const score = scoreCandidate(candidate, scoreWork);
    return { ...score, strip, place, isNegative, accepted: isEnough(score) };
  }

  function isOfOneCode(frame: Frame, reading: Card39Reading): boolean {
    const parts = partsOf(frame, reading, reading.strip);
    if (parts.includes('another text')) return false;
    if (parts.every((part) => part === 'the text')) return true;
    // The strip may be so aslant over two codes that an outer part of it is in neither of them, or in both.
    return turnsOf(reading.strip).every((strip) => !partsOf(frame, reading, strip).includes('another text'));
  }

  /** Returns what the outer parts of the bars' height show. */
  function partsOf(frame: Frame, reading: Card39Reading, strip: Strip) {
    return outerParts.map((height): 'the text' | 'another text' | 'nothing' => {
      takePart(frame, strip, height, reading.isNegative);
      // Nearly always: the search for another text takes five times as long.
      if (showsText(profile, reading.place, readWork)) return 'the text';
      const part = readTaken(strip, reading.isNegative);
      return part && contradict(reading, part) ? 'another text' : 'nothing';
    });
  }

  /** Takes the profile of a part of the bars' height. All parts of a code are white on black, or none. */
  function takePart(frame: Frame, strip: Strip, [above, below]: OuterPart, isNegative: boolean): void {
    takeProfile(frame, strip, { ...samplingOf(strip), above, below }, bins, profile);
    if (isNegative) invert(profile);
  }

  /** Something may cover a part of the bars' height: what is left of it is enough. */
  function readUncovered(frame: Frame, whole: Card39Reading): Card39Reading | undefined {
    if (!isPartCovered(whole)) return undefined;
    for (const height of outerParts) {
      takePart(frame, whole.strip, height, whole.isNegative);
      const part = readTaken(whole.strip, whole.isNegative);
      if (part?.accepted && isOfOneCode(frame, part)) return part;
    }
    return undefined;
  }

  /**
   * Reads a strip that seems to be white on black so first, and black on white too: next to a card there may be something dark.
   * Under glare reads the strip as it would be without; with glare next to it, only if the strip as it is has no evidence.
   */
  function readStrip(frame: Frame, strip: Strip): Card39Reading | null | undefined {
    const sampling = samplingOf(strip);
    takeProfile(frame, strip, { ...sampling, above: -1, below: 1 }, bins, profile);
    const negative = readNegative(profile, strip, () => readTaken(strip, true));
    if (negative && isOfUse(negative)) return negative;
    const glare = glareOf(profile, strip);
    const plain = glare === 'on' ? undefined : readTaken(strip, false);
    // Without any reading `null` remains `null`: there were ends, and another lean may make sense of the bars.
    if (glare === 'none' || (plain && isOfUse(plain))) return plain ?? negative ?? plain;
    takeDeglared(frame, strip, sampling, { bins, bands }, profile);
    return readTaken(strip, false) ?? plain ?? negative;
  }

  return {
    isOfOneCode,
    read(frame, strip) {
      const whole = readStrip(frame, strip);
      if (!whole || (whole.accepted && isOfOneCode(frame, whole))) return whole;
      return readUncovered(frame, whole) ?? { ...whole, accepted: false };
    },
  };
}

/** True if a reading is a card's, alone or with those of other frames. */
export function isOfUse(reading: Card39Reading): boolean {
  return reading.accepted || isEvidence(reading);
}

/** True if one frame is enough. What glare hides no margin vouches for: other frames must show it. */
function isEnough({ ends, seenCount, count, marginNats, explained }: CandidateScore): boolean {
  return (
    ends === 'both' && seenCount === count && marginNats >= acceptance.marginNats && explained >= acceptance.explained
  );
}

function isPartCovered({ ends, seenCount, count, explained }: Card39Reading): boolean {
  return ends !== 'none' && (seenCount < count || explained < acceptance.explained);
}

/** The outer thirds of the bars' height. */
const outerParts = [
  [-1, -1 / 3],
  [1 / 3, 1],
] as const;
type OuterPart = (typeof outerParts)[number];

/** Returns a strip's sampling: its length with room for the ends' slack, ten modules of quiet zone and the widest blur. */
function samplingOf({ from, to, halfHeight }: Strip): Omit<Sampling, 'above' | 'below'> {
  const length = to - from;
  const room = 0.2 * length + 24;
  return {
    from: from - room,
    to: to + room,
    binPx: Math.max((length + 2 * room) / maxBins, length / 720, 0.08),
    lineStep: Math.max(1, Math.floor((length * 2 * halfHeight) / enoughPixels)),
  };
}
