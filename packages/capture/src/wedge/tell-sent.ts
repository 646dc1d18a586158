import type { SymbolGrammar } from '../reading.ts';
import type { Run } from '../source.ts';
import { createReadSent } from './sent-code.ts';

/** A function that tells a whole text a reader's device has sent: as readings, or as a foreign code. */
export function createTellSent(
  grammar: SymbolGrammar,
  tell: Run['tell'],
  wallNowMs: () => number,
): (text: string) => void {
  const readSent = createReadSent(grammar);
  return (text) => {
    const sent = readSent(text);
    if (sent === undefined || sent.codes.length === 0) {
      // Nothing but control characters is no code at all.
      if (text.trim() !== '') tell({ type: 'unrecognised', origin: 'wedge', symbology: undefined });
      return;
    }
    const { codes, symbology, repairs } = sent;
    const repaired = repairs.length > 0 && { repairs };
    for (const code of codes)
      tell({
        type: 'reading',
        reading: { text: code, origin: 'wedge', symbology, takenAtMs: wallNowMs(), ...repaired },
      });
  };
}
