/** Upgrades of a PostgreSQL in use: what running processes notice, and what a failed one leaves. */
import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, migrateDatabase } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPglite } from '../../packages/registry/src/store/database/pglite.ts';
import { openPostgres } from '../../packages/registry/src/store/database/postgres.ts';
import {
  type Functions,
  functionSchemas,
  readSources,
  toFunctions,
} from '../../packages/registry/src/store/functions.ts';
import { migrate } from '../../packages/registry/src/store/migrate.ts';
import { copyMigrations, type MigrationFolder } from './migration-folder.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const showId = arki.shows.evening.id;

let postgres: ThrowawayPostgres;
let client: pg.Client;
let folder: MigrationFolder;
let sources: string;
let functions: Functions;
/** As version 0001 had some: today's use tables that it lacks. */
const firstFunctions = toFunctions('create function is_first() returns boolean language sql as $$ select true $$;');
/** The functions of a later version, which another schema holds. */
let laterFunctions: Functions;

beforeAll(async () => {
  postgres = await startPostgres(requiredPostgres());
  client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  sources = await readSources();
  functions = toFunctions(sources);
  laterFunctions = toFunctions(`${sources}\n-- A comment that the later version has.\n`);
});
afterAll(async () => {
  await client?.end();
  await postgres?.stop();
});
beforeEach(async () => {
  folder = await copyMigrations();
  for (const { name } of await rows("select nspname as name from pg_namespace where nspname like 'kaiku%'"))
    await client.query(`drop schema ${name} cascade`);
});
afterEach(() => folder.remove());

const rows = async (sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows;
const column = async (sql: string) => (await rows(sql)).map((row) => Object.values(row)[0]);
const listed = () => column('select name from kaiku.migration order by name');
const open = (lines: string[] = []) =>
  createRegistryServer({
    database: { kind: 'postgres', url: postgres.url },
    now: () => nowMs,
    lookUpLimits: 'none',
    log: (line) => lines.push(line),
  });

/** Upgrades to the version that `folder` is, as its processes do when they start. */
async function upgrade(lines: string[] = []) {
  const database = openPostgres(postgres.url);
  try {
    return await migrate(database, laterFunctions, { log: (line) => lines.push(line), folder: folder.path });
  } finally {
    await database.close();
  }
}

/** Every table, column, constraint and index, as the catalog shows them. */
const catalog = async () => [
  ...(await rows(`select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
    where table_schema = 'kaiku' order by 1, 2`)),
  ...(await rows(`select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'kaiku'::regnamespace order by 1, 2`)),
  ...(await rows(`select indexdef from pg_indexes where schemaname = 'kaiku' order by 1`)),
];

const visit = (card: string) => {
  const takenAt = new Date(nowMs).toISOString();
  return {
    mode: 'request',
    id: randomUUID(),
    showId,
    how: 'door',
    takenAt,
    usages: [{ id: randomUUID(), card, minors: 0 }],
  };
};
const wireOf = ({ app }: Awaited<ReturnType<typeof open>>) =>
  createWire((request) => app.fetch(request), arki.tokens.boxOffice);

describe('an upgrade', () => {
  it('of the first version with data gives the tables of an empty start, and keeps the data', async () => {
    await (await open()).close();
    const fresh = await catalog();
    await client.query('drop schema kaiku cascade');

    const first = await copyMigrations((name) => name === '0001-tables');
    const database = openPostgres(postgres.url);
    await migrate(database, firstFunctions, { folder: first.path });
    await client.query(`
      set search_path to kaiku;
      insert into venue (id, name) values ('hamlet', 'Hamlet');
      insert into device (id, venue_id, name, token_hash) values ('kassa', 'hamlet', 'Kassa', repeat('0', 64));
      insert into show (id, venue_id, name, kind, admission, starts_at, seats, cap)
      values ('ilta', 'hamlet', 'Ilta', 'performance', 'once', '2026-11-20T17:00Z', 400, 12);
      insert into card (code, status, valid_until_on, minors) values ('A123456789', 'active', '2027-01-01', 1);
      insert into tally (show_id, day, taken) values ('ilta', '0001-01-01', 2);
      insert into visit (id, show_id, day, device_id, state, fingerprint, recorded_at, counted_from)
      values ('00000000-0000-7000-8000-000000000001', 'ilta', '0001-01-01', 'kassa', 'counted', 'x', '2026-11-20T16:00Z',
        'free');
      insert into usage (id, visit_id, show_id, day, device_id, state, card, minors, how, taken_at, recorded_at)
      select '00000000-0000-7000-8000-000000000002', id, show_id, day, device_id, state, 'A123456789', 1, 'door',
        recorded_at, recorded_at from visit;
      reset search_path`);
    const server = await open();
    expect(await catalog()).toEqual(fresh);
    expect(await server.store.usages('ilta')).toMatchObject([{ card: 'A123456789', minors: 1, state: 'counted' }]);
    expect((await server.store.show('hamlet', 'ilta'))?.taken).toBe(2);
    await server.close();
    await database.close();
    await first.remove();
  });

  it('runs once if several processes start at once, and reports what it did', async () => {
    const counts = await Promise.all([upgrade(), upgrade(), upgrade()]);
    expect(counts.filter(({ steps }) => steps.length > 0)).toHaveLength(1);
    await folder.write('9990-more', 'create table more (id text primary key);');
    const lines: string[] = [];
    const upgraded = await Promise.all([upgrade(lines), upgrade(lines), upgrade(lines)]);
    const [did, ...others] = upgraded.filter(({ steps }) => steps.length > 0);
    expect(others).toEqual([]);
    expect(did).toMatchObject({ from: counts[0]?.to, to: '9990-more', steps: [{ name: '9990-more' }] });
    expect(lines).toEqual([expect.stringMatching(/^Migration 9990-more: \d+ ms\.$/)]);
  });

  it('that fails keeps the migrations before it, undoes the failed one, and succeeds once that is corrected', async () => {
    const { to } = await upgrade();
    await folder.write('9990-good', 'create table good (id text primary key);');
    await folder.write('9991-bad', "create table bad (id text); insert into bad values ('x'); select 1 / 0;");
    await expect(upgrade()).rejects.toThrow(/^Migration 9991-bad failed: division by zero/);
    expect((await listed()).slice(-2)).toEqual([to, '9990-good']);
    expect(await column(`select to_regclass('kaiku.bad')`)).toEqual([null]);
    await folder.write('9991-bad', 'create table bad (id text);');
    expect((await upgrade()).steps.map(({ name }) => name)).toEqual(['9991-bad']);
  });

  it('creates an index without a transaction, and again after a failed attempt', async () => {
    await upgrade();
    const index = '-- no transaction\ndrop index concurrently if exists usage_more;\n\n';
    await folder.write(
      '9990-index',
      `${index}create unique index concurrently usage_more on visit (device_id, state);\n`,
    );
    await (await open()).close();
    // Two rows of one device: the unique index fails, and PostgreSQL leaves it invalid.
    await client.query(`insert into kaiku.visit (venue_id, id, show_id, device_id, state, recorded_at, voided_at,
        voided_by, void_reason)
      select show.venue_id, gen_random_uuid(), show.id, device.id, 'voided', now(), now(), device.id, 'returned'
      from kaiku.show join kaiku.device using (venue_id), generate_series(1, 2) where show.id = '${showId}'`);
    await expect(upgrade()).rejects.toThrow(/^Migration 9990-index failed: could not create unique index/);
    await folder.write('9990-index', `${index}create index concurrently usage_more on visit (device_id, state);\n`);
    await upgrade();
    expect(await column(`select indisvalid from pg_index where indexrelid = 'kaiku.usage_more'::regclass`)).toEqual([
      true,
    ]);
  });

  it.each(['', '-- no transaction\n'])(
    'waits for a long report, in short attempts that let requests through (%j)',
    async (first) => {
      const server = await open();
      const wire = await wireOf(server);
      await client.query('begin; lock table kaiku.usage in access share mode');
      await folder.write('9990-column', `${first}alter table usage add column more text;`);
      const lines: string[] = [];
      let isDone = false;
      const upgrading = upgrade(lines).finally(() => {
        isDone = true;
      });
      const statuses: number[] = [];
      while (!lines.some((line) => line.includes('waits for a lock')))
        statuses.push((await wire.record(visit(arki.cards.single.code))).status);
      expect(isDone).toBe(false);
      await client.query('commit');
      await upgrading;
      expect(statuses.filter((status) => status >= 500)).toEqual([]);
      await server.close();
    },
  );

  it('does not disturb an old process that serves requests, nor one that starts later', async () => {
    const old = await open();
    const wire = await wireOf(old);
    const ended = { upgrade: false };
    const statuses = new Set<number>();
    const asked: { readonly id: string }[] = [];
    const clients = Array.from({ length: 4 }, async () => {
      // A few more after the upgrade.
      for (let left = 5; left > 0; left -= ended.upgrade ? 1 : 0) {
        const request = visit(arki.cards.single.code);
        asked.push(request);
        statuses.add((await wire.record(request)).status);
        statuses.add((await wire.show(showId)).status);
      }
    });
    await folder.write(
      '9990-column',
      'alter table usage add column more text; alter table visit add column more integer default 7;',
    );
    await folder.write('9991-index', '-- no transaction\ncreate index concurrently visit_more on visit (more);\n');
    await upgrade();
    ended.upgrade = true;
    await Promise.all(clients);
    expect([...statuses].sort()).toEqual([200, 201, 409]);
    // Each has its row: the one that was counted, and the refusals of the same card.
    const recorded = await column(`select id::text from kaiku.visit where show_id = '${showId}'`);
    expect(asked.filter(({ id }) => !recorded.includes(id))).toEqual([]);

    const lines: string[] = [];
    const restarted = await open(lines);
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      'A newer version has changed this data (9990-column, 9991-index). This version still works.',
    ]);
    expect((await (await wireOf(restarted)).show(showId)).status).toBe(200);
    await restarted.close();
    await old.close();
  });
});

describe('a version', () => {
  it('refuses data that it cannot use, and deletes the functions of versions that cannot', async () => {
    await (await open()).close();
    await folder.write('9990-less', "update required_migration set name = '9990-less';");
    await upgrade();
    await expect(open()).rejects.toThrow(
      /newer version .* has changed this data: it needs migration 9990-less, .* up to 0/,
    );
    const schemas = await column(`select nspname from pg_namespace where nspname ~ '${functionSchemas}'`);
    expect(schemas).toEqual([laterFunctions.schema]);
  });

  it('has functions of its own, so that another text of a comment is nothing to migrate', async () => {
    await (await open()).close();
    expect((await upgrade()).steps).toEqual([]);
    expect(await column(`select count(*)::int from pg_namespace where nspname ~ '${functionSchemas}'`)).toEqual([2]);
    const reports = await migrateDatabase({ kind: 'postgres', url: postgres.url });
    expect(reports).toEqual({ from: reports.to, to: reports.to, steps: [] });
  });

  it('has no function with the name of a table, because calls are found by their names', async () => {
    await (await open()).close();
    const shared = `select relname from pg_class join pg_proc on proname = relname
      where relnamespace = 'kaiku'::regnamespace and pronamespace = '${functions.schema}'::regnamespace`;
    expect(await column(shared)).toEqual([]);
    expect(
      await column(`select count(*)::int from pg_proc where pronamespace = '${functions.schema}'::regnamespace`),
    ).toEqual([[...sources.matchAll(/^create function /gm)].length]);
  });

  it('migrates PGlite too', async () => {
    const pglite = await openPglite();
    const first = await copyMigrations((name) => name === '0001-tables');
    // The tests' databases in memory have the tables already.
    await migrate(pglite, firstFunctions, { folder: first.path, reset: true });
    await folder.write('9990-column', 'alter table usage add column more text;');
    await folder.write('9991-index', '-- no transaction\ncreate index concurrently usage_more on usage (more);\n');
    const { from, to } = await migrate(pglite, laterFunctions, { folder: folder.path });
    expect([from, to]).toEqual(['0001-tables', '9991-index']);
    await folder.write('9992-bad', 'create table bad (id text); select 1 / 0;');
    await expect(migrate(pglite, laterFunctions, { folder: folder.path })).rejects.toThrow('division by zero');
    expect(await pglite.query(`select to_regclass('kaiku.bad')::text as bad`)).toEqual([{ bad: null }]);
    await pglite.close();
    await first.remove();
  });
});
