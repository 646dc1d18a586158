/** A key event without the DOM, and its state in the burst. */
export interface Key {
  readonly type:
    | 'keystroke'
    /** The release of a key. */
    | 'up'
    /** Enter or Tab: ends what readers send. */
    | 'suffix'
    /** Shift and the locks: readers press them between characters, and they carry no text. */
    | 'modifier'
    /** A combination or a function key: no card contains one. */
    | 'command'
    /** Any other key, also the repeat of a held one: readers do not send these. */
    | 'other';
  /** The event's own time, so that a busy page does not stretch a burst. */
  readonly atMs: number;
  /** The character it types; a control character for Ctrl and a letter; `''` for a dead or unnamed key. */
  readonly typed: string;
  /** The physical key (`KeyboardEvent.code`); `''` if unknown. */
  readonly code: string;
  readonly shift: boolean;
  /** A character sent as Alt and digits of the number pad, complete with the release of Alt. */
  readonly byAlt: boolean;
  /** The time of its release; `Infinity` while it is down. */
  upAtMs: number;
  /** The key came after a pause, or is the first. */
  slow?: boolean;
  /** The key is withheld from the page. */
  kept?: boolean;
  readonly event?: KeyboardEvent;
  /** The event's target, which the event itself loses. */
  readonly target?: HTMLElement;
}

/** The characters of a French keyboard's digit keys, from 0: sent by readers set to French while Caps Lock is on. */
const frenchDigits = 'à&é"\'(-è_ç';

/** Returns the character of a key on the US keyboard, the default of readers; `?` if no card has it. */
export function onUsKeyboard({ typed, code, shift, byAlt }: Key): string {
  // Control characters and characters sent by number do not depend on the layout.
  if (byAlt || (typed && typed < ' ')) return typed;
  if (/^Key.$|^Numpad\d$/.test(code) || (!shift && /^Digit/.test(code))) return code.slice(-1);
  if (code === 'BracketRight' && !shift) return ']';
  return /^Digit8|Multiply$/.test(code) ? '*' : '?';
}

/** Returns the character that the system made of a key, with the French digits corrected; `?` for none. */
export function asTyped({ typed, code }: Key): string {
  return typed && code === `Digit${frenchDigits.indexOf(typed)}` ? code.slice(-1) : typed || '?';
}
