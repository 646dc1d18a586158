import type { DecodedSymbol } from '../../decode/engine.ts';
import type { PatientEngine } from '../../decode/strategy.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCardQrReader } from './read.ts';

/** A reading that says something of a card, though too little to say which. Guess. */
const tellingNats = 10;

/**
 * Our QR reader for a camera: of each frame it reads one place, the next likely one when the last said nothing. A text is
 * left to settle as any QR code's.
 */
export function patientCardQr(grammar: SymbolGrammar): PatientEngine {
  const reader = createCardQrReader(grammar);
  let turn = 0;
  return {
    look(frame) {
      const reading = reader.readOne(frame, turn);
      const accepted = reading?.accepted === true;
      const telling = accepted || (reading !== undefined && reading.overGreyNats >= tellingNats);
      if (!telling) turn++;
      const symbols: readonly DecodedSymbol[] = accepted ? [{ symbology: 'qr', text: reading.text }] : [];
      return { symbols, telling };
    },
    forget() {
      turn = 0;
    },
  };
}
