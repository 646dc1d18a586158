import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, outcomes, showTonight, useBoxOffice } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Leases for an outage, of shows with a hard cap. For soft caps see soft-cap.case.ts. */
export function leaseCases(registry: RegistryFixture): void {
  const { freshCards, visit, taken } = registry;
  const freshShow = showTonight(registry, { capIsHard: true });
  const { ask, reassigned, showNow, sold } = useBoxOffice(registry);
  const { door } = arki.tokens;
  const hourMs = 3_600_000;

  describe('a lease', () => {
    it('gets half of the free tickets, once however often it is requested: 201, then 200', async () => {
      const showId = await freshShow({ cap: 12 });
      const journal = createJournal(registry);
      const id = randomUUID();
      const first = await journal.lease(showId, 50, id);
      expect([first.status, first.body.lease]).toEqual([
        201,
        { id, showId, state: 'open', granted: 6, consumed: 0, recall: false },
      ]);
      expect(first.body.show).toMatchObject({ taken: 0, leased: 6 });
      for (const want of [50, 1]) {
        const again = await journal.lease(showId, want, id);
        expect([again.status, again.body]).toEqual([200, first.body]);
      }
      const together = await Promise.all(
        Array.from({ length: 8 }, () => journal.lease(showId, 2, first.body.lease.id)),
      );
      for (const { body } of together) expect(body).toEqual(first.body);
      expect((await showNow(showId)).leased).toBe(6);
    });

    it('gets at most what was requested, and at most twenty per journal', async () => {
      const showId = await freshShow({ cap: 300 });
      const journal = createJournal(registry);
      expect((await reassigned(journal, showId, 3)).granted).toBe(3);
      expect((await reassigned(journal, showId, 500)).granted).toBe(17);
      expect((await reassigned(journal, showId, 500)).granted).toBe(0);
      expect((await showNow(showId)).leased).toBe(20);
    });

    it('is smaller if more devices are at the show', async () => {
      const showId = await freshShow({ cap: 13 });
      const [card] = await freshCards(1);
      const body = visit(showId, { card });
      await registry.wire.record(body, { token: door, body, headers: { 'idempotency-key': body.id } });
      expect((await reassigned(createJournal(registry), showId, 50)).granted).toBe(3);
      // A quarter of an hour later no other device counts as present.
      registry.pass(16 * 60_000);
      expect((await reassigned(createJournal(registry), showId, 50)).granted).toBe(5);
    });

    it('gets no ticket if none is free, if there is no cap, and after the show', async () => {
      const [none, noCap, over] = [
        await freshShow({ cap: 0 }),
        await freshShow({ cap: null }),
        await freshShow({ startsAt: new Date(registry.nowMs - 6 * hourMs).toISOString() }),
      ];
      for (const showId of [none, noCap, over]) {
        const journal = createJournal(registry);
        const { status, body } = await journal.lease(showId, 5);
        expect([status, body.useByS]).toEqual([201, 0]);
        expect(body.lease).toMatchObject({ state: 'closed', granted: 0, recall: false });
        expect((await journal.lease(showId, 5, body.lease.id)).body).toEqual(body);
        expect((await journal.returnLease(body.lease.id)).body.lease.state).toBe('closed');
        expect((await showNow(showId)).leased).toBeUndefined();
      }
    });

    it('may be used until six hours after the show, for at most a day, and is kept for twelve hours more', async () => {
      const [soon, later] = [
        await freshShow({ startsAt: new Date(registry.nowMs + hourMs).toISOString() }),
        await freshShow({ startsAt: new Date(registry.nowMs + 30 * hourMs).toISOString() }),
      ];
      const answer = (await createJournal(registry).lease(soon, 1)).body;
      expect(answer.useByS).toBe(7 * 3600);
      expect(Date.parse(answer.expiresAt)).toBe(registry.nowMs + 19 * hourMs);
      const journal = createJournal(registry);
      const first = (await journal.lease(later, 1)).body;
      expect([first.useByS, Date.parse(first.expiresAt)]).toEqual([24 * 3600, registry.nowMs + 36 * hourMs]);
      // A repetition under the same id counts the time from when it was sent.
      registry.pass(hourMs);
      const again = (await journal.lease(later, 1, first.lease.id)).body;
      expect([again.useByS, again.expiresAt]).toEqual([23 * 3600, first.expiresAt]);
    });

    it('does not accept the id of another lease', async () => {
      const [showId, other] = [await freshShow(), await freshShow()];
      const journal = createJournal(registry);
      const { id } = await reassigned(journal, showId, 2);
      expect((await journal.lease(other, 2, id)).body.code).toBe('idempotency/mismatch');
      expect((await createJournal(registry).lease(showId, 2, id)).status).toBe(422);
      expect((await journal.lease('no-such-show', 2)).status).toBe(404);
      for (const want of [0, 1001, 1.5]) expect((await journal.lease(showId, want)).status).toBe(400);
    });

    it('keeps its tickets from others’ requests, and gives them to its own device’s requests if none is free', async () => {
      const showId = await freshShow({ cap: 6 });
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 2);
      const cards = await freshCards(6);
      const own = (card: string | undefined) => ({ card, leaseId: lease.id, origin: journal.origin() });
      // A free ticket comes first. The lease is for an outage.
      const first = await ask(showId, own(cards[0]));
      expect([first.status, first.body.visit.from, first.body.show.leased]).toEqual([201, undefined, 2]);
      await sold(showId, 3);
      const refused = await ask(showId, { card: cards[1] });
      expect(refused.body.refusal).toMatchObject({ reason: 'cap-reached', remaining: 0 });
      expect(refused.body.show).toMatchObject({ taken: 4, leased: 2 });
      const request = visit(showId, own(cards[2]));
      const second = await registry.wire.record(request);
      expect([second.body.visit.from, second.body.show]).toMatchObject(['lease', { taken: 5, leased: 1 }]);
      expect((await registry.wire.record(request)).body.visit).toEqual(second.body.visit);
      // All tickets of a party come from the lease, or none.
      const family = arki.cards.family.code;
      expect((await ask(showId, { ...own(family), minors: 1 })).body.refusal.reason).toBe('cap-reached');
      expect((await ask(showId, own(cards[3]))).body.visit).toMatchObject({ outcome: 'counted', from: 'lease' });
      expect((await ask(showId, own(cards[4]))).body.refusal.reason).toBe('cap-reached');
      expect(await showNow(showId)).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      expect(await taken(showId)).toBe(6);
    });

    it('cannot be used by another device', async () => {
      const showId = await freshShow({ cap: 2 });
      const lease = await reassigned(createJournal(registry), showId, 2);
      const other = createJournal(registry, door);
      await sold(showId, 1);
      const [card, late] = await freshCards(2);
      const body = visit(showId, { card, leaseId: lease.id, origin: other.origin() });
      const asked = await registry.wire.record(body, { token: door, body, headers: { 'idempotency-key': body.id } });
      expect(asked.body.refusal.reason).toBe('cap-reached');
      expect(outcomes(await other.deliver([other.report(showId, { card: late, leaseId: lease.id })]))).toEqual([
        'counted over',
      ]);
      expect((await showNow(showId)).leased).toBe(1);
    });

    it('counts reports first from the lease, then from free tickets, then over the cap', async () => {
      const showId = await freshShow({ cap: 6 });
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 3);
      await sold(showId, 2);
      const cards = await freshCards(4, 1);
      const report = (card: string | undefined, minors: number) =>
        journal.report(showId, { card, minors, leaseId: lease.id });
      const answer = await journal.deliver([
        report(cards[0], 1),
        report(cards[1], 0),
        report(cards[2], 0),
        report(cards[3], 1),
      ]);
      expect(outcomes(answer)).toEqual(['counted lease', 'counted lease', 'counted free', 'counted over']);
      expect(answer.body.results.map(({ flags }: { flags: string[] }) => flags)).toEqual([[], [], [], ['cap-reached']]);
      expect(answer.body.leases).toMatchObject([{ id: lease.id, granted: 3, consumed: 3 }]);
      expect(answer.body.shows[0]).toMatchObject({ taken: 8, cap: 6 });
      expect(await taken(showId)).toBe(8);
    });

    it('does not get a ticket again if its usage is voided: the ticket is free for everyone', async () => {
      const showId = await freshShow({ cap: 2 });
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 1);
      const [first, second, third] = await freshCards(3);
      const used = journal.report(showId, { card: first, leaseId: lease.id });
      await journal.deliver([used]);
      await sold(showId, 1);
      expect((await ask(showId, { card: second })).status).toBe(409);
      const answer = await journal.deliver([journal.voidRequest(showId, used.id)]);
      expect(answer.body.leases).toMatchObject([{ granted: 1, consumed: 1 }]);
      expect((await ask(showId, { card: third })).status).toBe(201);
    });

    it('is returned once, with what is left of it', async () => {
      const showId = await freshShow({ cap: 8 });
      const journal = createJournal(registry);
      const lease = await reassigned(journal, showId, 4);
      const [first, late, later] = await freshCards(3);
      await journal.deliver([journal.report(showId, { card: first, leaseId: lease.id })]);
      const returned = await journal.returnLease(lease.id);
      expect(returned.body).toMatchObject({ lease: { state: 'closed', granted: 4, consumed: 1 }, useByS: 0 });
      expect(returned.body.show).toEqual(expect.not.objectContaining({ leased: expect.anything() }));
      const again = await Promise.all(Array.from({ length: 5 }, () => journal.returnLease(lease.id)));
      for (const { body } of again) expect(body).toEqual(returned.body);
      expect((await journal.lease(showId, 4, lease.id)).body.lease).toEqual(returned.body.lease);
      // A late report counts if there is room, and is recorded as over the cap if not.
      expect(outcomes(await journal.deliver([journal.report(showId, { card: late, leaseId: lease.id })]))).toEqual([
        'counted free',
      ]);
      await sold(showId, 6);
      expect(outcomes(await journal.deliver([journal.report(showId, { card: later, leaseId: lease.id })]))).toEqual([
        'counted over',
      ]);
    });
  });
}
