import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

/** Decision 0022: partitions by venue would copy these to every server. */
const copied = ['venue', 'client', 'device', 'card'];

/** What has to get the venue before the tables can be divided by it (decision 0022). */
const withoutVenue = [
  'accounted: FOREIGN KEY (journal_id) REFERENCES journal(id)',
  'accounted: PRIMARY KEY (journal_id, seq)',
  'adoption: FOREIGN KEY (journal_id) REFERENCES journal(id)',
  'adoption: PRIMARY KEY (journal_id, device_id)',
  'journal: PRIMARY KEY (id)',
  'lease: FOREIGN KEY (journal_id) REFERENCES journal(id)',
  'lease: FOREIGN KEY (show_id) REFERENCES show(id)',
  'lease: PRIMARY KEY (id)',
  'lookup_quota: PRIMARY KEY (id)',
  'miss: PRIMARY KEY (device_id, hour, code)',
  'recorded_for: FOREIGN KEY (journal_id) REFERENCES journal(id)',
  'recorded_for: FOREIGN KEY (show_id) REFERENCES show(id)',
  'recorded_for: PRIMARY KEY (show_id, journal_id)',
  'show: PRIMARY KEY (id)',
  'tally: FOREIGN KEY (show_id) REFERENCES show(id)',
  'tally: PRIMARY KEY (show_id, day)',
  'unknown_code: PRIMARY KEY (device_id, code)',
  'usage: FOREIGN KEY (redeems) REFERENCES usage(id)',
  'usage: FOREIGN KEY (visit_id) REFERENCES visit(id)',
  'usage: PRIMARY KEY (id)',
  'usage: UNIQUE usage_once (show_id, day, card)',
  'usage: UNIQUE usage_redeems (redeems)',
  'visit: FOREIGN KEY (journal_id) REFERENCES journal(id)',
  'visit: FOREIGN KEY (show_id) REFERENCES show(id)',
  'visit: PRIMARY KEY (id)',
];

const keys = `
  select relation.relname || ': ' || pg_get_constraintdef(key.oid) as key
  from pg_constraint as key join pg_class as relation on relation.oid = key.conrelid
    left join pg_class as target on target.oid = key.confrelid
  where key.connamespace = 'kaiku'::regnamespace and key.contype in ('p', 'u', 'f')
    and relation.relname <> all ($1) and coalesce(target.relname, '') <> all ($1)
  union all
  select relation.relname || ': UNIQUE ' || index.relname || ' ('
    || (select string_agg(attname, ', ' order by attnum) from pg_attribute where attrelid = index.oid) || ')'
  from pg_index join pg_class as relation on relation.oid = indrelid join pg_class as index on index.oid = indexrelid
  where relation.relnamespace = 'kaiku'::regnamespace and indisunique and relation.relname <> all ($1)
    and not exists (select from pg_constraint where conindid = indexrelid)
  order by 1`;

describe('the keys of the tables that grow', () => {
  let postgres: ThrowawayPostgres;
  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres());
    await (
      await createRegistryServer({ database: { kind: 'postgres', url: postgres.url }, scenario: 'empty' })
    ).close();
  });
  afterAll(() => postgres?.stop());

  it('hold the venue, except those that decision 0022 would change', async () => {
    const client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=kaiku' });
    await client.connect();
    const { rows } = await client.query<{ key: string }>(keys, [copied]);
    await client.end();
    const data = rows
      .map(({ key }) => key)
      .filter((key) => !/venue_id/.test(key) && !/^(migration|required|fingerprint_key)/.test(key));
    expect(data.sort()).toEqual(withoutVenue);
  });
});
