import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RunnerOption, runner } from 'node-pg-migrate';
import { type Database, type Queries, schemaName } from './database/database.ts';
import { codeOf, isUnavailable, lockTimeout } from './database/errors.ts';
import { type Functions, functionSchemas } from './functions.ts';

/** What {@link migrate} did. */
export interface Migrated {
  /** The data's last migration before; `undefined` if there were no tables. */
  readonly from: string | undefined;
  readonly to: string;
  /** The migrations that ran, with how long each took. */
  readonly steps: readonly { readonly name: string; readonly ms: number }[];
}

export interface MigrateOptions {
  /** Deletes existing data first. */
  readonly reset?: boolean;
  /** Gets a line for each migration of existing data, while one waits for a lock, and if the data is newer. */
  readonly log?: (line: string) => void;
  /** The folder of the migrations. Default: this package's. */
  readonly folder?: string;
}

const ownFolder = fileURLToPath(new URL('./migrations/', import.meta.url));

/** The table that lists the migrations of the data. */
const listTable = 'migration';

/** How long a statement of a migration waits for a lock, in milliseconds: requests that arrive later wait as long. */
const migrationLockTimeoutMs = 500;

/** How often a migration that gets no lock is tried, and the pause between. Together longer than the longest report. */
const maxAttempts = 120;
const retryPauseMs = 1_000;

/**
 * Brings the tables to this version, and creates its functions. Creates everything if there is nothing. Several processes
 * may call it at once: one works, the others wait. Requests of running processes go through in the meantime. A migration
 * that fails is undone.
 * @throws Error if a migration fails, or a newer version has made tables that this version cannot use
 */
export async function migrate(database: Database, functions: Functions, options: MigrateOptions): Promise<Migrated> {
  const { reset = false, log = () => {}, folder = ownFolder } = options;
  const own = await ownMigrations(folder);
  const to = own.at(-1) ?? '';
  const before = await readState(database, functions);
  if (!reset && before.hasFunctions && own.every((name) => before.done.includes(name))) {
    requireKnown(before, own, log);
    return { from: before.done.at(-1), to: before.done.at(-1) ?? to, steps: [] };
  }
  return database.exclusively(async (queries) => {
    if (reset) await deleteAll(queries);
    await queries.script(`create schema if not exists ${schemaName}`);
    const { done, ...rest } = await readState(queries, functions);
    requireKnown({ done, ...rest }, own, log);
    const steps = [];
    for (const name of own.filter((name) => !done.includes(name))) {
      const startedMs = performance.now();
      await runNext(queries, name, { folder, log });
      const ms = Math.round(performance.now() - startedMs);
      steps.push({ name, ms });
      if (done.length > 0) log(`Migration ${name}: ${ms} ms.`);
    }
    if (!rest.hasFunctions) await createFunctions(queries, functions, to);
    return { from: done.at(-1), to: steps.at(-1)?.name ?? done.at(-1) ?? to, steps };
  });
}

async function ownMigrations(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files.flatMap((name) => (name.endsWith('.sql') ? name.slice(0, -4) : [])).sort();
}

/** Returns the migrations that the data lacks, and those that a newer version has made. Changes nothing. */
export async function compareMigrations(
  queries: Queries,
  functions: Functions,
): Promise<{ readonly missing: readonly string[]; readonly newer: readonly string[] }> {
  const own = await ownMigrations(ownFolder);
  const { done } = await readState(queries, functions);
  const without = (names: readonly string[], others: readonly string[]) =>
    names.filter((name) => !others.includes(name));
  return { missing: without(own, done), newer: without(done, own) };
}

interface State {
  /** The data's migrations, in order. */
  readonly done: readonly string[];
  /** The migration that a program must know. */
  readonly required: string | undefined;
  readonly hasFunctions: boolean;
}

async function readState({ query }: Queries, { schema, count }: Functions): Promise<State> {
  const [found] = await query<{ tables: boolean; functions: number }>(
    `select to_regclass($1) is not null as tables,
       (select count(*)::integer from pg_proc where pronamespace = to_regnamespace($2)) as functions`,
    [`${schemaName}.required_migration`, schema],
  );
  // Dropping a table drops the functions that take or return its rows, as before a dump is loaded.
  const hasFunctions = found?.functions === count;
  if (!found?.tables) return { done: [], required: undefined, hasFunctions };
  const done = await query<{ name: string }>(`select name from ${schemaName}.${listTable} order by name`);
  const [required] = await query<{ name: string }>(`select name from ${schemaName}.required_migration`);
  return { done: done.map(({ name }) => name), required: required?.name, hasFunctions };
}

/** @throws Error if a newer version has made tables that this version cannot use */
function requireKnown({ done, required }: State, own: readonly string[], log: (line: string) => void): void {
  const newer = done.filter((name) => !own.includes(name));
  if (required !== undefined && !own.includes(required)) {
    throw new Error(
      `A newer version of @kaiku/registry has changed this data: it needs migration ${required}, and this version knows ` +
        `those up to ${own.at(-1)}. Run the newer version.`,
    );
  }
  if (newer.length > 0) log(`A newer version has changed this data (${newer.join(', ')}). This version still works.`);
}

/** Runs the first migration that the data lacks. Tries again if it does not get its locks quickly. */
async function runNext(
  queries: Queries,
  name: string,
  { folder, log }: { readonly folder: string; readonly log: (line: string) => void },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runner({ ...runnerOptions, dbClient: toClient(queries), dir: folder });
      return;
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (codeOf(error) !== lockTimeout || attempt === maxAttempts) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`Migration ${name} failed: ${reason}`, { cause: error });
      }
      if (attempt === 1) log(`Migration ${name} waits for a lock.`);
      await pause(retryPauseMs);
    }
  }
}

const silent = () => {};

/** One migration a call, in a transaction that also lists it. Our own lock, which a pooler does not lose. */
const runnerOptions = {
  schema: schemaName,
  migrationsTable: listTable,
  direction: 'up',
  count: 1,
  singleTransaction: true,
  noLock: true,
  // Only the SQL files. The library reads it as a regular expression for whole names.
  ignorePattern: '.*(?<!\\.sql)',
  logger: { info: silent, warn: silent, error: silent },
  migrationLoaderStrategies: [{ extensions: ['.sql'], loader: loadMigrations }],
} as const satisfies Partial<RunnerOption>;

/**
 * The first line of a migration without a transaction, as `concurrently` needs. Its statements, separated by empty lines,
 * run one by one.
 */
const withoutTransaction = '-- no transaction';

type Loader = Exclude<Required<RunnerOption>['migrationLoaderStrategies'][number]['loader'], string>;

async function loadMigrations(files: string[]): ReturnType<Loader> {
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(file, 'utf8');
      return {
        id: file,
        filePaths: [file],
        actions: {
          up(migration) {
            if (sql.startsWith(withoutTransaction)) {
              migration.noTransaction();
              for (const statement of sql.split(/;\n(?:\n|$)/)) {
                if (statement.trim() !== '') migration.sql(isAlone(statement) ? statement : limited(statement));
              }
            } else migration.sql(limited(sql));
          },
          down: false,
        },
      };
    }),
  );
}

/** True for a statement that must be sent alone: it commits in between, and waits for others without stopping them. */
function isAlone(statement: string): boolean {
  return /\b(concurrently|commit)\b/i.test(statement);
}

/** Returns statements, to be sent together, that wait for no lock for long. */
function limited(sql: string): string {
  return `set local lock_timeout = ${migrationLockTimeoutMs}; set local statement_timeout = 0;\n${sql}`;
}

/** Returns our port as the client that the library expects: it reads rows of `select` only. */
function toClient({ query, script }: Queries) {
  return {
    async query(sql: string) {
      if (/^\s*select\b/i.test(sql)) return { rows: await query(sql) };
      await script(sql);
      return { rows: [] };
    },
  } as unknown as Extract<RunnerOption, { dbClient: unknown }>['dbClient'];
}

/** Creates this version's functions, and deletes those of versions that can no longer use the data. */
async function createFunctions({ query, script }: Queries, { schema, sql }: Functions, knows: string): Promise<void> {
  const others = await query<{ schema: string }>(
    `select nspname as schema from pg_namespace, ${schemaName}.required_migration
     where nspname ~ $1 and obj_description(pg_namespace.oid, 'pg_namespace') < required_migration.name`,
    [functionSchemas],
  );
  const drops = others.map((other) => `drop schema ${other.schema} cascade;`).join('\n');
  await script(`${drops}\n${sql}\ncomment on schema ${schema} is '${knows}'`);
}

async function deleteAll({ query, script }: Queries): Promise<void> {
  const schemas = await query<{ name: string }>(
    'select nspname as name from pg_namespace where nspname = $1 or nspname ~ $2',
    [schemaName, functionSchemas],
  );
  for (const { name } of schemas) await script(`drop schema ${name} cascade`);
}
