/**
 * Found by the trial (seed 803614): two deliveries of one ask, of which one was decided before and one after room was
 * made, were answered 409 and 201. Whichever is written first, both must be told the same.
 */
import { randomUUID } from 'node:crypto';
import { createSandbox, type Sandbox } from '@kaiku/sandbox';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPostgres, postgresDirectory, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { type Answer, createWire, type Wire } from './wire.ts';

const bin = postgresDirectory();
const takenAt = new Date().toISOString();

describe.skipIf(bin === undefined)('a visit that is delivered twice', () => {
  let postgres: ThrowawayPostgres;
  let sandbox: Sandbox;
  let wire: Wire;
  let inTheWay: pg.Client;
  let watcher: pg.Client;

  beforeAll(async () => {
    if (bin === undefined) throw new Error(noPostgres);
    postgres = await startPostgres(bin);
    sandbox = await createSandbox({ database: { kind: 'postgres', url: postgres.url }, scenario: 'empty' });
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    await sandbox.store.seed({
      venues: [{ id: 'koe', name: 'Koe' }],
      devices: [{ id: 'kassa', venueId: 'koe', name: 'Kassa', token: 'koe' }],
      shows: Array.from({ length: 10 }, (_, nth) => ({
        ...{ id: `koe-${nth}`, venueId: 'koe', name: 'Koe', kind: 'performance', startsAt, seats: 400, cap: 12 },
      })) as [],
      cards: ['A500000001', 'A500000002'].map((code) => ({
        ...{ code, status: 'active', validUntilOn: '2999-12-31', minors: 0 },
      })) as [],
    });
    wire = await createWire((request) => sandbox.app.fetch(request), 'koe');
    [inTheWay, watcher] = [new pg.Client(postgres.url), new pg.Client(postgres.url)];
    await Promise.all([inTheWay.connect(), watcher.connect()]);
  });
  afterAll(async () => {
    await Promise.all([inTheWay?.end(), watcher?.end()]);
    await sandbox?.close();
    await postgres?.stop();
  });

  /** Until so many wait for somebody else's row. */
  async function untilWaiting(howMany: number): Promise<void> {
    for (;;) {
      const { rows } = await watcher.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock'`,
      );
      if ((rows[0]?.waiting ?? 0) >= howMany) return;
    }
  }

  const record = (showId: string, id: string) =>
    wire.record({ mode: 'ask', id, showId, card: 'A500000001', minors: 0, how: 'door', takenAt });
  function deliver(showId: string, id: string, usages: readonly object[]): Promise<Answer> {
    const body = { mode: 'ask', id, showId, agreed: false, usages };
    return wire.call('POST', '/v1/visits', { body, headers: { 'idempotency-key': id } });
  }

  // Which of the two goes on first is the database's choice: hence ten times.
  it.each(Array.from({ length: 10 }, (_, nth) => `koe-${nth}`))('is answered once and for all (%s)', async (showId) => {
    const [before, id] = [randomUUID(), randomUUID()];
    const usages = ['A500000001', 'A500000002'].map((card) => ({
      id: randomUUID(),
      card,
      minors: 0,
      how: 'door',
      takenAt,
    }));
    await record(showId, before);
    await inTheWay.query('begin');
    await inTheWay.query(
      `insert into kaiku.visit (id, show_id, device_id, state, recorded_at, annulled_at, annulled_by, annul_reason)
       values ($1, $2, 'kassa', 'void', now(), now(), 'kassa', 'undone-by-clerk')`,
      [id, showId],
    );
    const refused = deliver(showId, id, usages);
    await untilWaiting(1);
    await wire.annul(before, showId);
    const admitted = deliver(showId, id, usages);
    await untilWaiting(2);
    await inTheWay.query('rollback');

    const outcomes = (await Promise.all([refused, admitted])).map(({ status }) =>
      status < 400 ? 'counted' : 'refused',
    );
    expect(outcomes[0]).toBe(outcomes[1]);
  });
});
