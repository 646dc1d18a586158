import type { UnrecognisedReason } from '../reading.ts';
import type { Classify, Match } from './classify.ts';
import type { Key } from './key.ts';

/** A longer time between two keys is a pause: readers send a character every 1 to 35 ms. */
export const maxGapMs = 35;

/** A complete code is accepted without Enter or Tab after this time, which is longer than the slowest reader's gap. */
export const endAfterMs = 50;

/** The longest pause inside one burst: Bluetooth readers stall for 60 to 350 ms. */
export const maxStallMs = 400;

/** No reader set up for cards sends more at once. */
const maxKeys = 64;

/** Receives what a burst decides. */
export interface BurstOutlet {
  /** A keystroke may be the first of a burst: drop the fields noted before it. */
  begin(): void;
  /** Restores the noted fields. */
  restore(): void;
  /** Types keys into the page, in order: withheld ones, or those of a person who typed while a reader sent. */
  retype(keys: readonly Key[]): void;
  read(match: Match, lastKeyAtMs: number): void;
  /** Reports an unrecognised or rejected code, without its content. */
  unrecognised(reason?: UnrecognisedReason): void;
  /** Call `endWait` after this time, unless a key other than `up` or `modifier` comes first. */
  wait(ms: number): void;
}

export interface Burst {
  /** Adds a key. Returns true if it must be withheld from the page. */
  take(key: Key): boolean;
  /** Reports that no key came during the wait. */
  endWait(atMs: number): void;
}

/**
 * Distinguishes readers from people by their keys and the times of these. The columns are states.
 *
 * | key | idle | code started | code complete | other burst | discarding |
 * |---|---|---|---|---|---|
 * | keystroke ≤ 35 ms, fits | – | withheld | withheld: a longer code, or the next one | – | passes |
 * | keystroke ≤ 35 ms, does not fit | – | withheld ones retyped → other burst | withheld until it is known whose it is | passes | passes |
 * | keystroke ≤ 400 ms, fits | – | joined; withheld if only a reader can have sent it | joined | passes | passes |
 * | keystroke ≤ 400 ms, does not fit | – | withheld ones retyped; a new start | **code read**; a new start | passes | passes |
 * | keystroke later | a start; passes, field noted | withheld ones retyped; a new start | **code read**; a new start | a new start | a new start |
 * | Enter, Tab | passes; swallowed ≤ 400 ms after a code | withheld ones retyped, passes → idle | **code read**, swallowed → idle | passes, reported → idle | swallowed → idle |
 * | silence of 50 ms, 400 ms if more is likely | – | withheld ones retyped; reported if from a reader → discarding | **code read** → idle | reported → discarding | – |
 * | command ≤ 35 ms | passes | swallowed → discarding | swallowed → discarding | swallowed → discarding | swallowed |
 * | other | passes | withheld ones retyped → idle | **code read** → idle | → idle | → idle |
 *
 * A key is a person's if it stays down while others are pressed, or alone for longer than a reader's gap. It is not part
 * of a code, and is typed where it was meant. The first key of a burst reaches the page, because nothing is known of it
 * yet, and is removed later. No key is withheld from a person who types slower than 35 ms a key.
 */
export function createBurst(classify: Classify, outlet: BurstOutlet): Burst {
  /** The keys that may be one burst, and those of a person between them. */
  let keys: Key[] = [];
  let lastAtMs = -Infinity;
  /** When a code was last read; its suffixes may still follow. */
  let readAtMs = -Infinity;
  /** The rest of the burst is discarded, until a suffix or a pause. */
  let discarding = false;

  function release(): void {
    outlet.retype(keys.filter(({ kept }) => kept));
  }

  /** Ends the burst: reads its code, or releases its keys. */
  function finish(atMs: number): void {
    const { match, ambiguous } = classify(keys, atMs);
    if (match) {
      outlet.restore();
      outlet.retype(match.others);
      if (ambiguous) outlet.unrecognised('ambiguous');
      else outlet.read(match, lastAtMs);
      readAtMs = atMs;
    } else release();
    keys = [];
  }

  function discard(reason?: UnrecognisedReason): void {
    release();
    if (!discarding) outlet.unrecognised(reason);
    keys = [];
    discarding = true;
  }

  function onKeystroke(key: Key, gapMs: number): boolean {
    const { atMs, typed } = key;
    const before = classify(keys, atMs);
    const isControl = typed && typed < ' ';
    if (isControl && (before.match || keys.length === 0) && onSuffix(key, gapMs)) return true;
    key.slow = gapMs > maxGapMs;
    let now = classify([...keys, key], atMs, !key.slow);
    // A number without a prefix that continues is not a code. A code of another kind may have any length.
    const isJoined = now.fits || (before.match ? before.match.unprefixed : before.fromReader);
    if (gapMs > maxStallMs || before.empty || (key.slow && !isJoined)) {
      finish(atMs);
      keys = [key];
      // Only a reader sends a key so soon after a code.
      key.kept = atMs - readAtMs <= maxGapMs && !key.slow && classify(keys, atMs).fits;
      key.slow = true;
      outlet.begin();
    } else {
      keys.push(key);
      key.kept = now.fits && (!key.slow || now.fast);
      // No key may overtake a withheld one: the page gets them in order.
      if (!key.kept) release();
    }
    // Several codes without a suffix between them count only at the reader's pace.
    if (key.slow) now = classify(keys, atMs);
    outlet.wait((now.match ? now.extensible : now.fast) ? maxStallMs : endAfterMs);
    return key.kept;
  }

  /** Returns why a burst is not a card's, if known. */
  function unnamed(): UnrecognisedReason | undefined {
    return keys.every(({ typed, code }) => !typed && !code) ? 'unnamed-keys' : undefined;
  }

  function onSuffix({ atMs }: Key, gapMs: number): boolean {
    // Some readers send Tab and Enter, or Enter twice, and some pause first.
    if (keys.length === 0) return discarding || atMs - readAtMs <= maxStallMs;
    const { match, fromReader } = classify(keys, atMs);
    if (!match && fromReader) outlet.unrecognised(unnamed());
    finish(atMs);
    return match !== undefined && gapMs <= maxStallMs;
  }

  function take(key: Key): boolean {
    const { type, code, atMs } = key;
    const gapMs = atMs - lastAtMs;
    if (type === 'up') {
      for (const down of keys) if (down.code === code) down.upAtMs = Math.min(down.upAtMs, atMs);
      return false;
    }
    discarding &&= gapMs <= maxStallMs;
    const isInBurst = (): boolean => gapMs <= maxGapMs && (discarding || !classify(keys, atMs).empty);
    let keep = false;
    if (type === 'keystroke') {
      keep = !discarding && onKeystroke(key, gapMs);
      if (keys.length > maxKeys) discard('too-long');
    } else if (type === 'command' && isInBurst()) {
      discard('commands');
      keep = true;
    } else if (type !== 'modifier') {
      if (type === 'suffix') keep = onSuffix(key, gapMs);
      else finish(atMs);
      discarding = false;
    }
    // A modifier between two characters takes part of the gap, but starts and ends nothing.
    if (type !== 'modifier' || isInBurst()) lastAtMs = atMs;
    return keep;
  }

  return {
    take,
    endWait(atMs) {
      const { match, fromReader, fast } = classify(keys, atMs);
      if (match) finish(atMs);
      else if (fromReader && fast) discard(unnamed());
      else release();
    },
  };
}
