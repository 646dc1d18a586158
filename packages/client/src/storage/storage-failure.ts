import { KaikuError } from '../errors.ts';

/** Neither a fresh connection nor another place helps: it cannot be copied, or a newer version of us has the database. */
export function isHopeless(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'DataCloneError' || name === 'VersionError') return true;
  return cause !== undefined && isHopeless(cause);
}

/** The error that callers of a storage see. */
export function cannot(what: string, cause: unknown): KaikuError {
  const message = `The device's storage could not ${what}.`;
  return new KaikuError('outbox/storage', message, { retryable: !isHopeless(cause), cause });
}
