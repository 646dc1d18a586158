import type { TextStore } from '../../packages/client/src/storage/local-store.ts';
import { answerTimeoutMs } from '../../packages/client/src/storage/opfs-log.ts';
import { abortTimeoutMs, endTimeoutMs, openTimeoutMs } from '../../packages/client/src/storage/strict-store.ts';

/** Each function breaks IndexedDB in one way, and returns a function that repairs it. */

type Method = (this: never, ...args: never[]) => unknown;

/** Replaces a method of a prototype, even an inherited one. */
function replaced<T extends object>(
  prototype: T,
  name: keyof T & string,
  by: (original: Method) => Method,
): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  const original = prototype[name] as Method;
  Object.defineProperty(prototype, name, { value: by(original), configurable: true, writable: true });
  return () => {
    if (own === undefined) delete (prototype as Record<string, unknown>)[name];
    else Object.defineProperty(prototype, name, own);
  };
}

function all(...restores: (() => void)[]): () => void {
  return () => {
    for (const restore of restores.reverse()) restore();
  };
}

/** Applies `fault` to the first `times` transactions. */
function transactions(
  times: number,
  fault: (original: () => IDBTransaction, database: IDBDatabase) => unknown,
): () => void {
  let left = times;
  return replaced(
    IDBDatabase.prototype,
    'transaction',
    (original) =>
      function transaction(this: IDBDatabase, ...args: unknown[]) {
        const begin = () => Reflect.apply(original, this, args) as IDBTransaction;
        left -= 1;
        return left < 0 ? begin() : fault(begin, this);
      } as Method,
  );
}

const reads = ['get', 'getAll', 'getAllKeys', 'count'] as const;
const writes = ['put', 'delete'] as const;

/** Requests succeed, then the transaction aborts. */
export function abortsAtTheEnd(times: number): () => void {
  return transactions(times, (begin) => {
    const transaction = begin();
    const store = transaction.objectStore.bind(transaction);
    const watched = transaction.mode === 'readonly' ? reads : writes;
    transaction.objectStore = (name) => {
      const real = store(name);
      for (const method of watched) {
        const original = real[method].bind(real) as (...args: unknown[]) => IDBRequest;
        (real as unknown as Record<string, unknown>)[method] = (...args: unknown[]) => {
          const request = original(...args);
          request.addEventListener('success', () => quietly(() => transaction.abort()));
          return request;
        };
      }
      return real;
    };
    return transaction;
  });
}

export function throwsAtOnce(times: number): () => void {
  return transactions(times, () => {
    throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
  });
}

/** No room: a put throws (Safari, private windows). Reads work. */
export function throwsForRoom(times: number): () => void {
  let left = times;
  return replaced(
    IDBObjectStore.prototype,
    'put',
    (original) =>
      function put(this: IDBObjectStore, ...args: unknown[]) {
        left -= 1;
        if (left < 0) return Reflect.apply(original, this, args) as unknown;
        throw new DOMException('full', 'QuotaExceededError');
      } as Method,
  );
}

/** Requests and transactions never fire an event. */
export function neverSettles(times: number): () => void {
  const request = () => ({});
  const store = Object.fromEntries([...reads, ...writes].map((method) => [method, request]));
  return all(
    hurried(),
    transactions(times, () => ({ error: null, objectStore: () => store, addEventListener() {}, abort() {} })),
  );
}

/**
 * Ignores the listeners that are added now. Later ones stay: fake-indexeddb starts the next transaction by a listener of its
 * own, which it adds when this one starts.
 */
function unheard(transaction: IDBTransaction): void {
  transaction.addEventListener = () => {};
  queueMicrotask(() => Reflect.deleteProperty(transaction, 'addEventListener'));
}

/** Transactions do their work, and never fire an event at their end. */
export function endsUnheard(times: number): () => void {
  return all(
    hurried(),
    transactions(times, (begin) => {
      const transaction = begin();
      unheard(transaction);
      // It is ending already.
      transaction.abort = () => {
        throw new DOMException('too late', 'InvalidStateError');
      };
      return transaction;
    }),
  );
}

/** Writes are done, and fail at the same moment: a connection that is lost between request and answer. */
export function doneButToldAsFailed(times: number): () => void {
  return all(
    hurried(),
    transactions(times, (begin) => {
      const transaction = begin();
      const objectStore = transaction.objectStore.bind(transaction);
      unheard(transaction);
      transaction.abort = () => {
        throw new DOMException('too late', 'InvalidStateError');
      };
      transaction.objectStore = (name) => {
        const store = objectStore(name);
        const put = store.put.bind(store);
        store.put = (value: unknown, key?: IDBValidKey) => {
          const request = put(value, key);
          // The tally is the last put of every write.
          if (key === 'tally') throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
          return request;
        };
        return store;
      };
      return transaction;
    }),
  );
}

/** The connection is closed once the transaction has begun: that one runs to its end, no other begins. */
export function closedUnderIt(times: number): () => void {
  return transactions(times, (begin, database) => {
    const transaction = begin();
    database.close();
    return transaction;
  });
}

/** The connection is closed without an event. */
export function closedBefore(times: number): () => void {
  return transactions(times, (begin, database) => {
    database.close();
    return begin();
  });
}

export function opensNever(times: number): () => void {
  return all(
    hurried(),
    opening(times, () => ({})),
  );
}

export function opensWithAbort(times: number): () => void {
  return opening(times, () => {
    throw new DOMException('no room for a database', 'AbortError');
  });
}

function opening(times: number, fault: () => unknown): () => void {
  let left = times;
  return replaced(
    IDBFactory.prototype,
    'open',
    (original) =>
      function open(this: IDBFactory, ...args: unknown[]) {
        left -= 1;
        return left < 0 ? (Reflect.apply(original, this, args) as unknown) : fault();
      } as Method,
  );
}

/** How much faster IndexedDB's timers run: a timeout of 4 s takes 0.2 s; in Node, where IndexedDB is fast, 50 ms. */
const haste = 'window' in globalThis ? 20 : 80;
/** The log works while IndexedDB is broken, so its own timers keep their pace, which a busy machine needs. */
const hurriedMs: readonly number[] = [openTimeoutMs, endTimeoutMs, abortTimeoutMs];
if (hurriedMs.includes(answerTimeoutMs))
  throw new Error('The timers of IndexedDB and of the log cannot be told apart.');

function hurried(): () => void {
  const { setTimeout: wait } = globalThis;
  const faster = ((task: () => void, ms = 0) =>
    wait(task, hurriedMs.includes(ms) ? ms / haste : ms)) as typeof setTimeout;
  globalThis.setTimeout = faster;
  const now = replaced(
    performance,
    'now',
    (original) => () => haste * (Reflect.apply(original, performance, []) as number),
  );
  return all(now, () => {
    globalThis.setTimeout = wait;
  });
}

/** Replaces the runner's `localStorage`, or removes it. */
export function withLocalStorage(store: TextStore | undefined): () => void {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', { value: store, configurable: true, writable: true });
  return () => {
    if (own === undefined) delete (globalThis as { localStorage?: unknown }).localStorage;
    else Object.defineProperty(globalThis, 'localStorage', own);
  };
}

export function createTextStore(): TextStore & { clear(): void } {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // It has ended.
  }
}
