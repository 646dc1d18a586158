import type { KeyTarget } from './kept-keys.ts';

/** A key that was pressed: what the system made of it, which key it was, and how it stands in its burst. */
export interface Stroke {
  /** The one character it puts into a field; a control character for Ctrl and a letter; `''` for a dead or unnamed one. */
  readonly typed: string;
  /** The physical key (`KeyboardEvent.code`); `''` where the system does not say. */
  readonly code: string;
  readonly shift: boolean;
  /** When it went down, by the event's own time: a busy page does not stretch a burst. */
  readonly atMs: number;
  /** It is a character sent as Alt and digits of the number pad, complete with the release of Alt. */
  readonly byAlt?: boolean;
  /** Where it was going. */
  to?: KeyTarget | undefined;
  /** When its key was let go; `undefined` while it is down. */
  upAtMs?: number | undefined;
  /** How many keys were pressed while it was down. */
  overlaps?: number;
  /** It came after a pause, or first. */
  slow?: boolean;
  /** The page has not had it. */
  kept?: boolean;
}

/** What French keyboards have at the digit keys, from 0 on: readers set to French send it while Caps Lock is on. */
const frenchDigits = 'à&é"\'(-è_ç';

/** What a key is on the US keyboard, which readers take theirs for unless told otherwise. `?`: of no card. */
export function onUsKeyboard({ typed, code, shift, byAlt }: Stroke): string {
  // A control character, or one sent by its number, depends on no layout.
  if (byAlt || (typed && typed < ' ')) return typed;
  if (/^Key.$|^Numpad\d$/.test(code)) return code.slice(-1);
  if (/^Digit\d$/.test(code)) return shift ? (code === 'Digit8' ? '*' : '?') : code.slice(-1);
  return code === 'BracketRight' && !shift ? ']' : code === 'NumpadMultiply' ? '*' : '?';
}

/** What the system made of a key. */
export function asTyped({ typed }: Stroke): string {
  return typed || '?';
}

/** As typed, with the French digits put right. */
export function asTypedInFrench(stroke: Stroke): string {
  const { typed, code } = stroke;
  return typed && code === `Digit${frenchDigits.indexOf(typed)}` ? code.slice(-1) : asTyped(stroke);
}
