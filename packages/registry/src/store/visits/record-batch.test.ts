import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallSpy, spyOnCalls } from '../../../../../test/registry/call-spy.ts';
import { openMigrated } from '../create-store.ts';
import type { Database } from '../database/database.ts';
import { seedWorld } from '../seed.ts';
import { toFingerprintKey } from './fingerprint-key.ts';
import { createVisitBatcher } from './record-batch.ts';
import { recordVisit } from './record-visit.ts';

const device = { id: 'kassa', venueId: 'koe' };
const atMs = Date.parse('2026-11-20T10:00:00Z');
const fingerprintKey = toFingerprintKey('koe');
const cards = ['A500000001', 'A500000002', 'A500000003', 'A500000004'] as const;

/** Four requests arrive while the show is busy with a first one. The tests look at those four. */
describe('requests that arrive for a show while it is busy', () => {
  let pglite: Database;
  let showId: string;
  let spy: CallSpy;

  beforeAll(async () => {
    ({ database: pglite } = await openMigrated({ kind: 'memory' }));
    await seedWorld(pglite, {
      venues: [{ id: 'koe', name: 'Koe' }],
      devices: [{ ...device, name: 'Kassa', token: 'koe' }],
    });
  });
  afterAll(() => pglite?.close());
  beforeEach(async () => {
    [showId, spy] = [`show-${randomUUID()}`, spyOnCalls(pglite)];
    await seedWorld(pglite, {
      shows: [
        {
          id: showId,
          venueId: 'koe',
          name: 'Koe',
          kind: 'performance',
          startsAt: '2026-11-20T17:00:00Z',
          seats: 400,
          cap: 12,
        },
      ],
      cards: ['A500000000', ...cards].map((code) => ({
        code,
        status: 'active',
        validUntilOn: '2027-01-01',
        minors: 1,
      })),
    });
    await pglite.query(`update card set status = 'active', version = 1`);
  });

  /** Returns the results of the four requests, in short. */
  async function recordAll(visits: readonly (readonly string[])[] = cards.map((card) => [card])) {
    const { database } = spy;
    const attemptInBatch = createVisitBatcher(database);
    const record = (codes: readonly string[]) => {
      const takenAt = '2026-11-20T10:00:00Z';
      const usages = codes.map((card) => ({ id: randomUUID(), card, minors: /[24]$/.test(card) ? 1 : 0 }));
      const visit = { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages } as const;
      return recordVisit(database, { device, visit, atMs, fingerprintKey }, { attemptInBatch });
    };
    const [, ...results] = await Promise.all([['A500000000'], ...visits].map(record));
    return results.map((result) => {
      if (result.outcome === 'refused') return result.refusal.reason;
      return 'show' in result ? `${result.outcome} ${result.show.taken}` : result.outcome;
    });
  }

  it('are read and counted by one statement each, and get the tally as it was after each of them', async () => {
    expect(await recordAll()).toEqual(['counted 2', 'counted 4', 'counted 5', 'counted 7']);
    expect(spy.called).toEqual(['read_facts', 'commit_shows', 'read_facts', 'commit_visits']);
  });

  it('may have one card or several', async () => {
    const [first, second, third, fourth] = cards;
    expect(await recordAll([[first], [second, third], [fourth]])).toEqual(['counted 2', 'counted 5', 'counted 7']);
    expect(spy.called).toEqual(['read_facts', 'commit_shows', 'read_facts', 'commit_visits']);
    const visits = await pglite.query<{ cards: string }>(
      `select string_agg(card, ' ' order by card) as cards from usage where show_id = $1 group by visit_id order by cards`,
      [showId],
    );
    expect(visits.map((visit) => visit.cards)).toEqual(['A500000000', first, `${second} ${third}`, fourth]);
  });

  it('are decided individually if the rules do not plainly admit them, and the others as a batch', async () => {
    await pglite.query(`update card set status = 'barred' where code = $1`, [cards[1]]);
    expect(await recordAll()).toEqual(['counted 2', 'card-barred', 'counted 3', 'counted 5']);
    expect(spy.called).toEqual([
      'read_facts',
      'commit_shows',
      'read_facts',
      'commit_visits',
      'read_facts',
      'store_refusal',
    ]);
  });

  it('take only the tickets that are left', async () => {
    await pglite.query('update show set cap = 4 where id = $1', [showId]);
    expect(await recordAll()).toEqual(['counted 2', 'counted 4', 'cap-reached', 'cap-reached']);
  });

  it('are decided again, individually, if a fact has changed', async () => {
    spy.before.commit_visits = async (count) => {
      if (count === 1) await pglite.query(`update card set status = 'barred', version = 2 where code = $1`, [cards[2]]);
    };
    expect((await recordAll()).sort()).toEqual(['card-barred', 'counted 2', 'counted 4', 'counted 6'].sort());
  });

  it.each(['KK001', '23505', '22P02'])('are decided again, individually, after a conflict (%s)', async (code) => {
    spy.before.commit_visits = async (count) => {
      if (count === 1) throw Object.assign(new Error('conflict'), { code });
    };
    expect((await recordAll()).map((result) => result.split(' ')[0])).toEqual(Array(4).fill('counted'));
  });

  it('fail as busy if the database is busy', async () => {
    spy.before.commit_visits = async (count) => {
      if (count === 1) throw Object.assign(new Error('busy'), { code: '55P03' });
    };
    await expect(recordAll()).rejects.toThrow('busy');
    expect(spy.calls('commit_visits')).toBe(1);
  });
});
