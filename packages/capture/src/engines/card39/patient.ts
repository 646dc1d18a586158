import type { DecodedSymbol } from '../../decode/engine.ts';
import type { PatientEngine } from '../../decode/strategy.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCard39Reader, type Pace } from './card39.ts';
import { createCardEvidence, isTelling } from './evidence.ts';

/** A card is nearly always the first strip of its frame; a look takes some 5 ms to find strips and 2–10 ms for each. */
const usualPace: Pace = { maxMs: 4, now: () => performance.now() };

/**
 * Our Code 39 reader for a camera: what each frame tells of a card is added up, so that several weak ones are enough. A
 * text that one frame tells well is left to be agreed to by another, one that all together tell is sure.
 */
export function patientCard39(grammar: SymbolGrammar, pace: Pace = usualPace): PatientEngine {
  const reader = createCard39Reader(grammar, pace);
  const evidence = createCardEvidence(grammar);
  return {
    look(frame) {
      const symbols = new Map<string, DecodedSymbol>();
      let telling = false;
      for (const reading of reader.read(frame)) {
        telling ||= reading.accepted || isTelling(reading);
        if (reading.accepted) symbols.set(reading.text, { symbology: 'code-39', text: reading.text });
        const settled = evidence.add(reading);
        if (settled !== undefined) symbols.set(settled.text, { symbology: 'code-39', text: settled.text, sure: true });
      }
      // One card is held before the camera: where two are read, one of them is wrong.
      return { symbols: symbols.size === 1 ? [...symbols.values()] : [], telling };
    },
    forget: evidence.reset,
  };
}
