/** The migrations 0008 and 0009 on a filled database, next to processes that name no venue. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPostgres } from '../../packages/registry/src/store/database/postgres.ts';
import { readSources, toFunctions } from '../../packages/registry/src/store/functions.ts';
import { migrate } from '../../packages/registry/src/store/migrate.ts';
import { copyMigrations } from './migration-folder.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

let postgres: ThrowawayPostgres;
let client: pg.Client;

beforeAll(async () => {
  postgres = await startPostgres(requiredPostgres());
  client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=kaiku' });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await postgres?.stop();
});

const rows = async (sql: string) => (await client.query(sql)).rows;
const column = async (sql: string) => (await rows(sql)).map((row) => Object.values(row)[0]);
/** Functions that all versions of the tables allow. */
const noFunctions = toFunctions('create function is_first() returns boolean language sql as $$ select true $$;');

it('adds the venue to rows from before and to those of processes that name none', async () => {
  const before = await copyMigrations((name) => name < '0008');
  const during = await copyMigrations((name) => name < '0009');
  const database = openPostgres(postgres.url);
  await migrate(database, noFunctions, { folder: before.path });
  await client.query(`
    insert into venue (id, name, kind) values ('talo', 'Talo', 'operator'), ('lippu', 'Lippu', 'broker');
    insert into device (id, venue_id, name, token_hash)
    values ('kassa', 'talo', 'Kassa', repeat('0', 64)), ('verkko', 'lippu', 'Verkko', repeat('1', 64));
    insert into show (id, venue_id, name, kind, admission, starts_at, seats)
    values ('ilta', 'talo', 'Ilta', 'performance', 'once', '2026-11-20T17:00Z', 400)`);
  // As the functions of version 0007 write.
  const write = async (nth: number) => {
    const id = (kind: number) => `00000000-0000-7000-8000-0000000000${nth}${kind}`;
    for (const [place, device] of ['kassa', 'verkko'].entries()) {
      await client.query(`
        insert into tally (show_id, day) values ('ilta', '2026-11-2${nth}') on conflict do nothing;
        insert into journal (id, device_id, first_seen_at, last_seen_at) values ('${id(place)}', '${device}', now(), now());
        insert into visit (id, show_id, day, device_id, state, fingerprint, recorded_at, journal_id, seq, counted_from)
        values ('${id(place)}', 'ilta', '2026-11-2${nth}', '${device}', 'counted', 'x', now(), '${id(place)}', 7, 'free')
        on conflict (id) do update set state = 'counted';
        insert into usage (id, visit_id, show_id, day, device_id, state, card, minors, how, taken_at, recorded_at)
        values ('${id(place)}', '${id(place)}', 'ilta', '2026-11-2${nth}', '${device}', 'counted', 'A10000000${place}', 0, 'door',
          now(), now());
        insert into accounted (journal_id, seq, outcome) values ('${id(place)}', 8, 'adopted') on conflict do nothing;
        insert into adoption (journal_id, device_id) values ('${id(place)}', '${device}') on conflict do nothing;
        insert into recorded_for (show_id, journal_id) values ('ilta', '${id(place)}') on conflict do nothing;
        insert into lease (id, show_id, day, device_id, journal_id, state, granted, granted_at, seen_at, use_by, expiry_at)
        values ('${id(place)}', 'ilta', '2026-11-2${nth}', '${device}', '${id(place)}', 'open', 1, now(), now(), now(), now());
        insert into unknown_code (device_id, code, at) values ('${device}', 'A${nth}', now());
        insert into lookup_quota (id, level, at) values ('device ${device}', 1, now()), ('venue lippu', 1, now())
        on conflict (id) do nothing`);
    }
  };
  await write(1);
  await migrate(database, noFunctions, { folder: during.path });
  await write(2);
  await migrate(database, toFunctions(await readSources()), {});
  for (const table of ['tally', 'visit', 'usage', 'lease', 'recorded_for'])
    expect([table, ...(await column(`select distinct venue_id from ${table}`))]).toEqual([table, 'talo']);
  for (const table of ['journal', 'accounted', 'adoption', 'unknown_code'])
    expect([table, ...(await column(`select venue_id from ${table} order by 1`))]).toEqual([
      table,
      ...['lippu', 'lippu', 'talo', 'talo'],
    ]);
  expect(await rows('select id, venue_id from lookup_quota order by 1')).toEqual([
    { id: 'device kassa', venue_id: 'talo' },
    { id: 'device verkko', venue_id: 'lippu' },
    { id: 'venue lippu', venue_id: 'lippu' },
  ]);
  expect(
    await column('select distinct seller_id from lease union select seller_id from recorded_for order by 1'),
  ).toEqual(['lippu', 'talo']);
  // A broker's numbers are its own.
  expect(await column('select seq::int from visit order by device_id, id')).toEqual([7, 7, null, null]);
  expect(await rows('select distinct venue_id, show_id, seq::int from brokered')).toEqual([
    { venue_id: 'lippu', show_id: 'ilta', seq: 7 },
  ]);
  await database.close();
  await Promise.all([before.remove(), during.remove()]);
});
