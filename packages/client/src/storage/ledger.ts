import { v7 } from 'uuid';
import { type Entry, type NewEntry, type Stage, unconfirmedOf } from './entry.ts';
import { applyChange, type Capacity, type CapacityChange, isSameLease, type Lease } from './lease.ts';
import type { JournalIdentity, Loss } from './storage.ts';
import type { Key, Store } from './store.ts';

/** How entries and what belongs to them lie in a store. Each function works inside a transaction of its caller. */
export const keys = {
  /** The number last given. Entries have their numbers as keys. */
  lastSeq: 'last-seq',
  journal: 'journal-id',
  tally: 'tally',
  loss: 'loss',
  lease: (showId: string) => `lease:${showId}`,
  unconfirmed: (showId: string) => `unconfirmed:${showId}`,
  note: (key: string) => `note:${key}`,
};

/** So many writes are remembered by their tokens: more than can come between two attempts of one call. */
const maxRecent = 32;

/** Kept with every write, so that neither a count nor a repetition has to look at the entries. */
export interface Tally {
  /** Counts the transactions that wrote. */
  readonly revision: number;
  /** Entries, and those of them that are not acknowledged. */
  readonly entries: number;
  readonly pending: number;
  /** The last writes by their callers' tokens, with their results, oldest first. */
  readonly recent: readonly (readonly [token: string, result: unknown])[];
  /** The lock of the tab that wrote last, if that tab puts all its writes into the copy. */
  readonly by?: string;
}

export interface Head {
  readonly journal: string;
  readonly lastSeq: number;
  readonly tally: Tally;
}

/** A loss, and whether it has been told: one that has is remembered, so as not to be found again. */
export interface NotedLoss extends Loss {
  readonly told: boolean;
}

const noTally: Tally = { revision: 0, entries: 0, pending: 0, recent: [] };

/** What a write has changed besides what it put. */
interface Written {
  readonly lastSeq?: number;
  readonly entry?: { readonly from: Stage | null; readonly to: Stage | null };
}

/** What a write does in its transaction. Without `written` it has changed nothing. */
export type Write<T> = (store: Store, head: Head) => Promise<{ readonly result: T; readonly written?: Written }>;

/** One call that writes, through all its attempts. */
export interface Call {
  /** Names it in the head: repeated, it is done once. */
  readonly token: string;
  /** The count of writes that the last attempt found. */
  revision: number | undefined;
}

/**
 * Runs a write and counts it in the head, all in the transaction of `store`. If an earlier attempt of the call has done it,
 * nothing is done.
 * @throws Error if that cannot be known any more
 */
export async function perform<T>(
  store: Store,
  found: Head,
  write: Write<T>,
  call: Call,
  by?: string,
): Promise<{ readonly result: T; readonly head: Head }> {
  const earlier = recall(found.tally, call);
  if (earlier !== undefined) return { result: earlier as T, head: found };
  call.revision = found.tally.revision;
  const { result, written } = await write(store, found);
  if (written === undefined) return { result, head: found };
  const { from = null, to = null } = written.entry ?? {};
  const { revision, entries, pending, recent } = found.tally;
  const head: Head = {
    journal: found.journal,
    lastSeq: Math.max(found.lastSeq, written.lastSeq ?? 0),
    tally: {
      revision: revision + 1,
      entries: entries + Number(to !== null) - Number(from !== null),
      pending: pending + Number(isPending(to)) - Number(isPending(from)),
      recent: [...recent, [call.token, result] as const].slice(-maxRecent),
      ...(by === undefined ? {} : { by }),
    },
  };
  if (head.lastSeq !== found.lastSeq) store.put(keys.lastSeq, head.lastSeq);
  store.put(keys.tally, head.tally);
  return { result, head };
}

/** The result of an earlier attempt; `undefined` if there was none. */
function recall({ revision, recent }: Tally, call: Call): unknown {
  if (call.revision === undefined) return undefined;
  const found = recent.find(([token]) => token === call.token);
  if (found === undefined && revision - call.revision >= maxRecent)
    throw new Error('It cannot be told any more whether this has been done.');
  return found?.[1];
}

/** A new journal, without entries. */
export function newHead(): Head {
  return { journal: v7(), lastSeq: 0, tally: noTally };
}

export function putHead(store: Store, { journal, lastSeq, tally }: Head): void {
  store.put(keys.journal, journal);
  store.put(keys.lastSeq, lastSeq);
  store.put(keys.tally, tally);
}

/** `undefined` where there is no journal. */
export async function findHead(store: Store): Promise<Head | undefined> {
  const [journal, lastSeq = 0, tally = noTally] = await Promise.all([
    store.get<string>(keys.journal),
    store.get<number>(keys.lastSeq),
    store.get<Tally>(keys.tally),
  ]);
  return journal === undefined ? undefined : { journal, lastSeq, tally };
}

export async function readHead(store: Store): Promise<Head> {
  const head = await findHead(store);
  // Emptied while its connection was open: met as a failure, so that opening it again finds the loss.
  if (head === undefined) throw new Error('The journal is gone.');
  return head;
}

export async function readIdentity(store: Store): Promise<JournalIdentity> {
  const [{ journal, lastSeq }, lost] = await Promise.all([readHead(store), readLoss(store)]);
  return { journal, seqHigh: lastSeq, lost };
}

export function readEntries(store: Store): Promise<readonly Entry[]> {
  return store.values<Entry>('entry');
}

export async function readCapacity(store: Store, showId: string): Promise<Capacity> {
  const [lease, unconfirmed = 0] = await Promise.all([
    store.get<Lease>(keys.lease(showId)),
    store.get<number>(keys.unconfirmed(showId)),
  ]);
  return { lease, unconfirmed };
}

export function appending(entry: NewEntry): Write<number> {
  return async (store, head) => {
    const seq = head.lastSeq + 1;
    store.put(seq, { ...entry, seq });
    return { result: seq, written: { lastSeq: seq, entry: { from: null, to: entry.stage } } };
  };
}

export function changing(
  seq: number,
  from: Stage,
  to: NewEntry | null,
  capacityChange: CapacityChange | undefined,
): Write<boolean> {
  return async (store) => {
    const standing = await store.get<Entry>(seq);
    if (standing?.stage !== from) return { result: false };
    if (capacityChange !== undefined && !(await writeCapacityChange(store, capacityChange))) return { result: false };
    if (to === null) store.delete(seq);
    else store.put(seq, { ...to, seq });
    return { result: true, written: { entry: { from, to: to?.stage ?? null } } };
  };
}

export function changingLease(showId: string, from: Lease | undefined, to: Lease | undefined): Write<boolean> {
  return async (store) => {
    const standing = await store.get<Lease>(keys.lease(showId));
    if (!isSameLease(standing, from)) return { result: false };
    if (to === undefined) store.delete(keys.lease(showId));
    else store.put(keys.lease(showId), to);
    return { result: true, written: {} };
  };
}

/** Sets the counts of unconfirmed visits to what the entries say. */
export const recounting: Write<void> = async (store) => {
  const [entries, shows, counts] = await Promise.all([
    readEntries(store),
    store.keys('unconfirmed'),
    store.values<number>('unconfirmed'),
  ]);
  const standing = new Map(shows.map((key, index) => [key, counts[index] ?? 0]));
  const wanted = new Map<Key, number>();
  for (const [showId, count] of unconfirmedOf(entries)) wanted.set(keys.unconfirmed(showId), count);
  const wrong = [...new Set([...standing.keys(), ...wanted.keys()])].filter(
    (key) => standing.get(key) !== wanted.get(key),
  );
  for (const key of wrong) {
    const count = wanted.get(key);
    if (count === undefined) store.delete(key);
    else store.put(key, count);
  }
  return wrong.length === 0 ? { result: undefined } : { result: undefined, written: {} };
};

export function keepingNote(key: string, value: unknown): Write<void> {
  return async (store) => {
    if (value === undefined) store.delete(keys.note(key));
    else store.put(keys.note(key), value);
    return { result: undefined, written: {} };
  };
}

/** The loss has been told. */
export const forgettingLoss: Write<void> = async (store) => {
  const noted = await store.get<NotedLoss>(keys.loss);
  if (noted === undefined || noted.told) return { result: undefined };
  store.put(keys.loss, { ...noted, told: true } satisfies NotedLoss);
  return { result: undefined, written: {} };
};

/** False where it cannot be drawn: then nothing was written. */
async function writeCapacityChange(store: Store, capacityChange: CapacityChange): Promise<boolean> {
  const before = await readCapacity(store, capacityChange.showId);
  const after = applyChange(before, capacityChange);
  if (after === undefined) return false;
  const key = keys.unconfirmed(capacityChange.showId);
  if (after.lease !== before.lease) store.put(keys.lease(capacityChange.showId), after.lease);
  if (after.unconfirmed !== before.unconfirmed) {
    if (after.unconfirmed === 0) store.delete(key);
    else store.put(key, after.unconfirmed);
  }
  return true;
}

/** The loss to be told; `null` where there is none. */
async function readLoss(store: Store): Promise<Loss | null> {
  const noted = await store.get<NotedLoss>(keys.loss);
  if (noted === undefined || noted.told) return null;
  const { journal, seqHigh, pending } = noted;
  return { journal, seqHigh, pending };
}

export function isPending(stage: Stage | null): boolean {
  return stage !== null && stage !== 'review';
}
