import { v7 } from 'uuid';
import { type Entry, type KeptEntry, type NewEntry, resentEntry, type Stage, unconfirmedOf } from './entry.ts';
import { applyChange, type Capacity, type CapacityChange, isSameLease, type Lease } from './lease.ts';
import type { JournalIdentity, Loss } from './storage.ts';
import type { Key, Store } from './store.ts';

/** The layout of entries and of everything else in a store. Each function runs inside its caller's transaction. */

/** Keys are part of the stored format. An entry's key is its number. */
export const keys = {
  /** The highest number given. */
  lastSeq: 'last-seq',
  journal: 'journal-id',
  tally: 'tally',
  loss: 'loss',
  lease: (showId: string) => `lease:${showId}`,
  unconfirmed: (showId: string) => `unconfirmed:${showId}`,
  note: (key: string) => `note:${key}`,
  kept: (seq: number) => `kept:${seq}`,
};

/** How many writes are remembered by their tokens: more than can happen between two attempts of one call. */
const maxRecent = 32;

/** Updated with every write, so that no count and no repeated call has to read the entries. */
export interface Tally {
  /** Counts the transactions that wrote. */
  readonly revision: number;
  readonly entries: number;
  /** Entries that are not acknowledged. */
  readonly pending: number;
  /** The last writes by their callers' tokens, with their results, oldest first. */
  readonly recent: readonly (readonly [token: string, result: unknown])[];
  /** The lock of the tab that wrote last, if all of that tab's writes are in the copy. */
  readonly by?: string;
}

export interface Head {
  readonly journal: string;
  readonly lastSeq: number;
  readonly tally: Tally;
}

/** A detected loss. One that was acknowledged (`told`) is kept, so that it is not detected again. */
export interface NotedLoss extends Loss {
  readonly told: boolean;
}

const noTally: Tally = { revision: 0, entries: 0, pending: 0, recent: [] };

/** What a write changed in the head. */
interface Written {
  readonly lastSeq?: number;
  /** The stages of each entry, before and after; `null`: there is none. */
  readonly entries?: readonly (readonly [from: Stage | null, to: Stage | null])[];
}

/** The work of a write, inside its transaction. Without `written` it has changed nothing. */
export type Write<T> = (store: Store, head: Head) => Promise<{ readonly result: T; readonly written?: Written }>;

/** A call that writes, in one attempt or several. */
export interface Call {
  /** Names the call in the head, so that it is done once however often it is attempted. */
  readonly token: string;
  /** The revision that the last attempt found; `undefined` before the first. */
  readonly found?: number | undefined;
}

/**
 * Returns the result of an earlier attempt of the call; `undefined` if there was none.
 * @throws Error if that is no longer known
 */
export function recall<T>(head: Head, { token, found }: Call): { readonly result: T; readonly head: Head } | undefined {
  if (found === undefined) return undefined;
  const { revision, recent } = head.tally;
  const earlier = recent.find(([name]) => name === token);
  if (earlier === undefined && revision - found >= maxRecent)
    throw new Error('The outcome of the write is unknown: its token has left the list of recent writes.');
  return earlier?.[1] === undefined ? undefined : { result: earlier[1] as T, head };
}

/**
 * Runs a write and counts it in the head, in the transaction of `store`.
 * @param by see `Tally.by`
 */
export async function perform<T>(
  store: Store,
  found: Head,
  write: Write<T>,
  token: string,
  by?: string,
): Promise<{ readonly result: T; readonly head: Head }> {
  const { result, written } = await write(store, found);
  if (written === undefined) return { result, head: found };
  const { entries: changed = [] } = written;
  const more = (counts: (stage: Stage | null) => boolean) =>
    changed.reduce((sum, [from, to]) => sum + Number(counts(to)) - Number(counts(from)), 0);
  const { revision, entries, pending, recent } = found.tally;
  const head: Head = {
    journal: found.journal,
    lastSeq: Math.max(found.lastSeq, written.lastSeq ?? 0),
    tally: {
      revision: revision + 1,
      entries: entries + more((stage) => stage !== null),
      pending: pending + more(isUnacknowledged),
      recent: [...recent, [token, result] as const].slice(-maxRecent),
      ...(by === undefined ? {} : { by }),
    },
  };
  if (head.lastSeq !== found.lastSeq) store.put(keys.lastSeq, head.lastSeq);
  store.put(keys.tally, head.tally);
  return { result, head };
}

/** Returns the head of a new journal. */
export function newHead(): Head {
  return { journal: v7(), lastSeq: 0, tally: noTally };
}

export function putHead(store: Store, { journal, lastSeq, tally }: Head): void {
  store.put(keys.journal, journal);
  store.put(keys.lastSeq, lastSeq);
  store.put(keys.tally, tally);
}

/** Returns `undefined` if there is no journal. */
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
  // The database was emptied while it was open. Fail, so that the next opening detects the loss.
  if (head === undefined) throw new Error('The database has no journal any longer.');
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
    return { result: seq, written: { lastSeq: seq, entries: [[null, entry.stage]] } };
  };
}

export function changing(
  seq: number,
  from: Stage,
  to: NewEntry | null,
  capacityChange: CapacityChange | undefined,
  kept: KeptEntry | undefined,
): Write<boolean> {
  return async (store) => {
    const stored = await store.get<Entry>(seq);
    if (stored?.stage !== from) return { result: false };
    if (capacityChange !== undefined && !(await writeCapacityChange(store, capacityChange))) return { result: false };
    if (to === null) store.delete(seq);
    else store.put(seq, { ...to, seq });
    if (kept !== undefined) store.put(keys.kept(seq), kept);
    return { result: true, written: { entries: [[from, to?.stage ?? null]] } };
  };
}

export function returningKept(seqs: readonly number[], beforeMs: number): Write<number> {
  return async (store) => {
    const entries: (readonly [from: Stage | null, to: Stage | null])[] = [];
    for (const seq of seqs) {
      const kept = await store.get<KeptEntry>(keys.kept(seq));
      if (kept === undefined || kept.atMs >= beforeMs) continue;
      const stored = await store.get<Entry>(seq);
      const to = resentEntry(kept, stored);
      store.delete(keys.kept(seq));
      if (to === undefined) continue;
      store.put(seq, { ...to, seq });
      entries.push([stored?.stage ?? null, to.stage]);
    }
    return entries.length === 0 ? { result: 0 } : { result: entries.length, written: { entries } };
  };
}

export function erasingKept(outside: { readonly since: number; readonly until: number } | undefined): Write<void> {
  return async (store) => {
    const [found, values] = await Promise.all([store.keys('kept'), store.values<KeptEntry>('kept')]);
    const old = found.filter((_, index) => {
      const { atMs } = values[index] ?? { atMs: 0 };
      return outside === undefined || atMs < outside.since || atMs > outside.until;
    });
    for (const key of old) store.delete(key);
    return old.length === 0 ? { result: undefined } : { result: undefined, written: {} };
  };
}

export function changingLease(showId: string, from: Lease | undefined, to: Lease | undefined): Write<boolean> {
  return async (store) => {
    const stored = await store.get<Lease>(keys.lease(showId));
    if (!isSameLease(stored, from)) return { result: false };
    if (to === undefined) store.delete(keys.lease(showId));
    else store.put(keys.lease(showId), to);
    return { result: true, written: {} };
  };
}

/** Sets the counts of unconfirmed visits from the entries. */
export const recounting: Write<void> = async (store) => {
  const [entries, shows, counts] = await Promise.all([
    readEntries(store),
    store.keys('unconfirmed'),
    store.values<number>('unconfirmed'),
  ]);
  const stored = new Map(shows.map((key, index) => [key, counts[index] ?? 0]));
  const wanted = new Map<Key, number>();
  for (const [showId, count] of unconfirmedOf(entries)) wanted.set(keys.unconfirmed(showId), count);
  const wrong = [...new Set([...stored.keys(), ...wanted.keys()])].filter((key) => stored.get(key) !== wanted.get(key));
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

/** Marks the loss as acknowledged. */
export const forgettingLoss: Write<void> = async (store) => {
  const noted = await store.get<NotedLoss>(keys.loss);
  if (noted === undefined || noted.told) return { result: undefined };
  store.put(keys.loss, { ...noted, told: true } satisfies NotedLoss);
  return { result: undefined, written: {} };
};

/** Returns false, with nothing written, if the capacity does not suffice. */
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

/** Returns the loss that is not acknowledged yet. */
async function readLoss(store: Store): Promise<Loss | null> {
  const noted = await store.get<NotedLoss>(keys.loss);
  if (noted === undefined || noted.told) return null;
  const { journal, seqHigh, pending } = noted;
  return { journal, seqHigh, pending };
}

/** True for an entry that the registry has not acknowledged; `null` stands for no entry. */
export function isUnacknowledged(stage: Stage | null): boolean {
  return stage !== null && stage !== 'review';
}
