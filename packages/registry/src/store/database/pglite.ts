import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { type Database, type Queries, type SqlValue, settings } from './database.ts';
import { openDurablePglite } from './durable-files.ts';
import { lockFolder } from './folder-lock.ts';
import { createReportSource } from './report-source.ts';
import { createSharedFlush } from './shared-flush.ts';

/**
 * Opens PostgreSQL inside this process. With a folder, what is committed survives a crash and, once it is flushed, a power
 * cut. Without a folder, `close` deletes the data. There is one connection: statements and transactions wait for each
 * other.
 * @throws Error if another process uses the folder
 */
export async function openPglite(folder?: string): Promise<Database> {
  if (folder === undefined) return toDatabase(await PGlite.create());
  await mkdir(folder, { recursive: true });
  const release = await lockFolder(folder);
  try {
    return await toDatabase(await openDurablePglite(path.join(folder, 'pglite')), release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function toDatabase(pglite: PGlite, release?: () => Promise<void>): Promise<Database> {
  await pglite.exec(
    Object.entries(settings)
      .map(([name, value]) => `set ${name} to ${value};`)
      .join(' '),
  );
  const queries = toQueries(pglite);
  return {
    ...queries,
    // There is one connection, so reports delay everything else.
    reports: createReportSource(queries, undefined),
    transaction: (work) => pglite.transaction((transaction) => work(toQueries(transaction))),
    // The folder's lock excludes other processes.
    exclusively: (work) => work(queries),
    flushed: createSharedFlush(queries),
    connections: () => [],
    async close() {
      await pglite.close();
      await release?.();
    },
  };
}

function toQueries(session: PGlite | Transaction): Queries {
  return {
    async query<Row>(sql: string, values: readonly SqlValue[] = []) {
      const { rows } = await session.query<Row>(sql, [...values]);
      return rows;
    },
    async script(sql) {
      await session.exec(sql);
    },
  };
}
