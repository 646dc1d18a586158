import type { Keyboard } from '../wedge/judge.ts';
import { type Key, onUsKeyboard } from '../wedge/key.ts';

/** One scan of a code that is known: what the test sheet says, and what was pressed. */
export interface TestScan {
  /** As it stands on the sheet. */
  readonly expected: string;
  readonly strokes: readonly Key[];
  readonly suffixes: readonly string[];
}

/** How a reader is set up, as its scans show. */
export interface ReaderProfile {
  /** To be kept and given to `wedgeSource`; `unknown` where no scan tells. */
  readonly keyboard: Keyboard;
  /** Lower case arrived where upper case was sent. */
  readonly capsLock: boolean;
  /** `''`: none. `Enter`, `Tab`, or both in their order. */
  readonly suffix: string;
  /** What came before the code, such as `]A0`; `''`: nothing. */
  readonly before: string;
  readonly altCodes: boolean;
  /** The median time between characters. */
  readonly gapMs: number;
  readonly keysNamed: boolean;
  /** Characters of the sheet that did not come. */
  readonly dropped: number;
  /** Scans of which nothing can be made. */
  readonly unread: number;
}

/**
 * How a reader is set up, by scans of the test sheet. Total: no scans, or scans of which nothing can be made, give a
 * profile that says so.
 */
export function examineReader(scans: readonly TestScan[]): ReaderProfile {
  const told = scans.map(examineScan);
  const known = told.filter(({ found }) => found !== undefined);
  const keyboards = new Set(known.flatMap(({ keyboard }) => (keyboard === 'unknown' ? [] : keyboard)));
  const [keyboard = 'unknown'] = keyboards.size === 1 ? keyboards : [];
  const gaps = scans.flatMap(({ strokes }) =>
    strokes.slice(1).map(({ atMs }, index) => atMs - (strokes[index]?.atMs ?? 0)),
  );
  const sorted = gaps.toSorted((one, other) => one - other);
  return {
    keyboard,
    capsLock: known.some(({ capsLock }) => capsLock),
    suffix: scans[0]?.suffixes.join('+') ?? '',
    before: known.find(({ found }) => found !== '')?.found ?? '',
    altCodes: scans.some(({ strokes }) => strokes.some(({ byAlt }) => byAlt)),
    gapMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    keysNamed: scans.every(({ strokes }) => strokes.every(({ typed, code }) => typed !== '' || code !== '')),
    dropped: told.reduce((sum, { dropped }) => sum + dropped, 0),
    unread: told.length - known.length,
  };
}

/** Where keyboards differ most; no card bears them, so that only the test sheet does. */
const usPunctuation: Readonly<Record<string, string>> = { Minus: '-', Slash: '/', Period: '.' };

interface Examined {
  /** What stands before the code; `undefined` where it is not in the scan. */
  readonly found: string | undefined;
  readonly keyboard: ReaderProfile['keyboard'];
  readonly capsLock: boolean;
  readonly dropped: number;
}

function examineScan({ expected, strokes }: TestScan): Examined {
  const typed = strokes.map((stroke) => stroke.typed || '?').join('');
  const physical = strokes.map((stroke) => usPunctuation[stroke.code] ?? onUsKeyboard(stroke)).join('');
  const upper = expected.toUpperCase();
  const isTyped = typed.toUpperCase().includes(upper);
  const isPhysical = physical.toUpperCase().includes(upper);
  const text = isTyped ? typed : physical;
  const at = text.toUpperCase().indexOf(upper);
  if (at < 0) {
    const best = Math.max(inOrder(upper, typed.toUpperCase()), inOrder(upper, physical.toUpperCase()));
    // Half of it at least, else it is another code or another keyboard and not a dropped key.
    return {
      found: undefined,
      keyboard: 'unknown',
      capsLock: false,
      dropped: best * 2 > upper.length ? upper.length - best : 0,
    };
  }
  const capsLock =
    isTyped && typed.slice(at, at + upper.length) === expected.toLowerCase() && expected !== expected.toLowerCase();
  const keyboard = isTyped === isPhysical ? 'unknown' : isTyped ? 'matching' : 'us';
  return { found: text.slice(0, at), keyboard, capsLock, dropped: 0 };
}

/** How many characters of one text are found in another, in order. */
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
