/** Returns a code with its middle hidden (`A0…723`). Logs, messages and histories contain codes only in this form. */
export function maskCardCode(text: string): string {
  return text.length < 8 ? '…' : `${text.slice(0, 2)}…${text.slice(-3)}`;
}
