import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { type Database, type Queries, type SqlValue, settings } from './database.ts';
import { flushTogether } from './flush-together.ts';

/** Connections of one process. More than this only makes transactions wait inside the database instead of here. */
const connections = 16;

/** A PostgreSQL server (15 or newer), shared with any number of other processes. Connects at the first query. */
export function openPostgres(url: string): Database {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  // An idle connection that the server ends is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {});
  const queries = toQueries(pool);
  return {
    ...queries,
    transaction: (work) => inTransaction(pool, work),
    flushed: flushTogether(queries),
    close: () => pool.end(),
  };
}

// Statements by text: the server parses and plans each once a connection.
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const name = names.get(sql) ?? `kaiku-${names.size}`;
  names.set(sql, name);
  return name;
}

async function inTransaction<T>(pool: Pool, work: (queries: Queries) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(toQueries(client));
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not given to the next.
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function toQueries(session: Pool | PoolClient): Queries {
  return {
    async query<Row>(sql: string, values: readonly SqlValue[] = []) {
      const { rows } = await session.query<QueryResultRow>({ name: nameOf(sql), text: sql, values: [...values] });
      return rows as Row[];
    },
    async script(sql) {
      await session.query(sql);
    },
  };
}
