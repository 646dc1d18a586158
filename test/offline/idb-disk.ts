/** A device's disk as a browser has it: the real storage of the client, on fake-indexeddb, with its copy. It is not copied. */
import 'fake-indexeddb/auto';
import { createInProcessLocks, type Locks } from '../../packages/client/src/locks.ts';
import { idbStorageWith } from '../../packages/client/src/storage/idb-storage.ts';
import { openLog } from '../../packages/client/src/storage/log.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { createFakeOpfs } from '../support/fake-opfs.ts';
import { type Disk, type Life, storageOf } from './disk.ts';
import type { Timeline } from './timeline.ts';

export function createIdbDisk(name: string, timeline: Timeline): Disk {
  const folder = createFakeOpfs();
  const locks = createLocksOfLives();
  const openAs = (page: Life) => {
    const storage = idbStorageWith({
      name,
      locks: locks.of(page),
      openLog: () => openLog(folder.open(), folder.channel()),
    });
    return standingStill(storage, timeline);
  };
  /** A look from outside, as a tab that is closed again. */
  async function look<T>(work: (storage: OutboxStorage) => Promise<T>): Promise<T> {
    const storage = openAs({ alive: true, die() {} });
    return work(storage).finally(() => storage.close());
  }
  return {
    open: (page, meet) => storageOf(page, openAs(page), { meet }),
    entries: () => look((storage) => storage.entries()),
    leases: () => look((storage) => storage.leases()),
    journal: name,
    asked: () =>
      look(async (storage) =>
        (await storage.entries()).flatMap((entry) => (entry.stage === 'request' ? entry.visit.id : [])),
      ),
    copy: () => Promise.reject(new Error('This one is not copied.')),
  };
}

/** Locks that a page loses when it dies. */
function createLocksOfLives() {
  const { exclusive } = createInProcessLocks();
  const holders = new Map<string, Life>();
  return {
    of: (page: Life): Locks => ({
      exclusive,
      async hold(name) {
        holders.set(name, page);
        return () => holders.delete(name);
      },
      held: async () => new Set([...holders].flatMap(([name, { alive }]) => (alive ? name : []))),
    }),
  };
}

/** Time stands still while the database works: how fast it is changes nothing. */
function standingStill(storage: OutboxStorage, timeline: Timeline): OutboxStorage {
  return Object.fromEntries(
    Object.entries(storage).map(([name, part]) => [
      name,
      typeof part !== 'function' || name === 'emergency'
        ? part
        : (...given: unknown[]) => timeline.during(Reflect.apply(part, storage, given) as Promise<unknown>),
    ]),
  ) as unknown as OutboxStorage;
}
