/** Storages on fake-indexeddb with their copies in a fake file system, one for each name. */
import { browserLocks } from '../../packages/client/src/locks.ts';
import { idbStorageWith } from '../../packages/client/src/storage/idb-storage.ts';
import { openLog } from '../../packages/client/src/storage/log.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { createFakeOpfs, type FakeOpfs } from '../support/fake-opfs.ts';

const folders = new Map<string, FakeOpfs>();

export function folderOf(name: string): FakeOpfs {
  const folder = folders.get(name) ?? createFakeOpfs();
  folders.set(name, folder);
  return folder;
}

export function copiedStorage(name: string): OutboxStorage {
  const folder = folderOf(name);
  return idbStorageWith({
    name,
    locks: browserLocks(),
    openLog: () => openLog(folder.open(), folder.channel()),
  });
}

/** Returns a storage as in a browser without a file system. */
export function uncopiedStorage(name: string): OutboxStorage {
  return idbStorageWith({ name, locks: undefined, openLog: () => Promise.reject(new Error('This stage has no log.')) });
}
