import type { UnrecognisedReason } from '../reading.ts';
import type { Found, Judge } from './judge.ts';
import type { Key } from './key.ts';

/** The longest time between two keys of one burst that is no pause: readers send a character every 1 to 35 ms. */
export const maxGapMs = 35;

/** How long a complete code waits for its Enter or Tab, and is taken without: longer than the slowest reader's gap. */
export const endAfterMs = 50;

/** The longest pause inside one burst: a Bluetooth reader's hiccup (60 to 350 ms), and room to spare. */
export const maxStallMs = 400;

/** No reader set up for cards sends more at once. */
const maxStrokes = 64;

/** What a burst has done to it. */
export interface BurstOutlet {
  /** A stroke is taken for the first of a burst: what fields were noted before is of no more use. */
  begin(): void;
  /** Puts the fields back as they were noted. */
  restore(): void;
  /** Types strokes after all, in order: what was kept, or what a person pressed while a reader sent. None is kept then. */
  retype(strokes: readonly Key[]): void;
  read(found: Found, lastKeyAtMs: number): void;
  /** A code of another kind, or one that is refused: told without its content. */
  foreign(reason?: UnrecognisedReason): void;
  /** Calls `endWait` after this time, unless another key than `up` or `modifier` comes first. */
  wait(ms: number): void;
}

export interface Burst {
  /** Takes in one key after the other. Returns whether to keep it from the page. */
  take(key: Key): boolean;
  /** No key has come while it waited. */
  endWait(atMs: number): void;
}

/**
 * Tells readers from people, by what comes when.
 *
 * | | idle | begins a code | is a code | other burst | spoilt |
 * |---|---|---|---|---|---|
 * | stroke ≤ 35 ms that fits | – | kept | kept: the longer code, or the next one | – | passes |
 * | stroke ≤ 35 ms that does not | – | kept ones retyped → other burst | kept until it is known whose it is | passes | passes |
 * | stroke ≤ 400 ms that fits | – | joined; kept if surely a reader's | joined | passes | passes |
 * | stroke ≤ 400 ms that does not | – | kept ones retyped; begins anew | **code taken**; begins anew | passes | passes |
 * | stroke later | begins; passes, field noted | kept ones retyped; begins anew | **code taken**; begins anew | begins anew | begins anew |
 * | Enter, Tab | passes; swallowed ≤ 400 ms after a code | kept ones retyped, passes → idle | **code taken**, swallowed → idle | passes, told → idle | swallowed → idle |
 * | silence of 50 ms, 400 ms if more is likely | – | kept ones retyped; told if a reader's → spoilt | **code taken** → idle | told → spoilt | – |
 * | command ≤ 35 ms | passes | swallowed → spoilt | swallowed → spoilt | swallowed → spoilt | swallowed |
 * | other | passes | kept ones retyped → idle | **code taken** → idle | → idle | → idle |
 *
 * A stroke is a person's when its key stays down while others are pressed, or alone for longer than a reader's gap: it is
 * part of no code, and is typed where it was meant. The first key of a burst lands, as nobody can know what it begins,
 * and is taken out again; whoever types slower than 35 ms a key has no key kept at all.
 */
export function createBurst(judge: Judge, outlet: BurstOutlet): Burst {
  /** The candidate: strokes that may be one burst, and those of a person between them. */
  let strokes: Key[] = [];
  let lastAtMs = -Infinity;
  /** When a code was last taken: late suffixes of it may still come. */
  let takenAtMs = -Infinity;
  /** A burst is refused whatever else comes, until a suffix or a pause. */
  let spoilt = false;

  function release(): void {
    outlet.retype(strokes.filter(({ kept }) => kept));
  }

  /** Ends the candidate, whatever it is. */
  function finish(atMs: number): void {
    const { found, ambiguous } = judge(strokes, atMs);
    if (found) {
      outlet.restore();
      outlet.retype(found.persons);
      if (ambiguous) outlet.foreign('ambiguous');
      else outlet.read(found, lastAtMs);
      takenAtMs = atMs;
    } else release();
    strokes = [];
  }

  function spoil(reason?: UnrecognisedReason): void {
    release();
    if (!spoilt) outlet.foreign(reason);
    strokes = [];
    spoilt = true;
  }

  function onStroke(stroke: Key, gapMs: number): boolean {
    const { atMs, typed } = stroke;
    const before = judge(strokes, atMs);
    const isControl = typed && typed < ' ';
    if (isControl && (before.found || strokes.length === 0) && onSuffix(stroke, gapMs)) return true;
    stroke.slow = gapMs > maxGapMs;
    const after = judge([...strokes, stroke], atMs, !stroke.slow);
    // A bare number that goes on is none, and another kind of code goes on as it likes.
    const isJoined = after.plausible || (before.found ? before.found.bare : before.foreign);
    let kept: boolean;
    if (gapMs > maxStallMs || before.empty || (stroke.slow && !isJoined)) {
      finish(atMs);
      strokes = [stroke];
      // Right behind a code nobody else types: the reader goes on.
      kept = atMs - takenAtMs <= maxGapMs && !stroke.slow && judge(strokes, atMs).plausible;
      stroke.slow = true;
      outlet.begin();
    } else {
      strokes.push(stroke);
      kept = after.plausible && (!stroke.slow || after.strong);
      // Nothing passes what is kept: the order is the person's.
      if (!kept) release();
    }
    stroke.kept = kept;
    const { found, open, strong } = judge(strokes, atMs);
    outlet.wait((found ? open : strong) ? maxStallMs : endAfterMs);
    return kept;
  }

  /** Why a burst is no card's, where it can be told. */
  function unnamed(): UnrecognisedReason | undefined {
    return strokes.every(({ typed, code }) => !typed && !code) ? 'unnamed-keys' : undefined;
  }

  function onSuffix({ atMs }: Key, gapMs: number): boolean {
    // Some readers send Tab and Enter, or Enter twice, and some pause before it.
    if (strokes.length === 0) return spoilt || atMs - takenAtMs <= maxStallMs;
    const { found, foreign } = judge(strokes, atMs);
    if (!found && foreign) outlet.foreign(unnamed());
    finish(atMs);
    return found !== undefined && gapMs <= maxStallMs;
  }

  function take(key: Key): boolean {
    const { type, code, atMs } = key;
    const gapMs = atMs - lastAtMs;
    if (type === 'up') {
      for (const one of strokes) if (one.code === code) one.upAtMs = Math.min(one.upAtMs, atMs);
      return false;
    }
    spoilt &&= gapMs <= maxStallMs;
    const isInBurst = gapMs <= maxGapMs && (spoilt || !judge(strokes, atMs).empty);
    let keep = false;
    if (type === 'stroke') {
      keep = !spoilt && onStroke(key, gapMs);
      if (strokes.length > maxStrokes) spoil('too-long');
    } else if (type === 'command' && isInBurst) {
      spoil('commands');
      keep = true;
    } else if (type !== 'modifier') {
      if (type === 'suffix') keep = onSuffix(key, gapMs);
      else finish(atMs);
      spoilt = false;
    }
    // A modifier between two characters takes its share of the gap; it begins and ends nothing.
    if (type !== 'modifier' || isInBurst) lastAtMs = atMs;
    return keep;
  }

  return {
    take,
    endWait(atMs) {
      const { found, foreign, strong } = judge(strokes, atMs);
      if (found) finish(atMs);
      else if (foreign && strong) spoil(unnamed());
      else release();
    },
  };
}
