/** What is asked of the registry in a trial, and what may be answered. */

/** One card of a visit. */
export interface Use {
  readonly id: string;
  readonly card: string;
  readonly minors: number;
}

export type How = 'reserved' | 'sold' | 'door';
export type Mode = 'request' | 'report';

export type Ask =
  | {
      readonly kind: 'record';
      readonly mode: Mode;
      readonly id: string;
      readonly how: How;
      readonly uses: readonly Use[];
    }
  /** `uses`: of the visit, as far as they are known. */
  | { readonly kind: 'void'; readonly id: string; readonly uses: readonly Pick<Use, 'id'>[] }
  | {
      readonly kind: 'redeem';
      readonly mode: Mode;
      readonly reservation: string;
      /** Of the new visit. */
      readonly id: string;
      readonly usageId: string;
      /** Left out: as reserved. */
      readonly minors?: number;
      readonly how: 'sold' | 'door';
    }
  /** `id`: of a usage. */
  | { readonly kind: 'release'; readonly id: string }
  | { readonly kind: 'read' }
  /** Not asked over the wire: what the database holds at the end. */
  | { readonly kind: 'rows' };

/** What it answers, without its times. */
export interface Reply {
  /** `201 counted`, `200 void`, `409 cap-reached`, `422`, `404`, `read`; for `rows`: all of them as a text. */
  readonly outcome: string;
  /** Of its usages, one after the other. */
  readonly flags: string;
  /** Tickets taken of the show, where the answer says. */
  readonly taken: number | undefined;
}

/** The ids a request is about: only requests with one in common can meet each other but by what is counted. */
export function idsOf(ask: Ask): readonly string[] {
  const key = keyOf(ask);
  return [...(key === undefined ? [] : [key]), ...usagesOf(ask), ...(ask.kind === 'redeem' ? [ask.reservation] : [])];
}

/** The ids of the usages that come, or go, with a request's visit. */
export function usagesOf(ask: Ask): readonly string[] {
  if (ask.kind === 'record' || ask.kind === 'void') return ask.uses.map(({ id }) => id);
  return ask.kind === 'redeem' ? [ask.usageId] : [];
}

/** The id that answers are the same for: the idempotency key, or what is taken back. */
export function keyOf(ask: Ask): string | undefined {
  return 'id' in ask ? ask.id : undefined;
}
