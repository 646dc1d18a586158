/** A registry whose tables are divided by venue does what any other does. The recipe of docs/deploy.md divides them. */
import { readFile } from 'node:fs/promises';
import { createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryCases } from './delivery.case.ts';
import { planSettings, recordScans } from './plans.ts';
import { recordingCases } from './recording.case.ts';
import { registryCases } from './registry.case.ts';
import { type OpenRegistry, useRegistry } from './registry-fixture.ts';
import { reservationCases } from './reservation.case.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

describe('on PostgreSQL', () => {
  let postgres: ThrowawayPostgres;
  let client: pg.Client;
  beforeAll(async () => {
    // No plan yet: they are half of the work, and only the facts of a visit need them.
    const settings = [...planSettings, 'auto_explain.log_min_duration=-1'];
    postgres = await startPostgres(requiredPostgres(), { settings });
    // With visits in it, which the recipe moves.
    await (await createRegistryServer({ database: databaseOf(postgres) })).close();
    client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=kaiku' });
    await client.connect();
    await client.query(await readFile(new URL('../../examples/registry-server/divide.sql', import.meta.url), 'utf8'));
  });
  afterAll(async () => {
    await client?.end();
    await postgres?.stop();
  });

  const open: OpenRegistry = async (options) => {
    const registryServer = await createRegistryServer({ ...options, database: databaseOf(postgres) });
    return { registryServer, close: () => registryServer.close() };
  };
  registryCases('PostgreSQL divided by venue', open);

  describe('the plans of what reads the facts of a visit', () => {
    let recorded: ReturnType<typeof recordScans>;
    beforeAll(async () => {
      // For connections from now on.
      await client.query('alter database postgres set auto_explain.log_min_duration = 0');
      recorded = recordScans();
    });
    afterAll(() => recorded?.stop());

    const registry = useRegistry(open);
    recordingCases(registry);
    deliveryCases(registry);
    reservationCases(registry);

    it.each(['visit', 'usage', 'tally'])('do not look for them in every partition of `%s`', (table) => {
      const isPart = new RegExp(`^${table}_\\d+$`);
      const parts = recorded.scans.filter(
        (scan) => scan.isRun && isPart.test(scan.table) && scan.statement.includes('tally_today'),
      );
      // The venues of the cases are not in all of them.
      const places = new Set(parts.map((scan) => scan.table));
      expect(places.size).toBeGreaterThan(0);
      expect(places.size).toBeLessThan(16);
    });
  });

  it('the counts for statistics are those of the usages', async () => {
    expect((await client.query('select * from miscounted()')).rows).toEqual([]);
  });
});

const databaseOf = ({ url }: ThrowawayPostgres) => ({ kind: 'postgres', url }) as const;
