import { keystrokes, type ReaderKey } from './keystrokes.ts';
import { type LayoutName, layouts } from './layouts.ts';

/** How a reader is set, and the computer that it is plugged into. */
export interface ReaderSettings {
  /** The keyboard layout that the reader is set to. @default 'us' */
  readonly reader?: LayoutName;
  /** The keyboard layout of the computer. @default 'us' */
  readonly computer?: LayoutName;
  /** Caps Lock is on. @default false */
  readonly capsLock?: boolean;
  /** What the reader sends before a code, such as `]A0`. A control character becomes Ctrl and a letter. @default '' */
  readonly prefix?: string;
  /** What it sends after a code: `\r` is Enter, `\t` is Tab. @default '\r' */
  readonly suffix?: string;
  /** The time from one character to the next, in milliseconds. @default 5 */
  readonly gapMs?: number;
  /** It types digits on the number pad. @default false */
  readonly numpad?: boolean;
  /** It presses Shift for capital letters; otherwise small ones arrive. @default true */
  readonly shift?: boolean;
  /** It types each character as Alt and its number, which does not depend on layouts. @default false */
  readonly byAlt?: boolean;
}

/**
 * Returns the key events of one scan, in order. A key is down for half the time to the next one.
 * @throws Error if the reader's layout has no key for a character
 */
export function readerKeys(code: string, settings: ReaderSettings = {}): readonly ReaderKey[] {
  const { reader = 'us', computer = 'us', prefix = '', suffix = '\r', gapMs = 5, ...how } = settings;
  const keyboards = { ...how, reader: layouts[reader], computer: layouts[computer] };
  const pace = { gapMs: () => gapMs, held: 0.5, stallMs: () => 0 };
  const keys = keystrokes(`${prefix}${code}${suffix}`, keyboards, { pace });
  if (keys === undefined) throw new Error(`The layout '${reader}' has no key for a character of '${code}'.`);
  return keys;
}
