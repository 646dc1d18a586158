import { describe, expect, it } from 'vitest';
import { readerKeys } from './reader-keys.ts';

const downs = (keys: ReturnType<typeof readerKeys>) => keys.filter(({ type }) => type === 'keydown');

describe('`readerKeys`', () => {
  it('presses Shift around capital letters, and Enter at the end, at an even pace', () => {
    const keys = downs(readerKeys('A04', { gapMs: 4 }));
    expect(keys.map(({ key }) => key)).toEqual(['Shift', 'A', '0', '4', 'Enter']);
    expect(keys.map(({ atMs }) => Math.round(atMs))).toEqual([0, 1, 4, 8, 12]);
  });

  it('presses the keys of the reader’s layout, which type what the computer’s layout has there', () => {
    const keys = downs(readerKeys('A1', { reader: 'us', computer: 'fr', suffix: '\t' }));
    expect(keys.map(({ key, code }) => [key, code])).toEqual([
      ['Shift', 'ShiftLeft'],
      ['Q', 'KeyA'],
      ['&', 'Digit1'],
      ['Tab', 'Tab'],
    ]);
  });

  it('sends a prefix and a suffix of control characters as Ctrl and a letter', () => {
    const keys = downs(readerKeys('1', { prefix: '\x02', suffix: '\x03' }));
    expect(keys.map(({ code, ctrlKey }) => [code, ctrlKey])).toEqual([
      ['ControlLeft', true],
      ['KeyB', true],
      ['Digit1', false],
      ['ControlLeft', true],
      ['KeyC', true],
    ]);
  });

  it('throws if the reader’s layout cannot type a character', () => {
    expect(() => readerKeys('Å1', { reader: 'us' })).toThrow("The layout 'us' has no key");
  });
});
