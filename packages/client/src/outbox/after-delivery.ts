/** What becomes of an entry by the registry's word: one arrow each, pure. */
import type { KaikuError, KaikuErrorCode } from '../errors.ts';
import { bareNotice, type Entry, type NewEntry, noticeOf } from '../storage/entry.ts';
import { type CapacityChange, type CapacitySource, refundOf } from '../storage/lease.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { DeliveredEntry, OutgoingEntry } from '../usage/delivery.ts';
import type { Usage, Visit } from '../usage/visit.ts';
import type { Acknowledgement } from '../verdict.ts';

export type PendingEntry = Extract<Entry, { stage: 'report' | 'void' }>;

/** How an entry is told to the registry. */
export function toOutgoingEntry(entry: PendingEntry): OutgoingEntry {
  const { seq } = entry;
  if (entry.stage === 'void') {
    const { visitId, showId, reason, usages } = entry;
    return { what: 'void', seq, visitId, showId, reason, ...(usages && { usages }) };
  }
  const leaseId = entry.consumedFrom.from === 'lease' ? entry.consumedFrom.leaseId : null;
  return { what: 'report', seq, visit: entry.visit, leaseId, clockSuspect: entry.clockSuspect };
}

/** What an entry becomes, with what goes back of what it had drawn. */
export interface Becomes {
  readonly kind: 'becomes';
  readonly to: NewEntry | null;
  readonly capacityChange: CapacityChange | undefined;
}

/** `stays`: it is to be told again later. */
export type AfterDelivery = Becomes | { readonly kind: 'stays'; readonly code: KaikuErrorCode };

export function afterDelivery(entry: PendingEntry, result: DeliveredEntry, nowMs: number): AfterDelivery {
  if (result.outcome === 'deferred') return { kind: 'stays', code: result.code };
  return entry.stage === 'report' ? afterReport(entry, result) : afterVoid(entry, result, nowMs);
}

type Final = Exclude<DeliveredEntry, { outcome: 'deferred' }>;

/** What became of a visit for good, by the registry's word. */
export function acknowledgementBy(
  { id, reference, usages }: Pick<Visit, 'id' | 'reference'> & { readonly usages: Standing },
  answer:
    | Pick<Extract<RecordAnswer, { outcome: 'counted' }>, 'outcome' | 'flags' | 'recordedAt'>
    | { readonly outcome: 'refused' | 'voided' }
    | { readonly outcome: 'rejected'; readonly code: KaikuErrorCode },
): Acknowledgement {
  const acknowledged = {
    ...({ type: 'acknowledged', visitId: id } as const),
    ...(reference !== undefined && { reference }),
    ...{ usages: [], flags: [] },
  };
  switch (answer.outcome) {
    case 'counted': {
      const { outcome, flags, recordedAt } = answer;
      return { ...acknowledged, outcome, usages: usages.map(toTold), flags, recordedAt };
    }
    case 'refused':
      return { ...acknowledged, outcome: answer.outcome };
    case 'voided':
      return { ...acknowledged, outcome: 'voided' };
    case 'rejected':
      return { ...acknowledged, outcome: 'rejected', code: answer.code };
    default:
      return answer satisfies never;
  }
}

type Standing = readonly Pick<Usage, 'id' | 'minors'>[];

function toTold<M>({ id, minors }: { readonly id: string; readonly minors: M }) {
  return { usageId: id, minors };
}

/** What became of the visit of an entry that was delivered. */
export function settledByDelivery(
  entry: PendingEntry,
  result: Exclude<Final, { outcome: 'rejected' }> | Rejected,
): Acknowledgement {
  if (entry.stage === 'report') return acknowledgementBy(entry.visit, result);
  if (result.outcome !== 'voided') return acknowledgementBy({ id: entry.visitId, usages: [] }, result);
  const { reference } = result;
  const acknowledged = acknowledgementBy(
    { id: entry.visitId, usages: [], ...(reference !== undefined && { reference }) },
    result,
  );
  if (entry.usages === undefined) return acknowledged;
  const changed = entry.usages.map(toTold);
  // Nothing is known of the rest where the registry does not say.
  if (result.usages === undefined) {
    const { usages: _, ...unsaid } = acknowledged;
    return { ...unsaid, outcome: 'reduced', changed };
  }
  const left = result.usages.map(toTold);
  return { ...acknowledged, outcome: left.length > 0 ? 'reduced' : 'voided', usages: left, changed };
}

export type Rejected = Pick<Extract<DeliveredEntry, { outcome: 'rejected' }>, 'outcome' | 'code'>;

export function showOf(entry: PendingEntry): string {
  return entry.stage === 'report' ? entry.visit.showId : entry.showId;
}

/** An entry the registry will never take: it stays on the list of a person, and holds nothing up. */
export function toReview(entry: PendingEntry, why: KaikuErrorCode, nowMs = 0): Becomes {
  if (entry.stage === 'report') {
    const { visit, consumedFrom } = entry;
    // The visit is kept: nothing is thrown away before a person has seen to it.
    const to: NewEntry = { stage: 'review', notice: noticeOf(visit, why), visit };
    // Whoever was let in on a ticket of a lease is in: that place is not given out a second time.
    return { kind: 'becomes', to, capacityChange: refundUnconfirmed(consumedFrom, visit.showId) };
  }
  // The clerk knows already that the registry will not have it.
  if (entry.reason === 'dismissed-by-clerk') return { kind: 'becomes', to: null, capacityChange: undefined };
  const reason = entry.stranger === true && namesNothing(entry, why) ? 'desk/unknown-visit' : why;
  const notice = entry.notice ? { ...entry.notice, why: reason } : bareNotice(entry, reason, nowMs);
  return { kind: 'becomes', to: told(notice), capacityChange: undefined };
}

/** Its id is none, or another show's; or a part was to be taken back of what is not there. */
function namesNothing({ usages }: Extract<PendingEntry, { stage: 'void' }>, why: KaikuErrorCode): boolean {
  if (why === 'registry/not-found') return usages !== undefined;
  return why === 'registry/invalid-request' || why === 'idempotency/mismatch';
}

function afterReport(entry: Extract<PendingEntry, { stage: 'report' }>, result: Final): AfterDelivery {
  const { visit, consumedFrom } = entry;
  switch (result.outcome) {
    case 'counted': {
      // That it arrived on a later day is nothing to look at.
      const isInOrder = result.flags.every((flag) => flag === 'late');
      const to = isInOrder ? null : told(noticeOf(visit, 'flagged', result.flags));
      return { kind: 'becomes', to, capacityChange: givenBack(consumedFrom, visit.showId, result.from) };
    }
    case 'voided':
      return {
        kind: 'becomes',
        to: told(noticeOf(visit, 'voided-elsewhere')),
        capacityChange: refundUnconfirmed(consumedFrom, visit.showId),
      };
    case 'rejected':
      return toReview(entry, result.code);
    default:
      return result satisfies never;
  }
}

function afterVoid(entry: Extract<PendingEntry, { stage: 'void' }>, result: Final, nowMs: number): AfterDelivery {
  switch (result.outcome) {
    case 'voided':
      if (entry.stranger === true && result.unseen === true) return toReview(entry, 'desk/unknown-visit', nowMs);
      return { kind: 'becomes', to: entry.notice && told(entry.notice), capacityChange: undefined };
    case 'rejected':
      return toReview(entry, result.code, nowMs);
    case 'counted':
      return { kind: 'stays', code: 'registry/contract' };
    default:
      return result satisfies never;
  }
}

function told(notice: Extract<NewEntry, { stage: 'review' }>['notice']): NewEntry {
  return { stage: 'review', notice, visit: null };
}

/** What a visit had drawn and the registry took from elsewhere: a ticket of a lease only where it gave a free one (rule R6). */
function givenBack(
  consumedFrom: CapacitySource,
  showId: string,
  from: 'lease' | 'free' | 'over',
): CapacityChange | undefined {
  if (consumedFrom.from === 'unconfirmed') return refundUnconfirmed(consumedFrom, showId);
  return from === 'free' ? refundOf(consumedFrom, showId) : undefined;
}

/** A visit that was voided elsewhere had been counted: its place of a lease is gone, its place among the unconfirmed is free again. */
export function refundUnconfirmed(consumedFrom: CapacitySource | null, showId: string): CapacityChange | undefined {
  return consumedFrom?.from === 'unconfirmed' ? { from: 'unconfirmed-refund', showId } : undefined;
}

/** What a whole delivery that failed says of sending the rest. */
export interface FailureRule {
  /** `stop`: any other delivery would meet it too. `split`: it may be one entry's; the others are sent without it. */
  readonly others: 'stop' | 'split';
  /** An entry that meets it alone: `again` later, or `review`. */
  readonly alone: 'again' | 'review';
  /** Not before so many milliseconds. */
  readonly minWaitMs: number;
}

const again = { others: 'stop', alone: 'again', minWaitMs: 0 } as const;
const poison = { others: 'split', alone: 'review', minWaitMs: 0 } as const;

/** How every failure of a delivery is met (docs/decisions/0010-offline.md). Nothing is ever dropped for one. */
export const failureRules: Readonly<Partial<Record<KaikuErrorCode, FailureRule>>> = {
  'registry/unreachable': again,
  'registry/busy': again,
  // A fresh token is asked for at most every 30 s.
  'registry/no-token': { ...again, minWaitMs: 30_000 },
  'registry/unauthorised': { ...again, minWaitMs: 30_000 },
  // Somebody has to let the device in again.
  'registry/forbidden': { ...again, minWaitMs: 3_600_000 },
  'registry/stopped': { ...again, minWaitMs: 3_600_000 },
  // The route itself is not there: a wrong address, or an older registry.
  'registry/not-found': { ...again, minWaitMs: 300_000 },
  'registry/failed': { others: 'split', alone: 'again', minWaitMs: 0 },
  'registry/contract': { others: 'split', alone: 'again', minWaitMs: 0 },
  'registry/invalid-request': poison,
  // Nothing was sent: whose journal it is could not be read.
  'outbox/storage': again,
  'idempotency/mismatch': poison,
};

/** The rule for an error, also one that nobody foresaw. */
export function ruleFor({ code, retryable }: KaikuError): FailureRule {
  return failureRules[code] ?? (retryable ? again : poison);
}
