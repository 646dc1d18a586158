import type { DecodedSymbol } from '../../decode/engine.ts';
import type { PatientEngine } from '../../decode/strategy.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCardQrReader } from './read.ts';

/** A reading that says something of a card, though too little to say which. Guess. */
const tellingNats = 10;

/** Our QR reader for a camera: a text is left to settle as any QR code's, each frame is looked at by itself. */
export function patientCardQr(grammar: SymbolGrammar): PatientEngine {
  const reader = createCardQrReader(grammar);
  return {
    look(frame) {
      const readings = reader.read(frame);
      const symbols = readings.flatMap(({ accepted, text }): readonly DecodedSymbol[] =>
        accepted ? [{ symbology: 'qr', text }] : [],
      );
      const telling = readings.some(({ accepted, overGreyNats }) => accepted || overGreyNats >= tellingNats);
      return { symbols, telling };
    },
    forget() {},
  };
}
