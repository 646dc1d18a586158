import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';
import { useReservations } from './reservation-fixture.ts';
import { flagsOf } from './wire.ts';

/** Reservations that lapse at the start of their show. */
export function lapsedReservationCases(registry: RegistryFixture): void {
  const { freshCards, visit, taken } = registry;
  const { family, single } = arki.cards;
  const { states, redemption, soon, reserved } = useReservations(registry);

  describe('a reservation that is not redeemed in time', () => {
    const hourMs = 3_600_000;
    const room = async (showId: string) => {
      const { taken, cap } = (await registry.wire.show(showId)).body.show;
      return cap - taken;
    };

    it('releases its tickets at the start of the show, so that others are admitted', async () => {
      const { showId } = await reserved({ cap: 4, startsAt: soon() });
      const [first, second] = await freshCards(2);
      expect((await registry.wire.record(visit(showId, { card: first }))).body.refusal.reason).toBe('cap-reached');
      registry.pass(hourMs - 2);
      expect(await room(showId)).toBe(0);
      registry.pass(1);
      expect(await room(showId)).toBe(4);
      const listed = (await registry.wire.shows()).body.shows as { id: string; taken: number }[];
      expect(listed.find(({ id }) => id === showId)?.taken).toBe(0);
      expect((await registry.wire.reservations(showId)).body.reservations).toEqual([]);
      expect((await registry.wire.record(visit(showId, { card: second }))).status).toBe(201);
      expect(await taken(showId)).toBe(1);
      expect(await states(showId)).toEqual([
        ['lapsed', 3],
        ['counted', 0],
      ]);
    });

    it('lapses the given number of minutes before the start, or never', async () => {
      const early = await reserved({ cap: 4, startsAt: soon(), reservationsLapseMin: 30 });
      const never = await reserved({ cap: 4, startsAt: soon(), reservationsLapseMin: null });
      expect((await registry.wire.show(early.showId)).body.show.reservationsLapseMin).toBe(30);
      registry.pass(hourMs / 2);
      expect([await room(early.showId), await room(never.showId)]).toEqual([4, 0]);
      registry.pass(3 * hourMs);
      expect(await room(never.showId)).toBe(0);
      expect((await registry.wire.redeem(never.reservation.id, redemption(never.showId))).status).toBe(201);
    });

    it('still admits its card as a new usage if there is room, by the card or the reservation', async () => {
      const byCard = await reserved({ startsAt: soon() });
      const byId = await reserved({ startsAt: soon() });
      const full = await reserved({ cap: 4, startsAt: soon() });
      registry.pass(2 * hourMs);
      expect((await registry.wire.lookUp(byCard.showId, family.code)).body.earlier).toBeNull();
      const use = visit(byCard.showId, { card: family.code, minors: 3 });
      expect((await registry.wire.record(use)).status).toBe(201);
      expect(await taken(byCard.showId)).toBe(4);

      const request = redemption(byId.showId);
      const answers = [
        await registry.wire.redeem(byId.reservation.id, request),
        await registry.wire.redeem(byId.reservation.id, request),
        await registry.wire.redeem(byId.reservation.id, redemption(byId.showId)),
      ];
      expect(answers.map(({ status }) => status)).toEqual([201, 200, 409]);
      expect(await taken(byId.showId)).toBe(4);

      await registry.wire.record(visit(full.showId, { card: single.code }));
      const late = await registry.wire.redeem(full.reservation.id, redemption(full.showId));
      expect([late.status, late.body.refusal.reason]).toEqual([409, 'cap-reached']);
      expect(await taken(full.showId)).toBe(1);
    });

    it('has the same response when it is released or voided, and frees nothing twice', async () => {
      const { showId, made, reservation } = await reserved({ startsAt: soon() });
      const other = await reserved({ startsAt: soon() });
      registry.pass(2 * hourMs);
      await registry.wire.record(visit(showId, { card: single.code }));
      const { status, body } = await registry.wire.record(made);
      expect([status, body.visit.outcome]).toEqual([200, 'counted']);
      expect((await registry.wire.release(reservation.id, showId)).body.show.taken).toBe(1);
      expect((await registry.wire.void(other.made.id, other.showId)).body.show.taken).toBe(0);
      expect(await taken(showId)).toBe(1);
      expect(await taken(other.showId)).toBe(0);
    });

    it('does not count again if a usage that redeemed it in time is voided after the start', async () => {
      const { showId, reservation } = await reserved({ startsAt: soon() });
      const use = redemption(showId);
      await registry.wire.redeem(reservation.id, use);
      registry.pass(2 * hourMs);
      expect((await registry.wire.void(use.id, showId)).body.show.taken).toBe(0);
      await registry.wire.record(visit(showId, { card: single.code }));
      expect(await taken(showId)).toBe(1);
    });

    it('is redeemed by a device that was offline at the start: counted once, flagged only if others took the ticket', async () => {
      const { showId } = await reserved({ cap: 4, startsAt: soon() });
      const takenAt = new Date(registry.nowMs).toISOString();
      registry.pass(2 * hourMs);
      const report = visit(showId, { mode: 'report', card: family.code, minors: 3, takenAt });
      // It may be late, because the suite’s clock may have passed midnight.
      expect(flagsOf(await registry.wire.record(report))).not.toContain('cap-reached');
      expect(await taken(showId)).toBe(4);
    });

    it('keeps its tickets if it was made after that moment', async () => {
      const { showId } = await reserved({ cap: 8, startsAt: soon(), reservationsLapseMin: 60 });
      const [card] = await freshCards(1);
      await registry.wire.record(visit(showId, { card, how: 'reserved' }));
      registry.pass(2 * hourMs);
      expect(await room(showId)).toBe(3);
    });

    it('and forty simultaneous visitors: as many are admitted as there are tickets', async () => {
      const { showId } = await reserved({ cap: 6, startsAt: soon() });
      registry.pass(hourMs);
      const cards = await freshCards(40);
      const answers = await Promise.all(cards.map((card) => registry.wire.record(visit(showId, { card }))));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
      expect(await taken(showId)).toBe(6);
    });
  });
}
