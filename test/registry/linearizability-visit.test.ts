/**
 * Found by the trial (seeds 803614, 112 and 119): of two deliveries of one request, one was decided before and one after
 * room was made. They got 409 and 201, or 409 and 422 if one of the usages had been recorded in between.
 * Whichever is written first, both must have the same response.
 */
import { randomUUID } from 'node:crypto';
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';
import { type Answer, createWire, type Wire } from './wire.ts';

const [takenAt, startsAt] = ['2026-11-20T16:00:00Z', '2026-11-20T17:00:00Z'];
const now = () => Date.parse(takenAt);

describe('a request that is delivered twice', () => {
  let postgres: ThrowawayPostgres;
  let registryServer: RegistryServer;
  let wire: Wire;
  /** A second registry on the same PostgreSQL. Within one, a second delivery waits for the first. */
  let secondServer: RegistryServer;
  let secondWire: Wire;
  let inTheWay: pg.Client;
  let watcher: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres(requiredPostgres());
    registryServer = await createRegistryServer({
      database: { kind: 'postgres', url: postgres.url },
      scenario: 'empty',
      now,
    });
    await registryServer.store.seed({
      venues: [{ id: 'koe', name: 'Koe' }],
      devices: [{ id: 'kassa', venueId: 'koe', name: 'Kassa', token: 'koe' }],
      shows: Array.from({ length: 30 }, (_, index) => ({
        ...{ id: `koe-${index}`, venueId: 'koe', name: 'Koe', kind: 'performance', startsAt, seats: 400, cap: 12 },
      })) as [],
      cards: ['A500000001', 'A500000002'].map((code) => ({
        ...{ code, status: 'active', validUntilOn: '2999-12-31', minors: 0 },
      })) as [],
    });
    wire = await createWire((request) => registryServer.app.fetch(request), 'koe');
    secondServer = await createRegistryServer({
      database: { kind: 'postgres', url: postgres.url },
      scenario: 'empty',
      now,
    });
    secondWire = await createWire((request) => secondServer.app.fetch(request), 'koe');
    [inTheWay, watcher] = [new pg.Client(postgres.url), new pg.Client(postgres.url)];
    await Promise.all([inTheWay.connect(), watcher.connect()]);
  });
  afterAll(async () => {
    await Promise.all([inTheWay?.end(), watcher?.end()]);
    await Promise.all([registryServer?.close(), secondServer?.close()]);
    await postgres?.stop();
  });

  /** Resolves when this many transactions wait for another's row. */
  async function untilWaiting(howMany: number): Promise<void> {
    for (;;) {
      const { rows } = await watcher.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock'`,
      );
      if ((rows[0]?.waiting ?? 0) >= howMany) return;
    }
  }

  const usagesOf = (cards: readonly string[]) => cards.map((card) => ({ id: randomUUID(), card, minors: 0 }));
  const visit = (showId: string, usages: readonly { readonly id: string; readonly card: string }[]) => ({
    ...{ mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages },
  });
  /** Sends until there is an answer, as a device does: on a busy machine the wait for the lock may end first. */
  async function deliver(to: Wire, asked: ReturnType<typeof visit>): Promise<Answer> {
    for (;;) {
      const answer = await to.record(asked);
      if (answer.status !== 503) return answer;
    }
  }
  const statuses = async (answers: readonly Promise<Answer>[]) =>
    (await Promise.all(answers)).map(({ status }) => (status < 400 ? 'counted' : status));

  /** Locks this id as another transaction does that is about to store a refusal, and then rolls back. */
  async function comeInTheWay({ id, showId }: { readonly id: string; readonly showId: string }): Promise<void> {
    await inTheWay.query('begin');
    await inTheWay.query(
      `insert into kaiku.visit (venue_id, id, show_id, device_id, state, recorded_at, voided_at, voided_by, void_reason)
       select venue_id, $1, id, 'kassa', 'voided', now(), now(), 'kassa', 'undone-by-clerk' from kaiku.show where id = $2`,
      [id, showId],
    );
  }

  /** Sends a visit that is refused, and whose refusal waits for that lock. */
  async function refuse(showId: string, cards: readonly string[]) {
    const before = visit(showId, usagesOf(['A500000001']));
    const asked = visit(showId, usagesOf(cards));
    await wire.record(before);
    await comeInTheWay(asked);
    const refused = deliver(wire, asked);
    await untilWaiting(1);
    return { before, asked, refused };
  }

  // The database chooses which of the two continues first, so it runs ten times.
  const shows = (from: number) => Array.from({ length: 10 }, (_, index) => `koe-${from + index}`);

  it.each([
    ...shows(0).map((showId) => [showId, ['A500000001']] as const),
    ...shows(10).map((showId) => [showId, ['A500000001', 'A500000002']] as const),
  ])('is answered once and for all (%s: %j)', async (showId, cards) => {
    const { before, asked, refused } = await refuse(showId, cards);
    await wire.void(before.id, showId);
    const admitted = deliver(secondWire, asked);
    await untilWaiting(2);
    await inTheWay.query('rollback');
    const [one, other] = await statuses([refused, admitted]);
    expect(one).toBe(other);
  });

  it.each(shows(20))(
    'is refused permanently, although one of its usages arrives in another visit in between (%s)',
    async (showId) => {
      const { asked, refused } = await refuse(showId, ['A500000001', 'A500000002']);
      expect((await secondWire.record(visit(showId, asked.usages.slice(1)))).status).toBe(201);
      const again = deliver(secondWire, asked);
      // It may have been answered without waiting. The response must still be the same.
      await Promise.race([untilWaiting(2), again]);
      await inTheWay.query('rollback');
      expect(await statuses([refused, again])).toEqual([409, 409]);
    },
  );
});
