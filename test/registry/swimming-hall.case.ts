import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';
import { flagsOf } from './wire.ts';

/** A swimming hall counts by the calendar day in Helsinki. */
export function swimmingHallCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const { single } = arki.cards;
  const hall = () => freshShow({ kind: 'swimming-hall', seats: 300, cap: 2 });
  const takenNow = async (showId: string) => (await registry.wire.show(showId)).body.show.taken;
  /** Moves the clock to the given minutes past the next midnight in Helsinki, in winter. */
  const passMidnight = (min: number) => {
    const midnight = Math.ceil((registry.nowMs + 2 * 3_600_000) / 86_400_000) * 86_400_000 - 2 * 3_600_000;
    registry.pass(midnight - registry.nowMs + min * 60_000);
  };

  describe('a swimming hall', () => {
    it('admits a card once a day, and up to its cap each day', async () => {
      const showId = await hall();
      const [first, second] = await freshCards(2);
      await registry.wire.record(visit(showId));
      expect((await registry.wire.record(visit(showId))).body.refusal.reason).toBe('already-recorded');
      await registry.wire.record(visit(showId, { card: first }));
      expect((await registry.wire.record(visit(showId, { card: second }))).body.refusal.reason).toBe('cap-reached');
      passMidnight(-1);
      expect(await takenNow(showId)).toBe(2);
      passMidnight(1);
      expect(await takenNow(showId)).toBe(0);
      expect((await registry.wire.lookUp(showId, single.code)).body.earlier).toBeNull();
      expect((await registry.wire.record(visit(showId))).status).toBe(201);
      expect((await registry.wire.record(visit(showId, { card: second }))).body.show.taken).toBe(2);
    });

    it('admits 20 cardholders a day with a child each: children do not use the cap', async () => {
      const showId = await freshShow({ kind: 'swimming-hall', seats: 300, cap: 20 });
      const [last, ...holders] = await freshCards(21, 2);
      for (const card of holders) {
        expect((await registry.wire.record(visit(showId, { card, minors: 1 }))).status).toBe(201);
      }
      expect(await registry.taken(showId)).toBe(20);
      const refused = await registry.wire.record(visit(showId, { card: last, minors: 1 }));
      expect(refused.body.refusal).toMatchObject({ reason: 'cap-reached', cap: 20, remaining: 0 });
      const [undone] = await registry.registryServer.store.usages(showId);
      expect((await registry.wire.void(undone?.visitId ?? '', showId)).body.show.taken).toBe(19);
      expect((await registry.wire.record(visit(showId, { card: last, minors: 2 }))).body.show.taken).toBe(20);
    });

    it('counts a reservation with children as one holder, reserved or redeemed', async () => {
      const showId = await hall();
      const [card] = await freshCards(1, 3);
      const reserved = visit(showId, { card, how: 'reserved', minors: 3 });
      expect((await registry.wire.record(reserved)).body.show.taken).toBe(1);
      const given = visit(showId, { card, minors: 1 });
      expect((await registry.wire.record(given)).body.show.taken).toBe(1);
      expect((await registry.wire.void(given.id, showId)).body.show.taken).toBe(1);
    });

    it('takes one ticket of a lease for a holder with children', async () => {
      const showId = await hall();
      const [card] = await freshCards(1, 2);
      const journal = createJournal(registry);
      const { lease } = (await journal.lease(showId, 1)).body;
      const answer = await journal.deliver([journal.report(showId, { card, minors: 2, leaseId: lease.id })]);
      expect(answer.body.results[0]).toMatchObject({ outcome: 'counted', from: 'lease', flags: [] });
      expect(answer.body.shows[0]).toMatchObject({ taken: 1 });
    });

    it('counts a report on the day it happened, and returns the tally of today', async () => {
      const showId = await hall();
      const takenAt = new Date(registry.nowMs).toISOString();
      const [first, second, third] = await freshCards(3);
      await registry.wire.record(visit(showId, { card: first }));
      passMidnight(30);
      const late = visit(showId, { mode: 'report', card: first, takenAt });
      const told = await registry.wire.record(late);
      expect([flagsOf(told), told.body.show.taken]).toEqual([['already-recorded', 'late'], 0]);
      const beyond = visit(showId, { mode: 'report', card: second, takenAt });
      expect(flagsOf(await registry.wire.record(beyond))).toEqual(['cap-reached', 'late']);
      expect((await registry.wire.record(visit(showId, { card: third }))).body.show.taken).toBe(1);
      await registry.wire.void(beyond.id, showId);
      expect(await takenNow(showId)).toBe(1);
    });

    it('counts a request of yesterday that is repeated as a report on the day it was taken', async () => {
      const showId = await hall();
      const request = visit(showId, { card: arki.cards.expired.code });
      expect((await registry.wire.record(request)).status).toBe(409);
      passMidnight(5);
      expect((await registry.wire.record({ ...request, mode: 'report' })).status).toBe(201);
      expect(await takenNow(showId)).toBe(0);
      await registry.wire.void(request.id, showId);
      expect((await registry.wire.record(request)).body.visit.outcome).toBe('voided');
    });
  });
}
