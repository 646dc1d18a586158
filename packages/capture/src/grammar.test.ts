import { describe, expect, it } from 'vitest';
import { matchesGrammar } from './grammar.ts';
import type { SymbolGrammar } from './reading.ts';

const grammar: SymbolGrammar = [
  { prefix: 'A', digits: [9] },
  { prefix: 'AM', digits: [8, 9] },
  { prefix: '', digits: [5] },
];

describe('matchesGrammar', () => {
  it.each([
    ['A045198723', 'a code'],
    ['a045198723', 'lower case'],
    ['  A045198723\r\n', 'whitespace at the ends'],
    ['AM12345678', 'the shorter of two lengths'],
    ['am123456789', 'the longer of two lengths'],
    ['50142', 'digits alone where the prefix is empty'],
  ])('takes %j: %s', (text) => {
    expect(matchesGrammar(text, grammar)).toBe(true);
  });

  it.each([
    ['', 'nothing'],
    ['A04519872', 'a digit short'],
    ['A0451987234', 'a digit long'],
    ['A045 198723', 'a space inside'],
    ['B045198723', 'another prefix'],
    ['AM1234567', 'shorter than both lengths'],
    ['A٠٤٥١٩٨٧٢٣', 'digits that are not ASCII'],
    ['A04519872Z', 'a letter among the digits'],
    ['https://example.org/A045198723', 'a code inside something else'],
    ['A045198723\nA045198723', 'two codes'],
  ])('refuses %j: %s', (text) => {
    expect(matchesGrammar(text, grammar)).toBe(false);
  });

  it('refuses everything when there is no shape', () => {
    expect(matchesGrammar('A045198723', [])).toBe(false);
  });
});
