import type { Transactions } from './database.ts';
import { type Head, perform, readHead } from './ledger.ts';
import { type Key, mapStore, type Store } from './store.ts';

/** Transactions on a map in memory, one after the other. */
export function mapTransactions(
  map: Map<Key, unknown>,
  /** Before a write takes effect; if it rejects, the write does not. */
  beforeCommit: (store: Store, found: Head, left: Head) => Promise<void> = async () => {},
): Transactions {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };
  return {
    read: (work) => inTurn(() => work(mapStore(map))),
    write: (work, call) =>
      inTurn(async () => {
        const store = mapStore(map);
        const found = await readHead(store);
        const { result, head } = await perform(store, found, work, call);
        if (head !== found) await beforeCommit(store, found, head);
        store.commit();
        return result;
      }),
  };
}
