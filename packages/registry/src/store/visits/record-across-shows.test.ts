import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallSpy, spyOnCalls } from '../../../../../test/registry/call-spy.ts';
import { openMigrated } from '../create-store.ts';
import type { Database } from '../database/database.ts';
import { seedWorld } from '../seed.ts';
import { toFingerprintKey } from './fingerprint-key.ts';
import { createVisitBatcher } from './record-batch.ts';
import { recordVisit } from './record-visit.ts';

const venues = ['koe', 'toinen'] as const;
const device = { id: 'kassa', venueId: venues[0] };
const atMs = Date.parse('2026-11-20T10:00:00Z');
const fingerprintKey = toFingerprintKey('koe');
const code = (index: number) => `A5000000${10 + index}`;
const howMany = 12;

/** One request for each of twelve shows, all at once, each with its own card. */
describe('requests for different shows', () => {
  let pglite: Database;
  let showIds: readonly string[];
  let spy: CallSpy;

  beforeAll(async () => {
    ({ database: pglite } = await openMigrated({ kind: 'memory' }));
    await seedWorld(pglite, {
      venues: [
        { id: 'koe', name: 'Koe', clients: ['toinen'] },
        { id: 'toinen', name: 'Toinen' },
      ],
      devices: [{ ...device, name: 'Kassa', token: 'koe' }],
    });
  });
  afterAll(() => pglite?.close());
  beforeEach(async () => {
    spy = spyOnCalls(pglite);
    showIds = Array.from({ length: howMany }, () => `show-${randomUUID()}`);
    await seedWorld(pglite, {
      shows: showIds.map((id, index) => ({
        id,
        venueId: venues[index % 2] ?? '',
        name: 'Koe',
        kind: 'performance',
        startsAt: '2026-11-20T17:00:00Z',
        seats: 400,
        cap: 12,
      })),
      cards: showIds.map((_, index) => ({
        code: code(index),
        status: 'active',
        validUntilOn: '2027-01-01',
        minors: 1,
      })),
    });
  });

  async function recordAll() {
    const { database } = spy;
    const attemptInBatch = createVisitBatcher(database);
    const results = await Promise.allSettled(
      showIds.map((showId, index) => {
        const usages = [{ id: randomUUID(), card: code(index), minors: index % 2 }];
        const taken = { takenAt: '2026-11-20T10:00:00Z', origin: { journal: randomUUID(), seq: 1 } };
        const visit = { mode: 'request', id: randomUUID(), showId, how: 'door', ...taken, usages } as const;
        return recordVisit(database, { device, visit, atMs, fingerprintKey }, { attemptInBatch });
      }),
    );
    return results.map((result) => {
      if (result.status === 'rejected') return (result.reason as Error).message;
      if (result.value.outcome === 'refused') return result.value.refusal.reason;
      return 'show' in result.value ? `${result.value.outcome} ${result.value.show.taken}` : result.value.outcome;
    });
  }
  const countedAll = Array.from({ length: howMany }, (_, index) => `counted ${1 + (index % 2)}`);

  it('are read and counted together, each at its own show', async () => {
    expect(await recordAll()).toEqual(countedAll);
    expect(spy.calls('commit_visits')).toBe(0);
    expect(spy.calls('commit_shows')).toBeLessThanOrEqual(4);
    expect(spy.calls('read_facts')).toBeLessThanOrEqual(4);
  });

  it('are refused individually, by the facts that were read together', async () => {
    await pglite.query(`update card set status = 'barred' where code = $1`, [code(3)]);
    expect(await recordAll()).toEqual(countedAll.with(3, 'card-barred'));
    expect([spy.calls('commit_visits'), spy.calls('store_refusal')]).toEqual([0, 1]);
    expect(spy.calls('read_facts')).toBeLessThanOrEqual(4);
  });

  it('are decided again, individually, if a fact has changed', async () => {
    spy.before.commit_shows = async (count) => {
      if (count === 1)
        await pglite.query('update show set cap = 0, version = version + 1 where id = any ($1)', [showIds]);
    };
    const results = await recordAll();
    expect(results).toEqual(Array(howMany).fill('cap-reached'));
  });

  it.each(['KK001', '40P01', '55P03'])('are decided again, individually, after the error %s', async (code) => {
    spy.before.commit_shows = async () => {
      throw Object.assign(new Error('conflict'), { code });
    };
    expect(await recordAll()).toEqual(countedAll);
    expect(spy.calls('commit_visits')).toBe(howMany);
  });

  it('fail together if the database is unavailable', async () => {
    spy.before.commit_shows = async () => {
      throw Object.assign(new Error('away'), { code: '57P01' });
    };
    expect(await recordAll()).toEqual(Array(howMany).fill('away'));
    expect(spy.calls('commit_visits')).toBe(0);
  });
});
