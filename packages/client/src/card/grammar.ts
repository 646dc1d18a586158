/** Who holds the card: a person, or a worker for a community (docs/sources.md#prefixes). */
export type Holder = 'customer' | 'community';

/** `mobile`: the code exists only on a phone. `cardboard`: it is printed, and perhaps also on a phone. */
export type Medium = 'cardboard' | 'mobile';

/** The form of a card code: a prefix, then digits. */
export interface CardShape {
  /** The letters. */
  readonly prefix: 'A' | 'AM' | 'Y' | 'YM' | 'X' | 'Z';
  /** The possible numbers of digits. */
  readonly digits: readonly number[];
  readonly holder: Holder;
  readonly medium: Medium;
}

/**
 * The card codes in use, by prefix (docs/sources.md#prefixes). All examples in the programme's documents have nine digits
 * after one letter. Eight or nine after two letters is our assumption (docs/decisions/0004-card-grammar.md). To change it,
 * change these two lines and the wire's `CardText`.
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
 * The codes of the 2019 material, such as `E1234`, `50142` and `XA0032` (docs/sources.md#old-card-numbers). Recognised so
 * that the clerk can explain that the visitor needs a new card.
 */
export const oldCardShapes: readonly { readonly prefix: string; readonly digits: readonly number[] }[] = [
  { prefix: 'E', digits: [4] },
  { prefix: 'XA', digits: [4] },
  { prefix: '', digits: [5] },
];

/**
 * The forms of all texts to accept from a reader: card codes, and the old numbers. Pass it to the sources of
 * `@kaiku/capture` as `grammar`.
 */
export const cardGrammar: readonly { readonly prefix: string; readonly digits: readonly number[] }[] = [
  ...cardShapes.map(({ prefix, digits }) => ({ prefix, digits })),
  ...oldCardShapes,
];
