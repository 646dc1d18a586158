/** Who holds the card (docs/sources.md#prefixes). */
export type Holder = 'customer' | 'community';

/** `mobile`: the code exists only on a phone's screen. `cardboard`: printed, perhaps also on a phone. */
export type Medium = 'cardboard' | 'mobile';

/** One shape of card code: a prefix, then decimal digits. */
export interface CardShape {
  readonly prefix: 'A' | 'AM' | 'Y' | 'YM' | 'X' | 'Z';
  readonly digits: readonly number[];
  readonly holder: Holder;
  readonly medium: Medium;
}

/**
 * The card codes in use, by prefix (docs/sources.md#prefixes).
 * Nine digits after one letter is what every example in the programme's documents shows. Eight or nine after two
 * letters is our assumption (docs/decisions/0004-card-grammar.md): these two lines are the only place to change it.
 */
export const cardShapes: readonly CardShape[] = [
  { prefix: 'A', digits: [9], holder: 'customer', medium: 'cardboard' },
  { prefix: 'AM', digits: [8, 9], holder: 'customer', medium: 'cardboard' },
  { prefix: 'Y', digits: [9], holder: 'community', medium: 'cardboard' },
  { prefix: 'YM', digits: [8, 9], holder: 'community', medium: 'cardboard' },
  { prefix: 'X', digits: [9], holder: 'customer', medium: 'mobile' },
  { prefix: 'Z', digits: [9], holder: 'community', medium: 'mobile' },
];

/**
 * The codes that only the 2019 material shows, such as `E1234`, `50142` and `XA0032` (docs/sources.md#old-card-numbers).
 * They are recognised so that the holder hears of a new card, not "unreadable".
 */
export const oldCardShapes: readonly { readonly prefix: string; readonly digits: readonly number[] }[] = [
  { prefix: 'E', digits: [4] },
  { prefix: 'XA', digits: [4] },
  { prefix: '', digits: [5] },
];

/**
 * All shapes of text a reader should hand on: today's codes and the old numbers.
 * Give it to `@kaiku/capture`'s sources as their `grammar`.
 */
export const cardGrammar: readonly { readonly prefix: string; readonly digits: readonly number[] }[] = [
  ...cardShapes.map(({ prefix, digits }) => ({ prefix, digits })),
  ...oldCardShapes,
];
