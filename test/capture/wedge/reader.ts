/** The settings of readers in the tables of these tests, and the key events of a scan. */

import type { Layout, ReaderKey } from '@kaiku/testkit/reader';
import { type Keyboards, keystrokes, type Pace } from '../../../packages/testkit/src/reader/keystrokes.ts';

export type Mode = 'plain' | 'stx-etx' | ']A0' | ']Q1' | ']C1' | 'maker' | 'asterisks' | 'alt';
export type Suffix = 'none' | 'Enter' | 'Tab' | 'CR+LF';

export interface ReaderSetting extends Pick<Keyboards, 'shift'> {
  /** The keyboard layout the reader is set to. */
  readonly keyboard: Layout;
  readonly mode: Mode;
  readonly suffix: Suffix;
  readonly numpad: boolean;
}

export interface Computer extends Pick<Keyboards, 'composes'> {
  readonly layout: Layout;
  readonly caps: boolean;
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
  { keyboard, mode, suffix, numpad, shift = true }: ReaderSetting,
  at: Computer & { pace: Pace; atMs: number; dropAt?: number | undefined },
): ReaderKey[] | undefined {
  const [before, after] = wraps[mode];
  const { layout, caps, composes = false } = at;
  const byAlt = mode === 'alt';
  const keyboards = { reader: keyboard, computer: layout, capsLock: caps, composes, numpad, shift, byAlt };
  const keys = keystrokes(`${before}${code}${after}${suffixes[suffix]}`, keyboards, at);
  return keys?.map((key) => ({ ...key, atMs: at.atMs + key.atMs }));
}
