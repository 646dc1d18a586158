import type { DecodedSymbol } from '../../decode/engine.ts';
import type { ThoroughEngine } from '../../decode/strategy.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCard39Reader, type Pace } from './card39.ts';
import { createCardsInView } from './cards-in-view.ts';
import { isOfUse } from './strip-reader.ts';

/** A card is nearly always the first strip of its frame; a look takes some 5 ms to find strips and 2–10 ms for each. */
const usualPace: Pace = { maxMs: 4, now: () => performance.now() };

/**
 * Creates our Code 39 engine for a camera. It adds up the evidence of frames, so that several weak ones are enough. A text
 * accepted from one frame still needs a second frame; one accepted from all together is confident. A card with
 * characters that stay covered is reported as `hidden`: that is confident, because several frames agree.
 */
export function thoroughCard39(grammar: SymbolGrammar, pace: Pace = usualPace): ThoroughEngine {
  const reader = createCard39Reader(grammar, pace);
  const cards = createCardsInView(grammar);
  return {
    look(frame) {
      const symbols = new Map<string, DecodedSymbol>();
      let hasEvidence = false;
      cards.nextFrame();
      for (const reading of reader.read(frame, cards.isDone)) {
        hasEvidence ||= isOfUse(reading);
        const sure = cards.add(reading);
        const isOfOneCode = sure !== undefined && (reading.accepted || reader.isOfOneCode(frame, reading));
        const settled = isOfOneCode ? sure : undefined;
        // Where the frame and the frames together differ, one of them is wrong.
        if (settled !== undefined && reading.accepted && settled !== reading.text) continue;
        if (settled !== undefined) symbols.set(settled, { symbology: 'code-39', text: settled, confident: true });
        else if (reading.accepted) symbols.set(reading.text, { symbology: 'code-39', text: reading.text });
      }
      if (symbols.size === 0 && cards.isAnyHidden())
        symbols.set('', { symbology: 'hidden', text: '', confident: true });
      return { symbols: [...symbols.values()], hasEvidence };
    },
    forget: cards.reset,
  };
}
