/** A registry whose PostgreSQL becomes unavailable in every way a connection can fail: it responds as busy, and survives. */
import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isUnavailable } from '../../packages/registry/src/store/database/errors.ts';
import { openPostgres } from '../../packages/registry/src/store/database/postgres.ts';
import { type FailingLink, openLink } from './failing-link.ts';
import { freePort, requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { createWire, type Wire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
let postgres: ThrowawayPostgres;
let link: FailingLink;
let registryServer: RegistryServer;
let wire: Wire;
let logged: string[];

const linkedUrl = (port: number) => postgres.url.replace(/:\d+\//, `:${port}/`);

beforeEach(async () => {
  logged = [];
  postgres = await startPostgres(requiredPostgres(), { durable: true });
  link = await openLink(Number(new URL(postgres.url).port));
  registryServer = await createRegistryServer({
    database: { kind: 'postgres', url: linkedUrl(link.port) },
    now: () => nowMs,
    log: (line) => logged.push(line),
    lookUpLimits: 'none',
  });
  wire = await createWire((request) => registryServer.app.fetch(request), arki.tokens.boxOffice);
});
afterEach(async () => {
  link?.thaw();
  await registryServer?.close();
  await link?.close();
  await postgres?.stop();
});

/** Returns true if the visit is recorded. Otherwise the response must have Retry-After. */
async function ask(visit: ReturnType<typeof visitOf>): Promise<boolean> {
  const { status, headers } = await wire.record(visit);
  if (status === 200 || status === 201) return true;
  expect([status, headers.get('retry-after')]).toEqual([503, '2']);
  return false;
}

function visitOf(showId: string, code: string) {
  const usages = [{ id: randomUUID(), card: code, minors: 0 }];
  const takenAt = new Date(nowMs).toISOString();
  return { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages };
}

const hall = { id: 'hall', venueId: 'suvanto', name: 'Koe' };

/** Returns visits of a show, each with its own card. */
async function prepareVisits(howMany: number): Promise<readonly ReturnType<typeof visitOf>[]> {
  const codes = Array.from({ length: howMany }, (_, index) => `A${700_000_000 + index}`);
  await registryServer.store.seed({
    shows: [{ ...hall, kind: 'performance', startsAt: '2026-11-20T17:00:00Z', seats: 2000, cap: 1000 }],
    cards: codes.map((code) => ({ code, status: 'active', validUntilOn: '2027-01-01', minors: 0 })),
  });
  return codes.map((code) => visitOf(hall.id, code));
}

/**
 * Eight clients request all of them, each visit until it is recorded. Calls `harm` after every twenty.
 * Returns how often the registry was busy.
 */
async function recordAll(visits: readonly ReturnType<typeof visitOf>[], harm: () => Promise<void>): Promise<number> {
  let recorded = 0;
  let repeats = 0;
  const queue = visits.values();
  const client = async () => {
    for (const visit of queue) {
      while (!(await ask(visit))) repeats += 1;
      recorded += 1;
      if (recorded % 20 === 0) await harm();
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return repeats;
}

async function expectEachCountedOnce(visits: readonly ReturnType<typeof visitOf>[]): Promise<void> {
  const database = openPostgres(postgres.url);
  const rows = await database.query<{ id: string }>(
    `select visit_id::text as id from usage where show_id = $1 and state = 'counted'`,
    [hall.id],
  );
  await database.close();
  expect(rows.map(({ id }) => id).sort()).toEqual(visits.map(({ id }) => id).sort());
}

describe('a registry whose PostgreSQL is unavailable', () => {
  it('responds with 503, never 500, while its sessions are terminated, even within a transaction', async () => {
    const visits = await prepareVisits(400);
    const killer = new pg.Client({ connectionString: postgres.url });
    await killer.connect();
    const repeats = await recordAll(visits, async () => {
      await killer.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
    });
    await killer.end();
    expect(repeats).toBeGreaterThan(0);
    await expectEachCountedOnce(visits);
    expect(logged).toEqual([]);
  });

  it('responds with 503, never 500, while the server crashes and recovers', async () => {
    const visits = await prepareVisits(100);
    const repeats = await recordAll(visits, () => postgres.crash());
    expect(repeats).toBeGreaterThan(0);
    await expectEachCountedOnce(visits);
    expect(logged).toEqual([]);
  });

  it('survives the end of its session between two statements of a transaction', async () => {
    const database = openPostgres(postgres.url);
    const killer = openPostgres(postgres.url);
    const ended = database.transaction(async ({ query }) => {
      const [session] = await query<{ pid: number }>('select pg_backend_pid() as pid');
      await killer.query('select pg_terminate_backend($1, 5000)::text', [session?.pid ?? 0]);
      // Lets the end of the session arrive while no statement waits.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return query('select 1');
    });
    expect(isUnavailable(await ended.catch((error: unknown) => error))).toBe(true);
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
    await killer.close();
  });

  it('reports its health within its own timeout while the server is frozen, and recovers when it thaws', async () => {
    link.freeze();
    const health = await wire.call('GET', '/v1/health', { token: null });
    expect([health.status, health.headers.get('retry-after')]).toEqual([503, '2']);
    link.thaw();
    expect((await wire.call('GET', '/v1/health', { token: null })).status).toBe(200);
  });

  it('is not ready on a server that accepts no writes', async () => {
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query('alter system set default_transaction_read_only = on');
    await admin.query('select pg_reload_conf()');
    const status = async () => (await wire.call('GET', '/v1/health', { token: null })).status;
    while ((await status()) !== 503);
    expect(await ask(visitOf(arki.shows.evening.id, arki.cards.family.code))).toBe(false);
    await admin.query('set default_transaction_read_only = off');
    await admin.query('alter system reset default_transaction_read_only');
    await admin.query('select pg_reload_conf()');
    while ((await status()) !== 200);
    await admin.end();
  });

  it('waits for it at the start, and logs that', async () => {
    const port = await freePort();
    const lines: string[] = [];
    const opening = createRegistryServer({
      database: { kind: 'postgres', url: linkedUrl(port) },
      log: (line) => lines.push(line),
    });
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const late = await openLink(Number(new URL(postgres.url).port), { port });
    const opened = await opening;
    expect((await opened.app.request('/v1/health')).status).toBe(200);
    expect(lines[0]).toMatch(/Waiting for the database\. .*ECONNREFUSED/);
    await opened.close();
    await late.close();
  });

  it('fails at the start if the server rejects it', async () => {
    const url = linkedUrl(link.port).replace(/\/postgres$/, '/elsewhere');
    await expect(createRegistryServer({ database: { kind: 'postgres', url } })).rejects.toThrow(
      /"elsewhere" does not exist/,
    );
  });
});
