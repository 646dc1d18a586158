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
  /** What `work` gives, committed; rolled back where it rejects. Isolation: read committed. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Lets go of the database. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

/** The schema that holds the register's tables; connections have it as their search path. */
export const schemaName = 'kaiku';

/** How long a statement waits for another transaction's lock, in milliseconds: then the caller is told to come again. */
export const lockTimeoutMs = 2_000;

// Conditions that pass by themselves (PostgreSQL appendix A; Node's network errors): trying again can help.
const passing = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '53300', // too many connections
  '55P03', // lock not available in time
  '57P01', // the server is shutting down
  '57P03', // the server is starting
  'ECONNREFUSED',
  'ECONNRESET',
]);

/** True where the database could not do it now, but may a moment later. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && passing.has(code);
}

/** True where a unique constraint said no. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === '23505';
}

/** The SQLSTATE or system code of a driver's error. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
