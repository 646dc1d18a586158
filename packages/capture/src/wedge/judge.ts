import type { ReadingRepair, SymbolGrammar } from '../reading.ts';
import { asTyped, type Key, onUsKeyboard } from './key.ts';
import { createReadSent, type SentCode } from './sent-code.ts';

/** No reader holds a key longer while it goes on to the next; people hold one for 60 to 120 ms. */
const maxHoldMs = 45;

/** That many gaps of a reader's in a row are nobody's rolled fingers. */
const strongFrom = 3;

/** The shortest burst worth calling a code of another kind; people roll three keys together. Guess, to be measured. */
const shortestForeign = 4;

/** Of a slow reader on a busy computer, most of whose keys are let go as fingers never do it. Measured: 47 ms at load 10. */
const maxMeanGapMs = 60;

/** The keyboard a reader is set to: `us`, `matching` the computer's, or not known. */
export type Keyboard = 'us' | 'matching' | 'unknown';

/** What was read of strokes. */
export interface Found extends SentCode {
  /** Keys of a person that are no part of it. */
  readonly persons: readonly Key[];
}

/** What strokes stand for, now. */
export interface Judgement {
  readonly found: Found | undefined;
  /** They can stand for something else just as well. */
  readonly ambiguous: boolean;
  /** It is or begins a code. */
  readonly plausible: boolean;
  /** It may yet go on. */
  readonly open: boolean;
  /** Nobody types like this. */
  readonly strong: boolean;
  /** Only a reader can have sent it, whatever it is. */
  readonly foreign: boolean;
  /** There is nothing in it that a person did not press. */
  readonly empty: boolean;
}

export type Judge = (strokes: readonly Key[], atMs: number, mayBeSeveral?: boolean) => Judgement;

/** A function that says what strokes stand for, by every way to read them. */
export function createJudge(grammar: SymbolGrammar, keyboard?: Keyboard): Judge {
  const readSent = createReadSent(grammar);
  const ways = keyboard === 'us' ? [onUsKeyboard] : keyboard === 'matching' ? [asTyped] : [asTyped, onUsKeyboard];

  return (strokes, atMs, mayBeSeveral) => {
    const shares = sharesOf(strokes, atMs);
    const [surely = strokes] = shares;
    const pauses = pausesIn(surely);
    const strong = surely.length - pauses > strongFrom;
    let found: Found | undefined;
    let ambiguous = false;
    let plausible = false;
    let open = false;
    for (const share of shares) {
      // What may be a person's key opens nothing that is closed with it.
      const mayOpen = share === surely || !found;
      // By both ways it is the same, mostly.
      for (const text of new Set(ways.map((way) => share.map(way).join('')))) {
        const sent = readSent(text, mayBeSeveral);
        if (!sent) continue;
        const code = isPaced(share) ? sent.codes.join() : '';
        plausible ||= code !== '' || strong || share === surely;
        if (!code) continue;
        open ||= mayOpen && (sent.open || sent.bare);
        ambiguous ||= found !== undefined && found.codes.join() !== code;
        const repairs = [...sent.repairs, ...repairsOf(share, text)];
        // As typed comes first: by the keys alone nobody would know of Caps Lock.
        found ??= { ...sent, repairs, persons: strokes.filter((one) => !share.includes(one)) };
      }
    }
    const foreign = surely.length >= shortestForeign && pauses <= surely.length / 3;
    return { found, ambiguous, plausible, open, strong, foreign, empty: !shares.at(-1)?.length };
  };
}

/**
 * What of strokes may be the reader's share: all that not only a person can have made; what no person can have made, with
 * the last, whose key is still down; and without it. Where no key was ever let go (a driver that tells only presses), all.
 */
function sharesOf(strokes: readonly Key[], nowMs: number): readonly (readonly Key[])[] {
  if (strokes.every(({ upAtMs }) => upAtMs === Infinity)) return [strokes];
  const isHeld = ({ atMs, upAtMs }: Key): boolean => Math.min(upAtMs, nowMs) - atMs > maxHoldMs;
  const surely = strokes.filter((one, index) => {
    const [next, afterNext] = strokes.slice(index + 1);
    const overlaps = (other?: Key): boolean => other !== undefined && other.atMs <= one.upAtMs;
    // Within a burst it may be a reader's whose radio link stalled while the key was down.
    const isAlone = one.slow && (!next || (index === 0 && next.slow));
    return isBrief(one) || !(overlaps(afterNext) || (isHeld(one) && (overlaps(next) || isAlone)));
  });
  const brief = strokes.filter(isBrief);
  const withLast = strokes.filter((one) => isBrief(one) || (one === strokes.at(-1) && !isHeld(one)));
  return [surely, withLast, brief].filter((share, index, all) => share.length !== all[index - 1]?.length);
}

/** Let go so soon, it was no person's finger. */
function isBrief({ atMs, upAtMs }: Key): boolean {
  return upAtMs - atMs <= maxHoldMs;
}

/** As readers send: with few pauses, or on a busy computer with many short ones between keys that are let go at once. */
function isPaced(share: readonly Key[]): boolean {
  const gaps = share.length - 1;
  const spanMs = (share.at(-1)?.atMs ?? 0) - (share[0]?.atMs ?? 0);
  const isHasty = share.filter(isBrief).length >= share.length * 0.75 && spanMs <= gaps * maxMeanGapMs;
  return isHasty || pausesIn(share) <= gaps / 2;
}

function pausesIn(strokes: readonly Key[]): number {
  return strokes.filter(({ slow }, index) => slow && index).length;
}

function repairsOf(share: readonly Key[], text: string): readonly ReadingRepair[] {
  const repairs: ReadingRepair[] = [];
  const typed = share.map((one) => one.typed).join('');
  if (typed.toUpperCase() !== text.toUpperCase()) repairs.push('keyboard-layout');
  if (share.some(({ byAlt }) => byAlt)) repairs.push('alt-codes');
  if (pausesIn(share)) repairs.push('stalled');
  return repairs;
}
