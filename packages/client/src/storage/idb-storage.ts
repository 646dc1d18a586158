import { v7 } from 'uuid';
import { browserLocks, type Locks } from '../locks.ts';
import { createCheckpointStore } from './checkpoint.ts';
import { createCopy } from './copy.ts';
import { createDatabase, type Database } from './database.ts';
import { createFallback, type Fallback } from './fallback.ts';
import type { Call } from './ledger.ts';
import type { Log } from './log.ts';
import { openOpfsLog } from './opfs-log.ts';
import type { OutboxStorage } from './storage.ts';
import { isHopeless } from './storage-failure.ts';
import { storageOf } from './storage-of.ts';
import { callAfter, type Transactions } from './transactions.ts';

/**
 * Returns a storage in IndexedDB, one key for each entry, written with strict durability, with a copy: a log in the Origin
 * Private File System, written by a worker. A call resolves once both are flushed, so a reload, a crash of the tab, a killed
 * browser or a deleted database loses nothing. If IndexedDB fails permanently, one tab continues with the copy alone. Without
 * that file system, workers or Web Locks there is no copy (docs/promises.md). Private windows and evicted storage lose both;
 * if `localStorage` is left, the loss is detected.
 * @param name name of the database: desks of one name on one origin share their entries. Default: `kaiku-outbox`
 */
export function idbStorage(name = 'kaiku-outbox'): OutboxStorage {
  return idbStorageWith({ name, locks: browserLocks(), openLog: () => openOpfsLog(name) });
}

/** Like `idbStorage`, with another log for the copy. */
export function idbStorageWith(given: {
  readonly name: string;
  readonly locks: Locks | undefined;
  readonly openLog: () => Promise<Log>;
}): OutboxStorage {
  const { name, locks, openLog } = given;
  const tab = v7();
  const checkpoints = createCheckpointStore(name);
  // A device that has nothing more to record must not keep card codes in a copy that has missed their removal.
  const updateCopy = () => void database.write(async () => ({ result: undefined }), { token: v7() }).catch(() => {});
  const copy = locks && createCopy({ name, tab, locks, open: openLog, onOutdated: updateCopy });
  const fallback = locks && copy && createFallback({ name, tab, locks, checkpoints, copy });
  const database: Database = createDatabase({ name, checkpoints, copy, mayOpen: async () => fallback?.enter() });
  return {
    ...storageOf(fallback === undefined ? database : withFallback(database, fallback), tab),
    name,
    emergency: () => fallback?.pending ?? 0,
    async close() {
      await database.close();
      await copy?.close();
      await fallback?.close();
    },
  };
}

/** The database's transactions, or those of the fallback while the database fails. */
function withFallback(database: Database, fallback: Fallback): Transactions {
  /** Resolves with the fallback's transactions if it can take over after this failure. */
  async function afterFailure(error: unknown): Promise<Transactions> {
    if (isHopeless(error) || !(await fallback.begin()) || fallback.transactions === undefined) throw error;
    return fallback.transactions;
  }
  return {
    async read(work) {
      if (fallback.transactions !== undefined) await fallback.end(database.reopen);
      return (
        fallback.transactions?.read(work) ??
        database.read(work).catch(async (error) => (await afterFailure(error)).read(work))
      );
    },
    async write(work, call) {
      const onDatabase = (next: Call) =>
        database.write(work, next).catch(async (error) => {
          const transactions = await afterFailure(error);
          return transactions.write(work, callAfter(next, error));
        });
      const { transactions } = fallback;
      if (transactions === undefined) return onDatabase(call);
      // Tries the database in the background: the clerk does not wait for it.
      void fallback.end(database.reopen);
      try {
        return await transactions.write(work, call);
      } catch (error) {
        if (fallback.transactions !== undefined || isHopeless(error)) throw error;
        return onDatabase(callAfter(call, error));
      }
    },
  };
}
