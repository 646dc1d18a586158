import type { Instant } from '../admission/facts.ts';
import type { Flag } from '../admission/rules.ts';
import { maskCardCode } from '../card/mask.ts';
import type { KaikuErrorCode } from '../errors.ts';
import type { VoidReason } from '../usage/answer.ts';
import type { Visit, VisitToVoid } from '../usage/visit.ts';
import type { CapacitySource } from './lease.ts';

/**
 * A visit on its way to the registry, or what is left of it. It goes through the stages whole.
 *
 * | stage | means | leaves it by |
 * |---|---|---|
 * | `request` | a clerk waits for the registry's word | answer → gone; no answer → `report` or `void`; restart, or a storage that failed meanwhile → `void`; with a reference → `review` instead of `void` |
 * | `report` | the clerk was told "recorded on this device" | acknowledged → gone; acknowledged with flags, voided elsewhere or refused for good → `review`; undo → `void` |
 * | `void` | must not count, whatever was sent; or a part of it must not (`usages`), which has an entry of its own | acknowledged → gone, or `review` where a clerk must hear of it; refused for good → `review` |
 * | `review` | a person must look at it | dismissed → gone, or `void` where the registry would not take it; undo → `void`; asked again under its reference → `request` |
 */
export type Entry = { readonly seq: number } & NewEntry;

/** The entry of another journal that this one was taken over from, by a file. */
export interface Adopted {
  readonly adopted?: { readonly journal: string; readonly seq: number };
}

/** An entry before the storage has given it its number. */
export type NewEntry =
  | {
      readonly stage: 'request';
      readonly visit: Visit;
      /** The lock its asker holds: gone with the page, so that a restart can tell a left-over request from a live one. */
      readonly owner: string;
      /** The tickets of a lease that the registry may give it: drawn before it is sent, so that nobody else gives them out. */
      readonly consumedFrom?: CapacitySource;
    }
  | ({
      readonly stage: 'report';
      readonly visit: Visit;
      /** What let the device decide by itself. */
      readonly consumedFrom: CapacitySource;
      /** The device did not know how wrong its clock was. */
      readonly clockSuspect: boolean;
    } & Adopted)
  | ({
      readonly stage: 'void';
      /** What the report it was had drawn on: a lease is not returned before this is acknowledged. `null`: it was none. */
      readonly consumedFrom: CapacitySource | null;
      /** Told on the review list, now and after delivery. */
      readonly notice: Notice | null;
      /** Nothing on this device knew the id when it was voided: if the registry does not either, nothing was undone. */
      readonly stranger?: true;
    } & VisitToVoid &
      Adopted)
  | {
      readonly stage: 'review';
      readonly notice: Notice;
      /** The visit itself where the registry will not take it: nothing is thrown away before a person has seen to it. */
      readonly visit: Visit | null;
    };

/** What a person is told of a visit that went wrong. Codes are shown only masked. */
export interface Notice {
  readonly visitId: string;
  readonly showId: string;
  /**
   * Its first card. `…` alone where the registry had acknowledged it, so that nothing of it is on the device
   * any more.
   */
  readonly maskedCard: string;
  /** Each brings one adult. 0 where that is not on the device any more. */
  readonly cards: number;
  /** All together. */
  readonly minors: number;
  /** When the clerk confirmed; where that is not on the device any more, when the void failed. */
  readonly takenAt: Instant;
  readonly why: ReviewReason;
  /** With `flagged`: what the registry flagged it with. */
  readonly flags: readonly Flag[];
}

/**
 * `interrupted`: asked, the device restarted before the answer, and withdrawn. `unanswered`: asked under a reference, and
 * nobody knows whether it counts: to be asked again under it, or taken back. `flagged`: recorded as it happened, though
 * the rules say no. `voided-elsewhere`: it was shown as recorded on the device, and somebody has voided it in the registry.
 * Else the code of the error that will not pass.
 */
export type ReviewReason = 'interrupted' | 'unanswered' | 'flagged' | 'voided-elsewhere' | KaikuErrorCode;

export type Stage = Entry['stage'];

/** What a person is told of a visit that stands on the device. */
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

/** What a person is told of a visit that was acknowledged long ago: nothing but its id is kept on the device. */
export function noticeWithoutCards(
  { visitId, showId }: Pick<VisitToVoid, 'visitId' | 'showId'>,
  why: ReviewReason,
  atMs: number,
): Notice {
  const takenAt = new Date(atMs).toISOString();
  return { visitId, showId, maskedCard: '…', cards: 0, minors: 0, takenAt, why, flags: [] };
}

/** A visit that must not count, whatever was sent of it. */
export function voidEntry(
  { id, showId }: Pick<Visit, 'id' | 'showId'>,
  reason: VoidReason,
  given: { readonly notice?: Notice; readonly consumedFrom?: CapacitySource } = {},
): Extract<NewEntry, { stage: 'void' }> {
  const { notice = null, consumedFrom = null } = given;
  return { stage: 'void', visitId: id, showId, reason, notice, consumedFrom };
}

/**
 * What becomes of a request that nobody has answered and that is not kept. It must not count: nobody has seen that it does. With
 * a reference it is left open: another device may have sold it under the same id since, and withdrawing it would take that
 * sale away. Whoever gave the reference asks again, or takes it back.
 */
export function unanswered(
  visit: Visit,
  reason: VoidReason,
  given: { readonly notice?: Notice; readonly consumedFrom?: CapacitySource } = {},
): Extract<NewEntry, { stage: 'void' | 'review' }> {
  if (visit.reference === undefined) return voidEntry(visit, reason, given);
  return { stage: 'review', notice: noticeOf(visit, 'unanswered'), visit };
}

/** The visit an entry is about, by its id. */
export function visitIdOf(entry: NewEntry): string {
  if (entry.stage === 'void') return entry.visitId;
  return entry.stage === 'review' ? entry.notice.visitId : entry.visit.id;
}

/** Returns how many visits of each show are unconfirmed. Shows without any are left out. */
export function unconfirmedOf(entries: Iterable<Entry>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (entry.stage !== 'report' || entry.consumedFrom.from !== 'unconfirmed') continue;
    counts.set(entry.visit.showId, (counts.get(entry.visit.showId) ?? 0) + 1);
  }
  return counts;
}
