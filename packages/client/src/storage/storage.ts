import type { Entry, NewEntry, Stage } from './entry.ts';
import type { Capacity, CapacityChange, Lease } from './lease.ts';

/**
 * Where entries rest. Each call is one transaction: resolved means durable, rejected means nothing changed.
 * Every call rejects only with KaikuError `outbox/storage`.
 */
export interface OutboxStorage {
  /** Names what is stored: two storages of one name (two tabs) hold the same entries. */
  readonly name: string;
  /** False if what is stored is gone with the process. Left out: it stays. */
  readonly isDurable?: boolean;
  /** Who this journal is to the registry, and whether it has lost anything. Made with the storage, then always the same. */
  identity(): Promise<JournalIdentity>;
  /** Adds an entry and returns its number: higher than any given before on this device. */
  append(entry: NewEntry): Promise<number>;
  /**
   * Puts `to` in the place of entry `seq`, or removes it (`null`), if it still stands at `from`, and draws in the same
   * transaction. False where it does not stand there, is gone, or the draw is not possible: then nothing changed.
   */
  change(seq: number, from: Stage, to: NewEntry | null, capacityChange?: CapacityChange): Promise<boolean>;
  /** All entries, by `seq` ascending. */
  entries(): Promise<readonly Entry[]>;
  /** What may be drawn on for a show: `{ lease: undefined, unconfirmed: 0 }` at first. */
  capacity(showId: string): Promise<Capacity>;
  /** All leases, of whatever show. */
  leases(): Promise<readonly Lease[]>;
  /**
   * Puts `to` in the place of the show's lease (`undefined`: none), if it is still `from`: the same id, state and number
   * left. False where it is not: then nothing changed.
   */
  changeLease(showId: string, from: Lease | undefined, to: Lease | undefined): Promise<boolean>;
  /**
   * Sets how many visits of each show wait unconfirmed to what the entries say; shows without any are not named. For a start:
   * what a crash left uneven is even again.
   */
  recount(): Promise<void>;
  /** A small value kept beside the entries, such as how wrong the clock is; `undefined` where there is none. */
  note(key: string): Promise<unknown>;
  keepNote(key: string, value: unknown): Promise<void>;
  /** The loss has been told to the registry and to a person. */
  forgetLoss(): Promise<void>;
  /**
   * How many entries wait in the copy alone, because the storage itself fails. They come back to it automatically, under the
   * same numbers.
   * @default 0
   */
  emergency?(): number;
  close(): Promise<void>;
}

export interface JournalIdentity {
  /** A UUID. */
  readonly journal: string;
  /** The highest number given so far; 0 before the first. */
  readonly seqHigh: number;
  /** What the device still knows of entries that are gone without having been removed; `null` where nothing is. */
  readonly lost: Loss | null;
}

/** The storage was emptied or damaged under us: its last journal is not there any more, or not all of it. */
export interface Loss {
  readonly journal: string;
  /** The highest number it had given. */
  readonly seqHigh: number;
  /** How many entries were not acknowledged. 0: nothing was lost but the journal itself. */
  readonly pending: number;
}
