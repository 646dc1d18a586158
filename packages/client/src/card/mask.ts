import { cardShapes } from './grammar.ts';
import { isSealedCode } from './sealed-code.ts';

/**
 * Returns a code with its middle hidden (`A0…723`), also of a sealed one. Logs, messages and histories contain codes only in
 * this form.
 */
export function maskCardCode(text: string): string {
  if (isSealedCode(text)) return text.slice(0, 6).replace('*', '…');
  return text.length < 8 ? '…' : `${text.slice(0, 2)}…${text.slice(-3)}`;
}

/** Card codes in a text, also as people type them. No UUID has a part of such a length. */
const codes = new RegExp(
  `\\b(?:${[...new Set(cardShapes.map(({ prefix }) => prefix))].join('|')})(?:[ .-]?\\d){8,9}\\b`,
  'gi',
);

/** Returns a text with every card code in it masked. */
export function maskCardCodes(text: string): string {
  return text.replaceAll(codes, maskCardCode);
}
