import type { Instant } from '../admission/facts.ts';
import type { Flag } from '../admission/rules.ts';
import { maskCardCode } from '../card/mask.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { VoidReason } from '../usage/answer.ts';
import type { Visit, VisitToVoid } from '../usage/visit.ts';
import type { CapacitySource } from './lease.ts';

/**
 * A visit that the registry has not acknowledged, or a notice about one. A visit goes through the stages whole.
 *
 * | stage | means | leaves it by |
 * |---|---|---|
 * | `request` | a clerk waits for the registry's answer | answer → removed; no answer → `report` or `void`; restart, or a failure of the storage → `void`; with a reference → `review` instead of `void` |
 * | `report` | the clerk was shown "recorded on this device" | acknowledged → removed; acknowledged with flags, voided elsewhere or rejected → `review`; undo → `void` |
 * | `void` | the visit must not count, whatever was sent; or a part of it must not (`usages`), in an entry of its own | acknowledged → removed, or `review` if it has a notice; rejected → `review` |
 * | `review` | a person must look at it | dismissed → removed, or `void` if the registry rejected it; undo → `void`; requested again under its reference → `request` |
 *
 * What the registry has acknowledged is kept for a day: see {@link KeptEntry}.
 */
export type Entry = { readonly seq: number } & NewEntry;

/** The entry of another journal that this one was imported from. */
export interface Adopted {
  readonly adopted?: { readonly journal: string; readonly seq: number };
}

/** What the registry has acknowledged before, and has lost since: it changes no capacity, and its review item stays. */
export interface Resent {
  /** Its item of the review list, listed again once it is acknowledged. */
  readonly resent?: { readonly notice: Notice | null };
}

/** An entry without its number. */
export type NewEntry =
  | {
      readonly stage: 'request';
      readonly visit: Visit;
      /** A lock that the page holds: if no one holds it, the page is gone and the request is orphaned. */
      readonly owner: string;
      /** Leased tickets that the registry may give it, consumed before it is sent so that no other visit gets them. */
      readonly consumedFrom?: CapacitySource;
    }
  | ({
      readonly stage: 'report';
      readonly visit: Visit;
      /** What let the device record it offline. */
      readonly consumedFrom: CapacitySource;
      /** True if the error of the device's clock was unknown. */
      readonly clockSuspect: boolean;
    } & Adopted &
      Resent)
  | ({
      readonly stage: 'void';
      /** What the voided report or request had consumed: its lease is not returned before this entry is acknowledged. */
      readonly consumedFrom: CapacitySource | null;
      /** On the review list, before and after delivery. */
      readonly notice: Notice | null;
      /** This device did not know the id when it was voided. If the registry does not either, nothing was voided. */
      readonly stranger?: true;
    } & VisitToVoid &
      Adopted &
      Resent)
  | {
      readonly stage: 'review';
      readonly notice: Notice;
      /** The visit, if the registry rejected it or has not answered. Kept until a person has reviewed it. */
      readonly visit: Visit | null;
    };

/** An acknowledged entry, to be sent again if the registry is restored to a moment before it (decision 0024). */
export interface KeptEntry {
  /** What a delivery sends. */
  readonly entry: Extract<NewEntry, { stage: 'report' | 'void' }>;
  /** When it was acknowledged, in milliseconds since the Unix epoch by this device's clock. */
  readonly atMs: number;
}

/** An item of the review list. Has no card code. */
export interface Notice {
  readonly visitId: string;
  readonly showId: string;
  /**
   * The first card, masked. `…` alone if the registry had acknowledged the visit, because then the device no longer has its
   * cards.
   */
  readonly maskedCard: string;
  /** Each has one adult. 0 if the device no longer has the visit. */
  readonly cards: number;
  /** Of all cards together. */
  readonly minors: number;
  /** When the clerk confirmed; if the device no longer has the visit, when the void failed. */
  readonly takenAt: Instant;
  readonly why: ReviewReason;
  /** The registry's flags, if `why` is `flagged`. */
  readonly flags: readonly Flag[];
}

/**
 * `interrupted`: the device restarted before the answer, and voided the request. `unanswered`: requested under a reference,
 * and it is unknown if it counts: request it again under the reference, or void it. `flagged`: recorded although it breaks a
 * rule. `voided-elsewhere`: shown as recorded on this device, and voided in the registry since. Otherwise the code of a
 * permanent error.
 */
export type ReviewReason = 'interrupted' | 'unanswered' | 'flagged' | 'voided-elsewhere' | KaikuErrorCode;

/** The stage of an entry: see {@link Entry}. */
export type Stage = Entry['stage'];

/** Returns the notice about a visit that the device has. */
export function noticeOf(visit: Visit, why: ReviewReason, flags: readonly Flag[] = []): Notice {
  const { id, showId, takenAt, usages } = visit;
  return {
    visitId: id,
    showId,
    maskedCard: maskCardCode(usages[0]?.card ?? ''),
    cards: usages.length,
    minors: usages.reduce((sum, { minors }) => sum + minors, 0),
    takenAt,
    why,
    flags,
  };
}

/** Returns the notice about an acknowledged visit: the device has only its id. */
export function noticeWithoutCards(
  { visitId, showId }: Pick<VisitToVoid, 'visitId' | 'showId'>,
  why: ReviewReason,
  atMs: number,
): Notice {
  const takenAt = new Date(atMs).toISOString();
  return { visitId, showId, maskedCard: '…', cards: 0, minors: 0, takenAt, why, flags: [] };
}

/** Returns the entry of a visit that must not count, whatever was sent. */
export function voidEntry(
  { id, showId }: Pick<Visit, 'id' | 'showId'>,
  reason: VoidReason,
  given: { readonly notice?: Notice; readonly consumedFrom?: CapacitySource | null } = {},
): Extract<NewEntry, { stage: 'void' }> {
  const { notice = null, consumedFrom = null } = given;
  return { stage: 'void', visitId: id, showId, reason, notice, consumedFrom };
}

/**
 * Returns what replaces a request that has no answer and is not recorded offline: a void, because no clerk saw that it counts.
 * A request with a reference goes to the review list instead: another device may have recorded the same visit since, and a
 * void would void that sale. The ticketing system requests it again, or voids it.
 */
export function unanswered(
  visit: Visit,
  reason: VoidReason,
  given: { readonly notice?: Notice; readonly consumedFrom?: CapacitySource } = {},
): Extract<NewEntry, { stage: 'void' | 'review' }> {
  if (visit.reference === undefined) return voidEntry(visit, reason, given);
  return { stage: 'review', notice: noticeOf(visit, 'unanswered'), visit };
}

/** Returns the id of the visit that an entry is about. */
export function visitIdOfEntry(entry: NewEntry): string {
  if (entry.stage === 'void') return entry.visitId;
  return entry.stage === 'review' ? entry.notice.visitId : entry.visit.id;
}

/**
 * Returns the pending entry that a kept one becomes; `undefined` if `stored`, the entry at its number, is pending itself or
 * still has the visit.
 */
export function resentEntry({ entry }: KeptEntry, stored: Entry | undefined): NewEntry | undefined {
  if (stored === undefined) return { ...entry, resent: { notice: null } };
  if (stored.stage !== 'review' || stored.visit !== null) return undefined;
  return { ...entry, resent: { notice: stored.notice } };
}

/** Returns the capacity that a report uses: none if it is sent again. */
export function usedBy({ consumedFrom, resent }: Extract<NewEntry, { stage: 'report' }>): CapacitySource | null {
  return resent === undefined ? consumedFrom : null;
}

/** Returns how many visits of each show are unconfirmed. Shows without any are left out. */
export function unconfirmedOf(entries: Iterable<Entry>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (entry.stage !== 'report' || usedBy(entry)?.from !== 'unconfirmed') continue;
    counts.set(entry.visit.showId, (counts.get(entry.visit.showId) ?? 0) + 1);
  }
  return counts;
}
