import { v7 } from 'uuid';
import { browserLocks, type Locks } from '../locks.ts';
import { createCheckpointStore } from './canary.ts';
import { createCopy } from './copy.ts';
import { createDatabase, type Database, type Transactions } from './database.ts';
import type { Log } from './log.ts';
import { openOpfsLog } from './opfs-log.ts';
import { createStandIn, type StandIn } from './stand-in.ts';
import type { OutboxStorage } from './storage.ts';
import { isHopeless } from './storage-failure.ts';
import { storageOf } from './storage-of.ts';

/**
 * Entries in IndexedDB, one key each, written with strict durability, and in a copy of it: a log in the Origin Private File
 * System, written by a worker. Resolved means that both are flushed: a reload, a crash of the tab, a killed browser, or a
 * browser that deletes the database lose nothing. If IndexedDB fails for good, one tab goes on with the copy alone. Without
 * such a file system, workers or Web Locks there is no copy (docs/promises.md). Private windows and evicted storage lose
 * both; where `localStorage` is left, that is found out.
 * @param name the database: desks of one name on one origin share their entries. Default `kaiku-outbox`.
 */
export function idbStorage(name = 'kaiku-outbox'): OutboxStorage {
  return idbStorageWith({ name, locks: browserLocks(), openLog: () => openOpfsLog(name) });
}

/** The same with another place for the copy. */
export function idbStorageWith(given: {
  readonly name: string;
  readonly locks: Locks | undefined;
  readonly openLog: () => Promise<Log>;
}): OutboxStorage {
  const { name, locks, openLog } = given;
  const tab = v7();
  const canary = createCheckpointStore(name);
  const copy = locks && createCopy({ name, tab, locks, open: openLog });
  const standIn = locks && copy && createStandIn({ name, tab, locks, canary, copy });
  const database = createDatabase({ name, canary, copy, mayOpen: async () => standIn?.enter() });
  return {
    ...storageOf(standIn === undefined ? database : eitherOf(database, standIn), tab),
    name,
    emergency: () => standIn?.pending ?? 0,
    async close() {
      await database.close();
      await copy?.close();
      await standIn?.close();
    },
  };
}

/** The database's transactions, or those of its stand-in while it fails. */
function eitherOf(database: Database, standIn: StandIn): Transactions {
  async function orStandIn<T>(work: (on: Transactions) => Promise<T>): Promise<T> {
    try {
      return await work(database);
    } catch (error) {
      if (isHopeless(error) || !(await standIn.begin()) || standIn.transactions === undefined) throw error;
      return work(standIn.transactions);
    }
  }
  return {
    async read(work) {
      if (standIn.transactions !== undefined) await standIn.end(database.reopen);
      return standIn.transactions?.read(work) ?? orStandIn((on) => on.read(work));
    },
    async write(work, call) {
      const standing = standIn.transactions;
      if (standing === undefined) return orStandIn((on) => on.write(work, call));
      // Nobody waits for the database: it is tried beside.
      void standIn.end(database.reopen);
      try {
        return await standing.write(work, call);
      } catch (error) {
        if (standIn.transactions !== undefined || isHopeless(error)) throw error;
        return orStandIn((on) => on.write(work, call));
      }
    },
  };
}
