import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Queries } from '../database/database.ts';
import { openPglite } from '../database/pglite.ts';
import { prepareSchema } from '../schema.ts';
import { putWorld } from '../seed.ts';
import { countTogether } from './record-batch.ts';
import { recordVisit } from './record-visit.ts';

const device = { id: 'kassa', venueId: 'koe' };
const atMs = Date.parse('2026-11-20T10:00:00Z');
const cards = ['A500000001', 'A500000002', 'A500000003', 'A500000004'] as const;

/** Four who ask while the show is busy with a first: what the four do is what is looked at. */
describe('requests that come for a show while it is busy', () => {
  let pglite: Database;
  let showId: string;
  /** What was asked of the database, by the name of its function, and what happens before such a one is. */
  let asked: string[];
  let before: Record<string, (nth: number) => Promise<unknown>>;

  beforeAll(async () => {
    pglite = await openPglite();
    await prepareSchema(pglite, { reset: false });
    await putWorld(pglite, {
      venues: [{ id: 'koe', name: 'Koe' }],
      devices: [{ ...device, name: 'Kassa', token: 'koe' }],
    });
  });
  afterAll(() => pglite?.close());
  beforeEach(async () => {
    [showId, asked, before] = [`show-${randomUUID()}`, [], {}];
    await putWorld(pglite, {
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

  const query: Queries['query'] = async (sql, values) => {
    const name = /\b(read_facts|settle|keep_refused)\(/.exec(sql)?.[1];
    if (name !== undefined) {
      asked.push(name);
      await before[name]?.(asked.filter((one) => one === name).length);
    }
    return pglite.query(sql, values);
  };
  /** What each of the four is told, and how often the database was asked for them. */
  async function askAll(visits: readonly (readonly string[])[] = cards.map((card) => [card])) {
    const database: Database = { ...pglite, query };
    const together = countTogether(database);
    const ask = (codes: readonly string[]) => {
      const takenAt = '2026-11-20T10:00:00Z';
      const usages = codes.map((card) => ({ id: randomUUID(), card, minors: /[24]$/.test(card) ? 1 : 0 }));
      const visit = { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages } as const;
      return recordVisit(database, { device, visit, atMs }, { together });
    };
    const [, ...told] = await Promise.all([['A500000000'], ...visits].map(ask));
    return told.map((one) =>
      one.outcome === 'refused' ? one.refusal.reason : 'show' in one ? `${one.outcome} ${one.show.taken}` : one.outcome,
    );
  }

  it('are read and counted by one statement each, and told the tally one after the other', async () => {
    expect(await askAll()).toEqual(['counted 2', 'counted 4', 'counted 5', 'counted 7']);
    expect(asked).toEqual(['read_facts', 'settle', 'read_facts', 'settle']);
  });

  it('are of one card or of several', async () => {
    const [first, second, third, fourth] = cards;
    expect(await askAll([[first], [second, third], [fourth]])).toEqual(['counted 2', 'counted 5', 'counted 7']);
    expect(asked).toEqual(['read_facts', 'settle', 'read_facts', 'settle']);
    const visits = await pglite.query<{ cards: string }>(
      `select string_agg(card, ' ' order by card) as cards from usage where show_id = $1 group by visit_id order by cards`,
      [showId],
    );
    expect(visits.map((visit) => visit.cards)).toEqual(['A500000000', first, `${second} ${third}`, fourth]);
  });

  it('are decided alone where the rules do not plainly say yes, and the others together', async () => {
    await pglite.query(`update card set status = 'barred' where code = $1`, [cards[1]]);
    expect(await askAll()).toEqual(['counted 2', 'card-barred', 'counted 3', 'counted 5']);
    expect(asked).toEqual(['read_facts', 'settle', 'read_facts', 'settle', 'read_facts', 'keep_refused']);
  });

  it('take the tickets that are left, and no more', async () => {
    await pglite.query('update show set cap = 4 where id = $1', [showId]);
    expect(await askAll()).toEqual(['counted 2', 'counted 4', 'cap-reached', 'cap-reached']);
  });

  it('are decided anew, each alone, where something they were decided on has changed', async () => {
    before.settle = async (nth) => {
      if (nth === 2) await pglite.query(`update card set status = 'barred', version = 2 where code = $1`, [cards[2]]);
    };
    expect((await askAll()).sort()).toEqual(['card-barred', 'counted 2', 'counted 4', 'counted 6'].sort());
  });

  it.each(['KK001', '23505', '22P02'])('are decided anew, each alone, where one is in the way (%s)', async (code) => {
    before.settle = async (nth) => {
      if (nth === 2) throw Object.assign(new Error('in the way'), { code });
    };
    expect((await askAll()).map((told) => told.split(' ')[0])).toEqual(Array(4).fill('counted'));
  });

  it('are told to come again where the database is busy', async () => {
    before.settle = async (nth) => {
      if (nth === 2) throw Object.assign(new Error('busy'), { code: '55P03' });
    };
    await expect(askAll()).rejects.toThrow('busy');
    expect(asked.filter((name) => name === 'settle')).toHaveLength(2);
  });
});
