import { createHash } from 'node:crypto';
import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from 'pg';
import { type Database, isAway, type Queries, type SqlValue, settings, unreachable } from './database.ts';
import { flushTogether } from './shared-flush.ts';

/** Connections of one process. More than this only makes transactions wait inside the database instead of here. */
const maxConnections = 16;

/** Connections for reports: few, so that they leave the processor to the tills. */
const maxReportConnections = 2;

/** How long to wait for a free or a new connection, in milliseconds. A guess: longer than any queue a healthy database has. */
const connectTimeoutMs = 5_000;

/** How long the server works on one statement, in milliseconds; ours take a few. Reports read a country's year. */
const statementTimeoutMs = 5_000;
const reportTimeoutMs = 60_000;

/** How much longer than the server's own limit we wait for its answer, in milliseconds, before we give the connection up. */
const answerGraceMs = 10_000;

export interface PostgresOptions {
  /** See `DatabaseChoice`. */
  readonly pooler?: 'named-statements' | 'unnamed-statements' | undefined;
}

/** A PostgreSQL server (15 or newer), shared with any number of other processes. Connects at the first query. */
export function openPostgres(url: string, { pooler }: PostgresOptions = {}): Database {
  const open = (max: number, timeoutMs: number) =>
    openPool({
      connectionString: url,
      max,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: timeoutMs + answerGraceMs,
      keepAlive: true,
      // A pooler reassigns a server connection for one transaction: what a session sets would reach others, or get lost.
      ...(pooler === undefined && { options: toOptions({ ...settings, statement_timeout: timeoutMs }) }),
    });
  const pool = open(maxConnections, statementTimeoutMs);
  const reportPool = open(maxReportConnections, reportTimeoutMs);
  const toStatement = pooler === 'unnamed-statements' ? withoutName : withName;
  const queries = toQueries((work) => onConnection(pool, work), toStatement);
  return {
    ...queries,
    reports: toQueries((work) => onConnection(reportPool, work), toStatement),
    transaction: (work) => onConnection(pool, (client) => inTransaction(client, work, toStatement)),
    flushed: flushTogether(queries),
    async close() {
      await Promise.all([pool.end(), reportPool.end()]);
    },
  };
}

function openPool(config: ConstructorParameters<typeof Pool>[0]): Pool {
  const pool = new Pool(config);
  // The server may end a connection at any time, idle or between two statements. Whoever uses it next gets the error;
  // without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

function toOptions(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

type ToStatement = (sql: string) => { readonly name?: string; readonly text: string };

const names = new Map<string, string>();

// The server parses and plans a named statement once a connection. The name is made from the text, because processes that
// share a pooler share its connections.
function withName(sql: string) {
  const name = names.get(sql) ?? `kaiku-${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
  names.set(sql, name);
  return { name, text: sql };
}

const withoutName: ToStatement = (sql) => ({ text: sql });

/**
 * Runs `work` on a connection of its own. A connection that failed is not used again.
 * @throws what `work` throws; an error that `isAway` if there is no connection
 */
async function onConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(toAway);
  let isBroken = false;
  try {
    return await work(client);
  } catch (error) {
    isBroken = isAway(error);
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
    // A connection that cannot roll back is given up like one that failed.
    if (!isAway(error)) await queries.script('rollback');
    throw error;
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
        const { rows } = await client.query<QueryResultRow>(statement).catch(toAway);
        return rows as Row[];
      }),
    script: (sql) =>
      onClient(async (client) => {
        await client.query(sql).catch(toAway);
      }),
  };
}

/** Throws a driver's error on. One that is not the server's answer is the connection's failure; many have no code. */
function toAway(error: Error): never {
  if (error instanceof DatabaseError || error instanceof TypeError) throw error;
  throw Object.assign(new Error(`The database does not answer: ${error.message}`, { cause: error }), {
    code: unreachable,
  });
}
