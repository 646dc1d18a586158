/**
 * The port to a database: PostgreSQL, embedded or not. It knows SQL and nothing of shows or cards.
 * Values go in as text, numbers, booleans, null and arrays of text; integers come back as numbers, `timestamptz` as
 * `Date`, `jsonb` parsed. Other types differ between the drivers: cast them to text in the query.
 */
export interface Queries {
  /** The rows of one statement. */
  query<Row>(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Several statements without values, all or none. */
  script(sql: string): Promise<void>;
}

export type SqlValue = string | number | boolean | null | readonly string[];

export interface Database extends Queries {
  /** For queries that may take long: on connections of their own, so that no till waits for them. */
  readonly reports: Queries;
  /** What `work` gives, committed; rolled back where it rejects. Isolation: read committed. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /**
   * Resolves once all that was committed before the call, by whichever process, outlives a power cut. Counting a usage
   * commits without waiting for the disk (settling.sql), so nobody may be answered before.
   */
  flushed(): Promise<void>;
  /** Lets go of the database. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

/** The schema that holds the registry's tables; connections have it as their search path. */
export const schemaName = 'kaiku';

/** How long a statement waits for another transaction's lock, in milliseconds: then the caller is told to come again. */
export const lockTimeoutMs = 2_000;

/** What every connection is set to. */
export const settings = {
  search_path: schemaName,
  lock_timeout: lockTimeoutMs,
  // Statements keep the plan that was made when they were first run, perhaps while a table was nearly empty: reading
  // all of it is then the quickest, and ruinous later. Where there is no index it is still read as a whole.
  enable_seqscan: 'off',
  // And one plan for any values: all of ours go by a key, and planning a statement takes longer than running it.
  plan_cache_mode: 'force_generic_plan',
  // Compiling a statement takes longer than running any of ours.
  jit: 'off',
};

/** An error inside the server: seen while it fails over, but worth a look in any case. */
export const internalError = 'XX000';

/** The code of an error that came from the connection and not from the server. */
export const unreachable = 'unreachable';

// Conditions of the server in which it cannot be worked with now (PostgreSQL appendix A).
const away = new Set([
  unreachable,
  '08000', // connection exception
  '08003', // connection does not exist
  '08006', // connection failure
  '08P01', // protocol violation: a pooler's word for a server it has lost
  '25006', // read-only: a standby, or a primary that has become one
  '53300', // too many connections
  '57P01', // the server is shutting down
  '57P02', // another process of the server has crashed
  '57P03', // the server is starting
  '57P05', // the connection was idle for too long
  internalError,
]);

/** True if there is no database to work with now; there may be one in a moment, perhaps over another connection. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && away.has(code);
}

// Conditions that pass by themselves: trying again can help.
const passing = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available in time
  '57014', // statement not done in time
  'KK001', // others were always quicker (until-settled.ts)
  '23505', // the same, at a unique constraint
]);

/** True where the database could not do it now, but may a moment later. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (passing.has(code) || away.has(code));
}

// What somebody else has written in the same moment: whoever looks again sees it.
const overtaken = new Set([
  '23505', // unique violation
  '40P01', // deadlock
  'KK001', // raised by functions of schema.sql
  '23503', // foreign key violation: the show has been deleted meanwhile
]);

/** True where somebody else was quicker: reading again and deciding anew helps at once. */
export function hasChanged(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && overtaken.has(code);
}

/** The SQLSTATE or system code of a driver's error. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
