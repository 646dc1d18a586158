import { peopleOf, ticketsOf } from '../admission/cap.ts';
import type { Company, Instant, ShowFacts, UsageHow } from '../admission/facts.ts';
import type { VoidReason } from './answer.ts';

/** One card of a visit: one adult (docs/sources.md#one-adult) and so many minors. */
export interface Usage {
  /** UUID version 7, made on the device. */
  readonly id: string;
  /** The card's code in its right spelling. */
  readonly card: string;
  readonly minors: number;
}

/** People who come together, recorded all or none under one id. A card alone is a visit of one. */
export interface Visit {
  /** UUID version 7, made on the device: the idempotency key, for as long as the visit lives. */
  readonly id: string;
  readonly showId: string;
  readonly how: UsageHow;
  /** When the clerk confirmed, by the device's clock. */
  readonly takenAt: Instant;
  /** See `VisitQuestion.agreed`. Left out: not. */
  readonly agreed?: boolean;
  /** See `VisitQuestion.company`. */
  readonly company?: Company;
  /** The ticketing system's own key, of which the ids are made (`visitIdOf`). Left out: none. */
  readonly reference?: string;
  /** What the ticketing system wants to find again. Nothing about a person. Left out: nothing. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** 1 to 50, in the order the cards were shown; no card twice. */
  readonly usages: readonly Usage[];
}

/** What of a visit is taken back: a card, or minors of one. Nothing ever grows by it, so the order of several does not matter. */
export interface Reduction {
  /** Of the usage. */
  readonly id: string;
  /** As many minors as may stay with the card; `null`: the card is taken back too. */
  readonly minors: number | null;
}

/** What still stands of usages once a part of them was taken back. */
export function reduced<U extends Pick<Usage, 'id' | 'minors'>>(
  usages: readonly U[],
  reductions: readonly Reduction[],
): readonly U[] {
  return usages.flatMap((usage) => {
    const reduction = reductions.find(({ id }) => id === usage.id);
    if (reduction === undefined) return usage;
    return reduction.minors === null ? [] : { ...usage, minors: Math.min(usage.minors, reduction.minors) };
  });
}

/** What is to be voided: enough to find it in the registry, and nothing of its cards. */
export interface VisitToVoid {
  readonly visitId: string;
  readonly showId: string;
  readonly reason: VoidReason;
  /** What is taken back, where not all of it is: 1 to 50, each usage once. Left out: all. */
  readonly usages?: readonly Reduction[];
}

/** The most usages a visit holds: far above any group (docs/sources.md#groups). */
export const maxUsages = 50;

/**
 * Tickets a visit takes. Without the show all people are counted: in a swimming hall, whose cap counts holders, that is too
 * many by the children. It is safe: the registry counts what they take, and what was drawn for nothing is free again when
 * the lease is given back.
 */
export function ticketsOfVisit({ usages }: Pick<Visit, 'usages'>, show?: Pick<ShowFacts, 'kind'>): number {
  return usages.reduce((sum, usage) => sum + (show === undefined ? peopleOf(usage) : ticketsOf(usage, show)), 0);
}
