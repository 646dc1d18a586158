import type { CheckpointStore } from './checkpoint.ts';
import type { Copy } from './copy.ts';
import { type Call, type Head, perform, readHead, recall, type Write } from './ledger.ts';
import type { LogRecord } from './log-record.ts';
import { openLedger } from './open-ledger.ts';
import { isHopeless } from './storage-failure.ts';
import { contentOf, idbStore, type Store } from './store.ts';
import { createStrictStore, type StrictStore } from './strict-store.ts';
import { callAfter, failureOf, StoreFailure, type Transactions } from './transactions.ts';

/** Each attempt uses a new connection, because the store drops one that has failed. */
const maxAttempts = 3;
/** No attempt starts after this time: one that hung has taken 4 s already, and a clerk waits. Guess. */
const retryWithinMs = 3000;

/** Transactions in IndexedDB. */
export interface Database extends Transactions {
  /** Opens it again, which restores from the copy what it lacks. Tried once. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

interface DatabaseOptions {
  readonly name: string;
  readonly checkpoints: CheckpointStore;
  readonly copy: Copy | undefined;
  /** Rejects while another tab does the database's work. */
  readonly mayOpen: () => Promise<void>;
}

/**
 * Creates a database with its copy. A failed transaction is run again on a new connection. One that wrote and whose end is
 * unknown is found by its token. Rejects only with StoreFailure.
 */
export function createDatabase({ name, checkpoints, copy, mayOpen }: DatabaseOptions): Database {
  let head: Head | undefined;
  const strict = createStrictStore({
    databaseName: name,
    storeName: 'journal',
    async prepare(run) {
      await mayOpen();
      const before = checkpoints.read();
      const copies = (await copy?.recover()) ?? [];
      const opened = await run((objects) => openLedger(idbStore(objects), before, copies));
      copy?.opened(opened.head, opened.isCopied);
      keepCheckpoint(opened.head);
    },
  });

  /** After a commit. */
  function keepCheckpoint(next: Head): void {
    if (head?.journal === next.journal && head.tally.revision > next.tally.revision) return;
    head = next;
    const { journal, lastSeq, tally } = next;
    checkpoints.keep({ journal, seqHigh: lastSeq, pending: tally.pending, revision: tally.revision });
  }

  const read = <T>(work: (store: Store) => Promise<T>) => strict('readonly', (objects) => work(idbStore(objects)));

  async function writeAndCopy<T>(work: Write<T>, call: Call): Promise<T> {
    const { result, found, left, record } = await writeOnce(strict, copy, work, call);
    if (copy !== undefined && record !== undefined) {
      if (record.whole || (await copy.isVouched(found))) await copy.keep(record, left).catch(() => {});
      else
        await read(contentOf)
          .then((changes) => copy.keep({ ...record, whole: true, changes }, left))
          .catch(copy.distrust);
    }
    keepCheckpoint(left);
    return result;
  }

  return {
    read: (work) => retry(() => read(work)),
    async write(work, call) {
      let current = call;
      const next = () => (copy === undefined ? writeAndCopy(work, current) : inTurn(copy, current, writeAndCopy, work));
      return retry(next, (failure) => {
        current = callAfter(current, failure);
      });
    },
    async reopen() {
      await strict.close();
      await read(readHead);
    },
    close: () => strict.close(),
  };
}

interface Written<T> {
  readonly result: T;
  readonly found: Head;
  readonly left: Head;
  readonly record: LogRecord | undefined;
}

/** One attempt. Writes run one after another: all earlier ones have ended when this one starts. */
async function writeOnce<T>(
  strict: StrictStore,
  copy: Copy | undefined,
  work: Write<T>,
  call: Call,
): Promise<Written<T>> {
  const by = await copy?.voucher();
  let store: Store | undefined;
  let { found: revision } = call;
  try {
    return await strict('readwrite', async (objects) => {
      store = idbStore(objects);
      const found = await readHead(store);
      const earlier = recall<T>(found, call);
      if (earlier === undefined) revision = found.tally.revision;
      const { result, head: left } = earlier ?? (await perform(store, found, work, call.token, by));
      return { result, found, left, record: await copy?.recordOf(store, found, left) };
    });
  } catch (error) {
    const failure = failureOf(error, revision);
    // The write may have happened.
    if (!failure.certain && store !== undefined && store.changes.length > 0) copy?.distrust();
    throw failure;
  }
}

function inTurn<T>(
  copy: Copy,
  call: Call,
  write: (work: Write<T>, call: Call) => Promise<T>,
  work: Write<T>,
): Promise<T> {
  return copy
    .inTurn(() => write(work, call))
    .catch((error) => {
      throw error instanceof StoreFailure ? error : new StoreFailure(error, true, call.found);
    });
}

async function retry<T>(attempt: () => Promise<T>, onFailure: (failure: unknown) => void = () => {}): Promise<T> {
  const startedMs = performance.now();
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLast = attempts >= maxAttempts || performance.now() - startedMs > retryWithinMs;
      if (isLast || isHopeless(error)) throw error;
      onFailure(error);
    }
  }
}
