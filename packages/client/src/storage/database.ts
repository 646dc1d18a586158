import type { CheckpointStore } from './canary.ts';
import type { Copy } from './copy.ts';
import { type Call, type Head, perform, readHead, type Write } from './ledger.ts';
import { openLedger } from './open-ledger.ts';
import { isHopeless } from './storage-failure.ts';
import { contentOf, idbStore, type Store } from './store.ts';
import { createStrictStore, StoreFailure } from './strict-store.ts';

/** Protocol 3.6. Each on a fresh connection: the store drops one that has failed. */
const maxAttempts = 3;
/** No further attempt begins after so long: one that hung has cost 4 s already, and a clerk stands waiting. Guess. */
const tryAgainWithinMs = 3000;

/** Transactions on what is stored, wherever that is. */
export interface Transactions {
  /** May be run twice. */
  read<T>(work: (store: Store) => Promise<T>): Promise<T>;
  /** Done at most once. */
  write<T>(work: Write<T>, call: Call): Promise<T>;
}

/** Transactions in IndexedDB. */
export interface Database extends Transactions {
  /** Opens it again, which puts back what the copy has and it has not. Tried once. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A database with its copy. A transaction that fails is run again on a fresh connection. One that wrote and whose end is
 * not known is found by its token. Rejects only with StoreFailure.
 * @param mayOpen rejects while another tab does the database's work
 */
export function createDatabase(given: {
  readonly name: string;
  readonly canary: CheckpointStore;
  readonly copy: Copy | undefined;
  readonly mayOpen: () => Promise<void>;
}): Database {
  const { name, canary, copy, mayOpen } = given;
  let head: Head | undefined;
  const strict = createStrictStore({
    databaseName: name,
    storeName: 'journal',
    async prepare(run) {
      await mayOpen();
      const before = canary.read();
      const copies = (await copy?.recover()) ?? [];
      const opened = await run((objects) => openLedger(idbStore(objects), before, copies));
      copy?.opened(opened.head, opened.isCopied);
      show(opened.head);
    },
  });

  /** After a commit. */
  function show(next: Head): void {
    if (head?.journal === next.journal && head.tally.revision > next.tally.revision) return;
    head = next;
    const { journal, lastSeq, tally } = next;
    canary.keep({ journal, seqHigh: lastSeq, pending: tally.pending, revision: tally.revision });
  }

  const read = <T>(work: (store: Store) => Promise<T>) => strict('readonly', (objects) => work(idbStore(objects)));

  /** One attempt. Transactions that write come one after the other: all earlier ones have ended when this begins. */
  async function writeOnce<T>(work: Write<T>, call: Call) {
    const by = await copy?.voucher();
    let store: Store | undefined;
    try {
      return await strict('readwrite', async (objects) => {
        store = idbStore(objects);
        const found = await readHead(store);
        const { result, head: left } = await perform(store, found, work, call, by);
        return { result, found, left, record: await copy?.recordOf(store, found, left) };
      });
    } catch (error) {
      // It may have been written all the same.
      if (!(error as StoreFailure).certain && store !== undefined && store.changes.length > 0) copy?.distrust();
      throw error;
    }
  }

  async function writeAndCopy<T>(work: Write<T>, call: Call): Promise<T> {
    const { result, found, left, record } = await writeOnce(work, call);
    if (copy !== undefined && record !== undefined) {
      if (record.whole || (await copy.isVouched(found))) await copy.keep(record, left).catch(() => {});
      else
        await read(contentOf)
          .then((changes) => copy.keep({ ...record, whole: true, changes }, left))
          .catch(copy.distrust);
    }
    show(left);
    return result;
  }

  return {
    read: (work) => again(() => read(work)),
    write: (work, call) => again(() => (copy === undefined ? writeAndCopy(work, call) : inTurn(copy, work, call))),
    async reopen() {
      await strict.close();
      await read(readHead);
    },
    close: () => strict.close(),
  };

  function inTurn<T>(ofCopy: Copy, work: Write<T>, call: Call): Promise<T> {
    return ofCopy
      .inTurn(() => writeAndCopy(work, call))
      .catch((error) => {
        throw error instanceof StoreFailure ? error : new StoreFailure(error, true);
      });
  }
}

async function again<T>(attempt: () => Promise<T>): Promise<T> {
  const beganMs = performance.now();
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLast = attempts >= maxAttempts || performance.now() - beganMs > tryAgainWithinMs;
      if (isLast || isHopeless(error)) throw error;
    }
  }
}
