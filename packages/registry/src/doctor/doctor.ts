import { helsinkiInstant } from '../scenarios/dates.ts';
import type { DatabaseChoice } from '../store/create-store.ts';
import { openPostgres } from '../store/database/postgres.ts';
import { readSources, toFunctions } from '../store/functions.ts';
import { compareMigrations } from '../store/migrate.ts';
import type { Check, Setup } from './check.ts';
import { dataChecks } from './data-checks.ts';
import { frontChecks } from './front-checks.ts';
import { replicationChecks } from './replication-checks.ts';
import { reachable, serverChecks } from './server-checks.ts';

/** All checks but `reachable`, in the order of the report. */
export const checks: readonly Check[] = [...serverChecks, ...replicationChecks, ...dataChecks, ...frontChecks];

/** Options of {@link examine}. */
export interface ExamineOptions {
  readonly database: DatabaseChoice & { readonly kind: 'postgres' };
  /** The address that devices use. Without it the checks of the proxy are left out. */
  readonly url?: string | undefined;
  /** The origins whose pages may call the registry. Default: none. */
  readonly origins?: readonly string[] | undefined;
  /** Default: `Date.now`. */
  readonly now?: () => number;
}

/** A check and what it found; `found` is `undefined` if its sentence is true. */
export interface Finding extends Pick<Check, 'id' | 'sentence' | 'next'> {
  readonly found: string | undefined;
}

/** For queries of whole tables. The settings of other connections are for searches by key. */
const scanSettings = `
  set transaction read only;
  set local statement_timeout = '60s';
  set local enable_seqscan = on;
  set local enable_hashjoin = on;
  set local enable_mergejoin = on;
  set local enable_material = on;
  set local plan_cache_mode = auto;`;

/** Returns the result of every check of a set-up; only the first if the database does not respond. Changes nothing. */
export async function examine(options: ExamineOptions): Promise<readonly Finding[]> {
  const { database, url, origins = [], now = Date.now } = options;
  // Not the replica for reports: the primary has the truth, and the standbys.
  const functions = toFunctions(await readSources());
  const opened = functions.calledOn(openPostgres(database.url, { pooler: database.pooler }));
  const setup: Setup = {
    ...{ database, origins, now, helsinkiInstant, fetch },
    query: opened.reports.query,
    migrations: () => compareMigrations(opened, functions),
    scan: (sql, values) =>
      opened.transaction(async ({ query, script }) => {
        await script(scanSettings);
        return query(sql, values);
      }),
    url: url?.replace(/\/+$/, ''),
  };
  try {
    const first = await runCheck(reachable, setup);
    if (first.found !== undefined) return [first];
    return [first, ...(await runChecks(checks, setup))];
  } finally {
    await opened.close();
  }
}

/** Runs checks one after the other. */
export async function runChecks(table: readonly Check[], setup: Setup): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of table) findings.push(await runCheck(check, setup));
  return findings;
}

async function runCheck(check: Check, setup: Setup): Promise<Finding> {
  const { id, sentence, next } = check;
  try {
    return { id, sentence, next, found: await check.look(setup) };
  } catch (error) {
    return {
      id,
      sentence,
      next,
      found: `This could not be checked: ${error instanceof Error ? error.message : error}`,
    };
  }
}

/** Returns the report for people, and how many findings are not among the accepted ids. */
export function toReport(
  findings: readonly Finding[],
  accepted: readonly string[],
): { readonly text: string; readonly wrong: number } {
  const wrong = findings.filter(({ id, found }) => found !== undefined && !accepted.includes(id));
  const lines = findings.flatMap(({ id, sentence, next, found }) => {
    if (found === undefined) return [line('ok', id, sentence)];
    if (accepted.includes(id)) return [line('accepted', id, found)];
    return [line('WRONG', id, `${sentence} Found: ${found}`), line('', '', `→ ${next}`)];
  });
  const summary = wrong.length === 0 ? 'Nothing is wrong.' : `Wrong: ${wrong.map(({ id }) => id).join(', ')}.`;
  return { text: [...lines, '', summary].join('\n'), wrong: wrong.length };
}

function line(state: string, id: string, text: string): string {
  return `${state.padEnd(9)} ${id.padEnd(19)} ${text}`;
}
