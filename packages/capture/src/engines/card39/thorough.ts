import type { DecodedSymbol } from '../../decode/engine.ts';
import type { ThoroughEngine } from '../../decode/strategy.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCard39Reader, type Pace } from './card39.ts';
import { createCardEvidence, isEvidence } from './evidence.ts';

/** A card is nearly always the first strip of its frame; a look takes some 5 ms to find strips and 2–10 ms for each. */
const usualPace: Pace = { maxMs: 4, now: () => performance.now() };

/**
 * Creates our Code 39 engine for a camera. It adds up the evidence of frames, so that several weak ones are enough. A text
 * accepted from one frame still needs a second frame; one accepted from all together is confident.
 */
export function thoroughCard39(grammar: SymbolGrammar, pace: Pace = usualPace): ThoroughEngine {
  const reader = createCard39Reader(grammar, pace);
  const evidence = createCardEvidence(grammar);
  return {
    look(frame) {
      const symbols = new Map<string, DecodedSymbol>();
      let hasEvidence = false;
      for (const reading of reader.read(frame)) {
        hasEvidence ||= reading.accepted || isEvidence(reading);
        if (reading.accepted) symbols.set(reading.text, { symbology: 'code-39', text: reading.text });
        const settled = evidence.add(reading);
        if (settled !== undefined)
          symbols.set(settled.text, { symbology: 'code-39', text: settled.text, confident: true });
      }
      // One card is held before the camera: where two are read, one of them is wrong.
      return { symbols: symbols.size === 1 ? [...symbols.values()] : [], hasEvidence };
    },
    forget: evidence.reset,
  };
}
