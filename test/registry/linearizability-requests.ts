/** The requests of a trial, and their possible responses. */

/** One card of a visit. */
export interface Use {
  readonly id: string;
  readonly card: string;
  readonly minors: number;
}

export type How = 'reserved' | 'sold' | 'door';
export type Mode = 'request' | 'report';

export type ModelRequest =
  | {
      readonly kind: 'record';
      readonly mode: Mode;
      readonly id: string;
      readonly how: How;
      readonly uses: readonly Use[];
    }
  /** `uses`: the usages of the visit, as far as they are known. */
  | { readonly kind: 'void'; readonly id: string; readonly uses: readonly Pick<Use, 'id'>[] }
  | {
      readonly kind: 'redeem';
      readonly mode: Mode;
      readonly reservation: string;
      /** Of the new visit. */
      readonly id: string;
      readonly usageId: string;
      /** Default: as reserved. */
      readonly minors?: number;
      readonly how: 'sold' | 'door';
    }
  /** `id`: of a usage. */
  | { readonly kind: 'release'; readonly id: string }
  | { readonly kind: 'read' }
  /** Not sent: what the database contains at the end. */
  | { readonly kind: 'rows' };

/** A response, without its times. */
export interface Reply {
  /** `201 counted`, `200 void`, `409 cap-reached`, `422`, `404`, `read`; for `rows`, all of them as a text. */
  readonly outcome: string;
  /** The flags of its usages, in order. */
  readonly flags: string;
  /** The tickets taken of the show, if the response has them. */
  readonly taken: number | undefined;
}

/** Returns the ids that a request concerns. Two requests without a common id interact only by the cap and the tally. */
export function idsOf(ask: ModelRequest): readonly string[] {
  const key = keyOf(ask);
  return [...(key === undefined ? [] : [key]), ...usagesOf(ask), ...(ask.kind === 'redeem' ? [ask.reservation] : [])];
}

/** Returns the ids of the usages that are recorded or voided with a request's visit. */
export function usagesOf(ask: ModelRequest): readonly string[] {
  if (ask.kind === 'record' || ask.kind === 'void') return ask.uses.map(({ id }) => id);
  return ask.kind === 'redeem' ? [ask.usageId] : [];
}

/** Returns the id that has a single response: the idempotency key, or the id that is voided. */
export function keyOf(ask: ModelRequest): string | undefined {
  return 'id' in ask ? ask.id : undefined;
}
