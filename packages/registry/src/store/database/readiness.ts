import { setTimeout as pause } from 'node:timers/promises';
import { type Database, isAway, type Queries, settings, unreachable } from './database.ts';

/** How often a database that is not there is tried at the start, in milliseconds, and how often that is said. */
const tryEveryMs = 1_000;
const triesALine = 15;

/** How long the database may take to say that it is ready, in milliseconds: proxies ask often and wait for few seconds. */
const readyWithinMs = 1_500;

/** Runs `start` until the database is there. @throws what `start` throws otherwise */
export async function whenThere(log: (line: string) => void, start: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (tries % triesALine === 0) log(`Waiting for the database. ${error instanceof Error ? error.message : ''}`);
      await pause(tryEveryMs);
    }
  }
}

/**
 * Resolves if the database can be written to.
 * @throws an error that `isAway` if it is read-only, as a standby is, or has not answered within a second and a half
 */
export async function ready(queries: Queries): Promise<void> {
  const answer = queries.query<{ readOnly: boolean }>(
    `select current_setting('transaction_read_only')::boolean as "readOnly"`,
  );
  const [row] = await within(readyWithinMs, answer);
  if (row?.readOnly) throw Object.assign(new Error('The database is read-only.'), { code: '25006' });
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw Object.assign(new Error(`The database did not answer within ${ms} ms.`), { code: unreachable });
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
    late.catch(() => {});
    // Nobody waits for it any longer.
    answer.catch(() => {});
  }
}

/**
 * Checks what a connection through a pooler is set to: the role has it, because no session can.
 * @throws Error that says the statements to run
 */
export async function requireSettings(database: Database): Promise<void> {
  const wanted = Object.entries(settings).map(([name, value]) => [name, String(value)] as const);
  const rows = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [wanted.map(([name]) => name)],
  );
  const found = new Map(rows.map(({ name, setting }) => [name, setting]));
  const lacking = wanted.filter(([name, value]) => found.get(name) !== value);
  if (lacking.length === 0) return;
  const statements = lacking.map(([name, value]) => `alter role current_user set ${name} = '${value}';`);
  throw new Error(`The database role lacks settings that a pooler cannot carry. Run: ${statements.join(' ')}`);
}
