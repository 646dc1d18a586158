import { promisifyRequest } from 'idb-keyval';
import { v7 } from 'uuid';
import { type Canary, lossOf } from './canary.ts';
import type { Entry, NewEntry, Stage } from './entry.ts';
import { applyChange, type Capacity, type CapacityChange } from './lease.ts';
import type { Loss } from './storage.ts';

/** How entries and what stands beside them lie in one object store; each function works inside a transaction of its caller. */
export const keys = {
  /** The number last given. Entries have their numbers as keys. */
  lastSeq: 'last-seq',
  journal: 'journal-id',
  tally: 'tally',
  loss: 'loss',
  lease: (showId: string) => `lease:${showId}`,
  unconfirmed: (showId: string) => `unconfirmed:${showId}`,
  note: (key: string) => `note:${key}`,
  /** A version of an entry of the emergency buffer that has come over. */
  moved: (version: string) => `moved:${version}`,
};

export const everyNumber = () => IDBKeyRange.bound(0, Number.POSITIVE_INFINITY);
/** All keys that begin with what comes before the colon. */
export const everyKey = (of: 'lease' | 'unconfirmed' | 'moved') => IDBKeyRange.bound(`${of}:`, `${of};`, false, true);

/** So many writes are remembered by their tokens: more than can come between two attempts of one call. */
const maxRecent = 32;

/** Kept with every write, so that neither a count nor a repetition has to look at the entries. */
export interface Tally {
  /** Counts the writes. */
  readonly revision: number;
  /** Entries, and those of them that are not acknowledged. */
  readonly entries: number;
  readonly pending: number;
  /** The last writes by their callers' tokens, with what came of them, oldest first. */
  readonly recent: readonly (readonly [token: string, result: number | boolean])[];
}

export interface Head {
  readonly journal: string;
  readonly lastSeq: number;
  readonly tally: Tally;
}

/** A loss, and whether it has been told: one that has is remembered, so as not to be found again. */
interface NotedLoss extends Loss {
  readonly told: boolean;
}

const noTally: Tally = { revision: 0, entries: 0, pending: 0, recent: [] };

export function get<T>(store: IDBObjectStore, key: IDBValidKey): Promise<T | undefined> {
  return promisifyRequest<T | undefined>(store.get(key));
}

/** As it is after `prepareLedger`. */
export async function readHead(store: IDBObjectStore): Promise<Head> {
  const [journal, lastSeq = 0, tally = noTally] = await Promise.all([
    get<string>(store, keys.journal),
    get<number>(store, keys.lastSeq),
    get<Tally>(store, keys.tally),
  ]);
  // Emptied without its connection having been closed: as a failure it is met by opening, and so finding out, anew.
  if (journal === undefined) throw new Error('The journal is gone.');
  return { journal, lastSeq, tally };
}

/** Writes the head after a write of an entry, or of none. */
export function writeHead(
  store: IDBObjectStore,
  before: Head,
  written: {
    readonly lastSeq?: number;
    readonly entry?: { readonly from: Stage | null; readonly to: Stage | null };
    readonly recent?: readonly [string, number | boolean];
  },
): Head {
  const { from = null, to = null } = written.entry ?? {};
  const { revision, entries, pending, recent } = before.tally;
  const head: Head = {
    journal: before.journal,
    lastSeq: Math.max(before.lastSeq, written.lastSeq ?? 0),
    tally: {
      revision: revision + 1,
      entries: entries + Number(to !== null) - Number(from !== null),
      pending: pending + Number(isPending(to)) - Number(isPending(from)),
      recent: written.recent === undefined ? recent : [...recent, written.recent].slice(-maxRecent),
    },
  };
  if (head.lastSeq !== before.lastSeq) store.put(head.lastSeq, keys.lastSeq);
  store.put(head.tally, keys.tally);
  return head;
}

/** What came of an earlier attempt with this token; `'too-long-ago'` where it cannot be told any more. */
export function recall(
  { revision, recent }: Tally,
  token: string,
  revisionThen: number,
): number | boolean | undefined | 'too-long-ago' {
  const found = recent.find(([one]) => one === token);
  if (found !== undefined) return found[1];
  return revision - revisionThen >= maxRecent ? 'too-long-ago' : undefined;
}

export function putEntry(store: IDBObjectStore, seq: number, entry: NewEntry | null): void {
  if (entry === null) store.delete(seq);
  else store.put({ ...entry, seq }, seq);
}

export async function readCapacity(store: IDBObjectStore, showId: string): Promise<Capacity> {
  const [lease, unconfirmed = 0] = await Promise.all([
    get<Capacity['lease']>(store, keys.lease(showId)),
    get<number>(store, keys.unconfirmed(showId)),
  ]);
  return { lease, unconfirmed };
}

/** False where it cannot be drawn: then nothing was written. */
export async function writeCapacityChange(store: IDBObjectStore, capacityChange: CapacityChange): Promise<boolean> {
  const before = await readCapacity(store, capacityChange.showId);
  const after = applyChange(before, capacityChange);
  if (after === undefined) return false;
  if (after.lease !== before.lease) store.put(after.lease, keys.lease(capacityChange.showId));
  if (after.unconfirmed !== before.unconfirmed) writeUnconfirmed(store, capacityChange.showId, after.unconfirmed);
  return true;
}

export function writeUnconfirmed(store: IDBObjectStore, showId: string, unconfirmed: number): void {
  if (unconfirmed === 0) store.delete(keys.unconfirmed(showId));
  else store.put(unconfirmed, keys.unconfirmed(showId));
}

/** The loss to be told; `null` where there is none. */
export async function readLoss(store: IDBObjectStore): Promise<Loss | null> {
  const noted = await get<NotedLoss>(store, keys.loss);
  if (noted === undefined || noted.told) return null;
  const { journal, seqHigh, pending } = noted;
  return { journal, seqHigh, pending };
}

export async function writeLossTold(store: IDBObjectStore): Promise<void> {
  const noted = await get<NotedLoss>(store, keys.loss);
  if (noted !== undefined) store.put({ ...noted, told: true }, keys.loss);
}

/**
 * Makes the journal where there is none, and notes what is missing of it. On every connection before its first visit.
 * @param canary read before the transaction began: read later, it may be of a commit that the transaction does not see
 */
export async function prepareLedger(store: IDBObjectStore, canary: Canary | undefined): Promise<Head> {
  const [journal, lastSeq = 0, tally, noted, count] = await Promise.all([
    get<string>(store, keys.journal),
    get<number>(store, keys.lastSeq),
    get<Tally>(store, keys.tally),
    get<NotedLoss>(store, keys.loss),
    promisifyRequest(store.count(everyNumber())),
  ]);
  // All are looked at only where something does not add up, for there may be ten thousand.
  const addsUp = tally?.entries === count;
  const stages = addsUp ? [] : (await promisifyRequest<Entry[]>(store.getAll(everyNumber()))).map(({ stage }) => stage);
  const there = addsUp ? tally.pending : stages.filter(isPending).length;
  const revision = tally?.revision ?? 0;
  const pending = { told: tally?.pending ?? there, there };
  const loss = lossOf({ journal, lastSeq, revision, pending, loss: noted }, canary);
  if (loss !== undefined) store.put({ ...withUntold(noted, loss), told: false } satisfies NotedLoss, keys.loss);
  if (journal !== undefined && addsUp && loss === undefined) return { journal, lastSeq, tally };

  const wentBack = loss !== undefined && loss.journal === journal;
  const head: Head = {
    journal: journal ?? v7(),
    // The numbers it had given are not given again; a new journal begins its own.
    lastSeq: Math.max(lastSeq, wentBack ? loss.seqHigh : 0),
    tally: {
      revision: Math.max(revision, wentBack ? (canary?.revision ?? 0) : 0) + 1,
      entries: count,
      pending: there,
      recent: tally?.recent ?? [],
    },
  };
  store.put(head.journal, keys.journal);
  store.put(head.lastSeq, keys.lastSeq);
  store.put(head.tally, keys.tally);
  return head;
}

/** A loss that nobody has been told of yet is not forgotten for the next one. */
function withUntold(noted: NotedLoss | undefined, loss: Loss): Loss {
  return noted === undefined || noted.told ? loss : { ...loss, pending: loss.pending + noted.pending };
}

export function isPending(stage: Stage | null): boolean {
  return stage !== null && stage !== 'review';
}

/** The visit an entry is about, by its id. */
export function visitIdOf(entry: NewEntry): string {
  if (entry.stage === 'void') return entry.visitId;
  return entry.stage === 'review' ? entry.notice.visitId : entry.visit.id;
}
