import { promisifyRequest, type UseStore } from 'idb-keyval';

/** An `open` that has not settled by then will not (seen in WebKit): better to say so than to wait. Guess, decision 0006. */
const openWithinMs = 4000;

/**
 * idb-keyval's `UseStore` with what a journal needs besides: strict durability, a result that is given only after the
 * transaction has *completed*, and a connection that is opened anew after the browser has dropped it.
 */
export type StrictStore = UseStore & { close(): Promise<void> };

/** A store of one database with one object store, both made when missing. Opens at the first use. */
export function createStrictStore(databaseName: string, storeName: string): StrictStore {
  let connection: Promise<IDBDatabase> | undefined;

  function connect(): Promise<IDBDatabase> {
    if (connection !== undefined) return connection;
    const opening = open(databaseName, storeName, () => forget(opening));
    connection = opening;
    // A failed opening is not kept either: the next call tries again.
    opening.catch(() => forget(opening));
    return opening;
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
    const [used, transaction] = await begin(connect, forget, (database) =>
      database.transaction(storeName, mode, { durability: 'strict' }),
    );
    const done = promisifyRequest(transaction);
    // Marked as handled: where `work` throws first, its error is the one told.
    done.catch(() => {});
    try {
      const result = await work(transaction.objectStore(storeName));
      await done;
      return result;
    } catch (error) {
      abortQuietly(transaction);
      // WebKit's lost connections look alive and fail at every use: none that has failed is used again.
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

/** A transaction and its connection. One the browser has closed shows only when it is used: then one fresh one is tried. */
async function begin(
  connect: () => Promise<IDBDatabase>,
  forget: (old: Promise<IDBDatabase>) => void,
  start: (database: IDBDatabase) => IDBTransaction,
): Promise<readonly [Promise<IDBDatabase>, IDBTransaction]> {
  const first = connect();
  const database = await first;
  try {
    return [first, start(database)];
  } catch {
    forget(first);
    const second = connect();
    return [second, start(await second)];
  }
}

async function open(databaseName: string, storeName: string, onLost: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  let late = false;
  const opened = promisifyRequest(request).then((database) => {
    // Nobody waits for it any more; left open it would be in the way of others.
    if (late) database.close();
    database.onclose = onLost;
    // Another tab wants a newer layout: stand aside rather than block it.
    database.onversionchange = onLost;
    return database;
  });
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      late = true;
      reject(new Error(`${databaseName} did not open within ${openWithinMs} ms`));
    };
    const timer = setTimeout(giveUp, openWithinMs);
    opened.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function abortQuietly(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}
