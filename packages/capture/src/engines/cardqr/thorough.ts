import type { DecodedSymbol } from '../../decode/engine.ts';
import type { ThoroughEngine } from '../../decode/strategy.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCardQrReader } from './read.ts';

/** A reading that says something of a card, though too little to say which. Guess. */
const minEvidenceNats = 10;

/**
 * Our QR reader for a camera: of each frame it reads one place, the next likely one when the last said nothing. A text is
 * left to settle as any QR code's.
 */
export function thoroughCardQr(grammar: SymbolGrammar): ThoroughEngine {
  const reader = createCardQrReader(grammar);
  let turn = 0;
  return {
    look(frame) {
      const reading = reader.readOne(frame, turn);
      const accepted = reading?.accepted === true;
      const hasEvidence = accepted || (reading !== undefined && reading.overGreyNats >= minEvidenceNats);
      if (!hasEvidence) turn++;
      const symbols: readonly DecodedSymbol[] = accepted ? [{ symbology: 'qr', text: reading.text }] : [];
      return { symbols, hasEvidence };
    },
    // It adds nothing up; and its turn must go on, or it would look for large symbols only.
    forget() {},
  };
}
