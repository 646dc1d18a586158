/** A device's disk as a browser has it: the real storage of the client, on fake-indexeddb. It is not copied. */
import 'fake-indexeddb/auto';
import { idbStorage } from '../../packages/client/src/outbox/idb-storage.ts';
import type { OutboxStorage } from '../../packages/client/src/outbox/storage.ts';
import { type Disk, storageOf } from './disk.ts';
import type { Timeline } from './timeline.ts';

export function createIdbDisk(name: string, timeline: Timeline): Disk {
  const look = standingStill(idbStorage(name), timeline);
  return {
    open: (page, meet) => storageOf(page, standingStill(idbStorage(name), timeline), { meet }),
    entries: look.entries,
    leases: look.leases,
    journal: name,
    async asked() {
      return (await look.entries()).flatMap((entry) => (entry.stage === 'request' ? entry.visit.id : []));
    },
    copy: () => Promise.reject(new Error('This one is not copied.')),
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
