import { createListeners } from '../listeners.ts';
import type { Entry, NewEntry, Stage } from '../storage/entry.ts';
import type { CapacityChange } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** The entries of a journal, as last seen: for selectors. */
export interface JournalView {
  /** By `seq` ascending. Iterating is cheap, however many there are. */
  entries(): Iterable<Entry>;
  entry(seq: number): Entry | undefined;
  count(stage: Stage): number;
}

/** The stored entries and a cache of them in memory. The cache always has our own changes; other tabs' after `read`. */
export interface Journal extends JournalView {
  append(entry: NewEntry): Promise<number>;
  /**
   * See `OutboxStorage.change`. `tell` is called after the change and before the listeners, so that no listener sees the
   * change before its result is reported.
   */
  change(
    seq: number,
    from: Stage,
    to: NewEntry | null,
    capacityChange?: CapacityChange,
    tell?: () => void,
  ): Promise<boolean>;
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

  return {
    entries: () => cache.values(),
    entry: (seq) => cache.get(seq),
    count: (stage) => counts[stage],
    async append(entry) {
      const seq = await storage.append(entry);
      put(seq, entry);
      return seq;
    },
    async change(seq, from, to, capacityChange, tell) {
      const changed = await storage.change(seq, from, to, capacityChange);
      if (changed) put(seq, to, tell);
      return changed;
    },
    async read() {
      for (;;) {
        const before = changes;
        const found = await storage.entries();
        // One of our own changes came in between: the entries may be from before it.
        if (before !== changes) continue;
        cache = new Map(found.map((entry) => [entry.seq, entry]));
        counts = countsOf(cache);
        listeners.call();
        return;
      }
    },
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
