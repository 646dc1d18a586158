import { type Head, perform, readHead, recall } from './ledger.ts';
import { type Key, mapStore, type Store } from './store.ts';
import { failureOf, type Transactions } from './transactions.ts';

/**
 * Creates transactions on a map in memory, one after another.
 * @param beforeCommit runs before a write takes effect; if it rejects, the write does not
 */
export function mapTransactions(
  map: Map<Key, unknown>,
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
        let { found: revision } = call;
        try {
          const store = mapStore(map);
          const found = await readHead(store);
          const earlier = recall<Awaited<ReturnType<typeof work>>['result']>(found, call);
          if (earlier === undefined) revision = found.tally.revision;
          const { result, head } = earlier ?? (await perform(store, found, work, call.token));
          if (head !== found) await beforeCommit(store, found, head);
          store.commit();
          return result;
        } catch (error) {
          throw failureOf(error, revision);
        }
      }),
  };
}
