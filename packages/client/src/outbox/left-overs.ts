import type { Environment } from '../environment.ts';
import { type Entry, noticeOf, unanswered, voidEntry } from '../storage/entry.ts';
import type { Visit } from '../usage/visit.ts';
import { refundUnconfirmed } from './after-delivery.ts';
import type { Journal } from './journal.ts';

/**
 * Withdraws requests that nobody waits for any more: their asker's life has ended (told to the clerk), or the storage failed
 * under it. Brings the journal's picture up to date.
 * @throws what the storage and the locks throw
 */
export async function withdrawLeftOvers(
  journal: Journal,
  {
    locks,
    owner,
    isUnderWay,
  }: {
    readonly locks: Environment['locks'];
    /** The lock of this very life. */
    readonly owner: string;
    readonly isUnderWay: (visitId: string) => boolean;
  },
): Promise<void> {
  await journal.read();
  if (journal.count('request') === 0) return;
  const asked = [...journal.entries()].filter((entry) => entry.stage === 'request');
  // Looked at after the entries: whoever had written one by then, and lives, is among them.
  const living = await locks.held();
  for (const { seq, visit, owner: asker, consumedFrom } of asked) {
    const drawn = consumedFrom === undefined ? {} : { consumedFrom };
    if (asker === owner ? isUnderWay(visit.id) : living.has(asker)) continue;
    const voiding =
      asker === owner
        ? unanswered(visit, 'never-answered', drawn)
        : unanswered(visit, 'device-restarted', { notice: noticeOf(visit, 'interrupted'), ...drawn });
    await journal.change(seq, 'request', voiding);
  }
}

/**
 * Withdraws requests of this life that ended in a failure of the storage: their clerk was told that nothing counts. The write
 * that failed may have happened all the same, so that a report stands there, or nothing any more. What is withdrawn leaves
 * `failed`. Goes by the journal's picture.
 * @throws what the storage throws
 */
export async function withdrawFailed(journal: Journal, failed: Map<string, Visit>): Promise<void> {
  for (const visit of [...failed.values()]) {
    // What stands of it is left open, or is on its way.
    if (visit.reference !== undefined) {
      failed.delete(visit.id);
      continue;
    }
    const standing = [...journal.entries()].filter((entry) => isOf(entry, visit.id));
    const report = standing.find((entry) => entry.stage === 'report');
    if (report !== undefined) {
      const { consumedFrom } = report;
      const to = voidEntry(visit, 'never-answered', { consumedFrom });
      if (await journal.change(report.seq, 'report', to, refundUnconfirmed(consumedFrom, visit.showId)))
        failed.delete(visit.id);
      continue;
    }
    // One that still is asked is withdrawn with the other left-overs.
    if (standing.length === 0) await journal.append(voidEntry(visit, 'never-answered'));
    failed.delete(visit.id);
  }
}

function isOf(entry: Entry, visitId: string): boolean {
  if (entry.stage === 'void') return entry.visitId === visitId;
  return entry.stage !== 'review' && entry.visit.id === visitId;
}
