import { isKaikuError } from '../errors.ts';
import type { OutboxStorage } from './storage.ts';
import { toStorageError } from './storage-failure.ts';

/**
 * Returns a storage that is chosen when it is first used. Until `choose` resolves, each call calls it again and rejects with
 * `outbox/storage`.
 * @param name shared by all storages that `choose` may return: it names locks, which they may share
 */
export function chosenStorage(name: string, choose: () => Promise<OutboxStorage>): OutboxStorage {
  let choosing: Promise<OutboxStorage> | undefined;
  let chosen: OutboxStorage | undefined;
  let isClosed = false;

  async function chooseOnce(): Promise<OutboxStorage> {
    if (isClosed) throw toStorageError('be used after it was closed', undefined);
    const storage = await choose();
    chosen = storage;
    return storage;
  }

  async function use<T>(work: (storage: OutboxStorage) => Promise<T>): Promise<T> {
    choosing ??= chooseOnce().catch((error: unknown) => {
      choosing = undefined;
      throw isKaikuError(error) && error.code === 'outbox/storage' ? error : toStorageError('be chosen', error);
    });
    return work(await choosing);
  }

  return {
    name,
    identity: () => use((storage) => storage.identity()),
    append: (entry) => use((storage) => storage.append(entry)),
    change: (...given) => use((storage) => storage.change(...given)),
    returnKept: (...given) => use((storage) => storage.returnKept(...given)),
    eraseKept: (outside) => use((storage) => storage.eraseKept(outside)),
    entries: () => use((storage) => storage.entries()),
    capacity: (showId) => use((storage) => storage.capacity(showId)),
    leases: () => use((storage) => storage.leases()),
    changeLease: (...given) => use((storage) => storage.changeLease(...given)),
    recount: () => use((storage) => storage.recount()),
    note: (key) => use((storage) => storage.note(key)),
    keepNote: (key, value) => use((storage) => storage.keepNote(key, value)),
    forgetLoss: () => use((storage) => storage.forgetLoss()),
    emergency: () => chosen?.emergency?.() ?? 0,
    async close() {
      isClosed = true;
      await choosing?.catch(() => {});
      await chosen?.close();
    },
  };
}
