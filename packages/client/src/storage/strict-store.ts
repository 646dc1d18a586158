import { promisifyRequest, type UseStore } from 'idb-keyval';

/** An `open` that has not acknowledged by then will not (seen in WebKit): better to say so than to wait. Guess, decision 0006. */
const openWithinMs = 4000;
/** A transaction that has not ended by then is aborted. Guess: strict ones take up to 42 ms (measured, decision 0010). */
const endWithinMs = 4000;
/** How long the end of an aborted transaction is waited for, which tells whether it was in time. Guess. */
const abortWithinMs = 500;

/**
 * A use of the store that failed. `certain`: nothing was written, and nothing will be. Else the transaction was given up
 * while it ended: it may yet have written all of it, or nothing.
 */
export class StoreFailure extends Error {
  readonly certain: boolean;
  constructor(cause: unknown, certain: boolean) {
    super('The store could not be used.', { cause });
    this.name = 'StoreFailure';
    this.certain = certain;
  }
}

/**
 * idb-keyval's `UseStore` with what a journal needs besides: strict durability; a result that is given only after the
 * transaction has *completed*; an end in bounded time; and after any failure a connection that is opened anew. Rejects
 * only with {@link StoreFailure}.
 */
export type StrictStore = UseStore & { close(): Promise<void> };

export interface StoreOptions {
  readonly databaseName: string;
  readonly storeName: string;
  /** Runs on every connection before its first visit, in a transaction of its own that uses it only where this succeeds. */
  prepare(run: <T>(work: (store: IDBObjectStore) => Promise<T>) => Promise<T>): Promise<void>;
}

/** A store of one database with one object store, both made when missing. Opens at the first visit. */
export function createStrictStore({ databaseName, storeName, prepare }: StoreOptions): StrictStore {
  let connection: Promise<IDBDatabase> | undefined;

  function connect(): Promise<IDBDatabase> {
    if (connection !== undefined) return connection;
    const opening = openPrepared(() => forget(opening));
    connection = opening;
    // A failed opening is not kept either: the next call tries again.
    opening.catch(() => forget(opening));
    return opening;
  }

  async function openPrepared(onLost: () => void): Promise<IDBDatabase> {
    const database = await open(databaseName, storeName, onLost);
    try {
      await prepare((work) => transact(database, storeName, 'readwrite', work));
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** The next use opens anew. What still runs on the old connection runs to its end. */
  function forget(old: Promise<IDBDatabase>): void {
    if (connection === old) connection = undefined;
    old.then(
      (database) => database.close(),
      () => {},
    );
  }

  const use: UseStore = async (mode, work) => {
    const used = connect();
    // Whatever failed on the way to a connection, it was before the transaction began.
    const database = await used.catch((error: unknown) => {
      throw new StoreFailure(error, true);
    });
    try {
      return await transact(database, storeName, mode, async (store) => work(store));
    } catch (error) {
      // WebKit's lost connections look alive and fail at every visit: none that has failed is used again.
      forget(used);
      throw error;
    }
  };

  return Object.assign(use, {
    async close() {
      const open = connection;
      connection = undefined;
      (await open?.catch(() => undefined))?.close();
    },
  });
}

/**
 * Runs `work` in one transaction and waits for its end, but not for ever. One that is given up is aborted first. Three
 * things may come of that: its `abort` event, so it has written nothing; `complete`, for it was ending already, so it has
 * written all; or silence, and nobody knows.
 */
async function transact<T>(
  database: IDBDatabase,
  storeName: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = begin(database, storeName, mode);
  const ended = endOf(transaction);
  const tooLate = new Error(`A transaction did not end within ${endWithinMs} ms`);
  try {
    const result = await within(endWithinMs, tooLate, work(transaction.objectStore(storeName)));
    const end = await within(endWithinMs, tooLate, ended).catch(() => endAfterAbort(transaction, ended));
    if (end === 'complete') return result;
    throw new StoreFailure(transaction.error ?? tooLate, end === 'abort');
  } catch (error) {
    if (error instanceof StoreFailure) throw error;
    const end = await endAfterAbort(transaction, ended);
    throw new StoreFailure(error, end === 'abort');
  }
}

function begin(database: IDBDatabase, storeName: string, mode: IDBTransactionMode): IDBTransaction {
  try {
    return database.transaction(storeName, mode, { durability: 'strict' });
  } catch (error) {
    // The browser has closed the connection and it shows only now.
    throw new StoreFailure(error, true);
  }
}

type End = 'complete' | 'abort';

function endOf(transaction: IDBTransaction): Promise<End> {
  return new Promise((resolve) => {
    transaction.addEventListener('complete', () => resolve('complete'));
    transaction.addEventListener('abort', () => resolve('abort'));
  });
}

function endAfterAbort(transaction: IDBTransaction, ended: Promise<End>): Promise<End | undefined> {
  try {
    transaction.abort();
  } catch {
    // It is ending already, or has ended.
  }
  return within(abortWithinMs, undefined, ended).catch(() => undefined);
}

function open(databaseName: string, storeName: string, onLost: () => void): Promise<IDBDatabase> {
  // No `onblocked`: there is one version yet. What else holds an opening up (a deletion that waits for a tab) times out.
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  const late = new Error(`${databaseName} did not open within ${openWithinMs} ms`);
  const opened = promisifyRequest(request).then((database) => {
    database.onclose = onLost;
    // Another tab wants a newer layout: stand aside rather than block it.
    database.onversionchange = onLost;
    return database;
  });
  return within(openWithinMs, late, opened).catch((error) => {
    // Nobody waits for it any more; left open it would be in the way of others.
    opened.then(
      (database) => database.close(),
      () => {},
    );
    throw error;
  });
}

/** `work`'s outcome, or a rejection with `late` where it has none within `ms` milliseconds. */
function within<T>(ms: number, late: unknown, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
