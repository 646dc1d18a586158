/** What a clerk undoes: a recorded visit, and an item of the review list. */

import { type Entry, type NewEntry, usedBy, voidEntry } from '../storage/entry.ts';
import type { VisitToVoid } from '../usage/visit.ts';
import { refundUnconfirmed } from './after-delivery.ts';
import type { Journal } from './journal.ts';

/**
 * Stores that a visit is to be voided: its entry becomes the void, or the void becomes a new entry if there is none. Does
 * nothing if its void is stored already. The void of a part is always a new entry.
 * @param isOurs true if this device made the visit, even if no entry of it is left
 * @throws KaikuError `outbox/storage`: it is not stored
 */
export async function storeVoid(
  journal: Journal,
  { isOurs, ...voided }: VisitToVoid & { readonly isOurs: boolean },
): Promise<void> {
  const voidRequest = {
    ...({ stage: 'void', notice: null, consumedFrom: null } as const),
    ...voided,
  };
  const { visitId, showId, usages } = voided;
  let isKnown = isOurs;
  for (const entry of [...journal.entries()]) {
    if (entry.stage === 'void' && entry.visitId === visitId) {
      if (entry.usages === undefined) return;
      isKnown = true;
    }
    if (entry.stage === 'request' && entry.visit.id === visitId) isKnown = true;
    const hasVisit = entry.stage === 'report' || entry.stage === 'review';
    if (!hasVisit || entry.visit?.id !== visitId) continue;
    isKnown = true;
    // The rest of the visit still counts, so its entry stays and the void of the part follows it.
    if (usages !== undefined) continue;
    const consumedFrom = entry.stage === 'report' ? usedBy(entry) : null;
    const adopted = 'adopted' in entry && entry.adopted !== undefined ? { adopted: entry.adopted } : {};
    const notice = (entry.stage === 'report' && entry.resent?.notice) || null;
    const to = { ...voidRequest, ...adopted, consumedFrom, notice };
    if (await journal.change(entry.seq, entry.stage, to, refundUnconfirmed(consumedFrom, showId))) return;
  }
  // Acknowledged (perhaps this moment), or recorded by another device, or unknown.
  await journal.append(isKnown ? voidRequest : { ...voidRequest, stranger: true });
}

/** Removes a notice from the review list. Voids a visit that the registry rejected, so that the registry knows about it. */
export async function dismissNotice(journal: Journal, visitId: string): Promise<void> {
  for (const entry of [...journal.entries()]) {
    if (entry.stage === 'review' && entry.notice.visitId === visitId)
      await journal.change(entry.seq, 'review', afterDismissal(entry));
    if (entry.stage === 'void' && entry.notice?.visitId === visitId)
      await journal.change(entry.seq, 'void', { ...entry, notice: null });
  }
}

/** Returns the void of a rejected visit, in case it ever arrived; `null` for other notices. */
function afterDismissal({ visit, notice }: Extract<Entry, { stage: 'review' }>): NewEntry | null {
  // After a mismatch the id is another visit's in the registry: voiding it would void that one.
  if (visit === null || notice.why === 'idempotency/mismatch') return null;
  return voidEntry(visit, 'dismissed-by-clerk');
}
