import { KaikuError } from '../errors.ts';

/** True if no retry helps: the value cannot be cloned, or a newer version of this package has upgraded the database. */
export function isHopeless(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'DataCloneError' || name === 'VersionError') return true;
  return cause !== undefined && isHopeless(cause);
}

/** @param action completes “The device's storage could not …” */
export function toStorageError(action: string, cause: unknown): KaikuError {
  const message = `The device's storage could not ${action}.`;
  return new KaikuError('outbox/storage', message, { retryable: !isHopeless(cause), cause });
}
