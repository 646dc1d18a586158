import { KaikuError } from '../errors.ts';

/** True if no retry helps: the value cannot be cloned, or a newer version of this package has upgraded the database. */
export function isHopeless(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'DataCloneError' || name === 'VersionError') return true;
  return cause !== undefined && isHopeless(cause);
}

/** True if there is no room: the browser's quota (`QuotaExceededError`), or the disk (SQLite's code 13). */
export function isFull(error: unknown): boolean {
  const { name, errcode, cause } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return name === 'QuotaExceededError' || errcode === 13 || (cause !== undefined && isFull(cause));
}

/** @param action completes “The device's storage could not …” */
export function toStorageError(action: string, cause: unknown): KaikuError {
  const message = `The device's storage could not ${action}.`;
  return new KaikuError('outbox/storage', message, { retryable: !isHopeless(cause), cause });
}
