import type { Environment } from '../environment.ts';
import { type Entry, noticeOf, unanswered, usedBy, voidEntry } from '../storage/entry.ts';
import type { Visit } from '../usage/visit.ts';
import { refundUnconfirmed } from './after-delivery.ts';
import type { Journal } from './journal.ts';

/**
 * Voids requests whose page is gone, with a notice for the clerk, and requests of this page that a storage failure ended.
 * Reads the journal first.
 * @throws what the storage and the locks throw
 */
export async function voidOrphanedRequests(
  journal: Journal,
  {
    locks,
    owner,
    isInFlight,
  }: {
    readonly locks: Environment['locks'];
    /** The lock that this page holds. */
    readonly owner: string;
    readonly isInFlight: (visitId: string) => boolean;
  },
): Promise<void> {
  await journal.read();
  if (journal.count('request') === 0) return;
  const requests = [...journal.entries()].filter((entry) => entry.stage === 'request');
  // Query the locks after reading the entries: a page stores a request only while it holds its lock.
  const held = await locks.held();
  for (const { seq, visit, owner: requester, consumedFrom } of requests) {
    const consumed = consumedFrom === undefined ? {} : { consumedFrom };
    if (requester === owner ? isInFlight(visit.id) : held.has(requester)) continue;
    const to =
      requester === owner
        ? unanswered(visit, 'never-answered', consumed)
        : unanswered(visit, 'device-restarted', { notice: noticeOf(visit, 'interrupted'), ...consumed });
    await journal.change(seq, 'request', to);
  }
}

/**
 * Voids visits of this page whose request ended with a storage failure: the clerk was shown that nothing counts. The write
 * that failed may have happened, so a report may be stored, or nothing any longer. Removes what it has voided from `failed`.
 * Uses the journal as last read.
 * @throws what the storage throws
 */
export async function voidFailed(journal: Journal, failed: Map<string, Visit>): Promise<void> {
  for (const visit of [...failed.values()]) {
    // Its entry, if there is one, stays open or is delivered: see `unanswered`.
    if (visit.reference !== undefined) {
      failed.delete(visit.id);
      continue;
    }
    const stored = [...journal.entries()].filter((entry) => isOf(entry, visit.id));
    const report = stored.find((entry) => entry.stage === 'report');
    if (report !== undefined) {
      const consumedFrom = usedBy(report);
      const to = voidEntry(visit, 'never-answered', { consumedFrom });
      if (await journal.change(report.seq, 'report', to, refundUnconfirmed(consumedFrom, visit.showId)))
        failed.delete(visit.id);
      continue;
    }
    // A stored request is voided by `voidOrphanedRequests`.
    if (stored.length === 0) await journal.append(voidEntry(visit, 'never-answered'));
    failed.delete(visit.id);
  }
}

function isOf(entry: Entry, visitId: string): boolean {
  if (entry.stage === 'void') return entry.visitId === visitId;
  return entry.stage !== 'review' && entry.visit.id === visitId;
}
