import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';

/** An implementation of the storage. */
export interface StorageKind {
  readonly kind: string;
  /** Returns a new storage. */
  create(): OutboxStorage;
  /** Returns another one over the same entries, like a second tab's; absent if the kind does not support it. */
  reopen?(storage: OutboxStorage): OutboxStorage;
}
