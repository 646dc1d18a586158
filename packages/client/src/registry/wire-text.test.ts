import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { isPrintable, wireText } from './wire-text.ts';

const text = wireText({ min: 1, max: 5 });
const wrongWith = (value: unknown) => text.safeParse(value).error?.issues.map(({ code, message }) => [code, message]);

describe('a text on the wire', () => {
  it.each([
    ['letters of any script', 'Пökö'],
    ['five characters beyond the Basic Multilingual Plane', '🎭🎭🎭🎭🎭'],
    ['a joined emoji', '👩‍👧'],
    ['a replacement character', '\ufffd'],
  ])('may be %s', (_, value) => {
    expect(text.parse(value)).toBe(value);
  });

  it.each([
    ['NUL', 'A\u0000'],
    ['a line break', 'A\nB'],
    ['DEL', '\u007f'],
    ['a C1 control character', '\u0085'],
    ['an unpaired high surrogate', 'A\ud800'],
    ['an unpaired low surrogate', '\udc00A'],
    ['a surrogate pair in the wrong order', '\udc00\ud800'],
  ])('is rejected with %s, without quoting it', (_, value) => {
    expect(isPrintable(value)).toBe(false);
    expect(wrongWith(value)).toEqual([['custom', 'control character or unpaired surrogate']]);
  });

  it('is normalised to NFC before its length is counted', () => {
    expect(text.parse('a\u0308'.repeat(5))).toBe('\u00e4'.repeat(5));
    expect(text.parse('\u212b')).toBe('\u00c5'); // the ångström sign becomes the letter
  });

  it('has a length in code points', () => {
    expect(wrongWith('')).toMatchObject([['too_small', expect.any(String)]]);
    expect(wrongWith('🎭🎭🎭🎭🎭🎭')).toMatchObject([['too_big', expect.any(String)]]);
  });

  it('is described by a JSON Schema that says the same', () => {
    const { type, minLength, maxLength, pattern } = z.toJSONSchema(text);
    expect([type, minLength, maxLength]).toEqual(['string', 1, 5]);
    expect(new RegExp(String(pattern), 'u').test('A\u0000')).toBe(false);
    expect(new RegExp(String(pattern), 'u').test('Пökö 🎭')).toBe(true);
  });
});
