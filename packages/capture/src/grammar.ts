import type { SymbolGrammar } from './reading.ts';

/**
 * True when the whole text, whitespace at its ends aside, is of one of the shapes: the prefix in either case,
 * then one of the allowed numbers of ASCII digits, then nothing.
 */
export function matchesGrammar(text: string, grammar: SymbolGrammar): boolean {
  const bare = text.trim().toUpperCase();
  return grammar.some(({ prefix, digits }) => {
    const rest = bare.slice(prefix.length);
    return bare.startsWith(prefix.toUpperCase()) && /^[0-9]*$/.test(rest) && digits.includes(rest.length);
  });
}
