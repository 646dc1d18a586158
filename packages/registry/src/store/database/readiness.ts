import { setTimeout as pause } from 'node:timers/promises';
import { type Queries, settings } from './database.ts';
import { isUnavailable, unreachable } from './errors.ts';

/** How long to wait between two attempts to reach the database at the start, in milliseconds. */
const retryIntervalMs = 1_000;

/** Only every fifteenth attempt writes a line to the log. */
const attemptsPerLine = 15;

/** How long the health check waits for the database, in milliseconds. Proxies check often and wait a few seconds. */
const readyTimeoutMs = 1_500;

/** Returns the result of `start`, run until the database is available. @throws what `start` throws for another reason */
export async function waitForDatabase<T>(log: (line: string) => void, start: () => Promise<T>): Promise<T> {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await start();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (attempts % attemptsPerLine === 0)
        log(`Waiting for the database. ${error instanceof Error ? error.message : ''}`);
      await pause(retryIntervalMs);
    }
  }
}

/**
 * Returns a function that resolves if the database accepts writes. Callers at the same time share one query, because
 * anyone may call it as often as they like.
 * @throws an error that `isUnavailable` if it is read-only, as a standby is, or does not respond within 1.5 seconds
 */
export function createReadyCheck(queries: Pick<Queries, 'query'>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= requireReady(queries).finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Resolves if the database accepts writes now. @throws as the check of {@link createReadyCheck} */
export async function requireReady(queries: Pick<Queries, 'query'>): Promise<void> {
  const answer = queries.query<{ readOnly: boolean }>(
    `select current_setting('transaction_read_only')::boolean as "readOnly"`,
  );
  const [row] = await withTimeout(readyTimeoutMs, answer);
  if (row?.readOnly) throw Object.assign(new Error('The database is read-only.'), { code: '25006' });
}

/** Returns what a promise does, @throws an error that `isUnavailable` if it takes longer than `ms`. */
export async function withTimeout<T>(ms: number, answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw Object.assign(new Error(`The database did not respond within ${ms} ms.`), { code: unreachable });
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
    late.catch(() => {});
    // Its rejection after the timeout concerns no one.
    answer.catch(() => {});
  }
}

/**
 * Checks the settings of a connection through a pooler. The role must have them, because a session cannot.
 * @throws Error with the statements to run
 */
export async function requireSettings(queries: Pick<Queries, 'query'>): Promise<void> {
  const wanted = Object.entries(settings).map(([name, value]) => [name, String(value)] as const);
  const rows = await queries.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [wanted.map(([name]) => name)],
  );
  const found = new Map(rows.map(({ name, setting }) => [name, setting]));
  const missing = wanted.filter(([name, value]) => found.get(name) !== value);
  if (missing.length === 0) return;
  const statements = missing.map(([name, value]) => `alter role current_user set ${name} = '${value}';`);
  throw new Error(`The database role lacks settings that a pooler cannot carry. Run: ${statements.join(' ')}`);
}
