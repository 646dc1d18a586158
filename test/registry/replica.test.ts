/** Statistics and exports from a real standby: how old they say they are, and what answers while it is away. */
import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PostgresPair, startPair } from './postgres-pair.ts';
import { requiredPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const showId = arki.shows.evening.id;
const paths = ['/v1/statistics', '/v1/usages.csv', '/v1/usages/to-review'];

let pair: PostgresPair;
let primary: pg.Client;
let standby: pg.Client;
let registryServer: RegistryServer;
let wire: Awaited<ReturnType<typeof createWire>>;

beforeAll(async () => {
  pair = await startPair(requiredPostgres(), { isSynchronous: false, replicationDelayMs: 0 });
  const database = { kind: 'postgres', url: pair.url, reportsUrl: pair.standbyUrl() } as const;
  registryServer = await createRegistryServer({ database, now: () => nowMs });
  wire = await createWire((request) => registryServer.app.fetch(request), arki.tokens.boxOffice);
  primary = new pg.Client({ connectionString: pair.url });
  standby = new pg.Client({ connectionString: pair.standbyUrl() });
  for (const client of [primary, standby]) {
    client.on('error', () => {});
    await client.connect();
  }
});
afterAll(async () => {
  await registryServer?.close();
  await Promise.all([primary?.end(), standby?.end()]);
  await pair?.stop();
});

/** Resolves when the standby has everything. */
async function caughtUp(): Promise<void> {
  const { rows } = await primary.query('select pg_current_wal_lsn()::text as position');
  for (;;) {
    const behind = await standby.query(
      'select from (select pg_last_wal_replay_lsn() < $1) as its (behind) where behind',
      [rows[0].position],
    );
    if (behind.rowCount === 0) return;
  }
}

async function record(): Promise<void> {
  const usages = [{ id: randomUUID(), card: arki.cards.single.code, minors: 0 }];
  const takenAt = new Date(nowMs).toISOString();
  const answer = await wire.record({ mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages });
  expect(answer.status).toBe(201);
}

async function readAll() {
  const responses = await Promise.all(
    paths.map((path) =>
      registryServer.app.request(path, {
        headers: { authorization: `Bearer ${arki.tokens.system}` },
      }),
    ),
  );
  const [statistics] = await Promise.all(responses.map((response) => response.text()));
  return {
    statuses: responses.map(({ status }) => status),
    agesS: responses.map(({ headers }) => Number(headers.get('kaiku-report-age'))),
    usages: JSON.parse(statistics ?? '').rows[0]?.usages ?? 0,
  };
}

it('reports read from the standby, and say how old they are', async () => {
  await caughtUp();
  const before = await readAll();
  expect(before).toMatchObject({ statuses: [200, 200, 200] });
  // Not 0: on a busy machine, data may be some seconds old.
  expect(Math.max(...before.agesS)).toBeLessThan(60);
  const { rowCount } = await standby.query(
    `select from pg_stat_activity where query like '%usage%' and pid <> pg_backend_pid()`,
  );
  expect(rowCount).toBeGreaterThan(0);

  await standby.query('select pg_wal_replay_pause()');
  await record();
  const behind = await readAll();
  expect(behind).toMatchObject({ statuses: [200, 200, 200], usages: before.usages });
  expect(Math.min(...behind.agesS)).toBeGreaterThan(0);

  await standby.query('select pg_wal_replay_resume()');
  await caughtUp();
  expect(await readAll()).toMatchObject({ usages: before.usages + 1 });
});

it('the primary answers reports while the standby is away', async () => {
  const { statuses, usages } = await readAll();
  await pair.killStandby();
  expect(await readAll()).toEqual({ statuses, usages, agesS: [0, 0, 0] });
});
