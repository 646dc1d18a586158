/** The code with its middle hidden (`A0…723`): the most of a code that may stand in a log, a message or a history. */
export function maskCardCode(text: string): string {
  return text.length < 8 ? '…' : `${text.slice(0, 2)}…${text.slice(-3)}`;
}
