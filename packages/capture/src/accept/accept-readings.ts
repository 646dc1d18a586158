import type { DecodedSymbol } from '../decode/engine.ts';
import { matchesGrammar } from '../grammar.ts';
import type { SymbolGrammar, Symbology } from '../reading.ts';

/** The rules by which symbols of frames become readings. All times in milliseconds. */
export interface AcceptRules {
  readonly grammar: SymbolGrammar;
  /** Returns true for other texts of a QR code that are worth reading. */
  readonly accepts?: ((text: string) => boolean) | undefined;
  /** A text must be out of view this long before it is accepted again. */
  readonly repeatAfterMs: number;
}

/** The texts of recent frames: one entry for each text in view. */
export interface AcceptState {
  /** When each accepted text was last in view. */
  readonly accepted: ReadonlyMap<string, number>;
  /** When each text that a second frame must confirm was seen. */
  readonly unconfirmed: ReadonlyMap<string, number>;
}

/** A result of one frame: a text of the grammar as read, or that a code of another kind is in view. */
export type Accepted =
  | { readonly type: 'reading'; readonly text: string; readonly symbology: Symbology }
  | {
      readonly type: 'unrecognised';
      readonly symbology: Symbology | undefined;
      readonly reason?: 'hidden' | undefined;
    };

export const nothingSeen: AcceptState = { accepted: new Map(), unconfirmed: new Map() };

/**
 * Longest time between the two frames that confirm a Code 39 text. Bars blur in and out as a hand moves, and a slow phone
 * decodes three frames a second. Guess, to be measured.
 */
export const maxConfirmMs = 1000;

/**
 * Returns what the symbols of one frame, taken at `nowMs`, add, and the state for the next frame. Pure.
 *
 * - A QR code is accepted at once, because it corrects its errors. Code 39 on the card has no check character, so two
 *   frames must show the same text (docs/sources.md#code-on-the-card), unless its engine is confident. A text that is half
 *   the same as another one of that time is not accepted: where two codes touch, an engine reads halves of both as one.
 * - A code of a kind that no card has is unrecognised whatever its text, and two frames must show it as well.
 * - A code with a hidden part is reported as unrecognised if two frames show it, or its engine is confident, and no card's
 *   text is in view.
 * - A text is accepted once, and suppressed until it has been out of view for `repeatAfterMs`. The card's two codes have
 *   the same text.
 */
export function acceptReadings(
  state: AcceptState,
  symbols: readonly DecodedSymbol[],
  nowMs: number,
  rules: AcceptRules,
): { readonly state: AcceptState; readonly found: readonly Accepted[] } {
  const accepted = keepWithin(state.accepted, nowMs, rules.repeatAfterMs);
  const unconfirmed = keepWithin(state.unconfirmed, nowMs, maxConfirmMs);
  const seenBefore = new Set(unconfirmed.keys());
  const found: Accepted[] = [];
  const inView = [...keepWithin(accepted, nowMs, maxConfirmMs).keys(), ...seenBefore, ...symbols.map(nameOf)].filter(
    (name) => !ofNoCard.test(name),
  );
  const isDoubtful = ({ symbology }: DecodedSymbol, name: string) =>
    symbology === 'code-39' && inView.some((other) => other !== name && isHalfTheSame(name, other));

  for (const symbol of symbols) {
    const { text, symbology, confident } = symbol;
    const name = nameOf(symbol);
    if (symbology === 'hidden' && [...accepted.keys()].some((other) => other !== name)) continue;
    const isRepeat = accepted.has(name);
    if (isRepeat || symbology === 'qr' || confident || (seenBefore.has(name) && !isDoubtful(symbol, name))) {
      accepted.set(name, nowMs);
      unconfirmed.delete(name);
      if (isRepeat) continue;
      if (symbology === 'hidden') found.push({ type: 'unrecognised', symbology: 'code-39', reason: 'hidden' });
      else if (symbology === 'other') found.push({ type: 'unrecognised', symbology: undefined });
      else if (matchesGrammar(text, rules.grammar) || (symbology === 'qr' && rules.accepts?.(text)))
        found.push({ type: 'reading', text, symbology });
      else found.push({ type: 'unrecognised', symbology });
    } else {
      unconfirmed.set(name, nowMs);
    }
  }
  return { state: { accepted, unconfirmed }, found };
}

/** A code of another kind does not confirm a card, not even by the same text: its name begins with its kind. */
function nameOf({ text, symbology }: DecodedSymbol): string {
  return symbology === 'other' || symbology === 'hidden' ? `${symbology} ${text}` : text.trim().toUpperCase();
}

const ofNoCard = /^(other|hidden) /;

/** True if half of the characters are the same at their places, counted from either end. */
function isHalfTheSame(one: string, other: string): boolean {
  const most = Math.min(one.length, other.length);
  let [fromStart, fromEnd] = [0, 0];
  for (let at = 0; at < most; at++) {
    if (one[at] === other[at]) fromStart++;
    if (one.at(-1 - at) === other.at(-1 - at)) fromEnd++;
  }
  return 2 * Math.max(fromStart, fromEnd) >= most;
}

/** Returns the entries within the span, none from the future: if the clock was put back, those would suppress a text for long. */
function keepWithin(seen: ReadonlyMap<string, number>, nowMs: number, spanMs: number): Map<string, number> {
  return new Map([...seen].filter(([, seenAtMs]) => Math.abs(nowMs - seenAtMs) < spanMs));
}
