import type { Locale } from '@kaiku/scanner';
import { locales } from '@kaiku/scanner/locales';

const vowels: Readonly<Record<string, string>> = {
  a: 'áà',
  e: 'éè',
  i: 'íì',
  o: 'óò',
  u: 'úù',
  y: 'ýỳ',
  ä: 'äâ',
  ö: 'öô',
};

/**
 * Finnish made a third longer, with every text between ⟦ and ⟧. It shows texts that do not fit, and texts that are from no
 * locale.
 */
export const pseudoLocale: Locale = { ...(inPseudo(locales.fi) as Locale), lang: 'en-XA' };

function inPseudo(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : `⟦${lengthened(value)}⟧`;
  if (typeof value === 'function') return (...facts: unknown[]) => inPseudo(value(...facts));
  if (Array.isArray(value)) return value.map(inPseudo);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inPseudo(part)]));
}

function lengthened(text: string): string {
  return text.replace(/[aeiouyäö]/g, (vowel) => vowels[vowel] ?? vowel);
}
