/** The little of the Web Storage API that is needed, for places whose types do not know it (workers have none). */
export interface TextStore {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The browser's `localStorage`; `undefined` in workers, in Node, and where it is forbidden: then looking at it throws. */
export function localStore(): TextStore | undefined {
  try {
    return (globalThis as { readonly localStorage?: TextStore | null }).localStorage ?? undefined;
  } catch {
    return undefined;
  }
}

/** A value that was kept as JSON; `undefined` where there is none, it cannot be read, or it is no object. */
export function readJson(key: string): unknown {
  try {
    const text = localStore()?.getItem(key);
    const value: unknown = text == null ? undefined : JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** False where it cannot be kept: no room, forbidden, or none there. Then what stood there stands. */
export function keepJson(key: string, value: unknown): boolean {
  try {
    const store = localStore();
    if (store === undefined) return false;
    store.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
