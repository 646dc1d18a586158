import { findKey, isDead, type Layout, layouts, makeOf } from './layouts.ts';

/** How a reader types, and the computer that it is plugged into. */
export interface Keyboards {
  /** The layout that the reader is set to. */
  readonly reader: Layout;
  /** The layout that the computer is set to. */
  readonly computer: Layout;
  /** Caps Lock is on. @default false */
  readonly capsLock?: boolean;
  /** The reader types digits on the number pad. @default false */
  readonly numpad?: boolean;
  /** The reader presses Shift for capital letters; otherwise small ones arrive. @default true */
  readonly shift?: boolean;
  /** The reader types each character as Alt and its number, which does not depend on layouts. @default false */
  readonly byAlt?: boolean;
  /** Dead keys, and the characters they compose, come from an input method, without names (Chromium on Linux). @default false */
  readonly composes?: boolean;
}

/** One key event, and what the system does with it if the page allows it. */
export interface ReaderKey {
  readonly type: 'keydown' | 'keyup' | 'keypress';
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  /** When, in milliseconds since the first key. */
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
  /** The pause before the character at an index, in the reader or on its radio link. */
  readonly stallMs: (index: number) => number;
}

/**
 * Returns the key events of a text, without those of the character at `dropAt`; `undefined` if the reader's keyboard cannot
 * type it. Of the control characters, `\r` is Enter, `\t` Tab, and every other one Ctrl and a letter.
 */
export function keystrokes(
  text: string,
  keyboards: Keyboards,
  { pace, dropAt }: { readonly pace: Pace; readonly dropAt?: number | undefined },
): ReaderKey[] | undefined {
  const events: ReaderKey[] = [];
  let atMs = 0;
  let accent = '';
  for (const [index, char] of [...text].entries()) {
    atMs += pace.stallMs(index);
    const gapMs = pace.gapMs(index);
    const heldMs = gapMs * pace.held;
    const pressed = index === dropAt ? { keys: [], accent } : press(char, keyboards, accent);
    if (pressed === undefined) return undefined;
    const { keys } = pressed;
    events.push(...keys.map((key, at) => ({ ...key, atMs: atMs + (heldMs * at) / keys.length })));
    accent = pressed.accent;
    atMs += gapMs;
  }
  return events;
}

type Timeless = Omit<ReaderKey, 'atMs'>;

function press(char: string, keyboards: Keyboards, accent: string) {
  const { reader, computer, capsLock = false, numpad, shift = true, byAlt, composes } = keyboards;
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
  if (byAlt) {
    const digits = [...`0${char.charCodeAt(0)}`].flatMap((digit) =>
      both({ ...bare, altKey: true, key: digit, code: `Numpad${digit}` }),
    );
    const made: Timeless = { ...bare, type: 'keypress', key: char, code: '', inserts: char };
    return alone([...around({ ...bare, altKey: true, key: 'Alt', code: 'AltLeft' }, digits), made]);
  }
  if (numpad && /[0-9]/.test(char))
    return alone(both({ ...bare, key: char, code: `Numpad${char}`, inserts: accentBefore(accent) + char }));
  // A reader without a Russian layout still sends Latin letters.
  const sent = shift ? char : char.toLowerCase();
  const where = findKey(reader, sent) ?? findKey(layouts.us, sent);
  if (where === undefined) return undefined;
  const made = makeOf(computer, { ...where, capsLock });
  const { key, inserts, nextAccent } = compose(accent, made);
  const shifted = { shiftKey: where.shift };
  const named = { ...bare, ...shifted, key, code: where.code, inserts };
  const isMethods = composes && (accent !== '' || nextAccent !== '');
  const keys = both(isMethods ? { ...named, key: 'Process', isForced: true } : named);
  if (where.shift)
    return { keys: around({ ...bare, ...shifted, key: 'Shift', code: 'ShiftLeft' }, keys), accent: nextAccent };
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
