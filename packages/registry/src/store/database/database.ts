/**
 * The port to a database: PostgreSQL, embedded or as a server. It knows SQL and has no notion of shows or cards.
 * Values are text, numbers, booleans, null and arrays of text. Integers come back as numbers, `timestamptz` as `Date`,
 * `jsonb` parsed. Other types differ between the drivers: cast them to text in the query.
 */
export interface Queries {
  /** Returns the rows of one statement. */
  query<Row>(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Runs several statements without values, all or none. */
  script(sql: string): Promise<void>;
}

export type SqlValue = string | number | boolean | null | readonly string[];

export interface Database extends Queries {
  /** For queries that may take long. They have their own connections, so no visit waits for them. */
  readonly reports: Reports;
  /** Returns the result of `work`, committed. Rolls back if it rejects. Isolation: read committed. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /**
   * Returns the result of `work`, which has a connection of its own without time limits and outside a transaction. Only
   * one process at a time runs one. The others wait.
   */
  exclusively<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /**
   * Resolves once everything committed before the call, by any process, survives a power cut. `commit_visits` commits
   * without waiting for the disk, so await this before you answer a device.
   */
  flushed(): Promise<void>;
  /** Returns the state of each pool of connections. Empty if the database is in this process. */
  connections(): readonly PoolState[];
  /** Closes the connections. No query may follow. */
  close(): Promise<void>;
}

/** Queries that may take long, perhaps on a replica. */
export interface Reports extends Queries {
  /** Chooses where the next queries read. Returns how old the data there is at most, in milliseconds. */
  chooseSource(): Promise<number>;
}

/** How many connections of a pool are in use or idle, and how many callers wait for one. */
export interface PoolState {
  readonly pool: string;
  readonly used: number;
  readonly idle: number;
  readonly waiting: number;
}

/** The schema of the registry's tables, and the search path of every connection. */
export const schemaName = 'kaiku';

/** Connections of one process. With more, transactions only wait inside the database instead of here. */
export const maxConnections = 16;

/** Reports that run at a time, each on its own connection. Few, so that they leave processor time to recording. */
export const maxReports = 2;

/** How long a statement waits for a lock of another transaction, in milliseconds. Then the device must try again. */
export const lockTimeoutMs = 2_000;

/** Settings of every connection. */
export const settings = {
  search_path: schemaName,
  lock_timeout: lockTimeoutMs,
  // A prepared statement keeps its first plan. On a nearly empty table that would be a sequential scan, which is ruinous
  // once the table has grown. A table without a matching index is still scanned.
  enable_seqscan: 'off',
  // The other joins read the whole table of one side, or an index from end to end. So does a nested loop that stores what
  // it joins: planned while the tables were empty, it read all visits of the venue for each batch of a list.
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
  // All statements search by key, so one plan fits any values, and planning takes longer than running.
  plan_cache_mode: 'force_generic_plan',
  // Compiling takes longer than running.
  jit: 'off',
};

/** Returns an instant, in milliseconds since the Unix epoch, as SQL and the wire write it (ISO 8601, UTC). */
export function toTimestamp(atMs: number): string {
  return new Date(atMs).toISOString();
}

/**
 * Returns a statement that calls an SQL function with named arguments, and its values. The key `show` is the argument
 * `p_show`. The columns are those of the function; the column of a scalar function is named `column`.
 */
export function call(
  name: string,
  args: Readonly<Record<string, SqlValue>>,
  column = name,
): readonly [sql: string, values: readonly SqlValue[]] {
  const named = Object.keys(args).map((key, index) => `p_${key} => $${index + 1}`);
  return [`select * from ${name}(${named.join(', ')}) as "${column}"`, Object.values(args)];
}
