/** Pure transitions of an outbox entry once the registry has answered a delivery. */
import type { KaikuError, KaikuErrorCode } from '../errors.ts';
import { type Entry, type NewEntry, type Notice, noticeOf, noticeWithoutCards, usedBy } from '../storage/entry.ts';
import { type CapacityChange, type CapacitySource, refundOf } from '../storage/lease.ts';
import type { RecordAnswer } from '../usage/answer.ts';
import type { DeliveredEntry, OutgoingEntry } from '../usage/delivery.ts';
import type { Usage, Visit } from '../usage/visit.ts';
import type { Acknowledgement } from '../verdict.ts';

export type PendingEntry = Extract<Entry, { stage: 'report' | 'void' }>;

/** Converts an entry to its form in a delivery. */
export function toOutgoingEntry(entry: PendingEntry): OutgoingEntry {
  const { seq } = entry;
  if (entry.stage === 'void') {
    const { visitId, showId, reason, usages } = entry;
    return { what: 'void', seq, visitId, showId, reason, ...(usages && { usages }) };
  }
  const leaseId = entry.consumedFrom.from === 'lease' ? entry.consumedFrom.leaseId : null;
  return { what: 'report', seq, visit: entry.visit, leaseId, clockSuspect: entry.clockSuspect };
}

/** Replaces an entry, or removes it if `to` is null, and refunds the capacity that it no longer uses. */
export interface EntryChange {
  readonly kind: 'change';
  readonly to: NewEntry | null;
  readonly capacityChange: CapacityChange | undefined;
}

/** `retry`: the entry stays as it is and is sent again later. */
export type Transition = EntryChange | { readonly kind: 'retry'; readonly code: KaikuErrorCode };

/** Returns what the registry's result means for an entry. */
export function transitionFor(entry: PendingEntry, result: DeliveredEntry, nowMs: number): Transition {
  if (result.outcome === 'deferred') return { kind: 'retry', code: result.code };
  return entry.stage === 'report' ? afterReport(entry, result) : afterVoid(entry, result, nowMs);
}

type FinalResult = Exclude<DeliveredEntry, { outcome: 'deferred' }>;

/** Returns the final result of a visit, as the desk emits it. */
export function toAcknowledgement(
  { id, reference, usages }: Pick<Visit, 'id' | 'reference'> & { readonly usages: readonly CountedUsage[] },
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
      return { ...acknowledged, outcome, usages: usages.map(toUsageResult), flags, recordedAt };
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

type CountedUsage = Pick<Usage, 'id' | 'minors'>;

function toUsageResult<M>({ id, minors }: { readonly id: string; readonly minors: M }) {
  return { usageId: id, minors };
}

/** Returns the final result of the visit of a delivered entry. */
export function acknowledgementOf(
  entry: PendingEntry,
  result: Exclude<FinalResult, { outcome: 'rejected' }> | Rejected,
): Acknowledgement {
  if (entry.stage === 'report') return toAcknowledgement(entry.visit, result);
  if (result.outcome !== 'voided') return toAcknowledgement({ id: entry.visitId, usages: [] }, result);
  const { reference } = result;
  const acknowledged = toAcknowledgement(
    { id: entry.visitId, usages: [], ...(reference !== undefined && { reference }) },
    result,
  );
  if (entry.usages === undefined) return acknowledged;
  const changed = entry.usages.map(toUsageResult);
  if (result.usages === undefined) {
    // The registry did not return the other usages, so they are unknown.
    const { usages: _, ...withoutUsages } = acknowledged;
    return { ...withoutUsages, outcome: 'reduced', changed };
  }
  const left = result.usages.map(toUsageResult);
  return { ...acknowledged, outcome: left.length > 0 ? 'reduced' : 'voided', usages: left, changed };
}

export type Rejected = Pick<Extract<DeliveredEntry, { outcome: 'rejected' }>, 'outcome' | 'code'>;

export function showOf(entry: PendingEntry): string {
  return entry.stage === 'report' ? entry.visit.showId : entry.showId;
}

/** Moves an entry that the registry will never accept to the review list, so that it holds up no other entry. */
export function toReview(entry: PendingEntry, why: KaikuErrorCode, nowMs = 0): EntryChange {
  if (entry.stage === 'report') {
    const { visit } = entry;
    // Keep the visit: nothing is deleted before a person has reviewed it.
    const to: NewEntry = { stage: 'review', notice: noticeOf(visit, why), visit };
    // A visitor admitted on a leased ticket is inside, so the lease gets no refund.
    return { kind: 'change', to, capacityChange: refundUnconfirmed(usedBy(entry), visit.showId) };
  }
  // The clerk dismissed this visit from the review list, or there never was one: list nothing.
  if (entry.reason === 'dismissed-by-clerk' || entry.reason === 'cap-reached')
    return { kind: 'change', to: null, capacityChange: undefined };
  const reason = entry.stranger === true && hasNothingToVoid(entry, why) ? 'desk/unknown-visit' : why;
  const listed = listedOf(entry);
  const notice = listed ? { ...listed, why: reason } : noticeWithoutCards(entry, reason, nowMs);
  return { kind: 'change', to: toReviewEntry(notice), capacityChange: undefined };
}

/** True if the id is malformed or another show's, or if the visit has no such part. */
function hasNothingToVoid({ usages }: Extract<PendingEntry, { stage: 'void' }>, why: KaikuErrorCode): boolean {
  if (why === 'registry/not-found') return usages !== undefined;
  return why === 'registry/invalid-request' || why === 'idempotency/mismatch';
}

function afterReport(entry: Extract<PendingEntry, { stage: 'report' }>, result: FinalResult): Transition {
  const { visit, consumedFrom, resent } = entry;
  // A person has seen what was to review of it, and its tickets were settled.
  if (resent !== undefined && result.outcome !== 'rejected')
    return { kind: 'change', to: resent.notice && toReviewEntry(resent.notice), capacityChange: undefined };
  switch (result.outcome) {
    case 'counted': {
      // A visit that arrived on a later day, or whose card Kaikukanta checks, needs no review.
      const needsReview = result.flags.some((flag) => flag !== 'late' && flag !== 'card-not-checked');
      const to = needsReview ? toReviewEntry(noticeOf(visit, 'flagged', result.flags)) : null;
      return { kind: 'change', to, capacityChange: refundCounted(consumedFrom, visit.showId, result.from) };
    }
    case 'voided':
      return {
        kind: 'change',
        to: toReviewEntry(noticeOf(visit, 'voided-elsewhere')),
        capacityChange: refundUnconfirmed(consumedFrom, visit.showId),
      };
    case 'rejected':
      return toReview(entry, result.code);
    default:
      return result satisfies never;
  }
}

function afterVoid(entry: Extract<PendingEntry, { stage: 'void' }>, result: FinalResult, nowMs: number): Transition {
  switch (result.outcome) {
    case 'voided':
      if (entry.stranger === true && result.unseen === true) return toReview(entry, 'desk/unknown-visit', nowMs);
      return { kind: 'change', to: toNotice(entry), capacityChange: undefined };
    case 'rejected':
      return toReview(entry, result.code, nowMs);
    case 'counted':
      // A void cannot be answered with “counted”: the registry broke the contract.
      return { kind: 'retry', code: 'registry/contract' };
    default:
      return result satisfies never;
  }
}

/** Returns the item of the review list that a void leaves. */
function toNotice(entry: Extract<PendingEntry, { stage: 'void' }>): NewEntry | null {
  const listed = listedOf(entry);
  return listed && toReviewEntry(listed);
}

function listedOf({ notice, resent }: Extract<PendingEntry, { stage: 'void' }>): Notice | null {
  return notice ?? resent?.notice ?? null;
}

function toReviewEntry(notice: Notice): NewEntry {
  return { stage: 'review', notice, visit: null };
}

/** Refunds a counted visit; a leased ticket only if the registry counted a free ticket instead (rule R6). */
function refundCounted(
  consumedFrom: CapacitySource,
  showId: string,
  from: 'lease' | 'free' | 'over',
): CapacityChange | undefined {
  if (consumedFrom.from === 'unconfirmed') return refundUnconfirmed(consumedFrom, showId);
  return from === 'free' ? refundOf(consumedFrom, showId) : undefined;
}

/** Frees a visit's place under the unconfirmed limit. A leased ticket stays consumed: the registry may have counted it. */
export function refundUnconfirmed(consumedFrom: CapacitySource | null, showId: string): CapacityChange | undefined {
  return consumedFrom?.from === 'unconfirmed' ? { from: 'unconfirmed-refund', showId } : undefined;
}

/** How sending continues after a delivery that failed as a whole. */
export interface FailureRule {
  /** `stop`: any delivery would fail the same way. `split`: one entry may be the cause, so send smaller deliveries. */
  readonly others: 'stop' | 'split';
  /** What happens to an entry that fails alone. */
  readonly alone: 'retry' | 'review';
  /** Shortest wait before the next attempt, in milliseconds. */
  readonly minWaitMs: number;
}

const retry = { others: 'stop', alone: 'retry', minWaitMs: 0 } as const;
const poisonEntry = { others: 'split', alone: 'review', minWaitMs: 0 } as const;

/** The rule for each error code (docs/decisions/0010-offline.md). No rule discards an entry. */
export const failureRules: Readonly<Partial<Record<KaikuErrorCode, FailureRule>>> = {
  'registry/unreachable': retry,
  'registry/busy': retry,
  // A new token is requested at most every 30 s.
  'registry/no-token': { ...retry, minWaitMs: 30_000 },
  'registry/unauthorised': { ...retry, minWaitMs: 30_000 },
  // Lasts until a manager lets the device in, which is in its news.
  'registry/not-enrolled': { ...retry, minWaitMs: 30_000 },
  'registry/frozen': { ...retry, minWaitMs: 30_000 },
  'registry/revoked': { ...retry, minWaitMs: 30_000 },
  'registry/lost': { ...retry, minWaitMs: 30_000 },
  'registry/slowed': retry,
  // Lasts until a person gives the device another token, or its scopes to the token.
  'registry/forbidden': { ...retry, minWaitMs: 3_600_000 },
  'registry/missing-role': { ...retry, minWaitMs: 3_600_000 },
  // Lasts until an administrator hands the journal over. Someone may be waiting for it at the door.
  'registry/foreign-journal': { ...retry, minWaitMs: 30_000 },
  // Nothing was sent. The element sends at once when its token changes; a token function is called at each attempt.
  'registry/other-venue': { ...retry, minWaitMs: 30_000 },
  // The route is missing: the address is wrong, or the registry is too old.
  'registry/not-found': { ...retry, minWaitMs: 300_000 },
  // Lasts until the registry's operator adds the key. The other entries may have another.
  'registry/unknown-key': { others: 'split', alone: 'retry', minWaitMs: 0 },
  'registry/failed': { others: 'split', alone: 'retry', minWaitMs: 0 },
  'registry/contract': { others: 'split', alone: 'retry', minWaitMs: 0 },
  'registry/invalid-request': poisonEntry,
  // Nothing was sent, because the journal's id could not be read.
  'outbox/storage': retry,
  'idempotency/mismatch': poisonEntry,
};

/** Returns the rule for an error. A code without a rule is retried if the error is retryable. */
export function ruleFor({ code, retryable }: KaikuError): FailureRule {
  return failureRules[code] ?? (retryable ? retry : poisonEntry);
}
