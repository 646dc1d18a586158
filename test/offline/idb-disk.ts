/** A device's disk in a browser: the client's real storage on fake-indexeddb, with its copy. Profiles cannot be copied. */
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
    return withStoppedTime(storage, timeline);
  };
  /** Runs `work` in a tab of its own, and closes it. */
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
    copy: () => Promise.reject(new Error('This disk cannot be copied.')),
  };
}

/** Creates locks that are released when their page dies. */
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

/** Stops the virtual time while the database works, so that its speed changes nothing. */
function withStoppedTime(storage: OutboxStorage, timeline: Timeline): OutboxStorage {
  return Object.fromEntries(
    Object.entries(storage).map(([name, part]) => [
      name,
      typeof part !== 'function' || name === 'emergency'
        ? part
        : (...given: unknown[]) => timeline.during(Reflect.apply(part, storage, given) as Promise<unknown>),
    ]),
  ) as unknown as OutboxStorage;
}
