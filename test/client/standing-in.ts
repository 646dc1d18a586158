/** A storage whose database has failed permanently, so that it works on its copy alone. */
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';

const failing = new Set<string>();
let isSet = false;

/** Makes every transaction of this database fail. Returns a function that repairs it. */
export function failsForGood(name: string): () => void {
  failing.add(name);
  if (!isSet) breakTransactions();
  return () => failing.delete(name);
}

function breakTransactions(): void {
  isSet = true;
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
    if (failing.has(this.name)) throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    return transaction.apply(this, args);
  };
}

/** Opens a storage, uses it so that there is a copy, and makes its database fail. */
export function standingIn(open: (name: string) => OutboxStorage, name: string): OutboxStorage {
  const storage = open(name);
  const ready = storage.keepNote('used', true).then(() => failsForGood(name));
  return Object.fromEntries(
    Object.entries(storage).map(([part, value]) => [
      part,
      typeof value === 'function' && part !== 'emergency'
        ? (...given: unknown[]) => ready.then(() => Reflect.apply(value, storage, given) as unknown)
        : value,
    ]),
  ) as unknown as OutboxStorage;
}
