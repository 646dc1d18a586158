import type { Keyboard } from '../wedge/classify.ts';
import { asTyped, type Key, onUsKeyboard } from '../wedge/key.ts';

/** One scan of a code that is known: what the test sheet says, and what was pressed. */
export interface TestScan {
  /** As printed on the sheet. */
  readonly expected: string;
  /** The keystrokes, in order. */
  readonly strokes: readonly Key[];
  /** `Enter` and `Tab`, as they came. */
  readonly suffixes: readonly string[];
}

/** The settings of a reader, as its scans show. */
export interface ReaderProfile {
  /** The number of scans. */
  readonly scans: number;
  /** Pass it to `wedgeSource`; `unknown` if no scan shows it. */
  readonly keyboard: Keyboard;
  /** Small letters came for capital ones: Caps Lock, or the reader. */
  readonly lowerCase: boolean;
  /** `''`: none. `Enter`, `Tab`, or both in their order, joined by `+`. */
  readonly suffix: string;
  /** The text before the code, such as `]A0` or `*`; `''`: nothing. */
  readonly before: string;
  /** It sends STX, ETX, GS or the like. */
  readonly controlCharacters: boolean;
  /** It sends characters as Alt and numbers. */
  readonly altCodes: boolean;
  /** The median time between characters, in milliseconds. */
  readonly gapMs: number;
  /** The longest time between characters, in milliseconds. */
  readonly longestGapMs: number;
  /** False if keys come without names (Android). */
  readonly keysNamed: boolean;
  /** Characters of the sheet that did not come. */
  readonly dropped: number;
  /** Scans in which their code is not to be found whole. */
  readonly unread: number;
}

/**
 * Returns the settings of a reader from scans of the test sheet. Never throws: no scans, or unreadable ones, give a
 * profile that says so.
 */
export function examineReader(scans: readonly TestScan[]): ReaderProfile {
  const examined = scans.map(examineScan);
  const strokes = scans.flatMap((scan) => scan.strokes);
  const readable = examined.filter(({ typed, us }) => typed || us);
  const tells = (keyboard: Keyboard, by: 'typed' | 'us', not: 'typed' | 'us'): Keyboard[] =>
    readable.some((one) => one[by] && !one[not]) ? [keyboard] : [];
  const [keyboard = 'unknown', another] = [...tells('us', 'us', 'typed'), ...tells('matching', 'typed', 'us')];
  const found = readable.flatMap(({ typed, us }) => (keyboard === 'us' ? (us ?? typed) : (typed ?? us)) ?? []);
  const gaps = scans.flatMap(gapsOf).sort((one, other) => one - other);
  return {
    scans: scans.length,
    keyboard: another === undefined ? keyboard : 'unknown',
    lowerCase: readable.some(({ lowerCase }) => lowerCase),
    suffix: scans[0]?.suffixes.join('+') ?? '',
    before: found.find(({ before }) => before !== '')?.before ?? '',
    controlCharacters: strokes.some(isControl),
    altCodes: strokes.some(({ byAlt }) => byAlt),
    gapMs: gaps[Math.floor(gaps.length / 2)] ?? 0,
    longestGapMs: gaps.at(-1) ?? 0,
    keysNamed: strokes.every(({ typed, code }) => typed !== '' || code !== ''),
    dropped: examined.reduce((sum, { dropped }) => sum + dropped, 0),
    unread: examined.length - readable.length,
  };
}

/** The code of a sheet that a scan is most likely of; `undefined` where half of none is in it. */
export function matchCode(codes: readonly string[], strokes: readonly Key[]): string | undefined {
  const texts = textsOf(strokes);
  const likeness = (code: string): number =>
    Math.max(...Object.values(texts).map((text) => inOrder(code, text))) / code.length;
  const [best] = [...codes].sort((one, other) => likeness(other) - likeness(one));
  return best !== undefined && likeness(best) > 0.5 ? best : undefined;
}

/** Characters in which keyboards differ most. Only the test sheet has them, no card. */
const usPunctuation: Readonly<Record<string, string>> = { Minus: '-', Slash: '/', Period: '.' };

/** Returns the text of a scan in capital letters: as the system typed it, and on the US keyboard. */
function textsOf(strokes: readonly Key[]): Readonly<Record<'typed' | 'us', string>> {
  const said = strokes.filter((stroke) => !isControl(stroke));
  return {
    typed: said.map(asTyped).join('').toUpperCase(),
    us: said
      .map((stroke) => usPunctuation[stroke.code] ?? onUsKeyboard(stroke))
      .join('')
      .toUpperCase(),
  };
}

function isControl({ typed }: Key): boolean {
  return typed !== '' && typed < ' ';
}

function gapsOf({ strokes }: TestScan): readonly number[] {
  return strokes.slice(1).map(({ atMs }, index) => atMs - (strokes[index]?.atMs ?? atMs));
}

function examineScan({ expected, strokes }: TestScan) {
  const texts = textsOf(strokes);
  const find = (text: string): { readonly before: string } | undefined =>
    text.includes(expected) ? { before: text.slice(0, text.indexOf(expected)) } : undefined;
  const [typed, us] = [find(texts.typed), find(texts.us)];
  const best = Math.max(inOrder(expected, texts.typed), inOrder(expected, texts.us));
  // Half of it at least, else it is another keyboard and not a dropped key.
  const isPart = !typed && !us && best * 2 > expected.length;
  return {
    typed,
    us,
    lowerCase: strokes.some((stroke) => /[a-z]/.test(stroke.typed)),
    dropped: isPart && strokes.length < expected.length ? expected.length - best : 0,
  };
}

/** Returns the number of characters of one text that occur in another, in order. */
function inOrder(text: string, within: string): number {
  let at = 0;
  let count = 0;
  for (const char of text) {
    const next = within.indexOf(char, at);
    if (next < 0) continue;
    at = next + 1;
    count += 1;
  }
  return count;
}
