/** A key event, freed of the DOM, and how it stands in its burst. */
export interface Key {
  readonly type:
    | 'stroke'
    /** The key of a stroke is let go. */
    | 'up'
    /** Enter or Tab: ends what readers send. */
    | 'suffix'
    /** Shift and the locks: readers press them between characters, and they say nothing. */
    | 'modifier'
    /** A combination or a function key: no card bears one. */
    | 'command'
    /** Any other key, a repeat of a held one included: no reader's doing. */
    | 'other';
  /** When, by the event's own time: a busy page does not stretch a burst. */
  readonly atMs: number;
  /** The one character it puts into a field; a control character for Ctrl and a letter; `''` for a dead or unnamed one. */
  readonly typed: string;
  /** The physical key (`KeyboardEvent.code`); `''` where the system does not say. */
  readonly code: string;
  readonly shift: boolean;
  /** It is a character sent as Alt and digits of the number pad, complete with the release of Alt. */
  readonly byAlt: boolean;
  /** When it was let go; `Infinity` while it is down. */
  upAtMs: number;
  /** It came after a pause, or first. */
  slow?: boolean;
  /** The page has not had it. */
  kept?: boolean;
  readonly event?: KeyboardEvent;
  /** Where it was going: the event forgets that. */
  readonly target?: HTMLElement;
}

/** What French keyboards have at the digit keys, from 0 on: readers set to French send it while Caps Lock is on. */
const frenchDigits = 'à&é"\'(-è_ç';

/** What a key is on the US keyboard, which readers take theirs for unless told otherwise. `?`: of no card. */
export function onUsKeyboard({ typed, code, shift, byAlt }: Key): string {
  // A control character, or one sent by its number, depends on no layout.
  if (byAlt || (typed && typed < ' ')) return typed;
  if (/^Key.$|^Numpad\d$/.test(code) || (!shift && /^Digit/.test(code))) return code.slice(-1);
  if (code === 'BracketRight' && !shift) return ']';
  return /^Digit8|Multiply$/.test(code) ? '*' : '?';
}

/** What the system made of a key, with the French digits put right. `?`: nothing. */
export function asTyped({ typed, code }: Key): string {
  return typed && code === `Digit${frenchDigits.indexOf(typed)}` ? code.slice(-1) : typed || '?';
}
