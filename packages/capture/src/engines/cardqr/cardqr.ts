import type { Engine } from '../../decode/engine.ts';
import { readerEngine } from '../../decode/reader-engine.ts';
import type { SymbolGrammar } from '../../reading.ts';
import { createCardQrReader } from './read.ts';

/**
 * Our own reader of QR codes whose text is a card's: finds a version 1 symbol that is blurred, small, askew or noisy and
 * decodes soft modules by maximum likelihood among the texts of a grammar; whatever is not of the grammar, or needs a
 * larger symbol, is not read. Black on white only. Plain TypeScript, nothing to load.
 */
export function cardQrEngine(options: { readonly grammar: SymbolGrammar }): Engine {
  return readerEngine('qr', () => createCardQrReader(options.grammar));
}
