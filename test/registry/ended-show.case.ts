import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Cancelling and deleting shows. */
export function endedShowCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;

  describe('cancelling a show', () => {
    it('refuses further requests, and is shown with the show', async () => {
      const showId = await freshShow();
      const first = await registry.wire.cancelShow(showId, 'keep');
      const second = await registry.wire.cancelShow(showId, 'keep');
      expect([first.status, first.body.show.cancelled]).toEqual([200, true]);
      expect(second.body).toEqual(first.body);
      for (const how of ['reserved', 'sold', 'door']) {
        const { status, body } = await registry.wire.record(visit(showId, { how }));
        expect([status, body.refusal.reason]).toEqual([409, 'show-cancelled']);
      }
      expect((await registry.wire.show(showId)).body.show).toMatchObject({ cancelled: true, taken: 0 });
    });

    it('keeps the counted visits if requested, and counts and flags later reports', async () => {
      const showId = await freshShow();
      const [first, second] = await freshCards(2);
      await registry.wire.record(visit(showId, { card: first }));
      expect((await registry.wire.cancelShow(showId, 'keep')).body.show.taken).toBe(1);
      const { body } = await registry.wire.record(visit(showId, { mode: 'report', card: second }));
      expect(body.visit).toMatchObject({ outcome: 'counted', usages: [{ flags: ['show-cancelled'] }] });
      expect(await taken(showId)).toBe(2);
    });

    it('voids the counted visits if requested: visits and reservations, redeemed ones too', async () => {
      const showId = await freshShow();
      const [alone, reserving, redeeming, member, other] = await freshCards(5, 1);
      const single = visit(showId, { card: alone, minors: 1 });
      const cards = [[member, 1] as const, [other, 0] as const];
      const group = visit(showId, { cards });
      await registry.wire.record(single);
      await registry.wire.record(group);
      await registry.wire.record(visit(showId, { card: reserving, how: 'reserved' }));
      await registry.wire.record(visit(showId, { card: redeeming, how: 'reserved', minors: 1 }));
      await registry.wire.record(visit(showId, { card: redeeming, how: 'sold' }));
      expect(await taken(showId)).toBe(7);

      expect((await registry.wire.cancelShow(showId, 'void')).body.show).toMatchObject({ cancelled: true, taken: 0 });
      expect(await taken(showId)).toBe(0);
      const rows = await registry.registryServer.store.usages(showId);
      expect(new Set(rows.map(({ state, card }) => `${state} ${card}`))).toEqual(new Set(['voided null']));
      expect((await registry.wire.record(single)).body.visit.outcome).toBe('voided');
      expect((await registry.wire.record(group)).body.visit.outcome).toBe('voided');
      expect((await registry.wire.void(single.id, showId)).body.visit.outcome).toBe('voided');
    });

    it('of a swimming hall voids every day', async () => {
      const showId = await freshShow({ kind: 'swimming-hall', seats: 300, cap: 20 });
      const [first, second] = await freshCards(2);
      const takenAt = new Date(registry.nowMs - 86_400_000).toISOString();
      await registry.wire.record(visit(showId, { mode: 'report', card: first, takenAt }));
      await registry.wire.record(visit(showId, { card: second }));
      await registry.wire.cancelShow(showId, 'void');
      const rows = await registry.registryServer.store.usages(showId);
      expect(rows.map(({ state }) => state)).toEqual(['voided', 'voided']);
      expect((await registry.wire.show(showId)).body.show.taken).toBe(0);
    });

    it('may void after it had kept, and reassigns no tickets', async () => {
      const showId = await freshShow({ startsAt: new Date(registry.nowMs + 3_600_000).toISOString() });
      await registry.wire.record(visit(showId));
      await registry.wire.cancelShow(showId, 'keep');
      const want = { id: randomUUID(), showId, journal: randomUUID(), want: 2 };
      expect((await registry.wire.call('POST', '/v1/leases', { body: want })).body.lease.granted).toBe(0);
      await registry.wire.cancelShow(showId, 'void');
      expect(await taken(showId)).toBe(0);
    });

    it('applies to usages from the response on, even between many concurrent ones', async () => {
      const showId = await freshShow({ seats: 60, cap: 40 });
      const cards = await freshCards(30);
      const [cancelled] = await Promise.all([
        registry.wire.cancelShow(showId, 'void'),
        ...cards.map((card) => registry.wire.record(visit(showId, { card }))),
      ]);
      expect(cancelled.body.show.taken).toBe(0);
      expect(await taken(showId)).toBe(0);
    });

    it('is for shows of the own venue', async () => {
      const showId = await freshShow();
      const token = arki.tokens.broker;
      const body = { reason: 'Koe', visits: 'void' };
      expect((await registry.wire.cancelShow(showId, 'void', { token, body })).status).toBe(403);
      expect((await registry.wire.cancelShow(arki.shows.elsewhere.id, 'keep')).status).toBe(404);
      expect(
        (await registry.wire.call('POST', `/v1/shows/${showId}/cancel`, { body: { visits: 'keep' } })).status,
      ).toBe(400);
    });
  });

  describe('deleting a show', () => {
    it('is possible if no visit was ever recorded and no ticket leased', async () => {
      const showId = await freshShow();
      const deleted = await registry.wire.deleteShow(showId);
      expect([deleted.status, deleted.body.showId]).toEqual([200, showId]);
      expect((await registry.wire.show(showId)).status).toBe(404);
      expect((await registry.wire.deleteShow(showId)).status).toBe(404);
      expect((await registry.wire.record(visit(showId))).status).toBe(404);

      const used = await freshShow();
      const use = visit(used);
      await registry.wire.record(use);
      await registry.wire.void(use.id, used);
      const refused = await registry.wire.deleteShow(used);
      expect([refused.status, refused.body.code]).toEqual([409, 'config/show-in-use']);
      const reassigning = await freshShow();
      const want = { id: randomUUID(), showId: reassigning, journal: randomUUID(), want: 1 };
      await registry.wire.call('POST', '/v1/leases', { body: want });
      expect((await registry.wire.deleteShow(reassigning)).status).toBe(409);
    });

    it('is done or not done between concurrent usages, and nothing fails', async () => {
      for (let round = 0; round < 5; round += 1) {
        const showId = await freshShow();
        const cards = await freshCards(6);
        const [deleted, ...recorded] = await Promise.all([
          registry.wire.deleteShow(showId),
          ...cards.map((card) => registry.wire.record(visit(showId, { card }))),
        ]);
        const expected = deleted.status === 200 ? 404 : 201;
        expect([200, 409]).toContain(deleted.status);
        expect(new Set(recorded.map(({ status }) => status))).toEqual(new Set([expected]));
      }
    });

    it('is for shows of the own venue', async () => {
      const showId = await freshShow();
      expect((await registry.wire.deleteShow(showId, { token: arki.tokens.broker })).status).toBe(403);
      expect((await registry.wire.deleteShow(arki.shows.elsewhere.id)).status).toBe(404);
      expect((await registry.wire.deleteShow('NO-SUCH')).status).toBe(404);
    });
  });
}
