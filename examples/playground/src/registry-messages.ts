/** What the page and the worker of the registry send each other. */

/** A request or an answer of HTTP, to be copied. */
export interface Copied {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ArrayBuffer;
}

export type ToRegistry =
  | ({ readonly kind: 'request'; readonly id: number; readonly url: string; readonly method: string } & Copied)
  /** How far the registry's clock is ahead, in milliseconds. */
  | { readonly kind: 'clock'; readonly aheadMs: number };

/** A card or a show of the demo world, to choose from. */
export interface Choice {
  readonly value: string;
  readonly fi: string;
  readonly en: string;
}

export type FromRegistry =
  | { readonly kind: 'ready'; readonly cards: readonly Choice[]; readonly shows: readonly Choice[] }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'answer'; readonly id: number; readonly status: number } & Copied);
