import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { type Database, type Queries, type SqlValue, settings } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { flushTogether } from './shared-flush.ts';

/**
 * PostgreSQL inside this process. With a folder the data outlives the process and its crash, though not a power cut
 * (PGlite does not flush to the disk); without one it is gone at `close`.
 * One connection: statements and transactions wait for each other.
 * @throws Error where another process has the folder open
 */
export async function openPglite(folder?: string): Promise<Database> {
  if (folder === undefined) return toDatabase(await PGlite.create());
  await mkdir(folder, { recursive: true });
  const release = await lockFolder(folder);
  try {
    return await toDatabase(await PGlite.create(path.join(folder, 'pglite')), release);
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
    // One connection: reports hold up the rest, as everything here does.
    reports: queries,
    transaction: (work) => pglite.transaction((transaction) => work(toQueries(transaction))),
    // Written to the folder's files: those outlive this process, though not a power cut.
    flushed: flushTogether(queries),
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
