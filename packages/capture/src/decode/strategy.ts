import { matchesGrammar } from '../grammar.ts';
import type { SymbolGrammar } from '../reading.ts';
import { createAttention } from './attention.ts';
import { createBackoff, type ThoroughEngine } from './backoff.ts';
import type { DecodedSymbol, Engine } from './engine.ts';
import type { Frame } from './frame.ts';

export type { ThoroughEngine } from './backoff.ts';

/** Options of `createStrategy`. */
export interface StrategyOptions {
  /** The engine for every frame. */
  readonly fast: Engine;
  /** The engines for frames in which the fast one finds no card: one a frame, in turn. */
  readonly thorough: readonly ThoroughEngine[];
  /** The shapes of a card's text. */
  readonly grammar: SymbolGrammar;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** The interval of searches for codes of other kinds: two must agree (accept) within a second. Guess (0013). */
const othersEveryMs = 400;

/**
 * Creates an engine that chooses which engine looks at a frame, by time and by what the last frames showed.
 *
 * | the frame | the fast engine | a thorough one | for codes of other kinds |
 * |---|---|---|---|
 * | nothing moves or is new (attention.ts) | – | – | – |
 * | the fast engine finds a card's text | looks | does not; its evidence is dropped | – |
 * | it finds none, or other texts | looks | looks, unless it pauses (backoff.ts) | every 400 ms, if no thorough one looks |
 * | it fails | looked | – | –: the error is thrown |
 *
 * Each frame is finished before the next is taken, so no result is late by more than a frame.
 */
export function createStrategy({ fast, thorough, grammar, now }: StrategyOptions): Engine {
  const attention = createAttention();
  const paced = thorough.map((engine) => createBackoff(engine, now));
  let turn = 0;
  let othersAtMs = Number.NEGATIVE_INFINITY;
  let lastTexts: ReadonlySet<string> = new Set();

  function lookThoroughly(frame: Frame): ReturnType<ThoroughEngine['look']> | undefined {
    for (let next = 0; next < paced.length; next++) {
      const index = (turn + next) % paced.length;
      const engine = paced[index];
      if (!engine?.isReady()) continue;
      turn = index + 1;
      return engine.look(frame);
    }
    return undefined;
  }

  async function lookForOthers(frame: Frame): Promise<readonly DecodedSymbol[]> {
    if (fast.decodeOthers === undefined || now() - othersAtMs < othersEveryMs) return [];
    othersAtMs = now();
    return fast.decodeOthers(frame);
  }

  async function look(
    frame: Frame,
  ): Promise<{ readonly symbols: readonly DecodedSymbol[]; readonly hasEvidence: boolean }> {
    const symbols = await fast.decode(frame);
    if (symbols.some(({ text }) => matchesGrammar(text, grammar))) {
      for (const engine of paced) engine.forget();
      return { symbols, hasEvidence: false };
    }
    const seen = lookThoroughly(frame);
    if (seen !== undefined) return { symbols: [...symbols, ...seen.symbols], hasEvidence: seen.hasEvidence };
    return { symbols: symbols.length > 0 ? symbols : await lookForOthers(frame), hasEvidence: false };
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
