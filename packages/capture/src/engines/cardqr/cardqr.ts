import type { DecodedSymbol, Engine } from '../../decode/engine.ts';
import { CaptureError } from '../../errors.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { type CardQrReader, createCardQrReader } from './read.ts';

/**
 * Our own reader of QR codes whose text is a card's: finds a version 1 symbol that is blurred, small, askew or noisy and
 * decodes soft modules by maximum likelihood among the texts of a grammar; whatever is not of the grammar, or needs a
 * larger symbol, is not read. Black on white only. Plain TypeScript, nothing to load.
 */
export function cardQrEngine(options: { readonly grammar: SymbolGrammar }): Engine {
  let reader: CardQrReader | undefined;
  return {
    async load() {
      reader ??= createCardQrReader(options.grammar);
    },
    async decode(frame) {
      if (reader === undefined)
        throw new CaptureError('engine/decode', 'The engine is not loaded.', { retryable: false });
      if (frame.luma.length !== frame.widthPx * frame.heightPx)
        throw new CaptureError('engine/decode', 'The frame is not widthPx * heightPx bytes.', { retryable: true });
      const texts = new Set(reader.read(frame).flatMap(({ accepted, text }) => (accepted ? [text] : [])));
      return [...texts].map((text): DecodedSymbol => ({ symbology: 'qr', text }));
    },
    async close() {
      reader = undefined;
    },
  };
}
