import { v7 } from 'uuid';
import type { Entry } from './entry.ts';
import { applyChange, type Capacity, type CapacityChange, isSameLease, type Lease, unconfirmedOf } from './lease.ts';
import type { OutboxStorage } from './storage.ts';
import { cannot } from './storage-failure.ts';

/**
 * Entries in memory. It forgets with the process: what has not reached the registry when that ends, crashes or is killed is
 * lost. For tests and training; a till in Node takes `fileStorage` of `@kaiku/client/file-storage`.
 */
export function memoryStorage(): OutboxStorage {
  const journal = v7();
  const entries = new Map<number, Entry>();
  const leases = new Map<string, Lease>();
  const unconfirmed = new Map<string, number>();
  const notes = new Map<string, unknown>();
  let last = 0;
  const capacityOf = (showId: string): Capacity => ({
    lease: leases.get(showId),
    unconfirmed: unconfirmed.get(showId) ?? 0,
  });

  /** False where it cannot be drawn: then nothing changed. */
  function take(capacityChange: CapacityChange | undefined): boolean {
    if (capacityChange === undefined) return true;
    const after = applyChange(capacityOf(capacityChange.showId), capacityChange);
    if (after === undefined) return false;
    if (after.lease !== undefined) leases.set(capacityChange.showId, after.lease);
    unconfirmed.set(capacityChange.showId, after.unconfirmed);
    return true;
  }

  return {
    name: `memory-${journal}`,
    isDurable: false,
    identity: async () => ({ journal, seqHigh: last, lost: null }),
    async append(entry) {
      const seq = last + 1;
      entries.set(seq, copied({ ...entry, seq }));
      last = seq;
      return seq;
    },
    async change(seq, from, to, capacityChange) {
      if (entries.get(seq)?.stage !== from) return false;
      const copy = to === null ? null : copied({ ...to, seq });
      if (!take(capacityChange)) return false;
      if (copy === null) entries.delete(seq);
      else entries.set(seq, copy);
      return true;
    },
    entries: async () => structuredClone([...entries.values()].sort((a, b) => a.seq - b.seq)),
    capacity: async (showId) => structuredClone(capacityOf(showId)),
    leases: async () => structuredClone([...leases.values()]),
    async changeLease(showId, from, to) {
      if (!isSameLease(leases.get(showId), from)) return false;
      if (to === undefined) leases.delete(showId);
      else leases.set(showId, copied(to));
      return true;
    },
    async recount() {
      unconfirmed.clear();
      for (const [showId, count] of unconfirmedOf(entries.values())) unconfirmed.set(showId, count);
    },
    note: async (key) => structuredClone(notes.get(key)),
    keepNote: async (key, value) => void notes.set(key, copied(value)),
    async forgetLoss() {},
    async close() {},
  };
}

function copied<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw cannot('keep what cannot be copied', cause);
  }
}
