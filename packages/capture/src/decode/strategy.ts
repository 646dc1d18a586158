import { matchesGrammar } from '../grammar.ts';
import type { SymbolGrammar } from '../reading.ts';
import { createAttention } from './attention.ts';
import { createBackoff, forgetAfterMs, type ThoroughEngine } from './backoff.ts';
import { createDoubt } from './doubt.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import type { Frame } from './frame.ts';
import { createThoroughTurns } from './thorough-turns.ts';

export type { ThoroughEngine } from './backoff.ts';

/** Options of `createStrategy`. */
export interface StrategyOptions {
  /** The engine for every frame. */
  readonly fast: Engine;
  /**
   * The engines for frames in which the fast one finds no card: one a frame, in turn; one that sees a card, for three frames. The
   * first is the one for Code 39: it, or the card's QR code, must show a card's Code 39 that the fast one finds. If there are
   * none, the fast one is believed.
   */
  readonly thorough: readonly ThoroughEngine[];
  /** The shapes of a card's text. */
  readonly grammar: SymbolGrammar;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** The interval of searches for codes of other kinds: two must agree (accept) within a second. Guess (0013). */
const othersEveryMs = 400;
/** After this time a card in view was read, so that what lies next to it has its turn. Guess. */
const toldAfterMs = 250;

/**
 * Creates an engine that chooses which engine looks at a frame, by time and by what the last frames showed.
 *
 * | the frame | the fast engine | a thorough one | for codes of other kinds |
 * |---|---|---|---|
 * | nothing moves or is new (attention.ts) | – | – | – |
 * | the fast engine finds a card's text that is new, in a QR code | looks | does not; its evidence is dropped | – |
 * | the same in Code 39 alone | looks | does not; its evidence is dropped | – |
 * | that text is in doubt (doubt.ts) | looks, unless the thorough one reads the same text | the first of them looks before, unless it pauses; after four frames in turn | – |
 * | the fast engine finds a card again, for a quarter of a second | looks | does not | – |
 * | and after that | looks | looks, unless it pauses | – |
 * | it finds none, or other texts | looks | looks, unless it pauses (backoff.ts) | every 400 ms, if no thorough one looks |
 * | it fails | looked | – | –: the error is thrown |
 *
 * Each frame is finished before the next is taken, so no result is late by more than a frame.
 */
export function createStrategy({ fast, thorough, grammar, now }: StrategyOptions): Engine {
  const attention = createAttention();
  const paced = thorough.map((engine) => createBackoff(engine, now));
  const turns = createThoroughTurns(paced);
  let othersAtMs = Number.NEGATIVE_INFINITY;
  let lastTexts: ReadonlySet<string> = new Set();
  /** The fast engine's, of the last frame in which it found any. */
  let lastCards: ReadonlySet<string> = new Set();
  let lastCardsAtMs = Number.NEGATIVE_INFINITY;
  let newCardAtMs = Number.NEGATIVE_INFINITY;
  const isCard = (text: string) => matchesGrammar(text, grammar);
  const doubt = createDoubt(isCard);

  async function lookForOthers(frame: Frame): Promise<readonly DecodedSymbol[]> {
    if (fast.decodeOthers === undefined || now() - othersAtMs < othersEveryMs) return [];
    othersAtMs = now();
    return fast.decodeOthers(frame);
  }

  async function look(
    frame: Frame,
  ): Promise<{ readonly symbols: readonly DecodedSymbol[]; readonly hasEvidence: boolean }> {
    // The first thorough engine is the one for Code 39.
    const check = doubt.isOpen() && paced[0]?.isReady() ? paced[0].look(frame) : undefined;
    if (check !== undefined && doubt.confirm(check.symbols)) return check;
    const found = await fast.decode(frame);
    const symbols = paced.length > 0 ? doubt.filter(found, now()) : found;
    const cards = found.filter(({ text }) => isCard(text));
    noteCards(cards);
    const isTold = cards.length > 0 && now() - newCardAtMs < toldAfterMs;
    const seen = check ?? (isTold ? undefined : turns.look(frame));
    if (seen === undefined)
      return { symbols: found.length > 0 ? symbols : await lookForOthers(frame), hasEvidence: false };
    doubt.confirm(seen.symbols);
    return { symbols: [...symbols, ...seen.symbols], hasEvidence: seen.hasEvidence };
  }

  /** Notes the cards that the fast engine finds in a frame. A new one wakes the thorough engines, for the next frame. */
  function noteCards(cards: readonly DecodedSymbol[]): void {
    if (cards.length === 0) return;
    const known = now() - lastCardsAtMs < forgetAfterMs ? lastCards : new Set();
    const fresh = cards.filter(({ text }) => !known.has(text));
    [lastCards, lastCardsAtMs] = [new Set(cards.map(({ text }) => text)), now()];
    if (fresh.length === 0) return;
    for (const engine of paced) {
      engine.forget();
      engine.wake();
    }
    turns.restart();
    newCardAtMs = now();
  }

  return {
    load: () => fast.load(),
    async decode(frame) {
      const worth = attention.see(frame, now());
      if (worth === 'still') return [];
      if (worth === 'woken') for (const engine of paced) engine.wake();
      const { symbols, hasEvidence } = await look(frame);
      const texts = new Set(symbols.map(({ text }) => text));
      if (hasEvidence || [...texts].some((text) => !lastTexts.has(text))) attention.news(now());
      if (texts.size > 0) lastTexts = texts;
      return symbols;
    },
    async close() {
      for (const engine of paced) engine.forget();
      await fast.close();
    },
  };
}
