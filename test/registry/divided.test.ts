/** A registry whose tables are divided by venue does what any other does. The recipe of docs/deploy.md divides them. */
import { readFile } from 'node:fs/promises';
import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSettings, recordScans } from './plans.ts';
import { registryCases } from './registry.case.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

describe('on PostgreSQL', () => {
  let postgres: ThrowawayPostgres;
  let client: pg.Client;
  let recorded: ReturnType<typeof recordScans>;
  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres(), { settings: planSettings });
    // With visits in it, which the recipe moves.
    await (await createRegistryServer({ database: databaseOf(postgres) })).close();
    client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=kaiku' });
    await client.connect();
    await client.query(await readFile(new URL('../../examples/registry-server/divide.sql', import.meta.url), 'utf8'));
    recorded = recordScans();
  });
  afterAll(async () => {
    recorded?.stop();
    await client?.end();
    await postgres?.stop();
  });

  registryCases('PostgreSQL divided by venue', async (options) => {
    const registryServer = await createRegistryServer({ ...options, database: databaseOf(postgres) });
    return { registryServer, close: () => registryServer.close() };
  });

  it('the counts for statistics are those of the usages', async () => {
    expect((await client.query('select * from miscounted()')).rows).toEqual([]);
  });

  it.each(['visit', 'usage', 'tally'])(
    'the facts of a visit are not looked for in every partition of `%s`',
    (table) => {
      const isPart = new RegExp(`^${table}_\\d+$`);
      const parts = recorded.scans.filter(
        (scan) => scan.isRun && isPart.test(scan.table) && scan.statement.includes('tally_today'),
      );
      // The venues of the cases are not in all of them.
      const places = new Set(parts.map((scan) => scan.table));
      expect(places.size).toBeGreaterThan(0);
      expect(places.size).toBeLessThan(16);
    },
  );
});

const databaseOf = ({ url }: ThrowawayPostgres) => ({ kind: 'postgres', url }) as const;
