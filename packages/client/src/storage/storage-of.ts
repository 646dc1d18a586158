import { isKaikuError } from '../errors.ts';
import type { Transactions } from './database.ts';
import type { Lease } from './lease.ts';
import {
  appending,
  changing,
  changingLease,
  forgettingLoss,
  keepingNote,
  keys,
  readCapacity,
  readEntries,
  readIdentity,
  recounting,
  type Write,
} from './ledger.ts';
import type { OutboxStorage } from './storage.ts';
import { cannot } from './storage-failure.ts';
import type { Store } from './store.ts';

/** The calls of a storage, over transactions. `tab` tells its calls from those of other tabs. */
export function storageOf({ read, write }: Transactions, tab: string): Omit<OutboxStorage, 'name' | 'close'> {
  let calls = 0;
  const reading = <T>(what: string, work: (store: Store) => Promise<T>) => guarded(what, () => read(work));
  const writing = <T>(what: string, work: Write<T>) => {
    calls += 1;
    return guarded(what, () => write(work, { token: `${tab}/${calls}`, revision: undefined }));
  };

  return {
    identity: () => reading('say what it holds', readIdentity),
    append: (entry) => writing('keep the visit', appending(entry)),
    change: (seq, from, to, capacityChange) => writing('change the visit', changing(seq, from, to, capacityChange)),
    entries: () => reading('be read', readEntries),
    capacity: (showId) => reading('say what may be drawn on', (store) => readCapacity(store, showId)),
    leases: () => reading('say what is leased', (store) => store.values<Lease>('lease')),
    changeLease: (showId, from, to) => writing('change what is leased', changingLease(showId, from, to)),
    recount: () => writing('be counted anew', recounting),
    note: (key) => reading('give back a note', (store) => store.get(keys.note(key))),
    keepNote: (key, value) => writing('keep a note', keepingNote(key, value)),
    forgetLoss: () => writing('forget a loss', forgettingLoss),
  };
}

async function guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { cause } = error as { readonly cause?: unknown };
    throw isKaikuError(cause) ? cause : cannot(what, error);
  }
}
