import { isSealedCode } from './sealed-code.ts';

/**
 * Returns a code with its middle hidden (`A0…723`), also of a sealed one. Logs, messages and histories contain codes only in
 * this form.
 */
export function maskCardCode(text: string): string {
  if (isSealedCode(text)) return text.slice(0, 6).replace('*', '…');
  return text.length < 8 ? '…' : `${text.slice(0, 2)}…${text.slice(-3)}`;
}
