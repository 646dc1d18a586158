import { v7 } from 'uuid';
import { newHead, putHead } from './ledger.ts';
import { mapTransactions } from './map-transactions.ts';
import type { OutboxStorage } from './storage.ts';
import { storageOf } from './storage-of.ts';
import { type Key, mapStore } from './store.ts';

/**
 * Returns a storage in memory. It loses its data when the process ends: pending entries are lost. For tests and training; in
 * Node use `fileStorage` of `@kaiku/client/file-storage`.
 */
export function memoryStorage(): OutboxStorage {
  const map = new Map<Key, unknown>();
  const store = mapStore(map);
  const head = newHead();
  putHead(store, head);
  store.commit();
  return {
    ...storageOf(mapTransactions(map), v7()),
    name: `memory-${head.journal}`,
    isDurable: false,
    async close() {},
  };
}
