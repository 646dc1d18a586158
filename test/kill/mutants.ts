/** Broken storages as negative controls: a trial that finds no losses with them shows nothing. */
import type { Entry, NewEntry, OutboxStorage } from '@kaiku/client';
import type { StorageKind } from './orders.ts';

/** How long the write is delayed after it was acknowledged. */
const lazyMs = 30;

export function storageOf(kind: StorageKind, real: OutboxStorage): OutboxStorage {
  switch (kind) {
    case 'real':
    case 'without-copy':
    case 'in-clear':
      return real;
    case 'removes-before-sending':
      return removesBeforeSending(real);
    case 'acknowledges-before-commit':
      return acknowledgesBeforeCommit(real);
    default:
      return kind satisfies never;
  }
}

/** Removes an entry before it is sent, as a queue does: until the answer it is only in memory. */
function removesBeforeSending(real: OutboxStorage): OutboxStorage {
  const inHand = new Map<number, Entry>();
  return {
    ...real,
    async entries() {
      for (const entry of await real.entries()) {
        if (entry.stage === 'report' && (await real.change(entry.seq, 'report', null))) inHand.set(entry.seq, entry);
      }
      return [...inHand.values(), ...(await real.entries())].sort((one, other) => one.seq - other.seq);
    },
    async change(seq, from, to, capacityChange, kept) {
      const entry = inHand.get(seq);
      if (entry === undefined) return real.change(seq, from, to, capacityChange, kept);
      if (entry.stage !== from) return false;
      inHand.delete(seq);
      if (to !== null) await real.append(to);
      return true;
    },
  };
}

/** Acknowledges from memory and writes some time later. */
function acknowledgesBeforeCommit(real: OutboxStorage): OutboxStorage {
  let memory: Promise<{ entries: Map<number, Entry>; last: number }> | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  const loaded = async () => ({
    entries: new Map((await real.entries()).map((entry) => [entry.seq, entry])),
    last: (await real.identity()).seqHigh,
  });
  const load = () => {
    memory ??= loaded();
    return memory;
  };
  const lazily = (write: () => Promise<unknown>) => {
    writing = writing.then(() => new Promise((resolve) => setTimeout(resolve, lazyMs))).then(write);
  };

  return {
    ...real,
    entries: async () => [...(await load()).entries.values()],
    async append(entry: NewEntry) {
      const known = await load();
      known.last += 1;
      known.entries.set(known.last, { ...entry, seq: known.last });
      lazily(() => real.append(entry));
      return known.last;
    },
    async change(seq, from, to, capacityChange, kept) {
      const { entries } = await load();
      if (entries.get(seq)?.stage !== from) return false;
      if (to === null) entries.delete(seq);
      else entries.set(seq, { ...to, seq });
      lazily(() => real.change(seq, from, to, capacityChange, kept));
      return true;
    },
  };
}
