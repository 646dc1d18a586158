import { createListeners } from '../listeners.ts';
import type { Entry, KeptEntry, NewEntry, Stage } from '../storage/entry.ts';
import type { CapacityChange } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import { isFull } from '../storage/storage-failure.ts';

/** The entries of a journal, as last seen: for selectors. */
export interface JournalView {
  /** False until the entries have been read from the storage: until then it has only those of this page. */
  readonly isRead: boolean;
  /** By `seq` ascending. Iterating is cheap, however many there are. */
  entries(): Iterable<Entry>;
  entry(seq: number): Entry | undefined;
  count(stage: Stage): number;
}

/** What goes with a change that an acknowledgement causes. */
export interface Acknowledged {
  readonly kept?: KeptEntry | undefined;
  /** Called after the change and before the listeners, so that no listener sees the change before its result is reported. */
  readonly tell?: () => void;
}

/** The stored entries and a cache of them in memory. The cache always has our own changes; other tabs' after `read`. */
export interface Journal extends JournalView {
  append(entry: NewEntry): Promise<number>;
  /** See `OutboxStorage.change`. If the storage is full, it gives up what it keeps. */
  change(
    seq: number,
    from: Stage,
    to: NewEntry | null,
    capacityChange?: CapacityChange,
    acknowledged?: Acknowledged,
  ): Promise<boolean>;
  /** See `OutboxStorage.returnKept`. Returns whether there are any. */
  returnKept(seqs: readonly number[], beforeMs: number): Promise<boolean>;
  /** Reads the storage again. @throws KaikuError `outbox/storage` */
  read(): Promise<void>;
  /** Calls the listeners: something other than the entries has changed. */
  touch(): void;
  /** Calls `listener` when the entries may have changed. Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Creates a journal over a storage. A durable change never fails afterwards, because nothing is read back. */
export function createJournal(storage: OutboxStorage): Journal {
  const listeners = createListeners();
  // Insertion order is the order of `seq`: a new entry comes last, a changed one keeps its position.
  let cache = new Map<number, Entry>();
  let counts = countsOf(cache);
  let changes = 0;
  let isRead = false;

  function put(seq: number, to: NewEntry | null, tell?: () => void): void {
    changes += 1;
    const before = cache.get(seq);
    if (before !== undefined) counts[before.stage] -= 1;
    if (to === null) cache.delete(seq);
    else {
      cache.set(seq, { ...to, seq });
      counts[to.stage] += 1;
    }
    tell?.();
    listeners.call();
  }

  /** Repeats a write if the storage is full, without what is kept: that takes no place of what is pending. */
  async function withRoom<T>(write: () => Promise<T>, writeLess = write): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!isFull(error)) throw error;
      await storage.eraseKept().catch(() => {});
      return writeLess();
    }
  }

  async function read(): Promise<void> {
    for (;;) {
      const before = changes;
      const found = await storage.entries();
      // One of our own changes came in between: the entries may be from before it.
      if (before !== changes) continue;
      cache = new Map(found.map((entry) => [entry.seq, entry]));
      counts = countsOf(cache);
      isRead = true;
      listeners.call();
      return;
    }
  }

  return {
    get isRead() {
      return isRead;
    },
    entries: () => cache.values(),
    entry: (seq) => cache.get(seq),
    count: (stage) => counts[stage],
    async append(entry) {
      const seq = await withRoom(() => storage.append(entry));
      put(seq, entry);
      return seq;
    },
    async change(seq, from, to, capacityChange, { kept, tell } = {}) {
      const change = (keeps?: KeptEntry) => storage.change(seq, from, to, capacityChange, keeps);
      const changed = await withRoom(() => change(kept), change);
      if (changed) put(seq, to, tell);
      return changed;
    },
    async returnKept(seqs, beforeMs) {
      const returned = await storage.returnKept(seqs, beforeMs);
      if (returned > 0) await read();
      return returned > 0;
    },
    read,
    touch: listeners.call,
    subscribe: listeners.add,
    async close() {
      listeners.clear();
      await storage.close();
    },
  };
}

function countsOf(entries: ReadonlyMap<number, Entry>): Record<Stage, number> {
  const counts: Record<Stage, number> = { request: 0, report: 0, void: 0, review: 0 };
  for (const { stage } of entries.values()) counts[stage] += 1;
  return counts;
}
