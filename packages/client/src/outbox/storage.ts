import type { Entry, NewEntry, Stage } from './entry.ts';

/**
 * Where entries rest. Each call is one transaction: resolved means durable, rejected means nothing changed.
 * Every call rejects only with KaikuError `outbox/storage`.
 */
export interface OutboxStorage {
  /** Names what is stored: two storages of one name (two tabs) hold the same entries. */
  readonly name: string;
  /** Adds an entry and returns its number: higher than any given before on this device. */
  append(entry: NewEntry): Promise<number>;
  /**
   * Puts `to` in the place of entry `seq`, or removes it (`null`), if it still stands at `from`.
   * False where it does not, or is gone: somebody else was quicker, and nothing changed.
   */
  change(seq: number, from: Stage, to: NewEntry | null): Promise<boolean>;
  /** All entries, by `seq` ascending. */
  entries(): Promise<readonly Entry[]>;
  close(): Promise<void>;
}
