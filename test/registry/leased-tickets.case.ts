import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, outcomes, reconciliation, revokeLease, showTonight, useBoxOffice } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Tests when, and by whose action, tickets leased under a hard cap become free again. Soft caps: soft-cap.case.ts. */
export function leasedTicketsCases(registry: RegistryFixture): void {
  const { freshCards, visit, taken } = registry;
  const freshShow = showTonight(registry, { capIsHard: true });
  const { ask, reassigned, showNow, sold } = useBoxOffice(registry);
  const { door } = arki.tokens;
  const hourMs = 3_600_000;

  describe('a manager', () => {
    it('revokes a lease without its device, and gets the worst case', async () => {
      const showId = await freshShow({ cap: 4 });
      const journal = createJournal(registry, door);
      const lease = await reassigned(journal, showId, 2);
      await sold(showId, 2);
      const [first, second, third] = await freshCards(3);
      await journal.deliver([journal.report(showId, { card: first, leaseId: lease.id })]);
      for (const token of [arki.tokens.broker, arki.tokens.theatre]) {
        expect((await revokeLease(registry, lease.id, token)).body.code).toBe('registry/not-found');
      }
      const answer = await revokeLease(registry, lease.id);
      expect(answer.body).toMatchObject({
        lease: { id: lease.id, state: 'revoked', granted: 2, consumed: 1 },
        released: 1,
        mayAlreadyBeUsed: 1,
        device: 'Sisäänkäynti',
      });
      expect((await revokeLease(registry, lease.id)).body).toEqual(answer.body);
      expect((await revokeLease(registry, randomUUID())).status).toBe(404);
      // Another visitor gets the ticket. Then the device does report the worst case.
      await sold(showId, 1);
      const late = journal.report(showId, { card: second, leaseId: lease.id });
      const delivered = await journal.deliver([late]);
      expect([outcomes(delivered), delivered.body.results[0].flags]).toEqual([['counted over'], ['cap-reached']]);
      expect(delivered.body.leases).toEqual([]);
      expect((await journal.returnLease(lease.id)).body.lease.state).toBe('revoked');
      expect((await ask(showId, { card: third })).status).toBe(409);
      expect(await taken(showId)).toBe(5);
    });

    it('releases no ticket of a returned lease', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 2);
      await journal.returnLease(lease.id);
      const { body } = await revokeLease(registry, lease.id);
      expect(body).toMatchObject({ lease: { state: 'closed' }, released: 0, mayAlreadyBeUsed: 0 });
    });
  });

  describe('leased tickets', () => {
    it('are recalled if no other is free and another device is at the show', async () => {
      const showId = await freshShow({ cap: 4 });
      const [till, gate] = [createJournal(registry), createJournal(registry, door)];
      const lease = await reassigned(till, showId, 2);
      const recall = async () => (await till.deliver([])).body.leases[0].recall;
      await sold(showId, 1);
      expect(await recall()).toBe(false);
      await sold(showId, 1);
      // The device is alone, so no one else could use its tickets.
      expect(await recall()).toBe(false);
      const [card] = await freshCards(1);
      const body = visit(showId, { card, origin: gate.origin() });
      const refused = await registry.wire.record(body, { token: door, body, headers: { 'idempotency-key': body.id } });
      expect(refused.status).toBe(409);
      expect(await recall()).toBe(true);
      expect((await reconciliation(registry, showId)).body.leases[0].lease.recall).toBe(true);
      await till.returnLease(lease.id);
      const again = { ...body, id: randomUUID(), origin: gate.origin() };
      const options = { token: door, body: again, headers: { 'idempotency-key': again.id } };
      expect((await registry.wire.record(again, options)).status).toBe(201);
    });

    it('become free twelve hours after the device may use them, if it stays silent', async () => {
      const startsAt = new Date(registry.nowMs + hourMs).toISOString();
      const showId = await freshShow({ cap: 2, startsAt });
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 1);
      await sold(showId, 1);
      const [first, second, third] = await freshCards(3);
      registry.pass(19 * hourMs - 1);
      expect((await showNow(showId)).leased).toBe(1);
      expect((await ask(showId, { card: first })).status).toBe(409);
      registry.pass(1);
      expect(await showNow(showId)).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      expect((await reconciliation(registry, showId)).body.leases).toEqual([]);
      expect((await journal.deliver([])).body.leases).toEqual([]);
      expect((await ask(showId, { card: second })).status).toBe(201);
      expect((await journal.lease(showId, 1, lease.id)).body).toMatchObject({ lease: { state: 'closed' }, useByS: 0 });
      const worst = (await revokeLease(registry, lease.id)).body;
      expect(worst).toMatchObject({ lease: { state: 'closed' }, released: 0, mayAlreadyBeUsed: 1 });
      const takenAt = new Date(registry.nowMs - 12 * hourMs).toISOString();
      const late = journal.report(showId, { card: third, leaseId: lease.id, takenAt });
      expect(outcomes(await journal.deliver([late]))).toEqual(['counted over']);
    });

    it('appear in every show, and stay leased under a lower cap', async () => {
      const showId = await freshShow({ seats: 60, cap: 6 });
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 3);
      const listed = (await registry.wire.shows()).body.shows as { id: string; leased?: number }[];
      expect(listed.find(({ id }) => id === showId)?.leased).toBe(3);
      const [first, second, third] = await freshCards(3);
      expect((await registry.wire.lookUp(showId, first ?? '')).body.show.leased).toBe(3);
      expect((await registry.wire.changeShow(showId, { cap: 2 })).body.show).toMatchObject({ cap: 2, leased: 3 });
      expect((await ask(showId, { card: first })).body.refusal.remaining).toBe(0);
      const facts = [second, third].map((card) => journal.report(showId, { card, leaseId: lease.id }));
      const answer = await journal.deliver(facts);
      expect(outcomes(answer)).toEqual(['counted lease', 'counted lease']);
      expect(answer.body.results[0].flags).toEqual([]);
    });

    it('belong to one day in a swimming hall, until midnight in Helsinki', async () => {
      const showId = await freshShow({ kind: 'swimming-hall', seats: 300, cap: 4 });
      const journal = createJournal(registry);
      // The response has whole seconds.
      registry.pass(1000 - (registry.nowMs % 1000));
      const { body } = await journal.lease(showId, 2);
      const midnight = registry.nowMs + body.useByS * 1000;
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', timeStyle: 'medium' });
      expect(clock.format(midnight)).toBe('00:00:00');
      const takenAt = new Date(registry.nowMs).toISOString();
      registry.pass(body.useByS * 1000 + 60_000);
      expect(await showNow(showId)).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      const [first, second] = await freshCards(2);
      const leaseId = body.lease.id;
      const today = new Date(registry.nowMs).toISOString();
      const answer = await journal.deliver([
        journal.report(showId, { card: first, leaseId, takenAt }),
        journal.report(showId, { card: second, leaseId, takenAt: today }),
      ]);
      expect(outcomes(answer)).toEqual(['counted lease', 'counted free']);
    });
  });

  describe('a reservation', () => {
    it('that is redeemed in an outage consumes the lease by what was given out, and frees its own tickets', async () => {
      const showId = await freshShow({ cap: 6 });
      const [card] = await freshCards(1, 2);
      await ask(showId, { card, minors: 1, how: 'reserved' });
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 2);
      const report = journal.report(showId, { card, minors: 1, leaseId: lease.id });
      const answer = await journal.deliver([report]);
      expect(outcomes(answer)).toEqual(['counted lease']);
      expect(answer.body.shows[0]).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      expect(await taken(showId)).toBe(2);
    });
  });
}
