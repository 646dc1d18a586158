import { peopleOf, ticketsOf } from '../admission/cap.ts';
import type { Company, Instant, ShowFacts, UsageHow, UsageInput } from '../admission/facts.ts';
import type { VoidReason } from './answer.ts';

/** One card at one show: one adult (docs/sources.md#one-adult) and the minors. */
export interface Usage {
  /** UUID, created on the device: version 7, or version 5 for a visit with a reference. */
  readonly id: string;
  /** The card code. Sealed in what a device stores, if the registry has a sealing key. */
  readonly card: string;
  /** Number of minors. */
  readonly minors: number;
  /** How the code was entered, for statistics. @default unknown */
  readonly input?: UsageInput;
}

/** What is recorded under one id, all or nothing: 1 to 50 usages. A single card is a visit of one. */
export interface Visit {
  /** The idempotency key: a UUID created on the device, version 7, or version 5 for a visit with a reference. */
  readonly id: string;
  /** The id of the show. */
  readonly showId: string;
  /** How the visit is recorded. */
  readonly how: UsageHow;
  /** When the clerk confirmed, by the device's clock. */
  readonly takenAt: Instant;
  /** The clerk has confirmed that the venue agreed to a group of more than five. @default false */
  readonly agreed?: boolean;
  /** With whom a worker comes who is not in the visit. @default none */
  readonly company?: Company;
  /** The ticketing system's own key, from which the ids are derived (`visitIdOf`). @default none */
  readonly reference?: string;
  /** What the ticketing system stores with the visit. No personal data. @default none */
  readonly metadata?: Readonly<Record<string, string>>;
  /** 1 to 50 usages, in the order the cards were shown; each card once. */
  readonly usages: readonly Usage[];
}

/** A partial void: of a card, or of minors. It only reduces the visit, so the order of several does not matter. */
export interface Reduction {
  /** The id of the usage. */
  readonly id: string;
  /** The number of minors that remain; `null` to void the card too. */
  readonly minors: number | null;
}

/** Returns the usages that remain after partial voids. */
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

/** A void: enough to find the visit in the registry, without its cards. */
export interface VisitToVoid {
  /** The id of the visit. */
  readonly visitId: string;
  /** The id of its show. */
  readonly showId: string;
  /** Why it is voided. */
  readonly reason: VoidReason;
  /** The usages to void or reduce, 1 to 50, each once. @default the whole visit */
  readonly usages?: readonly Reduction[];
}

/** The most usages of a visit, far above any group (docs/sources.md#groups). */
export const maxUsages = 50;

/**
 * Returns the number of tickets a visit takes. Without the show it counts all people, which is too many for a swimming hall,
 * where children take no tickets. This is safe: the registry counts the real number, and tickets consumed in excess are
 * free again when the lease is returned.
 */
export function ticketsOfVisit({ usages }: Pick<Visit, 'usages'>, show?: Pick<ShowFacts, 'kind'>): number {
  return usages.reduce((sum, usage) => sum + (show === undefined ? peopleOf(usage) : ticketsOf(usage, show)), 0);
}
