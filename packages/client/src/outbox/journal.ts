import { createListeners } from '../listeners.ts';
import type { Entry, NewEntry, Stage } from '../storage/entry.ts';
import type { CapacityChange } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';

/** The entries at rest, with a picture of them in memory that is never older than our own last change. */
export interface Journal {
  /** The picture, by `seq` ascending; cheap to walk, however many wait. Other tabs' changes show after the next `read`. */
  entries(): Iterable<Entry>;
  /** One entry of the picture. */
  entry(seq: number): Entry | undefined;
  /** How many entries of the picture stand at a stage. */
  count(stage: Stage): number;
  append(entry: NewEntry): Promise<number>;
  /** `tell` is called where it has changed, before those who listen are: what came of it is heard no later than that it did. */
  change(
    seq: number,
    from: Stage,
    to: NewEntry | null,
    capacityChange?: CapacityChange,
    tell?: () => void,
  ): Promise<boolean>;
  /** Looks at the storage anew. @throws KaikuError `outbox/storage` */
  read(): Promise<void>;
  /** Something beside the entries has changed: whoever listens looks again. */
  touch(): void;
  /** Calls `listener` when the picture may have changed. Returns the unsubscribe. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}

/** A journal over a storage. A change that is durable never fails afterwards: nothing is read back to show it. */
export function createJournal(storage: OutboxStorage): Journal {
  const listeners = createListeners();
  // In the order of their numbers: what is appended comes last, what is changed keeps its place.
  let picture = new Map<number, Entry>();
  let counts = countsOf(picture);
  let changes = 0;

  function put(seq: number, to: NewEntry | null, tell?: () => void): void {
    changes += 1;
    const before = picture.get(seq);
    if (before !== undefined) counts[before.stage] -= 1;
    if (to === null) picture.delete(seq);
    else {
      picture.set(seq, { ...to, seq });
      counts[to.stage] += 1;
    }
    tell?.();
    listeners.call();
  }

  return {
    entries: () => picture.values(),
    entry: (seq) => picture.get(seq),
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
        // Something was changed meanwhile: what was found may be from before.
        if (before !== changes) continue;
        picture = new Map(found.map((entry) => [entry.seq, entry]));
        counts = countsOf(picture);
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

function countsOf(picture: ReadonlyMap<number, Entry>): Record<Stage, number> {
  const counts: Record<Stage, number> = { request: 0, report: 0, void: 0, review: 0 };
  for (const { stage } of picture.values()) counts[stage] += 1;
  return counts;
}
