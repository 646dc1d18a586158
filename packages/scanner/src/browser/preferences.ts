/** The clerk's choices on this device, such as the volume, in `localStorage`. Nothing depends on them: it may be blocked or cleared. */

const prefix = 'kaiku-scanner/';

/** Returns the stored value; `undefined` if there is none, or if `is` rejects it. Never throws. */
export function preference<T>(key: string, is: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(prefix + key) ?? 'null');
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Stores a value as JSON, if the browser allows it. Never throws. */
export function keepPreference(key: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // The choice lasts until the page is closed.
  }
}
