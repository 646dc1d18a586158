import { readFile } from 'node:fs/promises';
import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

/** Tables that every server has whole, and why they cannot be divided by venue (decision 0022). */
const whole = {
  venue: 'has a row for each venue',
  client: 'who sees what: a broker reads the clients of one venue on the servers of others',
  device: 'a token names no venue, and its hash is unique in all of them',
  card: 'a card is of no venue',
  hand_over: 'written with its rows',
  hand_over_row: 'a usage is handed over once, by its venue or by the broker that sold it',
  card_list: 'one row',
  show: 'requests name a show by its id alone, also those of a broker, so the id is unique in all venues',
  fingerprint_key: 'one row',
  migration: 'the list of migrations',
  required_migration: 'one row',
  sign_in_challenge: 'who signs in names no venue',
};

/**
 * What keeps the tables from being divided by the venue: a table without it in its primary key, and a unique key or a
 * foreign key without it. A foreign key to a whole table may lack it, and no whole table may depend on a divided one.
 */
const problems = `
  with place as (
    select oid, relname as name, relname = any ($1) as is_whole from pg_class
    where relnamespace = 'kaiku'::regnamespace and relkind in ('r', 'p') and not relispartition
  ), venue as (select attrelid, attnum from pg_attribute where attname = 'venue_id' and attnum > 0)
  select name || ': no primary key' as problem from place
  where not is_whole and not exists (select from pg_index where indrelid = oid and indisprimary)
  union all
  select name || ': ' || pg_get_indexdef(indexrelid) from place join pg_index on indrelid = place.oid
  where not is_whole and indisunique
    and not exists (select from venue where attrelid = indrelid and attnum = any (indkey::smallint[]))
  union all
  select place.name || ': ' || pg_get_constraintdef(key.oid)
  from pg_constraint as key join place on place.oid = key.conrelid join place as target on target.oid = key.confrelid
  where key.contype = 'f' and not target.is_whole and (place.is_whole or not exists (
    select from unnest(key.conkey, key.confkey) as pair (own, its)
    join venue on venue.attrelid = key.conrelid and venue.attnum = pair.own
    join venue as other on other.attrelid = key.confrelid and other.attnum = pair.its
  ))
  union all
  select listed || ': listed as whole, and no table' from unnest($1::text[]) as listed
  where not exists (select from place where name = listed)
  order by 1`;

describe('the keys of the tables', () => {
  let postgres: ThrowawayPostgres;
  let client: pg.Client;
  const find = async () => (await client.query(problems, [Object.keys(whole)])).rows.map(({ problem }) => problem);
  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres());
    await (
      await createRegistryServer({ database: { kind: 'postgres', url: postgres.url }, scenario: 'empty' })
    ).close();
    client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=kaiku' });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await postgres?.stop();
  });

  it('hold the venue, but for tables that every server has whole', async () => {
    expect(await find()).toEqual([]);
  });

  it.each([
    ['create table more (id uuid, venue_id text)', /^more: no primary key$/],
    ['create table more (id uuid primary key, venue_id text)', /^more: CREATE UNIQUE INDEX more_pkey/],
    ['create unique index more on visit (reference)', /^visit: CREATE UNIQUE INDEX more/],
    [
      `create table more (venue_id text, id uuid, visit_id uuid, at text, primary key (id, venue_id),
         foreign key (visit_id, at) references visit (id, venue_id))`,
      /^more: FOREIGN KEY \(visit_id, at\)/,
    ],
    [
      'alter table venue add column best uuid, add foreign key (best, id) references visit (id, venue_id)',
      /^venue: FOREIGN KEY/,
    ],
  ])('are found if they do not: %s', async (statement, problem) => {
    await client.query('begin');
    await client.query(statement);
    expect(await find()).toEqual([expect.stringMatching(problem)]);
    await client.query('rollback');
  });

  it('let divide.sql divide exactly those tables', async () => {
    await client.query(await readFile(new URL('../../examples/registry-server/divide.sql', import.meta.url), 'utf8'));
    const { rows } = await client.query(
      `select relname as name from pg_class
       where relnamespace = 'kaiku'::regnamespace and relkind in ('r', 'p') and not relispartition and relkind = 'r' order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(whole).sort());
    expect(await find()).toEqual([]);
  });
});
