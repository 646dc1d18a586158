import type { ForeignReason, SymbolGrammar } from '../reading.ts';
import { createJudge, type Found, type Keyboard } from './judge.ts';
import type { Stroke } from './stroke.ts';

/** The longest time between two keys of one burst that is no pause: readers send a character every 1 to 35 ms. */
export const maxGapMs = 35;

/** How long a complete code waits for its Enter or Tab, and is taken without: longer than the slowest reader's gap. */
export const endAfterMs = 50;

/** The longest pause inside one burst: a Bluetooth reader's hiccup (60 to 350 ms), and room to spare. */
export const maxStallMs = 400;

/** No reader set up for cards sends more at once. */
const maxStrokes = 64;

/** A key, freed of the DOM, in the order of the events. */
export type Key =
  | { readonly type: 'stroke'; readonly stroke: Stroke }
  /** The key of a stroke is let go. */
  | { readonly type: 'up'; readonly code: string; readonly atMs: number }
  /** Ends what readers send. */
  | { readonly type: 'suffix'; readonly suffix: string; readonly atMs: number }
  /** Shift and the locks: readers press them between characters, and they say nothing. */
  | { readonly type: 'modifier'; readonly atMs: number }
  /** A combination or a function key: no card bears one. */
  | { readonly type: 'command'; readonly atMs: number }
  /** Any other key, a repeat of a held one included: no reader's doing. */
  | { readonly type: 'other'; readonly atMs: number }
  /** No key at all: the wait that was asked for is over. */
  | { readonly type: 'silence'; readonly atMs: number };

/** What a burst has done to it. */
export interface BurstOutlet {
  /** Puts the fields back as they were noted. */
  restore(): void;
  /** Types strokes after all, in order: what was kept, or what a person pressed while a reader sent. */
  retype(strokes: readonly Stroke[]): void;
  read(found: Found, lastKeyAtMs: number): void;
  /** A code of another kind, or one that is refused: told without its content. */
  foreign(reason?: ForeignReason): void;
  /** Sends `silence` after this time, unless another key than `up` or `modifier` comes first. */
  wait(ms: number): void;
}

/** What is to be done about the key itself. */
export interface KeyFate {
  /** Keep it from the page. */
  readonly keep?: boolean;
  /** Note the field it goes to as it is before it: `'first'` forgets what was noted for earlier bursts. */
  readonly note?: 'first' | 'next';
}

/** Takes keys in, one after the other. */
export type TakeKey = (key: Key) => KeyFate;

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
 * | silence of 50 ms, 400 ms if more is likely | – | kept ones retyped | **code taken** → idle | – | – |
 * | command ≤ 35 ms | passes | swallowed → spoilt | swallowed → spoilt | swallowed → spoilt | swallowed |
 * | other | passes | kept ones retyped → idle | **code taken** → idle | → idle | → idle |
 *
 * A stroke is a person's when its key stays down while others are pressed, or alone for longer than a reader's gap: it is
 * part of no code, and is typed where it was meant. The first key of a burst lands, as nobody can know what it begins,
 * and is taken out again; whoever types slower than 35 ms a key has no key kept at all.
 */
export function createBurst(grammar: SymbolGrammar, keyboard: Keyboard, outlet: BurstOutlet): TakeKey {
  const judge = createJudge(grammar, keyboard);
  /** The candidate: strokes that may be one burst, and those of a person between them. */
  let strokes: Stroke[] = [];
  let lastAtMs = -Infinity;
  /** When a code was last taken: late suffixes of it may still come. */
  let takenAtMs = -Infinity;
  /** A burst that is refused whatever else comes, until a suffix or a pause. */
  let spoilt = false;

  /** Another key was pressed while these were down. */
  function overlap(): void {
    for (const one of strokes) if (one.upAtMs === undefined) one.overlaps = (one.overlaps ?? 0) + 1;
  }

  function release(): void {
    const kept = strokes.filter((one) => one.kept);
    outlet.retype(kept);
    for (const one of kept) one.kept = false;
  }

  /** Ends the candidate. Returns whether it was a code. */
  function finish(atMs: number, lastKeyAtMs = strokes.at(-1)?.atMs ?? atMs): boolean {
    const [found, another] = judge(strokes, atMs).found;
    if (found) {
      outlet.restore();
      outlet.retype(found.persons);
      if (another) outlet.foreign('ambiguous');
      else outlet.read(found, lastKeyAtMs);
      takenAtMs = atMs;
    } else release();
    strokes = [];
    return found !== undefined;
  }

  function spoil(reason: ForeignReason): void {
    release();
    if (!spoilt) outlet.foreign(reason);
    strokes = [];
    spoilt = true;
  }

  function onStroke(stroke: Stroke, gapMs: number): KeyFate {
    const { atMs, typed, byAlt } = stroke;
    if (spoilt && gapMs <= maxStallMs) return {};
    spoilt = false;
    if (typed && typed < ' ' && (strokes.length === 0 || judge(strokes, atMs).found.length > 0)) {
      const fate = onSuffix('', atMs, gapMs);
      if (fate.keep) return fate;
    }
    overlap();
    const before = judge(strokes, atMs);
    if (byAlt) stroke.upAtMs = atMs;
    stroke.slow = gapMs > maxGapMs;
    const after = judge([...strokes, stroke], atMs, !stroke.slow);
    // A bare number that goes on is none, and another kind of code goes on as it likes.
    const isJoined = after.plausible || before.found[0]?.bare || (before.found.length === 0 && before.foreign);
    let note: KeyFate['note'] = 'next';
    if (gapMs > maxStallMs || before.empty || (stroke.slow && !isJoined)) {
      finish(atMs);
      strokes = [stroke];
      // Right behind a code nobody else types: the reader goes on.
      stroke.kept = atMs - takenAtMs <= maxGapMs && !stroke.slow && judge(strokes, atMs).plausible;
      stroke.slow = true;
      note = 'first';
    } else {
      strokes.push(stroke);
      if (strokes.length > maxStrokes) {
        spoil('too-long');
        return {};
      }
      const kept = after.plausible && (!stroke.slow || after.strong);
      // Nothing passes what is kept: the order is the person's.
      if (!kept) release();
      stroke.kept = kept;
    }
    awaitMore(atMs);
    return { note, keep: stroke.kept === true };
  }

  function awaitMore(atMs: number): void {
    const { found, open, strong } = judge(strokes, atMs);
    if (found.length > 0) outlet.wait(open ? maxStallMs : endAfterMs);
    else if (strokes.some(({ kept }) => kept)) outlet.wait(strong ? maxStallMs : endAfterMs);
    else if (areUnnamed()) outlet.wait(maxStallMs);
  }

  function areUnnamed(): boolean {
    return strokes.every(({ typed, code }) => !typed && !code);
  }

  function onSuffix(suffix: string, atMs: number, gapMs: number): KeyFate {
    const isSpoilt = gapMs <= maxStallMs && spoilt;
    spoilt = false;
    // Some readers send Tab and Enter, or Enter twice, and some pause before it.
    if (strokes.length === 0) return { keep: isSpoilt || atMs - takenAtMs <= maxStallMs };
    overlap();
    const isForeign = suffix === 'Enter' && gapMs <= maxGapMs && judge(strokes, atMs).foreign;
    const isUnnamed = areUnnamed();
    const keep = finish(atMs, atMs);
    if (isForeign && !keep) outlet.foreign(isUnnamed ? 'unnamed-keys' : undefined);
    return { keep: keep && gapMs <= maxStallMs };
  }

  function onSilence(atMs: number): void {
    const { found, foreign } = judge(strokes, atMs);
    if (found.length > 0) finish(atMs);
    else if (foreign && areUnnamed()) spoil('unnamed-keys');
    else release();
  }

  return (key) => {
    const atMs = key.type === 'stroke' ? key.stroke.atMs : key.atMs;
    const gapMs = atMs - lastAtMs;
    const isInBurst = gapMs <= maxGapMs && (spoilt || !judge(strokes, atMs).empty);
    if (key.type === 'up') {
      for (const one of strokes) if (one.code === key.code) one.upAtMs ??= atMs;
      return {};
    }
    // A modifier between two characters takes its share of the gap; it begins and ends nothing.
    if (key.type !== 'silence' && (key.type !== 'modifier' || isInBurst)) lastAtMs = atMs;
    if (key.type === 'stroke') return onStroke(key.stroke, gapMs);
    if (key.type === 'suffix') return onSuffix(key.suffix, atMs, gapMs);
    if (key.type === 'silence') onSilence(atMs);
    if (key.type === 'command' && isInBurst) {
      spoil('commands');
      return { keep: true };
    }
    if (key.type === 'other' || key.type === 'command') {
      finish(atMs);
      spoilt = false;
    }
    return {};
  };
}
