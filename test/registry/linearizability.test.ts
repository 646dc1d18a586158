/**
 * Some thousand calls of what `npm run test:soak` does for minutes: many clients, several registry processes, one PostgreSQL.
 * The fixed seed determines what each client does next. The machine determines how the clients, the servers and the kills
 * interleave, so no two runs are the same; each must have an order.
 */
import { fileURLToPath } from 'node:url';
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSeed as seed } from '../support/seed.ts';
import { callsAKill, inWords, runTrial, type Way } from './linearizability.ts';
import { answersTooSoon, forgetsIds } from './linearizability-mutants.ts';
import { type Servers, startServers } from './linearizability-servers.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

const kills = 3;

describe(`several registry processes on one PostgreSQL (seed ${seed})`, () => {
  let postgres: ThrowawayPostgres;
  let servers: Servers;
  let registryServer: RegistryServer;

  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres());
    const database = { kind: 'postgres', url: postgres.url } as const;
    registryServer = await createRegistryServer({ database, scenario: 'empty', budgets: 'none' });
    servers = await startServers(3, postgres.url);
  });
  afterAll(async () => {
    await servers?.stop();
    await registryServer?.close();
    await postgres?.stop();
  });

  it('behave as one, although 64 clients repeat requests and processes are killed at any moment', async () => {
    const report = await runTrial({
      databaseUrl: postgres.url,
      ways: () => servers.urls.map((base) => ({ base, fetch })),
      kill: (which) => servers.kill(which),
      seed,
      lasts: { calls: kills * callsAKill + 100 },
      keepWrongIn: fileURLToPath(new URL('../../.cache/linearizability', import.meta.url)),
    });
    console.log(inWords(report));
    expect(report.violations).toEqual([]);
    expect(report.undecided).toBe(0);
    expect(servers.complaints).toEqual([]);
    expect(report.kills).toBe(kills);
    expect(report.reassigned).toBeGreaterThan(0);
  });

  const mutants: readonly (readonly [string, (way: Way) => Way])[] = [
    ['takes a repetition for something new', forgetsIds],
    ['answers before it has committed', answersTooSoon],
  ];
  it.each(mutants)('would be detected by the same trial if one %s', async (_, mutant) => {
    const way = mutant({ base: 'http://registry.test', fetch: (request) => registryServer.app.fetch(request) });
    const report = await runTrial({
      databaseUrl: postgres.url,
      ways: () => [way],
      seed,
      lasts: { calls: 700 },
      clients: 16,
    });
    expect(report.violations).not.toEqual([]);
  });
});
