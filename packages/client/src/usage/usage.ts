import type { Company, Instant, Party, UsageHow } from '../admission/facts.ts';
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
  /** Of a usage that is no part of a visit: see `AdmissionQuestion.agreed`. Left out: not. */
  readonly agreed?: boolean;
  /** The same: see `AdmissionQuestion.company`. */
  readonly company?: Company;
}

/** The usages of people who come together: recorded all or none, under one id. */
export interface Visit {
  /** UUID version 7, made on the device: the idempotency key of the whole. */
  readonly id: string;
  readonly showId: string;
  /** See `VisitQuestion.agreed`. */
  readonly agreed: boolean;
  /** See `VisitQuestion.company`. */
  readonly company?: Company;
  /** At least one; no card twice; all for `showId`. */
  readonly usages: readonly Usage[];
}

/** What is written down, sent and annulled as one: all of it or nothing. */
export type Unit = Usage | Visit;

/** Which of the two a unit is: they have routes of their own in the register. */
export type UnitKind = 'usage' | 'visit';

export function kindOf(unit: Unit): UnitKind {
  return 'usages' in unit ? 'visit' : 'usage';
}

/** All the usages of a unit, one of a usage; at least one. */
export function usagesOf(unit: Unit): readonly Usage[] {
  return 'usages' in unit ? unit.usages : [unit];
}

/** The usage that a confirmed party becomes. */
export function toUsage(facts: {
  readonly id: string;
  readonly showId: string;
  readonly code: CardCode;
  readonly party: Party;
  readonly how: UsageHow;
  readonly atMs: number;
  readonly agreed?: boolean;
  readonly company?: Company | undefined;
}): Usage {
  return {
    id: facts.id,
    showId: facts.showId,
    card: facts.code.text,
    minors: facts.party.minors,
    how: facts.how,
    takenAt: new Date(facts.atMs).toISOString(),
    ...(facts.agreed === true && { agreed: true }),
    ...(facts.company !== undefined && { company: facts.company }),
  };
}
