/** Selectors: what the entries of a journal mean for a clerk. Pure. */
import { type Entry, type Notice, visitIdOfEntry } from '../storage/entry.ts';
import { undoReasons } from '../usage/answer.ts';
import type { Reduction } from '../usage/visit.ts';
import type { JournalView } from './journal.ts';

/** Returns how many visits were shown as recorded on this device, and undos, are not acknowledged yet. */
export function pendingCount(journal: JournalView): number {
  return journal.count('report') + journal.count('void') - voidingCount(journal);
}

/** Returns how many voids no clerk asked for are pending, such as those of unanswered requests. */
export function voidingCount(journal: JournalView): number {
  const voids = journal.count('void');
  if (voids === 0) return 0;
  return voids - [...journal.entries()].filter(isUndo).length;
}

/** Returns the oldest entry that `pendingCount` counts. */
export function oldestPending(journal: JournalView): Entry | undefined {
  for (const entry of journal.entries()) if (entry.stage === 'report' || isUndo(entry)) return entry;
  return undefined;
}

/** Returns the review list, oldest first. */
export function noticesOf(journal: JournalView): readonly Notice[] {
  if (journal.count('review') + journal.count('void') === 0) return [];
  return [...journal.entries()].flatMap((entry) => ('notice' in entry ? (entry.notice ?? []) : []));
}

/** `undoing`: a clerk has undone the visit, and the void is pending. */
export type VisitState = 'pending' | 'undoing' | 'review';

/** Returns the state of each visit that has an entry, by its id. Looks at every entry. */
export function visitStatesOf(journal: JournalView): ReadonlyMap<string, VisitState> {
  return new Map([...journal.entries()].flatMap(visitStateOf));
}

/** Returns the entry of a visit, unless it says nothing about the visit's state: a notice alone, or the void of a part. */
export function entryOfVisit(journal: JournalView, visitId: string): Entry | undefined {
  return [...journal.entries()].find(
    (entry) =>
      visitIdOfEntry(entry) === visitId &&
      (entry.stage !== 'review' || entry.visit !== null) &&
      (entry.stage !== 'void' || entry.usages === undefined),
  );
}

/** Returns the parts of a visit whose void is not acknowledged yet. */
export function reductionsOf(journal: JournalView, visitId: string): readonly Reduction[] {
  return [...journal.entries()].flatMap((entry) =>
    entry.stage === 'void' && entry.visitId === visitId ? (entry.usages ?? []) : [],
  );
}

/** True if an entry consumed tickets of a lease and is not acknowledged yet. */
export function isConsumedFrom(journal: JournalView, leaseId: string): boolean {
  return [...journal.entries()].some(
    (entry) =>
      'consumedFrom' in entry && entry.consumedFrom?.from === 'lease' && entry.consumedFrom.leaseId === leaseId,
  );
}

function visitStateOf(entry: Entry): readonly (readonly [string, VisitState])[] {
  if ('notice' in entry && entry.notice !== null) return [[entry.notice.visitId, 'review']];
  if (entry.stage === 'report') return [[entry.visit.id, 'pending']];
  return isUndo(entry) && entry.stage === 'void' && entry.usages === undefined ? [[entry.visitId, 'undoing']] : [];
}

/** True for a void that a clerk asked for. */
function isUndo(entry: Entry): boolean {
  return entry.stage === 'void' && undoReasons.some((reason) => reason === entry.reason);
}
