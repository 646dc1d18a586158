import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setRole } from './throwaway-pgbouncer.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { createWire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');

describe('a registry behind a pooler', () => {
  let postgres: ThrowawayPostgres;
  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres());
  });
  afterAll(() => postgres?.stop());
  const openBehind = () =>
    createRegistryServer({ database: { kind: 'postgres', url: postgres.url, pooler: 'named-statements' } });

  it('does not start without the settings, and prints the statements that set them', async () => {
    const refused = await openBehind().catch((error: Error) => error);
    expect(refused).toMatchObject({ message: expect.stringContaining('alter role current_user set search_path') });
    await setRole(postgres.url);
    const opened = await openBehind();
    const wire = await createWire((request) => opened.app.fetch(request), arki.tokens.boxOffice);
    expect((await wire.show(arki.shows.evening.id)).status).toBe(200);
    await opened.close();
  });
});

describe('several registries on one PostgreSQL', () => {
  let postgres: ThrowawayPostgres;
  const open = () => createRegistryServer({ database: { kind: 'postgres', url: postgres.url }, now: () => nowMs });
  const { boxOffice } = arki.tokens;
  const showId = arki.shows.evening.id;

  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres());
  });
  afterAll(() => postgres?.stop());

  const visit = (card: string) => {
    const takenAt = new Date(nowMs).toISOString();
    const usages = [{ id: randomUUID(), card, minors: 0 }];
    return { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages };
  };

  it('start at the same moment, and count one visit once between them', async () => {
    const servers = await Promise.all([open(), open(), open()]);
    const asked = visit(arki.cards.single.code);
    const answers = await Promise.all(
      servers.map(async ({ app }) => (await createWire((request) => app.fetch(request), boxOffice)).record(asked)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    await Promise.all(servers.map((registryServer) => registryServer.close()));
  });

  it('respond as busy while another transaction locks the show', async () => {
    const registryServer = await open();
    const wire = await createWire((request) => registryServer.app.fetch(request), boxOffice);
    const holder = new pg.Client({ connectionString: postgres.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from kaiku.tally where show_id = $1 for update', [showId]);
    const asked = visit(arki.cards.family.code);
    const busy = await wire.record(asked);
    expect([busy.status, busy.body.code, busy.headers.get('retry-after')]).toEqual([503, 'registry/busy', '2']);
    await holder.end();
    expect((await wire.record(asked)).status).toBe(201);
    await registryServer.close();
  });

  it('count visits of other shows while another transaction locks a show', async () => {
    const registryServer = await open();
    const wire = await createWire((request) => registryServer.app.fetch(request), boxOffice);
    const facts = { venueId: 'suvanto', name: 'Koe', kind: 'performance', seats: 400, cap: 12 } as const;
    const validity = { status: 'active', validUntilOn: '2027-01-01', minors: 0 } as const;
    const shows = Array.from({ length: 12 }, (_, nth) => ({ id: `show-${randomUUID()}`, card: `A6200000${10 + nth}` }));
    await registryServer.store.seed({
      shows: shows.map(({ id }) => ({ ...facts, id, startsAt: '2026-11-20T17:00:00Z' })),
      cards: shows.map(({ card }) => ({ ...validity, code: card })),
    });
    const holder = new pg.Client({ connectionString: postgres.url });
    await holder.connect();
    await holder.query('begin');
    // Not the first: the process is busy with that one when the others arrive, which are then counted together.
    const locked = shows[6]?.id;
    // The lock of lock_tally.
    await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [locked]);
    const answers = await Promise.all(shows.map(({ id, card }) => wire.record({ ...visit(card), showId: id })));
    expect(answers.map(({ status }) => status)).toEqual(shows.map(({ id }) => (id === locked ? 503 : 201)));
    await holder.end();
    await registryServer.close();
  });

  it('answer statistics and exports from a replica, where nothing can be written', async () => {
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    // Instead of a replica: a role that reads and cannot write.
    const { rows: schemas } = await admin.query(
      `select string_agg(nspname, ', ') as names from pg_namespace where nspname ~ '^kaiku'`,
    );
    await admin.query(
      `create role reader login; grant usage on schema ${schemas[0].names} to reader;
       grant select on all tables in schema kaiku to reader; alter role reader set default_transaction_read_only = on`,
    );
    const reportsUrl = postgres.url.replace('kaiku@', 'reader@');
    const database = { kind: 'postgres', url: postgres.url, reportsUrl } as const;
    const registryServer = await createRegistryServer({ database, now: () => nowMs });
    const wire = await createWire((request) => registryServer.app.fetch(request), boxOffice);
    for (const path of [
      '/v1/statistics',
      '/v1/statistics?metadata=channel',
      '/v1/usages.csv',
      '/v1/usages/to-review',
    ]) {
      expect([path, (await wire.call('GET', path)).status]).toEqual([path, 200]);
    }
    const { rows } = await admin.query(`select from pg_stat_activity where usename = 'reader'`);
    expect(rows.length).toBeGreaterThan(0);
    await registryServer.close();
    await admin.query('drop owned by reader; drop role reader');
    await admin.end();
  });

  it('record the rest of a delivery while another transaction locks a show, and defer the entries of that show', async () => {
    const registryServer = await open();
    const wire = await createWire((request) => registryServer.app.fetch(request), boxOffice);
    const holder = new pg.Client({ connectionString: postgres.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from kaiku.tally where show_id = $1 for update', [showId]);
    const journal = randomUUID();
    const entries = [showId, arki.shows.tomorrow.id, showId].map((show, place) => {
      const { mode: _, ...facts } = visit(Object.values(arki.cards)[place]?.code ?? '');
      return { kind: 'report', seq: place + 1, leaseId: null, clockSuspect: false, ...facts, showId: show };
    });
    const deliver = () => wire.call('POST', '/v1/deliveries', { body: { journal, seqHigh: 3, entries } });
    const outcomes = ({ body }: Awaited<ReturnType<typeof deliver>>) =>
      body.results.map(({ outcome }: { outcome: string }) => outcome);
    const busy = await deliver();
    expect(outcomes(busy)).toEqual(['deferred', 'counted', 'deferred']);
    // They are not missing: they were part of this delivery.
    expect(busy.body.missing).toEqual([]);
    await holder.end();
    expect(outcomes(await deliver())).toEqual(['counted', 'counted', 'counted']);
    await registryServer.close();
  });
});
