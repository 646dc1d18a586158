import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Database, schemaName } from './database/database.ts';

/** Key of the lock that a process holds while it creates the tables. Any number, the same in every process. */
const creationLock = 538_010_421;

/** The SQL files in the order they run: a file uses only what those before it define. */
const files = [
  'database/schema',
  'database/growth',
  'migrations/0002-powers',
  'shows/tally',
  'journals/journals',
  'leases/leases',
  'visits/facts',
  'visits/commit-visits',
  'visits/voiding',
  'usages/counts',
  'lookups/limits',
];

/**
 * Creates the registry's tables if there are none. With `reset` it first deletes existing data. Several processes may call
 * it at once.
 * @throws Error if another version of this package created the tables
 */
export async function prepareSchema(database: Database, { reset }: { readonly reset: boolean }): Promise<void> {
  const texts = await Promise.all(files.map((name) => readFile(new URL(`./${name}.sql`, import.meta.url), 'utf8')));
  const sql = texts.join('\n');
  const version = createHash('sha256').update(sql).digest('hex').slice(0, 16);
  await database.transaction(async ({ query, script }) => {
    // Wait as long as another process needs to create the tables.
    await script('set local lock_timeout = 0');
    await query('select pg_advisory_xact_lock($1)::text', [creationLock]);
    if (reset) await script(`drop schema if exists ${schemaName} cascade`);
    await script(
      `create schema if not exists ${schemaName}; create table if not exists ${schemaName}.made_by (version text not null)`,
    );
    const [made] = await query<{ version: string }>('select version from made_by');
    if (made === undefined) {
      await script(sql);
      await query('insert into made_by values ($1)', [version]);
    } else if (made.version !== version) {
      throw new Error(
        'This data was created by another version of @kaiku/registry. Run that version, or delete the data: start with ' +
          `\`demo --reset\`, or drop the schema \`${schemaName}\`.`,
      );
    }
  });
}
