import { forgetAfterMs } from './backoff.ts';
import type { DecodedSymbol } from './engine.ts';

/** The frames of a text in doubt in which the engine for Code 39 looks before all others. Then it has its turns, or it would take theirs. Guess. */
const framesAhead = 4;

/**
 * A card's Code 39 that only the fast engine has read. It has no check character, and where two codes touch, the fast engine may
 * read one's first characters and the other's last, in every frame (docs/decisions/0042).
 */
export interface Doubt {
  /** True if a text is in doubt and new: the thorough engine for Code 39 should look at the next frame. */
  isOpen(): boolean;
  /** Notes what a thorough engine read. Returns true if no text is in doubt now. */
  confirm(read: readonly DecodedSymbol[]): boolean;
  /** Returns the symbols of the fast engine to return. */
  filter(symbols: readonly DecodedSymbol[], nowMs: number): readonly DecodedSymbol[];
}

interface Doubted {
  isConfirmed: boolean;
  frames: number;
  seenAtMs: number;
}

/**
 * Creates a doubt about no text.
 *
 * | a card's Code 39 of the fast engine | is returned |
 * |---|---|
 * | new | yes: it is the first of the two readings that make it a card |
 * | again | no, however often |
 * | again, and a thorough engine or a QR code has shown it | yes |
 * | after a second out of view | as new |
 */
export function createDoubt(isCard: (text: string) => boolean): Doubt {
  const doubted = new Map<string, Doubted>();

  return {
    isOpen: () => [...doubted.values()].some(({ isConfirmed, frames }) => !isConfirmed && frames < framesAhead),
    confirm(read) {
      for (const { text } of read) {
        const own = doubted.get(text);
        if (own !== undefined) own.isConfirmed = true;
      }
      return [...doubted.values()].every(({ isConfirmed }) => isConfirmed);
    },
    filter(symbols, nowMs) {
      for (const [text, { seenAtMs }] of doubted) if (nowMs - seenAtMs > forgetAfterMs) doubted.delete(text);
      const checked = new Set(symbols.filter(({ symbology }) => symbology === 'qr').map(({ text }) => text));
      return symbols.filter(({ symbology, text }) => {
        if (symbology !== 'code-39' || !isCard(text)) return true;
        const known = doubted.get(text);
        const isConfirmed = known?.isConfirmed === true || checked.has(text);
        doubted.set(text, { isConfirmed, frames: (known?.frames ?? 0) + 1, seenAtMs: nowMs });
        return known === undefined || isConfirmed;
      });
    },
  };
}
