import type { Environment } from '../environment.ts';
import type { Unit } from '../usage/usage.ts';
import { allowanceBack } from './after-delivery.ts';
import { type Entry, noticeOf, voided } from './entry.ts';
import type { Journal } from './journal.ts';

/**
 * Withdraws asks that nobody waits for any more: their asker's life has ended (told to the clerk), or the storage failed
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
    readonly isUnderWay: (unitId: string) => boolean;
  },
): Promise<void> {
  await journal.read();
  if (journal.count('asked') === 0) return;
  const asked = [...journal.entries()].filter((entry) => entry.stage === 'asked');
  // Looked at after the entries: whoever had written one by then, and lives, is among them.
  const living = await locks.held();
  for (const { seq, unit, owner: asker, drawnOn } of asked) {
    const drawn = drawnOn === undefined ? {} : { drawnOn };
    if (asker === owner ? isUnderWay(unit.id) : living.has(asker)) continue;
    const withdrawn =
      asker === owner
        ? voided(unit, 'never-answered', drawn)
        : voided(unit, 'device-restarted', { notice: noticeOf(unit, 'interrupted'), ...drawn });
    await journal.change(seq, 'asked', withdrawn);
  }
}

/**
 * Withdraws asks of this life that ended in a failure of the storage: their clerk was told that nothing counts. The write
 * that failed may have happened all the same, so that a fact stands there, or nothing any more. What is withdrawn leaves
 * `failed`. Goes by the journal's picture.
 * @throws what the storage throws
 */
export async function withdrawFailed(journal: Journal, failed: Map<string, Unit>): Promise<void> {
  for (const unit of [...failed.values()]) {
    const standing = [...journal.entries()].filter((entry) => isOf(entry, unit.id));
    const fact = standing.find((entry) => entry.stage === 'fact');
    if (fact !== undefined) {
      const { drawnOn } = fact;
      const to = voided(unit, 'never-answered', { drawnOn });
      if (await journal.change(fact.seq, 'fact', to, allowanceBack(drawnOn, unit.showId))) failed.delete(unit.id);
      continue;
    }
    // One that still is asked is withdrawn with the other left-overs.
    if (standing.length === 0) await journal.append(voided(unit, 'never-answered'));
    failed.delete(unit.id);
  }
}

function isOf(entry: Entry, unitId: string): boolean {
  if (entry.stage === 'void') return entry.unitId === unitId;
  return entry.stage !== 'attention' && entry.unit.id === unitId;
}
