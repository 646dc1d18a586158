import { createListeners } from '../listeners.ts';
import type { Entry, NewEntry } from './entry.ts';
import type { OutboxStorage } from './storage.ts';

/** The entries at rest, with a picture of them in memory that is never older than our own last change. */
export interface Journal extends Pick<OutboxStorage, 'append' | 'change'> {
  /** The picture, by `seq` ascending. Other tabs' changes show after the next `read`. */
  readonly entries: readonly Entry[];
  /** Looks at the storage anew. @throws KaikuError `outbox/storage` */
  read(): Promise<readonly Entry[]>;
  /** Calls `listener` when the picture may have changed. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}

/** A journal over a storage. A change that is durable never fails afterwards: nothing is read back to show it. */
export function createJournal(storage: OutboxStorage): Journal {
  const listeners = createListeners();
  let entries: readonly Entry[] = [];
  let changes = 0;

  function put(seq: number, to: NewEntry | null): void {
    changes += 1;
    const others = entries.filter((entry) => entry.seq !== seq);
    show(to === null ? others : [...others, { ...to, seq }].sort((a, b) => a.seq - b.seq));
  }
  function show(next: readonly Entry[]): void {
    entries = next;
    listeners.call();
  }

  return {
    get entries() {
      return entries;
    },
    async append(entry) {
      const seq = await storage.append(entry);
      put(seq, entry);
      return seq;
    },
    async change(seq, from, to) {
      const changed = await storage.change(seq, from, to);
      if (changed) put(seq, to);
      return changed;
    },
    async read() {
      for (;;) {
        const before = changes;
        const found = await storage.entries();
        // Something was changed meanwhile: what was found may be from before.
        if (before !== changes) continue;
        show(found);
        return found;
      }
    },
    subscribe: listeners.add,
    async close() {
      listeners.clear();
      await storage.close();
    },
  };
}
