import type { ReadingRepair, SymbolGrammar } from '../reading.ts';
import { createReadSent, type SentCode } from './sent-code.ts';
import { asTyped, asTypedInFrench, onUsKeyboard, type Stroke } from './stroke.ts';

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
  /** Strokes of a person that are no part of it. */
  readonly persons: readonly Stroke[];
}

/** What strokes stand for, now. */
export interface Judgement {
  /** One for each thing that they can stand for: none, or the code, or two and more that differ. */
  readonly found: readonly Found[];
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

export type Judge = (strokes: readonly Stroke[], atMs: number, mayBeSeveral?: boolean) => Judgement;

/** A function that says what strokes stand for, by every way to read them. */
export function createJudge(grammar: SymbolGrammar, keyboard: Keyboard): Judge {
  const readSent = createReadSent(grammar);
  const ways = [
    ...(keyboard === 'us' ? [] : [asTyped, asTypedInFrench]),
    ...(keyboard === 'matching' ? [] : [onUsKeyboard]),
  ];

  return (strokes, atMs, mayBeSeveral) => {
    const shares = sharesOf(strokes, atMs);
    const [surely = strokes] = shares;
    const brief = shares.at(-1) ?? surely;
    const pauses = pausesIn(surely);
    const strong = surely.length - pauses > strongFrom;
    const found = new Map<string, Found>();
    let plausible = false;
    let open = false;
    for (const share of shares) {
      const isSure = share === surely || found.size === 0;
      const isPaced =
        pausesIn(share) <= (share.length - 1) / 2 ||
        (share.filter(isBrief).length >= share.length * 0.75 && meanGapOf(share) <= maxMeanGapMs);
      for (const way of ways) {
        const text = share.map(way).join('');
        const sent = readSent(text, mayBeSeveral);
        if (!sent) continue;
        const key = isPaced ? sent.codes.join() : '';
        plausible ||= key !== '' || strong || share === surely;
        if (key === '') continue;
        // What may be a person's key opens nothing that is closed with it.
        open ||= isSure && (sent.open || sent.bare);
        const repairs = [...sent.repairs, ...repairsOf(share, text)];
        found.set(key, { ...sent, repairs, persons: strokes.filter((one) => !share.includes(one)) });
      }
    }
    const foreign = surely.length >= shortestForeign && pauses <= surely.length / 3;
    return { found: [...found.values()], plausible, open, strong, foreign, empty: brief.length === 0 };
  };
}

/**
 * What of strokes may be the reader's share: all that not only a person can have made; what no person can have made, with
 * the last, whose key is still down; and without it. Where no key was ever let go (a driver that tells only presses), all.
 */
function sharesOf(strokes: readonly Stroke[], nowMs: number): readonly (readonly Stroke[])[] {
  if (strokes.every(({ upAtMs }) => upAtMs === undefined)) return [strokes];
  const isHeld = ({ atMs, upAtMs = nowMs }: Stroke): boolean => upAtMs - atMs > maxHoldMs;
  const surely = strokes.filter((one, index) => {
    const next = strokes[index + 1];
    // Within a burst it may be a reader's whose radio link stalled while the key was down.
    const isAlone = one.slow && (!next || (index === 0 && next.slow));
    const { overlaps = 0 } = one;
    return isBrief(one) || !(overlaps > 1 || (isHeld(one) && (overlaps || isAlone)));
  });
  const brief = strokes.filter(isBrief);
  const withLast = strokes.filter((one, index) => isBrief(one) || (index === strokes.length - 1 && !isHeld(one)));
  return [surely, withLast, brief].filter((share, index, all) => share.length !== all[index - 1]?.length);
}

/** Let go so soon, it was no person's finger. */
function isBrief({ atMs, upAtMs = Infinity }: Stroke): boolean {
  return upAtMs - atMs <= maxHoldMs;
}

function meanGapOf(strokes: readonly Stroke[]): number {
  return ((strokes.at(-1)?.atMs ?? 0) - (strokes[0]?.atMs ?? 0)) / (strokes.length - 1);
}

function pausesIn(strokes: readonly Stroke[]): number {
  return strokes.filter(({ slow }, index) => slow && index).length;
}

function repairsOf(share: readonly Stroke[], text: string): readonly ReadingRepair[] {
  const repairs: ReadingRepair[] = [];
  if (share.map(asTyped).join('').toUpperCase() !== text.toUpperCase()) repairs.push('keyboard-layout');
  if (share.some(({ byAlt }) => byAlt)) repairs.push('alt-codes');
  if (pausesIn(share)) repairs.push('stalled');
  return repairs;
}
