import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Database, Queries } from './database/database.ts';

/** The SQL files in the order they run: a file uses only what those before it define. */
const files = [
  'devices/rights',
  'devices/devices',
  'shows/tally',
  'journals/journals',
  'leases/leases',
  'visits/facts',
  'visits/commit-visits',
  'visits/voiding',
  'lookups/limits',
  'hand-over/hand-over',
  'anonymise/anonymise',
];

/**
 * The SQL functions of this version. They are in a schema of their own, named by a hash of their sources, so that
 * processes of different versions each call their own functions on the same tables. Statements and the functions' own
 * bodies name them without that schema. It is added here and not by a search path, because behind a pooler all processes
 * share the search path of their role.
 */
export interface Functions {
  readonly schema: string;
  readonly count: number;
  /** Statements that create the schema and the functions, and replace what there is of them. */
  readonly sql: string;
  /** Returns the database, with the schema added to each statement's calls. */
  calledOn(database: Database): Database;
}

/** The names of all versions' schemas, as a regular expression of SQL. */
export const functionSchemas = '^kaiku_[0-9a-f]{16}$';

/** Returns the sources of this version's functions. */
export async function readSources(): Promise<string> {
  const texts = await Promise.all(files.map((name) => readFile(new URL(`./${name}.sql`, import.meta.url), 'utf8')));
  return texts.join('\n');
}

/** Returns the functions of a version from their sources. */
export function toFunctions(sources: string): Functions {
  const schema = `kaiku_${createHash('sha256').update(sources).digest('hex').slice(0, 16)}`;
  const names = [...sources.matchAll(/^create function (\w+)/gm)].map(([, name]) => name);
  const calls = new RegExp(`(?<![\\w.])(?=(?:${names.join('|')})\\()`, 'g');
  const qualify = memoized((sql: string) => sql.replaceAll(calls, `${schema}.`));
  const qualified = ({ query, script }: Queries): Queries => ({
    query: (sql, values) => query(qualify(sql), values),
    script: (sql) => script(qualify(sql)),
  });
  return {
    schema,
    count: names.length,
    sql: `drop schema if exists ${schema} cascade; create schema ${schema};\n${qualify(sources)}`,
    calledOn: (database) => ({
      ...database,
      ...qualified(database),
      reports: { ...database.reports, ...qualified(database.reports) },
      transaction: (work) => database.transaction((queries) => work(qualified(queries))),
    }),
  };
}

/** Statements are constants, so few are stored. */
function memoized(compute: (sql: string) => string): (sql: string) => string {
  const results = new Map<string, string>();
  return (sql) => {
    const known = results.get(sql);
    if (known !== undefined) return known;
    const result = compute(sql);
    results.set(sql, result);
    return result;
  };
}
