import { promisifyRequest } from 'idb-keyval';

/** Entries have their numbers as keys; everything else has a name. */
export type Key = number | string;

/** A key with its new value; the key alone if it is removed. */
export type Change = readonly [key: Key, value: unknown] | readonly [key: Key];

/**
 * `entry`: the keys that are numbers. `copied`: all but the kept entries, which the second copy does not have. Others: the
 * keys that begin with this word and a colon.
 */
export type Kind = 'entry' | 'copied' | 'lease' | 'unconfirmed' | 'kept';

/** A key-value store inside one transaction: an IndexedDB object store, or a map in memory. */
export interface Store {
  get<T>(key: Key): Promise<T | undefined>;
  /** Ascending: numbers, then names. @param of default: all */
  keys(of?: Kind): Promise<readonly Key[]>;
  /** In the order of `keys`. */
  values<T>(of?: Kind): Promise<readonly T[]>;
  put(key: Key, value: unknown): void;
  delete(key: Key): void;
  /** All puts and deletes so far, in order. */
  readonly changes: readonly Change[];
}

/** Returns what the second copy has of a store, as changes to an empty one. */
export async function contentOf(store: Store): Promise<readonly Change[]> {
  const [keys, values] = await Promise.all([store.keys('copied'), store.values<unknown>('copied')]);
  return keys.map((key, index) => [key, values[index]]);
}

/** Returns what the second copy gets of the changes of a transaction. */
export function copiedChanges({ changes }: Store): readonly Change[] {
  return changes.filter(([key]) => isOf(key, 'copied'));
}

/** Wraps an object store of a transaction. */
export function idbStore(objects: IDBObjectStore): Store {
  const changes: Change[] = [];
  return {
    changes,
    get: (key) => promisifyRequest(objects.get(key)),
    keys: (of) => inRanges(of, (range) => objects.getAllKeys(range) as IDBRequest<Key[]>),
    values: <T>(of?: Kind) => inRanges(of, (range) => objects.getAll(range) as IDBRequest<T[]>),
    put(key, value) {
      changes.push([key, value]);
      objects.put(value, key);
    },
    delete(key) {
      changes.push([key]);
      objects.delete(key);
    },
  };
}

/** Creates a transaction over a map, which is unchanged before `commit`. Clones what goes in and out, as IndexedDB does. */
export function mapStore(map: Map<Key, unknown>): Store & { commit(): void } {
  const changes: Change[] = [];
  const changed = new Map<Key, unknown>();
  const entries = (of?: Kind) => {
    const all = changed.size === 0 ? map : new Map([...map, ...changed]);
    return [...all].filter(([key, value]) => value !== undefined && isOf(key, of)).sort(([a], [b]) => compare(a, b));
  };
  return {
    changes,
    get: async <T>(key: Key) => structuredClone((changed.has(key) ? changed : map).get(key)) as T | undefined,
    keys: async (of) => entries(of).map(([key]) => key),
    values: async <T>(of?: Kind) => structuredClone(entries(of).map(([, value]) => value)) as T[],
    put(key, value) {
      const copy = structuredClone(value);
      changes.push([key, copy]);
      changed.set(key, copy);
    },
    delete(key) {
      changes.push([key]);
      changed.set(key, undefined);
    },
    commit: () => apply(changes, map),
  };
}

export function apply(changes: readonly Change[], map: Map<Key, unknown>): void {
  for (const [key, value] of changes) {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
}

async function inRanges<T>(
  of: Kind | undefined,
  request: (range: IDBKeyRange | undefined) => IDBRequest<T[]>,
): Promise<readonly T[]> {
  return (await Promise.all(rangesOf(of).map((range) => promisifyRequest(request(range))))).flat();
}

function rangesOf(of: Kind | undefined): readonly (IDBKeyRange | undefined)[] {
  if (of === undefined) return [undefined];
  if (of === 'entry') return [IDBKeyRange.bound(0, Number.POSITIVE_INFINITY)];
  if (of === 'copied') return [IDBKeyRange.upperBound('kept:', true), IDBKeyRange.lowerBound('kept;')];
  return [IDBKeyRange.bound(`${of}:`, `${of};`, false, true)];
}

function isOf(key: Key, of: Kind | undefined): boolean {
  if (of === undefined) return true;
  if (of === 'copied') return !isOf(key, 'kept');
  return typeof key === 'number' ? of === 'entry' : key.startsWith(`${of}:`);
}

function compare(a: Key, b: Key): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : Number(a > b);
}
