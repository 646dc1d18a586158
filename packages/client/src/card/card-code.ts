import { type CardShape, cardShapes, type Holder, type Medium, oldCardShapes } from './grammar.ts';

/** The code of a Kaikukortti in its one right spelling, and what its prefix says. */
export interface CardCode {
  /** Letters then digits, upper case, no spaces (docs/sources.md#code-on-the-card). */
  readonly text: string;
  readonly prefix: CardShape['prefix'];
  readonly holder: Holder;
  readonly medium: Medium;
}

/** What was put right in a text before it was a card code. Digits are never among it: nothing is guessed. */
export type Repair =
  | 'upper-cased'
  | 'spaces-removed'
  | 'invisible-characters-removed'
  | 'control-characters-removed'
  | 'symbology-prefix-removed'
  | 'asterisks-removed';

/** What a text turned out to be. */
export type ParsedCard =
  | { readonly kind: 'card'; readonly code: CardCode; readonly repairs: readonly Repair[] }
  /** A code of the 2019 material: the card holder needs a new card. */
  | { readonly kind: 'old-card'; readonly repairs: readonly Repair[] }
  | { readonly kind: 'not-a-card'; readonly repairs: readonly Repair[] };

/** Longer texts are not looked at: the longest card code is 11 characters, the rest is what readers may add. */
const longestTextLooked = 64;

/**
 * Characters without a glyph that web pages, mail and spreadsheets put into what is copied from them: the soft hyphen, the
 * marks of writing direction, zero-width spaces and joiners, the word joiner, the byte order mark.
 */
const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Each repair and the pattern of what it removes, in the order they are done. */
const removals: readonly { readonly repair: Repair; readonly pattern: RegExp }[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: readers send STX, ETX, GS, CR, LF and Tab along
  { repair: 'control-characters-removed', pattern: /[\u0000-\u001f\u007f-\u009f]/g },
  { repair: 'invisible-characters-removed', pattern: invisible },
  { repair: 'spaces-removed', pattern: /\s/g },
  // AIM identifiers that readers can be set to send: Code 39 (A0–A7), QR (Q0–Q6); ISO/IEC 15424.
  { repair: 'symbology-prefix-removed', pattern: /^\](?:A[0-7]|Q[0-6])/i },
  // Code 39's start and stop character, sent along by some readers.
  { repair: 'asterisks-removed', pattern: /^\*|\*$/g },
];

/**
 * The card code a text stands for, with what was put right on the way.
 * Total and pure: any string has an answer, none throws. Only ASCII letters and digits make a code; look-alikes of
 * other alphabets are `not-a-card`.
 */
export function parseCardCode(text: string): ParsedCard {
  if (text.length > longestTextLooked) return { kind: 'not-a-card', repairs: [] };
  const repairs: Repair[] = [];
  let plain = text;
  for (const { repair, pattern } of removals) {
    const without = plain.replace(pattern, '');
    if (without !== plain) repairs.push(repair);
    plain = without;
  }
  const upper = plain.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  if (upper !== plain) repairs.push('upper-cased');

  const shape = cardShapes.find((candidate) => fits(upper, candidate));
  if (shape !== undefined) {
    const { prefix, holder, medium } = shape;
    return { kind: 'card', code: { text: upper, prefix, holder, medium }, repairs };
  }
  if (oldCardShapes.some((candidate) => fits(upper, candidate))) return { kind: 'old-card', repairs };
  return { kind: 'not-a-card', repairs };
}

/** Whether a value is a card code as `parseCardCode` makes them: spelled right, and saying of its holder what it does. */
export function isCardCode(code: CardCode): boolean {
  const parsed = typeof code.text === 'string' ? parseCardCode(code.text) : undefined;
  if (parsed?.kind !== 'card') return false;
  const { text, prefix, holder, medium } = parsed.code;
  return code.text === text && code.prefix === prefix && code.holder === holder && code.medium === medium;
}

/** A text without what its spaces and invisible characters add: for a proposal, not for a code. */
export function withoutUnseen(text: string): string {
  return text.replace(invisible, '').replace(/\s/g, '');
}

function fits(text: string, shape: { readonly prefix: string; readonly digits: readonly number[] }): boolean {
  const rest = text.slice(shape.prefix.length);
  return text.startsWith(shape.prefix) && shape.digits.includes(rest.length) && /^[0-9]+$/.test(rest);
}
