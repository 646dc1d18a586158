import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';
import { flagsOf } from './wire.ts';

/** A show that admits per day, such as a long exhibition or a gym, counts by the calendar day in Helsinki. */
export function perDayCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const hourMs = 3_600_000;
  const museum = (facts: Record<string, unknown> = {}) =>
    freshShow({ admission: 'per-day', startsAt: '2026-09-01T07:00:00Z', seats: 60, cap: 3, ...facts });
  const record = (showId: string, facts: Record<string, unknown> = {}) => registry.wire.record(visit(showId, facts));
  const takenNow = async (showId: string) => (await registry.wire.show(showId)).body.show.taken;

  describe('a show that admits per day', () => {
    it('is created as such, and shows it', async () => {
      const show = { id: `gym-${Math.floor(registry.nowMs)}`, name: 'Kuntosali', startsAt: '2026-09-01T05:00:00Z' };
      const gym = { ...show, kind: 'performance', admission: 'per-day', seats: 60, cap: 3 };
      const made = await registry.wire.createShow(gym);
      expect([made.status, made.body.show.admission]).toEqual([201, 'per-day']);
      expect((await registry.wire.createShow(gym)).status).toBe(200);
      expect((await registry.wire.createShow({ ...gym, admission: 'once' })).status).toBe(422);
      expect((await registry.wire.show(gym.id)).body.show.admission).toBe('per-day');
    });

    it('admits the same card once on each day', async () => {
      const showId = await museum();
      const [card] = await freshCards(1, 2);
      expect((await record(showId, { card, minors: 1 })).body.show.taken).toBe(2);
      expect((await record(showId, { card })).body.refusal.reason).toBe('already-recorded');
      registry.pass(24 * hourMs);
      expect((await registry.wire.lookUp(showId, card ?? '')).body).toMatchObject({
        earlier: null,
        show: { taken: 0 },
      });
      expect((await record(showId, { card, minors: 2 })).body.show.taken).toBe(3);
      expect((await record(showId, { card })).body.refusal.reason).toBe('already-recorded');
      expect(await registry.registryServer.store.usages(showId)).toHaveLength(2);
    });

    it('counts tickets towards its cap by the day, children included', async () => {
      const showId = await museum();
      const [first, second] = await freshCards(2, 2);
      await record(showId, { card: first, minors: 2 });
      expect((await record(showId, { card: second })).body.refusal).toMatchObject({ reason: 'cap-reached', cap: 3 });
      registry.pass(24 * hourMs);
      expect((await record(showId, { card: second, minors: 2 })).status).toBe(201);
    });

    it('redeems a reservation on its day', async () => {
      const showId = await museum();
      const [card] = await freshCards(1);
      const reserved = visit(showId, { card, how: 'reserved' });
      await registry.wire.record(reserved);
      registry.pass(1);
      const taken = (await record(showId, { card, how: 'door' })).body.show.taken;
      const state = async () => (await registry.registryServer.store.usages(showId))[0]?.state;
      expect([taken, await state()]).toEqual([1, 'redeemed']);
    });

    it('lists only the reservations of the day', async () => {
      const showId = await museum();
      const [card] = await freshCards(1);
      const reserved = visit(showId, { card, how: 'reserved' });
      await registry.wire.record(reserved);
      const listed = async () =>
        (await registry.wire.reservations(showId)).body.reservations.map(({ id }: { id: string }) => id);
      expect(await listed()).toEqual([reserved.usages[0].id]);
      registry.pass(24 * hourMs);
      expect(await listed()).toEqual([]);
    });

    it('counts and voids a report on the day it happened', async () => {
      const showId = await museum();
      const [card] = await freshCards(1);
      const takenAt = new Date(registry.nowMs).toISOString();
      registry.pass(24 * hourMs);
      const late = visit(showId, { mode: 'report', card, takenAt });
      const answer = await registry.wire.record(late);
      expect([flagsOf(answer), answer.body.show.taken]).toEqual([['late'], 0]);
      expect((await record(showId, { card })).body.show.taken).toBe(1);
      expect((await registry.wire.void(late.id, showId)).body.show.taken).toBe(1);
    });

    it('is in the statistics on the days of its visits', async () => {
      const showId = await museum();
      const [card] = await freshCards(1);
      const dayOf = (daysAgo: number) => new Date(registry.nowMs - daysAgo * 24 * hourMs).toISOString();
      for (const daysAgo of [13, 12, 10]) await record(showId, { mode: 'report', card, takenAt: dayOf(daysAgo) });
      const { body } = await registry.wire.call(
        'GET',
        `/v1/statistics?by=show&from=${dayOf(14).slice(0, 10)}&to=${dayOf(11).slice(0, 10)}`,
      );
      const ours = body.rows.filter(({ show }: { show: string }) => show === showId);
      expect(ours).toMatchObject([{ show: showId, usages: 2, adults: 2, children: 0 }]);
      expect(await takenNow(showId)).toBe(0);
    });
  });
}
