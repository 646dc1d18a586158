import { describe, expect, it } from 'vitest';
import type { Key } from './key.ts';
import { createToKey, type KeyPress } from './to-key.ts';

const plain: KeyPress = {
  type: 'keydown',
  key: '',
  code: '',
  timeStamp: 7,
  repeat: false,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
};
const of = (type: Key['type'], typed = '', code = '', more = {}): Key => ({
  type,
  atMs: 7,
  typed,
  code,
  shift: false,
  byAlt: false,
  upAtMs: Infinity,
  ...more,
});
const stroke = (typed: string, code: string, more = {}): Key => of('keystroke', typed, code, more);

describe('createToKey', () => {
  const cases: readonly [name: string, event: Partial<KeyPress>, key: Key][] = [
    ['a letter', { key: 'A', code: 'KeyA', shiftKey: true }, stroke('A', 'KeyA', { shift: true })],
    ['a letter without a physical key', { key: 'A' }, stroke('A', 'A')],
    ['a space', { key: ' ', code: 'Space' }, stroke(' ', 'Space')],
    ['Enter', { key: 'Enter', code: 'Enter' }, of('suffix', 'Enter', 'Enter')],
    ['Tab', { key: 'Tab' }, of('suffix', 'Tab')],
    ['Shift', { key: 'Shift' }, of('modifier')],
    ['AltGr', { key: 'AltGraph' }, of('modifier')],
    ['a character of AltGr', { key: ']', code: 'Digit9', ctrlKey: true, altKey: true }, stroke(']', 'Digit9')],
    ['an arrow', { key: 'ArrowDown', code: 'ArrowDown' }, of('other', '', 'ArrowDown')],
    ['a digit of the number pad without Num Lock', { key: 'ArrowDown', code: 'Numpad2' }, stroke('', 'Numpad2')],
    ['the repeat of a held key', { key: '1', repeat: true }, of('other', '', '1')],
    [
      'STX, which is one control character like another',
      { key: 'b', code: 'KeyB', ctrlKey: true },
      stroke('\x1d', 'KeyB'),
    ],
    ['GS', { key: ']', code: 'BracketRight', ctrlKey: true }, stroke('\x1d', 'BracketRight')],
    ['a combination', { key: 'a', code: 'KeyA', ctrlKey: true }, of('command', '', 'KeyA')],
    ['a combination of Alt', { key: 'a', code: 'KeyA', altKey: true }, of('command', '', 'KeyA')],
    ['a function key', { key: 'F5', code: 'F5' }, of('command', '', 'F5')],
    ['a dead key', { key: 'Dead', code: 'BracketRight' }, stroke('', 'BracketRight')],
    ['a character made by a dead key', { key: 'Ä', code: 'KeyA', isComposing: true }, stroke('Ä', 'KeyA')],
    ['a key of an input method', { key: 'Process', code: 'KeyA', isComposing: true }, stroke('', 'KeyA')],
    ['an Enter of an input method', { key: 'Enter', isComposing: true }, of('other', 'Enter')],
    ['a key the system does not name', { key: 'Unidentified' }, stroke('', '')],
    ['the release of a key', { type: 'keyup', key: 'a', code: 'KeyA' }, of('up', '', 'KeyA')],
  ];

  it.each(cases)('converts %s', (_name, event, key) => {
    expect(createToKey()({ ...plain, ...event })).toEqual(key);
  });

  it('makes one character of Alt and digits of the number pad', () => {
    const toKey = createToKey();
    const events: Partial<KeyPress>[] = [
      { key: 'Alt' },
      { key: '0', code: 'Numpad0', altKey: true },
      { key: '6', code: 'Numpad6', altKey: true },
      { key: '5', code: 'Numpad5', altKey: true },
      { type: 'keyup', key: 'Alt' },
    ];
    const keys = events.map((event) => toKey({ ...plain, ...event }));
    expect(keys.slice(0, 4).every(({ type }) => type === 'modifier')).toBe(true);
    expect(keys[4]).toEqual(stroke('A', '', { byAlt: true, upAtMs: 7 }));
    expect(toKey({ ...plain, type: 'keyup', key: 'Alt' })).toEqual(of('modifier'));
  });
});
