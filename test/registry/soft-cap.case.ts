import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, outcomes, reconciliation, revokeLease, showTonight, useBoxOffice } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Leased tickets refuse no visitor, unless the cap is hard. */
export function softCapCases(registry: RegistryFixture): void {
  const { freshCards, taken } = registry;
  const freshShow = showTonight(registry);
  const { ask, reassigned, showNow, sold } = useBoxOffice(registry);
  const { door } = arki.tokens;
  const secondMs = 1_000;
  const minuteMs = 60 * secondMs;

  /** Returns how many tickets of the show were reassigned, by its visits of one ticket each. */
  const reassignedInAll = async (showId: string) =>
    (await registry.registryServer.store.usages(showId)).reduce((sum, usage) => sum + usage.reassigned, 0);

  describe('a soft cap', () => {
    it('gives out every ticket at one device while two silent devices hold leases', async () => {
      const showId = await freshShow({ cap: 12 });
      await sold(showId, 3);
      for (const token of [door, arki.tokens.boxOffice]) await reassigned(createJournal(registry, token), showId, 5);
      expect((await showNow(showId)).leased).toBeGreaterThan(0);
      registry.pass(31 * secondMs);
      await sold(showId, 9);
      const [card] = await freshCards(1);
      expect((await ask(showId, { card })).body.refusal).toMatchObject({ reason: 'cap-reached', remaining: 0 });
      expect(await taken(showId)).toBe(12);
    });

    it('is not reached by leased tickets, for a look-up or a request', async () => {
      const showId = await freshShow({ cap: 4 });
      await reassigned(createJournal(registry, door), showId, 20);
      await sold(showId, 2);
      const { show } = (await registry.wire.lookUp(showId, (await freshCards(1))[0] ?? '')).body;
      expect(show).toMatchObject({ cap: 4, taken: 2, leased: 2 });
      // The other device is seen but does not respond, so its tickets are reassigned after 1.5 seconds.
      await sold(showId, 1);
      expect(await showNow(showId)).toMatchObject({ taken: 3, leased: 1 });
      // Its time is over, so no request waits for it again.
      const startedMs = performance.now();
      registry.pass(2 * secondMs);
      await sold(showId, 1);
      expect(performance.now() - startedMs).toBeLessThan(1_400);
      expect(await taken(showId)).toBe(4);
    });

    it('recalls the lease of a responding device at once, and uses the tickets it returns', async () => {
      const showId = await freshShow({ cap: 4 });
      const holding = createJournal(registry, door);
      const lease = await reassigned(holding, showId, 20);
      await sold(showId, 2);
      const { stamp } = (await holding.news(showId)).body;
      const news = holding.news(showId, stamp);
      const selling = sold(showId, 1);
      expect((await news).body.leases).toMatchObject([{ id: lease.id, recall: true }]);
      await holding.returnLease(lease.id);
      await selling;
      expect(await showNow(showId)).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      expect(await reassignedInAll(showId)).toBe(0);
    });

    it('is exceeded by at most the reassigned tickets, a known number, and no report of a silent device is lost', async () => {
      const showId = await freshShow({ cap: 4 });
      const silent = createJournal(registry, door);
      const lease = await reassigned(silent, showId, 20);
      registry.pass(31 * secondMs);
      await sold(showId, 4);
      expect((await reconciliation(registry, showId)).body.leases).toMatchObject([
        { device: 'Sisäänkäynti', reassigned: 2, lease: { id: lease.id, granted: 2, consumed: 0, recall: true } },
      ]);
      expect(await reassignedInAll(showId)).toBe(2);
      const [first, second, third] = await freshCards(3);
      const facts = [first, second].map((card) => silent.report(showId, { card, leaseId: lease.id }));
      const told = await silent.deliver(facts);
      expect(outcomes(told)).toEqual(['counted over', 'counted over']);
      expect(told.body.results[0].flags).toEqual(['cap-reached']);
      expect(told.body.leases).toMatchObject([{ id: lease.id, recall: true }]);
      await silent.returnLease(lease.id);
      expect((await ask(showId, { card: third })).status).toBe(409);
      expect(await taken(showId)).toBe(6);
    });

    it('reassigns only tickets that a lease still holds, not consumed ones', async () => {
      const showId = await freshShow({ cap: 8 });
      const silent = createJournal(registry, door);
      const lease = await reassigned(silent, showId, 4);
      expect(lease.granted).toBe(4);
      const [first, second] = await freshCards(2);
      await silent.deliver([silent.report(showId, { card: first, leaseId: lease.id })]);
      registry.pass(31 * secondMs);
      await sold(showId, 6);
      expect((await reconciliation(registry, showId)).body.leases).toMatchObject([
        { reassigned: 2, lease: { consumed: 1 } },
      ]);
      // One ticket of the lease is left, and still belongs to the device.
      const told = await silent.deliver([silent.report(showId, { card: second, leaseId: lease.id })]);
      expect(outcomes(told)).toEqual(['counted lease']);
      expect(await showNow(showId)).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      await silent.returnLease(lease.id);
      expect(await taken(showId)).toBe(8);
      expect((await ask(showId, { card: (await freshCards(1))[0] })).status).toBe(409);
    });

    it('flags no report as over it while it is not reached', async () => {
      const showId = await freshShow({ cap: 4 });
      await reassigned(createJournal(registry, door), showId, 20);
      await sold(showId, 2);
      const [card] = await freshCards(1);
      const other = createJournal(registry);
      const told = await other.deliver([other.report(showId, { card })]);
      expect([outcomes(told), told.body.results[0].flags]).toEqual([['counted free'], []]);
    });

    it('frees leased tickets ten minutes after their device was last seen', async () => {
      const showId = await freshShow({ cap: 12 });
      const journal = createJournal(registry, door);
      const lease = await reassigned(journal, showId, 4);
      registry.pass(9 * minuteMs);
      expect((await journal.deliver([])).body.leases).toMatchObject([{ id: lease.id, state: 'open' }]);
      registry.pass(9 * minuteMs);
      expect((await showNow(showId)).leased).toBe(4);
      registry.pass(minuteMs);
      expect(await showNow(showId)).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      expect((await journal.deliver([])).body.leases).toEqual([]);
    });

    it('keeps the lease of a device that is offline on purpose until half a day after the show', async () => {
      const showId = await freshShow({ cap: 12 });
      const journal = createJournal(registry, door);
      const lease = await reassigned(journal, showId, 4);
      expect((await journal.keep(lease.id)).body.lease).toMatchObject({ id: lease.id, state: 'open' });
      registry.pass(6 * 60 * minuteMs);
      expect((await showNow(showId)).leased).toBe(4);
      // Even so, they refuse no visitor.
      await sold(showId, 12);
      expect(await taken(showId)).toBe(12);
    });

    it('reassigns tickets to groups and to redeemed reservations too', async () => {
      const showId = await freshShow({ cap: 6 });
      const [reserved, first, second] = await freshCards(3, 2);
      const reservation = registry.visit(showId, { card: reserved, minors: 2, how: 'reserved' });
      expect((await registry.wire.record(reservation)).status).toBe(201);
      await reassigned(createJournal(registry, door), showId, 20);
      registry.pass(31 * secondMs);
      const cards = [[first, 1] as const, [second, 0] as const];
      expect((await registry.wire.record(registry.visit(showId, { cards }))).status).toBe(201);
      const { usages: _, ...redemption } = registry.visit(showId);
      const usageId = randomUUID();
      const redeemed = await registry.wire.redeem(reservation.usages[0].id, { ...redemption, usageId });
      expect(redeemed.status).toBe(201);
      expect(await showNow(showId)).toMatchObject({ taken: 6 });
    });
  });

  describe('a hard cap', () => {
    it('keeps leased tickets, and any device of the venue can release them', async () => {
      const showId = await freshShow({ cap: 4, capIsHard: true });
      const silent = createJournal(registry, door);
      const lease = await reassigned(silent, showId, 2);
      await sold(showId, 2);
      registry.pass(31 * secondMs);
      const [card] = await freshCards(1);
      expect((await ask(showId, { card })).body.refusal.reason).toBe('cap-reached');
      const { leases } = (await reconciliation(registry, showId)).body;
      expect(leases).toMatchObject([{ device: 'Sisäänkäynti', lease: { id: lease.id, granted: 2, consumed: 0 } }]);
      expect((await revokeLease(registry, lease.id, arki.tokens.theatre)).status).toBe(404);
      expect((await revokeLease(registry, lease.id, arki.tokens.boxOffice)).body).toMatchObject({
        released: 2,
        mayAlreadyBeUsed: 2,
      });
      expect((await ask(showId, { card, id: randomUUID() })).status).toBe(201);
    });
  });

  describe('a device', () => {
    it('is named in the reconciliation if it was last heard before its lease ended, until it is heard again', async () => {
      const showId = await freshShow();
      const [revoked, expired] = [createJournal(registry), createJournal(registry)];
      const lastSeenAt = new Date(registry.nowMs).toISOString();
      const { lease } = (await revoked.lease(showId, 3)).body;
      expect((await expired.lease(showId, 2)).body.lease.granted).toBe(2);
      const silent = async () => (await reconciliation(registry, showId)).body.silent;
      registry.pass(60_000);
      expect(await silent()).toEqual([]);
      await revokeLease(registry, lease.id);
      expect(await silent()).toEqual([{ device: 'Lipunmyynti', lastSeenAt, tickets: 3 }]);
      registry.pass(3_600_000);
      expect(await silent()).toEqual([{ device: 'Lipunmyynti', lastSeenAt, tickets: 5 }]);
      await revoked.deliver([]);
      await expired.deliver([]);
      expect(await silent()).toEqual([]);
    });
  });
}
