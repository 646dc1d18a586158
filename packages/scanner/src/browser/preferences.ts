/** What a clerk has chosen for this device, such as the volume. Nothing hangs on it: it may be forbidden or cleared. */

const prefix = 'kaiku-scanner/';

/** What was kept, where it is what it should be; `undefined` where nothing is. Never throws. */
export function preference<T>(key: string, is: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(prefix + key) ?? 'null');
    return is(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it as JSON, where that is allowed. Never throws. */
export function keepPreference(key: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // It holds until the page is closed.
  }
}
