/** What a clerk takes back: a visit that is undone, and an item taken off the review list. */

import { type Entry, type NewEntry, voidEntry } from '../storage/entry.ts';
import type { VisitToVoid } from '../usage/visit.ts';
import { refundUnconfirmed } from './after-delivery.ts';
import type { Journal } from './journal.ts';

/**
 * Keeps that a visit is to be voided: what stands of it becomes its void, else it gets an entry of its own. Once. A
 * part of it always gets an entry of its own.
 * `isOurs`: somebody on this device knows it, though nothing may stand of it any more.
 * @throws KaikuError `outbox/storage`: it is not kept
 */
export async function keepVoid(
  journal: Journal,
  { isOurs, ...voided }: VisitToVoid & { readonly isOurs: boolean },
): Promise<void> {
  const voidRequest = {
    ...({ stage: 'void', notice: null, consumedFrom: null } as const),
    ...voided,
  };
  const { visitId, showId, usages } = voided;
  let isHere = isOurs;
  for (const entry of [...journal.entries()]) {
    if (entry.stage === 'void' && entry.visitId === visitId) {
      if (entry.usages === undefined) return;
      isHere = true;
    }
    if (entry.stage === 'request' && entry.visit.id === visitId) isHere = true;
    const keepsVisit = entry.stage === 'report' || entry.stage === 'review';
    if (!keepsVisit || entry.visit?.id !== visitId) continue;
    isHere = true;
    // What is left of it counts: a part that is taken back follows it.
    if (usages !== undefined) continue;
    const consumedFrom = entry.stage === 'report' ? entry.consumedFrom : null;
    const adopted = 'adopted' in entry && entry.adopted !== undefined ? { adopted: entry.adopted } : {};
    const to = { ...voidRequest, ...adopted, consumedFrom };
    if (await journal.change(entry.seq, entry.stage, to, refundUnconfirmed(consumedFrom, showId))) return;
  }
  // Acknowledged in this very moment, or long ago; or it is another device's, or nobody's.
  await journal.append(isHere ? voidRequest : { ...voidRequest, stranger: true });
}

/** Takes a notice off. What the registry would not take is then voided, so that it hears of it. */
export async function dismissNotice(journal: Journal, visitId: string): Promise<void> {
  for (const entry of [...journal.entries()]) {
    if (entry.stage === 'review' && entry.notice.visitId === visitId)
      await journal.change(entry.seq, 'review', afterDismissal(entry));
    if (entry.stage === 'void' && entry.notice?.visitId === visitId)
      await journal.change(entry.seq, 'void', { ...entry, notice: null });
  }
}

/** Nothing is left, but where the registry would not take it: then it is voided there, if it ever arrived. */
function afterDismissal({ visit, notice }: Extract<Entry, { stage: 'review' }>): NewEntry | null {
  // The id belongs to different data there: voiding it would take somebody's visit away.
  if (visit === null || notice.why === 'idempotency/mismatch') return null;
  return voidEntry(visit, 'dismissed-by-clerk');
}
