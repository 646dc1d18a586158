import type { Call, Write } from './ledger.ts';
import type { Store } from './store.ts';

/** Transactions on a store, wherever it is. */
export interface Transactions {
  /** `work` may run twice. */
  read<T>(work: (store: Store) => Promise<T>): Promise<T>;
  /** Done at most once, in one attempt or in several. Rejects only with {@link StoreFailure}. */
  write<T>(work: Write<T>, call: Call): Promise<T>;
}

/** A use of a store that failed. */
export class StoreFailure extends Error {
  /**
   * True if nothing was written and nothing will be. False if the transaction was given up while it ended: all of it may
   * yet be written, or nothing.
   */
  readonly certain: boolean;
  /** See `Call.found`. */
  readonly found: number | undefined;
  constructor(cause: unknown, certain: boolean, found?: number) {
    super('The store could not be used.', { cause });
    this.name = 'StoreFailure';
    this.certain = certain;
    this.found = found;
  }
}

/** Returns the failure of an attempt to write that found a revision. */
export function failureOf(error: unknown, found: number | undefined): StoreFailure {
  return error instanceof StoreFailure
    ? new StoreFailure(error.cause, error.certain, found)
    : new StoreFailure(error, false, found);
}

/** Returns the call for the attempt that follows a failed one. */
export function callAfter(call: Call, failure: unknown): Call {
  return failure instanceof StoreFailure ? { ...call, found: failure.found } : call;
}
