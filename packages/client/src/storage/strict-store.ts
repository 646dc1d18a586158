import { promisifyRequest, type UseStore } from 'idb-keyval';
import { abortOnLeave, pageIsThere } from '../page-life.ts';
import { StoreFailure } from './transactions.ts';

/** An `open` that has not ended by then never does (seen in WebKit). Guess, decision 0006. */
export const openTimeoutMs = 4000;
/** A transaction that has not ended by then is aborted. Guess: strict ones take up to 42 ms (measured, decision 0010). */
export const endTimeoutMs = 4000;
/** How long to wait for the end of an aborted transaction, which says whether it was aborted in time. Guess. */
export const abortTimeoutMs = 500;

/**
 * idb-keyval's `UseStore` with strict durability. Resolves only after the transaction has *completed*, ends in bounded time,
 * and opens a new connection after any failure. Rejects only with {@link StoreFailure}.
 */
export type StrictStore = UseStore & { close(): Promise<void> };

export interface StoreOptions {
  readonly databaseName: string;
  readonly storeName: string;
  /** Runs on every connection before its first use. If it rejects, the connection is closed. */
  prepare(run: <T>(work: (store: IDBObjectStore) => Promise<T>) => Promise<T>): Promise<void>;
}

/** Creates a store over one database with one object store; makes both if they are missing. Opens at the first use. */
export function createStrictStore({ databaseName, storeName, prepare }: StoreOptions): StrictStore {
  let connection: Promise<IDBDatabase> | undefined;

  function connect(): Promise<IDBDatabase> {
    if (connection !== undefined) return connection;
    const opening = openPrepared(() => forget(opening));
    connection = opening;
    // Drop a failed opening, so that the next call tries again.
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

  /** Makes the next use open a connection. Transactions of the old one run to their end. */
  function forget(old: Promise<IDBDatabase>): void {
    if (connection === old) connection = undefined;
    old.then(
      (database) => database.close(),
      () => {},
    );
  }

  const use: UseStore = async (mode, work) => {
    const used = connect();
    // No transaction had begun.
    const database = await used.catch((error: unknown) => {
      throw new StoreFailure(error, true);
    });
    try {
      return await transact(database, storeName, mode, async (store) => work(store));
    } catch (error) {
      // WebKit's lost connections look alive and fail at every use, so drop each that has failed.
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
 * Runs `work` in one transaction and waits for its end for a limited time, then aborts it. After that there are three cases:
 * its `abort` event, so it has written nothing; `complete`, because it was ending already, so it has written everything; or
 * no event, so the outcome is unknown.
 */
async function transact<T>(
  database: IDBDatabase,
  storeName: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  await pageIsThere();
  const transaction = begin(database, storeName, mode);
  abortOnLeave(transaction);
  const ended = endOf(transaction);
  const tooLate = new Error(`A transaction did not end within ${endTimeoutMs} ms.`);
  try {
    const result = await withTimeout(endTimeoutMs, tooLate, work(transaction.objectStore(storeName)));
    const end = await withTimeout(endTimeoutMs, tooLate, ended).catch(() => endAfterAbort(transaction, ended));
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
    // The browser had closed the connection.
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
    // It is ending or has ended.
  }
  return withTimeout(abortTimeoutMs, undefined, ended).catch(() => undefined);
}

async function open(databaseName: string, storeName: string, onLost: () => void): Promise<IDBDatabase> {
  await pageIsThere();
  // No `onblocked`: there is only one version so far. Other causes of a wait (a deletion that waits for a tab) time out.
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(storeName);
    if (request.transaction !== null) abortOnLeave(request.transaction);
  };
  const late = new Error(`${databaseName} did not open within ${openTimeoutMs} ms.`);
  const opened = promisifyRequest(request).then((database) => {
    database.onclose = onLost;
    // Another tab wants a newer layout: close, so as not to block it.
    database.onversionchange = onLost;
    return database;
  });
  return withTimeout(openTimeoutMs, late, opened).catch((error) => {
    // Close a connection that opens too late: it would block others.
    opened.then(
      (database) => database.close(),
      () => {},
    );
    throw error;
  });
}

/** Settles like `work`, or rejects with `late` after `ms` milliseconds. */
function withTimeout<T>(ms: number, late: unknown, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
