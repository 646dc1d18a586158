import type { Entry, KeptEntry, NewEntry, Stage } from './entry.ts';
import type { Capacity, CapacityChange, Lease } from './lease.ts';

/**
 * Stores entries durably. Each call is one transaction: if it resolves, it is durable; if it rejects, nothing has changed.
 * Rejects only with KaikuError `outbox/storage`.
 */
export interface OutboxStorage {
  /** Two storages of the same name (two tabs) share their entries. */
  readonly name: string;
  /** False if the data is lost when the process ends. @default true */
  readonly isDurable?: boolean;
  /** Returns the journal's id, made with the storage and never changed, and what it has lost. */
  identity(): Promise<JournalIdentity>;
  /** Adds an entry. Returns its number, which is higher than all earlier ones of this journal. */
  append(entry: NewEntry): Promise<number>;
  /**
   * Replaces entry `seq` by `to`, or removes it (`null`), if its stage is still `from`, and changes the capacity in the same
   * transaction. Returns false, with nothing changed, if the entry is gone or at another stage, or the capacity does not
   * suffice.
   * @param kept what to keep of the entry, under the same number, apart from the entries
   */
  change(
    seq: number,
    from: Stage,
    to: NewEntry | null,
    capacityChange?: CapacityChange,
    kept?: KeptEntry,
  ): Promise<boolean>;
  /**
   * Makes kept entries pending again: those with these numbers that were kept before `beforeMs`. Returns how many there
   * are. An entry at such a number stays, unless it is a notice alone.
   */
  returnKept(seqs: readonly number[], beforeMs: number): Promise<number>;
  /** Erases kept entries: all, or those that were kept before `since` or after `until`. */
  eraseKept(outside?: { readonly since: number; readonly until: number }): Promise<void>;
  /** Returns all entries, by `seq` ascending. */
  entries(): Promise<readonly Entry[]>;
  /** Returns the capacity of a show; at first `{ lease: undefined, unconfirmed: 0 }`. */
  capacity(showId: string): Promise<Capacity>;
  /** Returns the leases of all shows. */
  leases(): Promise<readonly Lease[]>;
  /**
   * Replaces the show's lease by `to` (`undefined`: none), if it is still `from`: the same id, state and number left. Returns
   * false, with nothing changed, if it is not.
   */
  changeLease(showId: string, from: Lease | undefined, to: Lease | undefined): Promise<boolean>;
  /**
   * Sets the counts of unconfirmed visits from the entries, for all shows. Called at the start, in case a crash left them
   * wrong.
   */
  recount(): Promise<void>;
  /** Returns a small value stored with the entries, such as the clock's error; `undefined` if there is none. */
  note(key: string): Promise<unknown>;
  keepNote(key: string, value: unknown): Promise<void>;
  /** Marks the loss as acknowledged: the registry and a person know about it. */
  forgetLoss(): Promise<void>;
  /**
   * Returns how many entries are in the copy alone, because the storage itself fails. They return to it automatically, under
   * the same numbers.
   * @default 0
   */
  emergency?(): number;
  close(): Promise<void>;
}

/** What identifies a device's journal in the registry, and what of it was lost. */
export interface JournalIdentity {
  /** A UUID. */
  readonly journal: string;
  /** The highest number given so far; 0 before the first. */
  readonly seqHigh: number;
  /** Entries that are gone without having been removed; `null` if none are known to be. */
  readonly lost: Loss | null;
}

/** What was lost when the storage was emptied or damaged: a journal, or part of one. */
export interface Loss {
  readonly journal: string;
  /** The highest number that it had given. */
  readonly seqHigh: number;
  /** How many of the lost entries were not acknowledged. 0: only the journal itself was lost. */
  readonly pending: number;
}
