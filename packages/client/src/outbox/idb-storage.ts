import { promisifyRequest } from 'idb-keyval';
import { KaikuError } from '../errors.ts';
import type { Entry, Stage } from './entry.ts';
import type { OutboxStorage } from './storage.ts';
import { createStrictStore } from './strict-store.ts';

/** The key of the last number given; entries have their numbers as keys. */
const lastSeqKey = 'last-seq';
const everyNumber = () => IDBKeyRange.bound(0, Number.POSITIVE_INFINITY);

/**
 * Entries in IndexedDB, one key each, written with strict durability: resolved means flushed, and a reload, a crash of
 * the tab or a killed browser loses nothing. Private windows and evicted storage do.
 * @param name the database: desks of one name on one origin share their entries. Default `kaiku-outbox`.
 */
export function idbStorage(name = 'kaiku-outbox'): OutboxStorage {
  const store = createStrictStore(name, 'journal');
  const guarded = <T>(what: string, work: Promise<T>): Promise<T> =>
    work.catch((cause) => {
      throw new KaikuError('outbox/storage', `The device's storage could not ${what}.`, { retryable: true, cause });
    });

  return {
    name,
    append: (entry) =>
      guarded(
        'keep the use',
        store('readwrite', async (journal) => {
          const last = (await promisifyRequest<number | undefined>(journal.get(lastSeqKey))) ?? 0;
          const seq = last + 1;
          journal.put(seq, lastSeqKey);
          journal.put({ ...entry, seq }, seq);
          return seq;
        }),
      ),
    change: (seq, from, to) =>
      guarded(
        'change the use',
        store('readwrite', async (journal) => {
          const standing = await promisifyRequest<{ stage: Stage } | undefined>(journal.get(seq));
          if (standing?.stage !== from) return false;
          if (to === null) journal.delete(seq);
          else journal.put({ ...to, seq }, seq);
          return true;
        }),
      ),
    entries: () =>
      guarded(
        'be read',
        store('readonly', (journal) => promisifyRequest<Entry[]>(journal.getAll(everyNumber()))),
      ),
    close: () => store.close(),
  };
}
