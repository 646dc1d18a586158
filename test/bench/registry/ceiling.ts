/**
 * What the database could do without a registry: pgbench with the statements that one visit takes, recorded while the
 * registry serves one. One round trip each, prepared, by the same number of clients.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { cardOf, hotShowOf, howManyShows, showOf } from './bench-world.ts';
import { type Load, type Measured, type Send, toMeasured, visitFor } from './load.ts';

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statements of one visit. */
export interface TakenDown {
  /** In their order. */
  readonly statements: readonly Statement[];
  /** The run whose show they contain. */
  readonly run: number;
  /** The settings of the registry's sessions, as `PGOPTIONS`, for example how statements are planned. */
  readonly options: string;
}

/** As they occur in the recorded statements. */
const seenIds = { id: '11111111-1111-4111-8111-111111111111', usageId: '22222222-2222-4222-8222-222222222222' };

/** Records the statements of one visit while the registry serves it. */
export async function takeDown(send: Send, run: number): Promise<TakenDown> {
  const statements: Statement[] = [];
  let options = '';
  const prototype = pg.Client.prototype as unknown as { query(...given: unknown[]): unknown };
  const { query } = prototype;
  prototype.query = function (this: { connectionParameters?: { options?: string } }, ...given: unknown[]) {
    options = this.connectionParameters?.options ?? options;
    const [asked] = given;
    const config = typeof asked === 'string' ? { text: asked } : (asked as { text?: string; values?: unknown[] });
    if (config.text !== undefined) statements.push({ text: config.text, values: config.values ?? [] });
    return query.apply(this, given);
  };
  try {
    const status = await send(visitFor(hotShowOf(run), { ...seenIds, card: cardOf(0) }));
    if (status !== 201) throw new Error(`A visit was answered with ${status}.`);
  } finally {
    prototype.query = query;
  }
  return { statements, run, options };
}

/** Runs them with pgbench, as many transactions as visits. */
export async function measureCeiling(
  given: TakenDown & { readonly bin: string; readonly url: string },
  load: Load,
): Promise<Measured> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaiku-pgbench-'));
  try {
    await writeFile(path.join(folder, 'script.sql'), await toScript(given, load));
    const perClient = warmUp + Math.ceil(load.visits / load.clients);
    const { hostname, port, username, pathname } = new URL(given.url);
    await promisify(execFile)(
      path.join(given.bin, 'pgbench'),
      [
        ...['-n', '-M', 'prepared', '-f', 'script.sql', '-c', String(load.clients), '-j', '2', '-t', String(perClient)],
        ...['-D', 'n=-1', '-l', '-h', hostname, '-p', port, '-U', username, pathname.slice(1)],
      ],
      { cwd: folder, env: { ...process.env, PGOPTIONS: given.options } },
    );
    return await readLogs(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A warm-up: each connection plans its statements a few times at first, which the registry's have done long ago. */
const warmUp = 12;

/** pgbench's log: client, transaction, time in µs, script, and when it ended in seconds and µs. */
async function readLogs(folder: string): Promise<Measured> {
  const logs = (await readdir(folder)).filter((name) => name.startsWith('pgbench_log'));
  const texts = await Promise.all(logs.map((name) => readFile(path.join(folder, name), 'utf8')));
  const lines = texts
    .flatMap((text) => text.trim().split('\n'))
    .map((line) => line.split(' ').map(Number))
    .filter(([, nth = 0]) => nth >= warmUp);
  const ends = lines.map(([, , , , seconds = 0, micros = 0]) => seconds * 1_000 + micros / 1_000);
  const tookMs = lines.map(([, , micros = 0]) => micros / 1_000);
  const starts = ends.map((end, index) => end - (tookMs[index] ?? 0));
  const allMs = ends.reduce((a, b) => Math.max(a, b)) - starts.reduce((a, b) => Math.min(a, b));
  return toMeasured(tookMs, allMs);
}

/** Returns the statements as a pgbench script, in which each transaction has its own ids, card and show. */
async function toScript(
  { url, statements, run: seenRun, options }: TakenDown & { readonly url: string },
  { shows, run, visits, clients }: Load,
): Promise<string> {
  const client = new pg.Client({ connectionString: url, options });
  await client.connect();
  const perClient = warmUp + Math.ceil(visits / clients);
  const show = shows === 1 ? `'${hotShowOf(run)}'` : `('${showOf(0).replace(/\d+$/, '')}' || :s::text)`;
  const parts: readonly (readonly [string, string])[] = [
    ...Object.values(seenIds).map((seen) => [seen, drawnLike(seen)] as const),
    [cardOf(0), `('A' || (500000000 + :k::int)::text)`],
    [hotShowOf(seenRun), show],
  ];
  const lines = [
    '\\set n :n + 1',
    `\\set k :client_id * ${perClient} + :n`,
    `\\set s (:k + ${run}) % ${howManyShows}`,
    '\\set a random(1, 2147483646)',
    '\\set b random(1, 2147483646)',
  ];
  for (const [nth, { text, values }] of statements.entries()) {
    await client.query(`prepare taken_down_${nth} as ${text}`);
    const { rows } = await client.query<{ types: string[] }>(
      `select parameter_types::text[] as types from pg_prepared_statements where name = 'taken_down_${nth}'`,
    );
    const literal = (place: number) => `(${spell(values[place], parts)})::${rows[0]?.types[place] ?? 'text'}`;
    lines.push(
      `${text
        .replaceAll(/\$(\d+)/g, (_, place: string) => literal(Number(place) - 1))
        .replaceAll(/\s+/g, ' ')
        .trim()};`,
    );
  }
  await client.end();
  return `${lines.join('\n')}\n`;
}

/** An id for each transaction, with the middle of the recorded one. */
function drawnLike(seen: string): string {
  return `(lpad(to_hex(:a::int), 8, '0') || '${seen.slice(8, 24)}' || lpad(to_hex(:b::int), 12, '0'))`;
}

/** Returns a value as SQL, with each changing part computed for every transaction. */
function spell(value: unknown, parts: readonly (readonly [string, string])[]): string {
  if (value === null || value === undefined) return 'null';
  const text = Array.isArray(value) ? `{${value.map((one) => JSON.stringify(one)).join(',')}}` : String(value);
  // pgbench treats what follows a colon as a variable.
  const quoted = `'${text.replaceAll("'", "''").replaceAll(':', "' || chr(58) || '")}'`;
  return parts.reduce((sql, [seen, now]) => sql.replaceAll(seen, `' || ${now} || '`), quoted);
}
