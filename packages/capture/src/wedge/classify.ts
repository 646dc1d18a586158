import type { ReadingRepair, SymbolGrammar } from '../reading.ts';
import { asTyped, type Key, onUsKeyboard } from './key.ts';
import { createScanParser, type ParsedScan } from './parse-scan.ts';

/** The longest a reader holds a key before it sends the next; people hold a key for 60 to 120 ms. */
const maxReaderHoldMs = 45;

/** More fast keys in a row than this are not a person rolling their fingers across the keyboard. */
const maxRolledKeys = 3;

/** Shortest burst reported as an unrecognised code; people roll three keys together. Guess, to be measured. */
const minUnrecognisedKeys = 4;

/** Slowest average of a reader on a busy computer, if its keys are mostly brief. Measured: 47 ms at load 10. */
const maxMeanGapMs = 60;

/** The keyboard layout the reader is set to: `us`, `matching` that of the computer, or `unknown`. */
export type Keyboard = 'us' | 'matching' | 'unknown';

/** A code found among keystrokes. */
export interface Match extends ParsedScan {
  /** Keystrokes of a person, interleaved with those of the reader. */
  readonly others: readonly Key[];
}

/** The state of the keystrokes so far. */
export interface Classification {
  readonly match: Match | undefined;
  /** The keys also spell a different code. */
  readonly ambiguous: boolean;
  /** The keys are a code or the beginning of one. */
  readonly fits: boolean;
  /** More keys may extend the code. */
  readonly extensible: boolean;
  /** Too many fast keys in a row for a person. */
  readonly fast: boolean;
  /** Only a reader can have sent the keys, whether or not they are a card code. */
  readonly fromReader: boolean;
  /** A person may have pressed every key. */
  readonly empty: boolean;
}

export type Classify = (keys: readonly Key[], nowMs: number, allowSeveral?: boolean) => Classification;

/**
 * Returns a function that classifies keystrokes. It tries each layout the reader may be set to, and each subset of the
 * keys it may have sent.
 */
export function createClassify(grammar: SymbolGrammar, keyboard?: Keyboard): Classify {
  const parseScan = createScanParser(grammar);
  // As typed comes first: physical keys alone would not reveal Caps Lock.
  const layouts = keyboard === 'us' ? [onUsKeyboard] : keyboard === 'matching' ? [asTyped] : [asTyped, onUsKeyboard];

  return (keys, nowMs, allowSeveral) => {
    const candidates = candidatesOf(keys, nowMs);
    const [largest = keys] = candidates;
    const pauses = countPauses(largest);
    const fast = largest.length - pauses > maxRolledKeys;
    let match: Match | undefined;
    let ambiguous = false;
    let fits = false;
    let extensible = false;
    for (const candidate of candidates) {
      // Once there is a code, leaving out keys must not reopen it.
      const mayExtend = candidate === largest || !match;
      // The layouts agree on most texts; parse each text once.
      for (const text of new Set(layouts.map((layout) => candidate.map(layout).join('')))) {
        const parsed = parseScan(text, allowSeveral);
        if (!parsed) continue;
        const code = hasReaderPace(candidate) ? parsed.codes.join() : '';
        fits ||= code !== '' || fast || candidate === largest;
        if (!code) continue;
        extensible ||= mayExtend && (parsed.extensible || parsed.unprefixed);
        ambiguous ||= match !== undefined && match.codes.join() !== code;
        const repairs = [...parsed.repairs, ...repairsOf(candidate, text)];
        match ??= { ...parsed, repairs, others: keys.filter((key) => !candidate.includes(key)) };
      }
    }
    const fromReader = largest.length >= minUnrecognisedKeys && pauses <= largest.length / 3;
    return { match, ambiguous, fits, extensible, fast, fromReader, empty: !candidates.at(-1)?.length };
  };
}

/**
 * Returns the subsets of the keys that a reader may have sent, largest first: all but those only a person can have
 * pressed; the brief ones and the last, if it may still turn out brief; the brief ones alone. Equal subsets appear
 * once. If no key was ever released (some drivers report presses only), returns all keys as one subset.
 */
function candidatesOf(keys: readonly Key[], nowMs: number): readonly (readonly Key[])[] {
  if (keys.every(({ upAtMs }) => upAtMs === Infinity)) return [keys];
  const isHeld = ({ atMs, upAtMs }: Key): boolean => Math.min(upAtMs, nowMs) - atMs > maxReaderHoldMs;
  const largest = keys.filter((key, index) => {
    const [next, afterNext] = keys.slice(index + 1);
    const overlaps = (other?: Key): boolean => other !== undefined && other.atMs <= key.upAtMs;
    // Inside a burst, a long hold may be a reader whose radio link stalled while the key was down.
    const isAlone = key.slow && (!next || (index === 0 && next.slow));
    return isBrief(key) || !(overlaps(afterNext) || (isHeld(key) && (overlaps(next) || isAlone)));
  });
  const brief = keys.filter(isBrief);
  const briefAndLast = keys.filter((key) => isBrief(key) || (key === keys.at(-1) && !isHeld(key)));
  return [largest, briefAndLast, brief].filter((subset, index, all) => subset.length !== all[index - 1]?.length);
}

/** True if the key was released too soon for a finger. */
function isBrief({ atMs, upAtMs }: Key): boolean {
  return upAtMs - atMs <= maxReaderHoldMs;
}

/** True if the keys came at a reader's pace: few pauses or, on a busy computer, many short ones between brief keys. */
function hasReaderPace(keys: readonly Key[]): boolean {
  const gaps = keys.length - 1;
  const spanMs = (keys.at(-1)?.atMs ?? 0) - (keys[0]?.atMs ?? 0);
  const isMostlyBrief = keys.filter(isBrief).length >= keys.length * 0.75 && spanMs <= gaps * maxMeanGapMs;
  return isMostlyBrief || countPauses(keys) <= gaps / 2;
}

function countPauses(keys: readonly Key[]): number {
  return keys.filter(({ slow }, index) => slow && index).length;
}

function repairsOf(keys: readonly Key[], text: string): readonly ReadingRepair[] {
  const repairs: ReadingRepair[] = [];
  const typed = keys.map((key) => key.typed).join('');
  if (typed.toUpperCase() !== text.toUpperCase()) repairs.push('keyboard-layout');
  if (keys.some(({ byAlt }) => byAlt)) repairs.push('alt-codes');
  if (countPauses(keys)) repairs.push('stalled');
  return repairs;
}
