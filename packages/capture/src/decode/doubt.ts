import { forgetAfterMs } from './backoff.ts';
import type { DecodedSymbol } from './engine.ts';

/**
 * The frames in which the fast engine must find a text that no thorough one reads. Two codes that touch were read as one in
 * up to three of ten frames. Guess.
 */
const framesAlone = 4;

/** A card's Code 39 that only the fast engine has read. It has no check character: where two codes touch, it may be of both. */
export interface Doubt {
  /** True if a text is in doubt: the thorough engine for Code 39 should look at the next frame. */
  isOpen(): boolean;
  /** Notes what that engine read. Returns true if it read all texts that are in doubt. */
  confirm(read: readonly DecodedSymbol[]): boolean;
  /** Returns the symbols of the fast engine to return. */
  filter(symbols: readonly DecodedSymbol[], nowMs: number): readonly DecodedSymbol[];
}

interface Doubted {
  frames: number;
  seenAtMs: number;
}

/**
 * Creates a doubt about no text.
 *
 * | a card's Code 39 of the fast engine | is returned |
 * |---|---|
 * | new | yes: it is the first of the two readings that make it a card |
 * | again | no |
 * | again, and a thorough engine or a QR code has shown it | yes |
 * | the fourth time | yes, and it is no longer in doubt |
 * | after a second out of view | as new |
 */
export function createDoubt(isCard: (text: string) => boolean): Doubt {
  const doubted = new Map<string, Doubted>();
  const isOpen = () => [...doubted.values()].some(({ frames }) => frames < framesAlone);

  return {
    isOpen,
    confirm(read) {
      for (const { text } of read) {
        const own = doubted.get(text);
        if (own !== undefined) own.frames = framesAlone;
      }
      return !isOpen();
    },
    filter(symbols, nowMs) {
      for (const [text, { seenAtMs }] of doubted) if (nowMs - seenAtMs > forgetAfterMs) doubted.delete(text);
      const checked = new Set(symbols.filter(({ symbology }) => symbology === 'qr').map(({ text }) => text));
      return symbols.filter(({ symbology, text }) => {
        if (symbology !== 'code-39' || !isCard(text)) return true;
        const known = doubted.get(text);
        const own = known ?? { frames: 0, seenAtMs: nowMs };
        own.frames = checked.has(text) ? framesAlone : own.frames + 1;
        own.seenAtMs = nowMs;
        doubted.set(text, own);
        return known === undefined || own.frames >= framesAlone;
      });
    },
  };
}
