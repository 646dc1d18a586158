import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from 'pg';
import {
  type Database,
  maxConnections,
  maxReports,
  type PoolState,
  type Queries,
  type SqlValue,
  settings,
} from './database.ts';
import { isUnavailable, unreachable } from './errors.ts';
import { createReportSource } from './report-source.ts';
import { createSharedFlush } from './shared-flush.ts';

/** How long to wait for a connection, in milliseconds. Guess: longer than any queue of a healthy database. */
const connectTimeoutMs = 5_000;

/** How long the server may work on one statement, in milliseconds. Ours take a few; a report may read a whole country's year. */
const statementTimeoutMs = 5_000;
const reportTimeoutMs = 60_000;

/** How long after the server's own limit a connection without a response is closed, in milliseconds. */
const answerGraceMs = 10_000;

/** Key of the lock of `exclusively`. Any number, the same in every process. */
const exclusiveLock = 538_010_421;

/** How long to wait between two attempts to get that lock, in milliseconds. */
const lockIntervalMs = 100;

export interface PostgresOptions {
  /** See `DatabaseChoice`. */
  readonly pooler?: 'named-statements' | 'unnamed-statements' | undefined;
  readonly reportsUrl?: string | undefined;
}

/** Opens a PostgreSQL server (15 or newer). Any number of processes may share it. Connects at the first query. */
export function openPostgres(url: string, { pooler, reportsUrl }: PostgresOptions = {}): Database {
  const open = (
    connectionString: string,
    max: number,
    limits: { readonly query_timeout: number },
    own: Readonly<Record<string, number>>,
  ) =>
    openPool({
      connectionString,
      max,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      ...limits,
      // A pooler reassigns a server connection after each transaction, so a session's settings would reach others or get lost.
      ...(pooler === undefined && { options: toOptions({ ...settings, ...own }) }),
    });
  const openLimited = (connectionString: string, max: number, timeoutMs: number) =>
    open(connectionString, max, { query_timeout: timeoutMs + answerGraceMs }, { statement_timeout: timeoutMs });
  const pool = openLimited(url, maxConnections, statementTimeoutMs);
  const reportPool = openLimited(url, maxReports, reportTimeoutMs);
  const replicaPool = reportsUrl === undefined ? undefined : openLimited(reportsUrl, maxReports, reportTimeoutMs);
  const toStatement = pooler === 'unnamed-statements' ? withoutName : withName;
  const queries = toQueries((work) => onConnection(pool, work), toStatement);
  return {
    ...queries,
    reports: createReportSource(
      toQueries((work) => onConnection(reportPool, work), toStatement),
      replicaPool && toQueries((work) => onConnection(replicaPool, work), toStatement),
    ),
    transaction: (work) => onConnection(pool, (client) => inTransaction(client, work, toStatement)),
    async exclusively(work) {
      const unlimited = open(url, 2, { query_timeout: 0 }, { statement_timeout: 0, lock_timeout: 0 });
      try {
        return await whileLocked(unlimited, toStatement, (client) =>
          work(toQueries((use) => use(client), toStatement)),
        );
      } finally {
        await unlimited.end();
      }
    },
    flushed: createSharedFlush(queries),
    connections: () => [
      stateOf('main', pool),
      stateOf('reports', reportPool),
      ...(replicaPool === undefined ? [] : [stateOf('replica', replicaPool)]),
    ],
    async close() {
      await Promise.all([pool.end(), reportPool.end(), replicaPool?.end()]);
    },
  };
}

function openPool(config: ConstructorParameters<typeof Pool>[0]): Pool {
  const pool = new Pool(config);
  // The server may end a connection at any time. The next query on it gets the error. Without these listeners the event
  // would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

function stateOf(name: string, { totalCount, idleCount, waitingCount }: Pool): PoolState {
  return { pool: name, used: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
}

function toOptions(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

type ToStatement = (sql: string) => { readonly name?: string; readonly text: string };

const names = new Map<string, string>();

// The server parses and plans a named statement once per connection. The name is a hash of the text, because processes
// that share a pooler share its connections.
function withName(sql: string) {
  const name = names.get(sql) ?? `kaiku-${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
  names.set(sql, name);
  return { name, text: sql };
}

const withoutName: ToStatement = (sql) => ({ text: sql });

/**
 * Runs `work` on its own connection. A failed connection is not used again.
 * @throws what `work` throws; an error that `isUnavailable` if there is no connection
 */
async function onConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(toUnavailable);
  let isBroken = false;
  try {
    return await work(client);
  } catch (error) {
    isBroken = isUnavailable(error);
    throw error;
  } finally {
    client.release(isBroken);
  }
}

async function inTransaction<T>(
  client: PoolClient,
  work: (queries: Queries) => Promise<T>,
  toStatement: ToStatement,
): Promise<T> {
  const queries = toQueries((use) => use(client), toStatement);
  await queries.script('begin');
  try {
    const result = await work(queries);
    await queries.script('commit');
    return result;
  } catch (error) {
    // Skipped on a failed connection, which `onConnection` closes.
    if (!isUnavailable(error)) await queries.script('rollback');
    throw error;
  }
}

/**
 * Runs `work` on one connection while the transaction of another holds the lock: behind a pooler only a transaction keeps
 * its session. It has no snapshot, so `create index concurrently` does not wait for it, nor for those that wait here.
 */
async function whileLocked<T>(
  pool: Pool,
  toStatement: ToStatement,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  for (;;) {
    const done = await onConnection(pool, (holder) =>
      inTransaction(
        holder,
        async ({ query, script }) => {
          const [lock] = await query<{ held: boolean }>('select pg_try_advisory_xact_lock($1) as held', [
            exclusiveLock,
          ]);
          // A script, and after the query: it closes the query's portal, which holds a snapshot.
          await script('set local idle_in_transaction_session_timeout = 0');
          return lock?.held ? { result: await onConnection(pool, work) } : undefined;
        },
        toStatement,
      ),
    );
    if (done !== undefined) return done.result;
    await pause(lockIntervalMs);
  }
}

function toQueries(
  onClient: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>,
  toStatement: ToStatement,
): Queries {
  return {
    query: <Row>(sql: string, values: readonly SqlValue[] = []) =>
      onClient(async (client) => {
        const statement = { ...toStatement(sql), values: [...values] };
        const { rows } = await client.query<QueryResultRow>(statement).catch(toUnavailable);
        return rows as Row[];
      }),
    script: (sql) =>
      onClient(async (client) => {
        await client.query(sql).catch(toUnavailable);
      }),
  };
}

/** Rethrows the server's errors. All others are failures of the connection, and get a code, which many lack. */
function toUnavailable(error: Error): never {
  if (error instanceof DatabaseError || error instanceof TypeError) throw error;
  throw Object.assign(new Error(`The database does not respond: ${error.message}`, { cause: error }), {
    code: unreachable,
  });
}
