import type { DecodedSymbol } from '../decode/engine.ts';
import { matchesGrammar } from '../grammar.ts';
import type { SymbolGrammar, Symbology } from '../reading.ts';

/** The rules by which symbols of frames become readings. All times in milliseconds. */
export interface SettleRules {
  readonly grammar: SymbolGrammar;
  /** How long a text must be out of view before it is told again. */
  readonly repeatAfterMs: number;
}

/** What was seen lately. Holds one entry a text in view: it stays small by itself. */
export interface SettleState {
  /** Texts told, by when they were last in view. */
  readonly told: ReadonlyMap<string, number>;
  /** Code 39 texts seen in one frame and not yet in a second, by when. */
  readonly awaited: ReadonlyMap<string, number>;
}

/** What one frame settles: a text of the grammar as it was read, or that a code of another kind is in view. */
export type Settled =
  | { readonly type: 'reading'; readonly text: string; readonly symbology: Symbology }
  | { readonly type: 'foreign'; readonly symbology: Symbology | undefined };

/** Nothing seen yet. */
export const nothingSeen: SettleState = { told: new Map(), awaited: new Map() };

/**
 * How long two frames with the same Code 39 text may lie apart. Bars blur in and out as a hand moves, and a slow phone
 * decodes three frames a second: guess, to be measured.
 */
export const agreeWithinMs = 1000;

/**
 * What the symbols of one frame, taken at `nowMs`, settle, and what to remember for the next. Pure.
 *
 * - A QR code is believed at once: it corrects its errors. Code 39 on the card has no check character, so the same text
 *   must stand in two frames (docs/sources.md#code-on-the-card), unless its engine is sure of it.
 * - A code of a kind that no card bears is foreign whatever it says, and must stand in two frames as well.
 * - A text is told once and then hushed until it has been out of view for `repeatAfterMs`, whichever of the card's two
 *   codes bears it.
 */
export function settle(
  state: SettleState,
  symbols: readonly DecodedSymbol[],
  nowMs: number,
  rules: SettleRules,
): { readonly state: SettleState; readonly settled: readonly Settled[] } {
  const told = keepWithin(state.told, nowMs, rules.repeatAfterMs);
  const awaited = keepWithin(state.awaited, nowMs, agreeWithinMs);
  const seenBefore = new Set(awaited.keys());
  const settled: Settled[] = [];

  for (const { text, symbology, confident } of symbols) {
    // A kind that no card bears says nothing of a card, not even by the same text.
    const name = symbology === 'other' ? `${symbology} ${text}` : text.trim().toUpperCase();
    const isHushed = told.has(name);
    if (isHushed || symbology === 'qr' || confident || seenBefore.has(name)) {
      told.set(name, nowMs);
      awaited.delete(name);
      if (isHushed) continue;
      if (symbology === 'other') settled.push({ type: 'foreign', symbology: undefined });
      else if (matchesGrammar(text, rules.grammar)) settled.push({ type: 'reading', text, symbology });
      else settled.push({ type: 'foreign', symbology });
    } else {
      awaited.set(name, nowMs);
    }
  }
  return { state: { told, awaited }, settled };
}

/** The entries younger than the span. One of the future is kept out: the clock was put back and would hush it for long. */
function keepWithin(seen: ReadonlyMap<string, number>, nowMs: number, spanMs: number): Map<string, number> {
  return new Map([...seen].filter(([, seenAtMs]) => Math.abs(nowMs - seenAtMs) < spanMs));
}
