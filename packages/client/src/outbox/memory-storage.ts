import type { Entry } from './entry.ts';
import type { OutboxStorage } from './storage.ts';

/** Entries in memory: gone with the process. For Node programs that accept that, and for tests. */
export function memoryStorage(): OutboxStorage {
  const entries = new Map<number, Entry>();
  let last = 0;
  return {
    name: `memory-${Math.random().toString(36).slice(2)}`,
    async append(entry) {
      const seq = last + 1;
      entries.set(seq, structuredClone({ ...entry, seq }));
      last = seq;
      return seq;
    },
    async change(seq, from, to) {
      if (entries.get(seq)?.stage !== from) return false;
      if (to === null) entries.delete(seq);
      else entries.set(seq, structuredClone({ ...to, seq }));
      return true;
    },
    entries: async () => structuredClone([...entries.values()].sort((a, b) => a.seq - b.seq)),
    async close() {},
  };
}
