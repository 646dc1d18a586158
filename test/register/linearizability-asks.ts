/** What is asked of the register in a trial, and what may be answered. */

export interface Use {
  readonly id: string;
  readonly card: string;
  readonly minors: number;
  readonly how: 'reserved' | 'sold' | 'door';
}

export type Mode = 'ask' | 'fact';

export type Ask =
  | { readonly kind: 'record'; readonly mode: Mode; readonly use: Use }
  | { readonly kind: 'annul'; readonly id: string }
  | {
      readonly kind: 'redeem';
      readonly mode: Mode;
      readonly reservation: string;
      readonly id: string;
      /** Left out: as reserved. */
      readonly minors?: number;
      readonly how: 'sold' | 'door';
    }
  | { readonly kind: 'release'; readonly id: string }
  | { readonly kind: 'visit'; readonly mode: Mode; readonly id: string; readonly uses: readonly Use[] }
  /** `uses`: of the visit, as far as it is known. */
  | { readonly kind: 'annul-visit'; readonly id: string; readonly uses: readonly Use[] }
  | { readonly kind: 'read' }
  /** Not asked over the wire: what the database holds at the end. */
  | { readonly kind: 'rows' };

/** What it answers, without its times. */
export interface Reply {
  /** `201 counted`, `200 void`, `409 cap-reached`, `422`, `404`, `read`; for `rows`: all of them as a text. */
  readonly outcome: string;
  /** Of a visit: those of its usages, one after the other. */
  readonly flags: string;
  /** Tickets taken of the show, where the answer says. */
  readonly taken: number | undefined;
}

/** The ids a request is about: only requests with one in common can meet each other but by what is counted. */
export function idsOf(ask: Ask): readonly string[] {
  switch (ask.kind) {
    case 'record':
      return [ask.use.id];
    case 'annul':
    case 'release':
      return [ask.id];
    case 'redeem':
      return [ask.id, ask.reservation];
    case 'visit':
    case 'annul-visit':
      return [ask.id, ...ask.uses.map(({ id }) => id)];
    case 'read':
    case 'rows':
      return [];
    default:
      return ask satisfies never;
  }
}

/** The id that answers are the same for: the idempotency key, or what is taken back. */
export function keyOf(ask: Ask): string | undefined {
  return ask.kind === 'record' ? ask.use.id : 'id' in ask ? ask.id : undefined;
}
