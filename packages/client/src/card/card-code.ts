import { type CardShape, cardShapes, type Holder, type Medium, oldCardShapes } from './grammar.ts';

/** A valid card code, and what its prefix means. */
export interface CardCode {
  /** Upper-case letters, then digits, without spaces (docs/sources.md#code-on-the-card). */
  readonly text: string;
  /** The letters. */
  readonly prefix: CardShape['prefix'];
  /** Who holds the card. */
  readonly holder: Holder;
  /** Where the code is printed or shown. */
  readonly medium: Medium;
}

/** What was changed in a text to get the card code. Digits are never changed. */
export type Repair =
  | 'upper-cased'
  | 'spaces-removed'
  | 'invisible-characters-removed'
  | 'control-characters-removed'
  | 'symbology-prefix-removed'
  | 'asterisks-removed';

/** What a text is. */
export type ParsedCard =
  | { readonly kind: 'card'; readonly code: CardCode; readonly repairs: readonly Repair[] }
  /** A code of the 2019 material. The cardholder needs a new card. */
  | { readonly kind: 'old-card'; readonly repairs: readonly Repair[] }
  | { readonly kind: 'not-a-card'; readonly repairs: readonly Repair[] };

/** Longer texts are not card codes. A code has at most 11 characters; readers may add some. */
const maxTextLength = 64;

/**
 * Invisible characters in text copied from web pages, mail and spreadsheets: soft hyphen, direction marks, zero-width spaces
 * and joiners, word joiner, byte order mark.
 */
const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Each repair and the pattern it removes, in order of application. */
const removals: readonly { readonly repair: Repair; readonly pattern: RegExp }[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: readers add STX, ETX, GS, CR, LF and Tab
  { repair: 'control-characters-removed', pattern: /[\u0000-\u001f\u007f-\u009f]/g },
  { repair: 'invisible-characters-removed', pattern: invisible },
  { repair: 'spaces-removed', pattern: /\s/g },
  // AIM identifiers that readers can be set to send: Code 39 (A0–A7), QR (Q0–Q6); ISO/IEC 15424.
  { repair: 'symbology-prefix-removed', pattern: /^\](?:A[0-7]|Q[0-6])/i },
  // The start and stop characters of Code 39, which some readers send.
  { repair: 'asterisks-removed', pattern: /^\*|\*$/g },
];

/**
 * Returns the card code in a text, and the repairs made. Pure; never throws, for any text. Only ASCII letters and digits make
 * a code; look-alikes in other alphabets are `not-a-card`.
 */
export function parseCardCode(text: string): ParsedCard {
  if (text.length > maxTextLength) return { kind: 'not-a-card', repairs: [] };
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

/** True if a value could be a result of `parseCardCode`. Checks values that no type has checked. */
export function isCardCode(code: CardCode): boolean {
  const parsed = typeof code.text === 'string' ? parseCardCode(code.text) : undefined;
  if (parsed?.kind !== 'card') return false;
  const { text, prefix, holder, medium } = parsed.code;
  return code.text === text && code.prefix === prefix && code.holder === holder && code.medium === medium;
}

/** Returns a text without spaces and invisible characters. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, '').replace(/\s/g, '');
}

function fits(text: string, shape: { readonly prefix: string; readonly digits: readonly number[] }): boolean {
  const rest = text.slice(shape.prefix.length);
  return text.startsWith(shape.prefix) && shape.digits.includes(rest.length) && /^[0-9]+$/.test(rest);
}
