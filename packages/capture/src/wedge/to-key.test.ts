import { describe, expect, it } from 'vitest';
import type { Key } from './burst.ts';
import { type KeyPress, toKey } from './to-key.ts';

const plain = { timeStamp: 7, repeat: false, isComposing: false, ctrlKey: false, altKey: false, metaKey: false };

describe('toKey', () => {
  const cases: readonly [name: string, event: Partial<KeyPress>, key: Key][] = [
    ['a letter', { key: 'A' }, { type: 'char', char: 'A', atMs: 7 }],
    ['a space', { key: ' ' }, { type: 'char', char: ' ', atMs: 7 }],
    ['Enter', { key: 'Enter' }, { type: 'suffix', suffix: 'Enter', atMs: 7 }],
    ['Tab', { key: 'Tab' }, { type: 'suffix', suffix: 'Tab', atMs: 7 }],
    ['Shift', { key: 'Shift' }, { type: 'modifier', atMs: 7 }],
    ['an arrow', { key: 'ArrowDown' }, { type: 'other', atMs: 7 }],
    ['the repeat of a held key', { key: '1', repeat: true }, { type: 'other', atMs: 7 }],
    ['a combination', { key: 'a', ctrlKey: true }, { type: 'other', atMs: 7 }],
    ['a key of an input method', { key: 'a', isComposing: true }, { type: 'other', atMs: 7 }],
    ['a key the system does not name', { key: 'Unidentified' }, { type: 'other', atMs: 7 }],
  ];

  it.each(cases)('takes %s for what it is', (_name, event, key) => {
    expect(toKey({ ...plain, key: '', ...event })).toEqual(key);
  });
});
