import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';
import { flagsOf } from './wire.ts';

/** Groups with a community card, in requests and in reports (decision 0016). */
export function groupCases(registry: RegistryFixture): void {
  const { freshShow, visit, taken } = registry;
  const { community } = arki.cards;
  const seven = { card: community.code, minors: 7 };

  describe('a group with a community card', () => {
    it('of more than five people needs an agreement, even with a single card', async () => {
      const showId = await freshShow({ cap: null });
      const { status, body } = await registry.wire.record(visit(showId, seven));
      expect([status, body.refusal]).toMatchObject([409, { reason: 'group-not-agreed', people: 8, agreedAbove: 5 }]);
      expect((await registry.wire.record(visit(showId, { ...seven, agreed: false }))).status).toBe(409);
      expect((await registry.wire.record(visit(showId, { ...seven, agreed: true }))).status).toBe(201);
      expect(await taken(showId)).toBe(8);
    });

    it('may have any valid size with an agreement', async () => {
      const showId = await freshShow({ cap: null });
      const many = visit(showId, { card: community.code, minors: 99, agreed: true });
      expect((await registry.wire.record(many)).status).toBe(201);
      const { status, body } = await registry.wire.record(visit(showId, { card: community.code, minors: 100 }));
      expect([status, body.issues]).toEqual([400, [{ path: 'usages.0.minors', message: 'too big: at most 99' }]]);
    });

    it('is a different visit with an agreement and without', async () => {
      const showId = await freshShow({ cap: null });
      const request = visit(showId, { card: community.code, minors: 2 });
      expect((await registry.wire.record(request)).status).toBe(201);
      const agreed = await registry.wire.record({ ...request, agreed: true });
      expect([agreed.status, agreed.body.code]).toEqual([422, 'idempotency/mismatch']);
      expect((await registry.wire.record({ ...request, agreed: false })).status).toBe(200);
    });

    it('is flagged in a delivery only without an agreement', async () => {
      const showId = await freshShow({ cap: null });
      const journal = createJournal(registry);
      const entries = [
        journal.report(showId, seven),
        journal.report(await freshShow({ cap: null }), { ...seven, agreed: true }),
      ];
      const { body } = await journal.deliver(entries);
      expect(body.results.map(({ flags }: { flags: string[] }) => flags)).toEqual([['group-not-agreed'], []]);
    });

    it('redeems its reservation, with a new agreement', async () => {
      const showId = await freshShow({ cap: null });
      const reservation = visit(showId, { ...seven, how: 'reserved', agreed: true });
      expect((await registry.wire.record(reservation)).status).toBe(201);
      const redeem = (facts: object) => {
        const takenAt = new Date(registry.nowMs).toISOString();
        const ids = { id: randomUUID(), usageId: randomUUID() };
        const request = { mode: 'request', ...ids, showId, how: 'door', takenAt, ...facts };
        return registry.wire.redeem(reservation.usages[0].id, request);
      };
      expect((await redeem({})).body.refusal.reason).toBe('group-not-agreed');
      expect((await redeem({ agreed: true })).status).toBe(201);
      expect(await taken(showId)).toBe(8);
    });
  });

  describe('a worker who joins a client who is already inside', () => {
    const alone = { card: community.code, minors: 0 };

    it('is counted if the clerk confirms it, and refused otherwise', async () => {
      const showId = await freshShow();
      expect((await registry.wire.record(visit(showId, alone))).body.refusal.reason).toBe('community-card-alone');
      const joins = visit(showId, { ...alone, company: 'client-inside' });
      expect((await registry.wire.record(joins)).status).toBe(201);
      expect(await taken(showId)).toBe(1);
    });

    it('is flagged only if no clerk confirmed it', async () => {
      const journal = createJournal(registry);
      const { body } = await journal.deliver([
        journal.report(await freshShow(), alone),
        journal.report(await freshShow(), { ...alone, company: 'client-inside' }),
      ]);
      expect(body.results.map(({ flags }: { flags: string[] }) => flags)).toEqual([['community-card-alone'], []]);
    });

    it('is a different visit with that confirmation and without', async () => {
      const showId = await freshShow();
      const request = visit(showId, { card: community.code, minors: 1 });
      await registry.wire.record(request);
      const again = await registry.wire.record({ ...request, company: 'client-inside' });
      expect([again.status, again.body.code]).toEqual([422, 'idempotency/mismatch']);
    });
  });

  describe('a ticket that was sold in advance', () => {
    it('makes a request at the door a repetition, and the refusal says when and how the ticket was sold', async () => {
      const showId = await freshShow();
      const sold = visit(showId, { card: arki.cards.family.code, minors: 2, how: 'sold' });
      const { recordedAt } = (await registry.wire.record(sold)).body.visit;
      const door = visit(showId, { card: arki.cards.family.code, minors: 2, how: 'door' });
      const { status, body } = await registry.wire.record(door);
      expect([status, body.refusal]).toMatchObject([
        409,
        { reason: 'already-recorded', how: 'sold', minors: 2, recordedAt },
      ]);
      expect(await taken(showId)).toBe(3);
      // A report is counted and flagged.
      const report = await registry.wire.record({ ...door, mode: 'report' });
      expect([report.status, flagsOf(report)]).toEqual([201, ['already-recorded']]);
    });
  });
}
