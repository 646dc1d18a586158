/** The part of the Web Storage API that is needed. The types of workers do not include it. */
export interface TextStore {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Returns the browser's `localStorage`; `undefined` in workers, in Node, and if it is forbidden (then reading it throws). */
export function localStore(): TextStore | undefined {
  try {
    return (globalThis as { readonly localStorage?: TextStore | null }).localStorage ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns an object that was stored as JSON; `undefined` if there is none or it cannot be read. */
export function readJson(key: string): unknown {
  try {
    const text = localStore()?.getItem(key);
    const value: unknown = text == null ? undefined : JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Returns false, with the old value unchanged, if there is no room or no `localStorage`. */
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
