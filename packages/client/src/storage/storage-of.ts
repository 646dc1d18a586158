import { isKaikuError } from '../errors.ts';
import type { Lease } from './lease.ts';
import {
  appending,
  changing,
  changingLease,
  erasingKept,
  forgettingLoss,
  keepingNote,
  keys,
  readCapacity,
  readEntries,
  readIdentity,
  recounting,
  returningKept,
  type Write,
} from './ledger.ts';
import type { OutboxStorage } from './storage.ts';
import { toStorageError } from './storage-failure.ts';
import type { Store } from './store.ts';
import type { Transactions } from './transactions.ts';

/** Creates the calls of a storage over transactions. @param tab distinguishes its calls from those of other tabs */
export function storageOf({ read, write }: Transactions, tab: string): Omit<OutboxStorage, 'name' | 'close'> {
  let calls = 0;
  const reading = <T>(action: string, work: (store: Store) => Promise<T>) => guarded(action, () => read(work));
  const writing = <T>(action: string, work: Write<T>) => {
    calls += 1;
    return guarded(action, () => write(work, { token: `${tab}/${calls}` }));
  };

  return {
    identity: () => reading('read the journal’s id', readIdentity),
    append: (entry) => writing('store the visit', appending(entry)),
    change: (seq, from, to, capacityChange, kept) =>
      writing('change the visit', changing(seq, from, to, capacityChange, kept)),
    returnKept: (seqs, beforeMs) => writing('return what it had kept', returningKept(seqs, beforeMs)),
    eraseKept: (outside) => writing('erase what it had kept', erasingKept(outside)),
    entries: () => reading('read the entries', readEntries),
    capacity: (showId) => reading('read the capacity', (store) => readCapacity(store, showId)),
    leases: () => reading('read the leases', (store) => store.values<Lease>('lease')),
    changeLease: (showId, from, to) => writing('change the lease', changingLease(showId, from, to)),
    recount: () => writing('recount the unconfirmed visits', recounting),
    note: (key) => reading('read a note', (store) => store.get(keys.note(key))),
    keepNote: (key, value) => writing('store a note', keepingNote(key, value)),
    forgetLoss: () => writing('mark a loss as acknowledged', forgettingLoss),
  };
}

async function guarded<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { cause } = error as { readonly cause?: unknown };
    throw isKaikuError(cause) ? cause : toStorageError(action, error);
  }
}
