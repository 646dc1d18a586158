import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Tests the figures of the shows of one year, which no other case uses. */
export function figuresCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const rowsOf = async (query: string, token: string = arki.tokens.boxOffice) =>
    (await registry.wire.statistics(query, { token })).body.rows as Record<string, unknown>[];
  const capsOf = async (query: string, token: string = arki.tokens.boxOffice) =>
    (await registry.wire.call('GET', `/v1/statistics/caps${query}`, { token })).body.rows as Record<string, unknown>[];
  /** Voids a visit that was never sent, as a device does when it turns a visitor away. */
  const turnAway = (showId: string, id = randomUUID()) =>
    registry.wire.call('POST', `/v1/visits/${id}/void`, { body: { showId, reason: 'cap-reached' } });
  const used = (showId: string, card: string | undefined, { input, ...facts }: Record<string, unknown> = {}) => {
    const use = visit(showId, { card, ...facts });
    return { ...use, usages: use.usages.map((usage) => ({ ...usage, ...(input !== undefined && { input }) })) };
  };

  describe('figures', () => {
    it('are grouped by how the code was entered, and by the kind of the card', async () => {
      const showId = await freshShow({ startsAt: '2041-05-05T15:00:00Z' });
      const [first, second, third] = await freshCards(3);
      await registry.wire.record(used(showId, first, { input: 'camera' }));
      await registry.wire.record(used(showId, second, { input: 'typed' }));
      await registry.wire.record(used(showId, third));
      await registry.wire.record(used(showId, arki.cards.mobile.code, { input: 'camera' }));
      const during = '&from=2041-05-01&to=2041-05-31';
      expect((await rowsOf(`?by=input${during}`)).map(({ input, usages }) => [input, usages])).toEqual([
        ['camera', 2],
        ['typed', 1],
        [null, 1],
      ]);
      expect((await rowsOf(`?by=kind${during}`)).map(({ kind, usages, clients }) => [kind, usages, clients])).toEqual([
        ['A', 3, 3],
        ['X', 1, 1],
      ]);
      expect((await rowsOf(`?by=show,input,kind${during}`)).map(({ usages }) => usages)).toEqual([1, 1, 1, 1]);
    });

    it('count what a device recorded alone, what of it breaks a rule, and what is voided', async () => {
      const showId = await freshShow({ startsAt: '2041-06-05T15:00:00Z' });
      const [first, second, third] = await freshCards(3);
      const [report, repeated, paper] = [
        used(showId, first, { mode: 'report' }),
        used(showId, first, { mode: 'report' }),
        used(showId, second, { mode: 'report', input: 'paper' }),
      ];
      for (const use of [report, repeated, paper, used(showId, third)]) await registry.wire.record(use);
      const row = async () => (await rowsOf('?from=2041-06-01&to=2041-06-30'))[0];
      expect(await row()).toMatchObject({ usages: 4, clients: 3, provisional: 2, flagged: 1, voided: 0 });
      await registry.wire.void(repeated.id, showId);
      expect(await row()).toMatchObject({ usages: 3, clients: 3, provisional: 1, flagged: 0, voided: 1 });
      await registry.wire.void(report.id, showId);
      expect(await row()).toMatchObject({ usages: 2, clients: 2, provisional: 0, flagged: 0, voided: 2 });
    });

    it('count a client once in a show, a month and a year, also when a show is moved', async () => {
      const [one, two, other] = [
        await freshShow({ startsAt: '2042-03-05T15:00:00Z' }),
        await freshShow({ startsAt: '2042-03-20T15:00:00Z' }),
        await freshShow({ startsAt: '2042-04-05T15:00:00Z' }),
      ];
      const [often, once] = await freshCards(2);
      const visits = [used(one, often), used(two, often), used(other, often), used(two, once)];
      for (const use of visits) await registry.wire.record(use);
      const clients = async (query: string) => (await rowsOf(query)).map((row) => row.clients);
      const year = '&from=2042-01-01&to=2042-12-31';
      expect(await clients(`?by=month${year}`)).toEqual([2, 1]);
      expect(await clients('?from=2042-01-01&to=2042-12-31')).toEqual([2]);
      expect((await clients(`?by=show${year}`)).toSorted()).toEqual([1, 1, 2]);
      expect(await clients('?from=2042-01-01&to=2042-03-31')).toEqual([null]);
      expect(await clients(`?by=month&from=2042-03-02&to=2042-12-31`)).toEqual([null, 1]);
      await registry.wire.changeShow(two, { startsAt: '2043-04-20T15:00:00Z' });
      expect(await clients(`?by=month&from=2042-01-01&to=2043-12-31`)).toEqual([1, 1, 2]);
      expect(await clients('?from=2043-01-01&to=2043-12-31')).toEqual([2]);
      await registry.wire.void(visits[0]?.id ?? '', one);
      expect(await clients(`?by=month&from=2042-01-01&to=2043-12-31`)).toEqual([0, 1, 2]);
    });

    it('count who was turned away for the cap, once for each message', async () => {
      const showId = await freshShow({ startsAt: '2041-08-05T15:00:00Z', cap: 2 });
      const [first, second, third] = await freshCards(3);
      await registry.wire.record(used(showId, first, { minors: 0 }));
      expect(await capsOf('?from=2041-08-01&to=2041-08-31')).toMatchObject([{ given: 1, full: false, fullAt: null }]);
      await registry.wire.record(used(showId, second));
      const refused = used(showId, third);
      expect((await registry.wire.record(refused)).status).toBe(409);
      await registry.wire.record(refused);
      const id = randomUUID();
      expect((await turnAway(showId, id)).status).toBe(200);
      await turnAway(showId, id);
      const [row] = await rowsOf('?by=show&from=2041-08-01&to=2041-08-31');
      expect(row).toMatchObject({ usages: 2, turnedAway: 2, voided: 0 });
      const fullAt = new Date(registry.nowMs).toISOString();
      const caps = { show: showId, day: '2041-08-05', cap: 2, given: 2, turnedAway: 2, full: true, fullAt };
      expect(await capsOf('?from=2041-08-01&to=2041-08-31')).toMatchObject([caps]);
      // The refused visit took place after all.
      await registry.wire.record({ ...refused, mode: 'report' });
      expect((await rowsOf('?from=2041-08-01&to=2041-08-31'))[0]).toMatchObject({ usages: 3, turnedAway: 1 });
    });

    it('of small rows are not for a coordinator, nor is a row that would give one away', async () => {
      const months = ['01', '02', '03', '04'];
      for (const [index, count] of [2, 7, 9, 7].entries()) {
        const showId = await freshShow({ startsAt: `2044-${months[index]}-05T15:00:00Z`, cap: 9 });
        for (const card of await freshCards(count)) await registry.wire.record(used(showId, card));
      }
      const query = '?by=month&from=2044-01-01&to=2044-12-31';
      const usagesFor = async (token: string) => (await rowsOf(query, token)).map(({ usages }) => usages);
      expect(await usagesFor(arki.tokens.boxOffice)).toEqual([2, 7, 9, 7]);
      expect(await usagesFor(arki.tokens.coordinator)).toEqual([null, null, 9, 7]);
      expect(await capsOf('?from=2044-01-01&to=2044-12-31', arki.tokens.coordinator)).toMatchObject([
        { given: null, full: null },
        { given: 7, full: false },
        { given: 9, full: true, fullAt: null },
        { given: 7, full: false },
      ]);
    });
  });
}
