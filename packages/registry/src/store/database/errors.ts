/** SQLSTATE of an error inside the server. Seen during a failover, but always worth a line in the log. */
export const internalError = 'XX000';

/** Our own code for an error of the connection, as opposed to a response of the server. */
export const unreachable = 'unreachable';

/** SQLSTATE of a lock that was not available within `lockTimeoutMs`. */
export const lockTimeout = '55P03';

/** SQLSTATE of a statement that took longer than it may. */
export const statementTimeout = '57014';

/** Our own code for a report that too many others were in front of. */
export const tooManyReports = 'too-many-reports';

/** SQLSTATE that our SQL functions raise if another transaction was first. */
export const overtaken = 'KK001';

/** SQLSTATE that `require_active` raises for a device that may record nothing. Its message says why. */
export const stopped = 'KK002';

// States in which the server accepts no work (PostgreSQL appendix A).
const unavailable = new Set([
  unreachable,
  '08000', // connection exception
  '08003', // connection does not exist
  '08006', // connection failure
  '08P01', // protocol violation: what a pooler reports if it lost its server
  '25006', // read-only: a standby, or a primary that has become one
  '53300', // too many connections
  '57P01', // the server is shutting down
  '57P02', // another process of the server has crashed
  '57P03', // the server is starting
  '57P05', // the connection was idle for too long
  internalError,
]);

/** True if no database is available now. A retry may reach it, perhaps over another connection. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && unavailable.has(code);
}

// Temporary conditions: a retry can succeed.
const temporary = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  lockTimeout,
  statementTimeout,
  overtaken,
  tooManyReports,
  '23505', // unique violation: another transaction was first
]);

/** True if the database could not do it now but may a moment later. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (temporary.has(code) || unavailable.has(code));
}

// Another transaction wrote at the same moment: reading again shows its result.
const conflicts = new Set([
  '23505', // unique violation
  '40P01', // deadlock
  overtaken,
  '23503', // foreign key violation: the show has just been deleted
]);

/** True if another transaction was first. Reading and deciding again helps at once. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && conflicts.has(code);
}

/** Returns the SQLSTATE or system code of a driver's error. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
