/** A reader that types: the key events that a computer receives for a code. */
import { findKey, isDead, type Layout, makeOf, usLayout } from './layouts.ts';

export type Mode = 'plain' | 'stx-etx' | ']A0' | ']Q1' | ']C1' | 'maker' | 'asterisks' | 'alt';
export type Suffix = 'none' | 'Enter' | 'Tab' | 'CR+LF';

export interface ReaderSetting {
  /** The keyboard layout the reader is set to. */
  readonly keyboard: Layout;
  readonly mode: Mode;
  readonly suffix: Suffix;
  readonly numpad: boolean;
  /** It presses Shift for capital letters; otherwise small ones arrive. @default true */
  readonly shift?: boolean;
}

export interface Computer {
  /** Dead keys, and the characters they compose, come from an input method, without names (Chromium on Linux). */
  readonly composes?: boolean;
  readonly layout: Layout;
  readonly caps: boolean;
}

/** One key event, and what the system does with it if the page allows it. */
export interface KeyEvent {
  readonly type: 'keydown' | 'keyup' | 'keypress';
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly atMs: number;
  /** The character it puts into a field. */
  readonly inserts: string;
  /** Inserted by an input method even if the page prevents the key. */
  readonly isForced?: boolean;
}

/** The pace: when each character begins, and how long its key is down. */
export interface Pace {
  readonly gapMs: (index: number) => number;
  /** The time a key is down, as a share of the gap to the next character. */
  readonly held: number;
  /** The pause before the character at an index, in the reader or on the radio link. */
  readonly stallMs: (index: number) => number;
}

/** The characters that each mode sends around a code. */
export const wraps: Readonly<Record<Mode, readonly [before: string, after: string]>> = {
  plain: ['', ''],
  'stx-etx': ['\x02', '\x03'],
  ']A0': [']A0', ''],
  ']Q1': [']Q1', ''],
  ']C1': [']C1', ''],
  maker: ['P01', ''],
  asterisks: ['*', '*'],
  alt: ['', ''],
};
const suffixes: Readonly<Record<Suffix, string>> = { none: '', Enter: '\r', Tab: '\t', 'CR+LF': '\r\n' };

/**
 * Returns the key events of one scan that begins at `atMs`, without those of the character at `dropAt`; `undefined` if the
 * reader's keyboard cannot type the code.
 */
export function scan(
  code: string,
  how: ReaderSetting,
  at: Computer & { pace: Pace; atMs: number; dropAt?: number | undefined },
): KeyEvent[] | undefined {
  const [before, after] = wraps[how.mode];
  const chars = [...before, ...code, ...after, ...suffixes[how.suffix]];
  const events: KeyEvent[] = [];
  let atMs = at.atMs;
  let accent = '';
  for (const [index, char] of chars.entries()) {
    atMs += at.pace.stallMs(index);
    const gapMs = at.pace.gapMs(index);
    const upMs = atMs + gapMs * at.pace.held;
    const pressed = index === at.dropAt ? { keys: [], accent } : press(char, how, at, accent);
    if (pressed === undefined) return undefined;
    events.push(...pressed.keys.map((key, i) => ({ ...key, atMs: atMs + ((upMs - atMs) * i) / pressed.keys.length })));
    accent = pressed.accent;
    atMs += gapMs;
  }
  return events;
}

type Timeless = Omit<KeyEvent, 'atMs'>;

function press(char: string, how: ReaderSetting, { layout, caps, composes }: Computer, accent: string) {
  const bare = { shiftKey: false, ctrlKey: false, altKey: false, inserts: '' };
  const both = (key: Omit<Timeless, 'type'>): Timeless[] => [
    { type: 'keydown', ...key },
    { type: 'keyup', ...key, inserts: '' },
  ];
  const around = (outer: Omit<Timeless, 'type'>, inner: Timeless[]): Timeless[] => [
    { type: 'keydown', ...outer },
    ...inner,
    { type: 'keyup', ...outer },
  ];
  const alone = (keys: Timeless[]) => ({ keys, accent: '' });

  if (char === '\r') return alone(both({ ...bare, key: 'Enter', code: 'Enter' }));
  if (char === '\t') return alone(both({ ...bare, key: 'Tab', code: 'Tab' }));
  if (char < ' ') {
    const letter = String.fromCharCode(char.charCodeAt(0) + 64);
    const key = { ...bare, ctrlKey: true, key: letter.toLowerCase(), code: `Key${letter}` };
    return alone(around({ ...bare, ctrlKey: true, key: 'Control', code: 'ControlLeft' }, both(key)));
  }
  if (how.mode === 'alt') {
    const digits = [...`0${char.charCodeAt(0)}`].flatMap((digit) =>
      both({ ...bare, altKey: true, key: digit, code: `Numpad${digit}` }),
    );
    const made: Timeless = { ...bare, type: 'keypress', key: char, code: '', inserts: char };
    return alone([...around({ ...bare, altKey: true, key: 'Alt', code: 'AltLeft' }, digits), made]);
  }
  if (how.numpad && /[0-9]/.test(char))
    return alone(both({ ...bare, key: char, code: `Numpad${char}`, inserts: accentBefore(accent) + char }));
  // A reader without a Russian layout still sends Latin letters.
  const sent = how.shift === false ? char.toLowerCase() : char;
  const where = findKey(how.keyboard, sent) ?? findKey(usLayout, sent);
  if (where === undefined) return undefined;
  const made = makeOf(layout, { ...where, caps });
  const { key, inserts, nextAccent } = compose(accent, made);
  const shift = { shiftKey: where.shift };
  const named = { ...bare, ...shift, key, code: where.code, inserts };
  const isMethods = composes && (accent !== '' || nextAccent !== '');
  const keys = both(isMethods ? { ...named, key: 'Process', isForced: true } : named);
  if (where.shift)
    return { keys: around({ ...bare, ...shift, key: 'Shift', code: 'ShiftLeft' }, keys), accent: nextAccent };
  if (where.altGr) return { keys: around({ ...bare, key: 'AltGraph', code: 'AltRight' }, keys), accent: nextAccent };
  return { keys, accent: nextAccent };
}

/** Returns the character that follows a dead key. */
function compose(accent: string, made: string): { key: string; inserts: string; nextAccent: string } {
  if (isDead(made)) return { key: 'Dead', inserts: accentBefore(accent), nextAccent: made };
  if (accent === '') return { key: made, inserts: made, nextAccent: '' };
  const composed = (made + accent).normalize('NFC');
  const one = [...composed].length === 1;
  return { key: one ? composed : made, inserts: one ? composed : accentBefore(accent) + made, nextAccent: '' };
}

function accentBefore(accent: string): string {
  return accent === '' ? '' : ` ${accent}`.normalize('NFKC').trim() || '^';
}
