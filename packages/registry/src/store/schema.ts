import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Database, schemaName } from './database/database.ts';

// Any number, the same in every process: whoever makes the tables has it, the others wait.
const makingTables = 538_010_421;

/** The schema's text, in the order it is run in: what a file uses is in those before it. */
const files = [
  'database/schema',
  'visits/facts',
  'journals/journals',
  'visits/commit-visits',
  'visits/voiding',
  'leases/leases',
  'lookups/limits',
];

/**
 * Makes the registry's tables where there are none. With `reset` all that was there is dropped first.
 * Safe to be called by several processes at once.
 * @throws Error where the tables were made by another version of this package
 */
export async function prepareSchema(database: Database, { reset }: { readonly reset: boolean }): Promise<void> {
  const texts = await Promise.all(files.map((name) => readFile(new URL(`./${name}.sql`, import.meta.url), 'utf8')));
  const sql = texts.join('\n');
  const version = createHash('sha256').update(sql).digest('hex').slice(0, 16);
  await database.transaction(async ({ query, script }) => {
    // Who waits here waits for tables to be made, not for a usage.
    await script('set local lock_timeout = 0');
    await query('select pg_advisory_xact_lock($1)::text', [makingTables]);
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
        `This data was made by another version of @kaiku/registry. Run that version, or begin anew: \`demo --reset\`, or drop the schema \`${schemaName}\`.`,
      );
    }
  });
}
