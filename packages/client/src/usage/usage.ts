import type { Instant, Party, UsageHow } from '../admission/facts.ts';
import type { CardCode } from '../card/card-code.ts';

/** One recorded use: one code, one adult, so many minors, for one show. Written down before it is sent. */
export interface Usage {
  /** UUID version 7, made on the device: the idempotency key, for as long as the usage lives. */
  readonly id: string;
  readonly showId: string;
  /** The card's code in its right spelling. */
  readonly card: string;
  readonly minors: number;
  readonly how: UsageHow;
  /** When the clerk confirmed, by the device's clock. */
  readonly takenAt: Instant;
}

/** The usage that a confirmed party becomes. */
export function toUsage(facts: { id: string; showId: string; code: CardCode; party: Party; atMs: number }): Usage {
  return {
    id: facts.id,
    showId: facts.showId,
    card: facts.code.text,
    minors: facts.party.minors,
    how: 'redeemed',
    takenAt: new Date(facts.atMs).toISOString(),
  };
}
