import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';
import { useReservations } from './reservation-fixture.ts';

/** Reservations that are released, and the list of those that hold tickets. */
export function releasedReservationCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const { family, single } = arki.cards;
  const { redemption, soon, reserved } = useReservations(registry);

  describe('releasing a reservation', () => {
    it('frees its tickets, once, and its card may reserve again', async () => {
      const { showId, made, reservation } = await reserved();
      const first = await registry.wire.release(reservation.id, showId);
      const second = await registry.wire.release(reservation.id, showId);
      const releasedAt = new Date(registry.nowMs).toISOString();
      expect([first.body.reservation, first.body.show.taken]).toEqual([{ id: reservation.id, releasedAt }, 0]);
      expect(second.body.reservation).toEqual(first.body.reservation);
      expect((await registry.wire.redeem(reservation.id, redemption(showId))).status).toBe(404);
      expect((await registry.wire.record(made)).body.visit.outcome).toBe('voided');
      expect((await registry.wire.record(visit(showId, { card: family.code, how: 'reserved' }))).status).toBe(201);
    });

    it('keeps the others of its visit, until none is left', async () => {
      const showId = await freshShow();
      const cards = [[family.code, 3] as const, [single.code, 0] as const];
      const made = visit(showId, { cards, how: 'reserved' });
      const first = await registry.wire.record(made);
      const [one, other] = made.usages;
      expect((await registry.wire.release(one.id, showId)).body.show.taken).toBe(1);
      const again = await registry.wire.record(made);
      expect([again.status, again.body.visit]).toEqual([200, first.body.visit]);
      expect((await registry.wire.release(other?.id ?? '', showId)).body.show.taken).toBe(0);
      expect((await registry.wire.record(made)).body.visit.outcome).toBe('voided');
      const half = visit(showId, { cards, how: 'reserved' });
      await registry.wire.record(half);
      await registry.wire.release(half.usages[0].id, showId);
      expect((await registry.wire.void(half.id, showId)).body.show.taken).toBe(0);
      expect(await taken(showId)).toBe(0);
    });

    it('is refused once its tickets are given out', async () => {
      const { showId, reservation } = await reserved();
      await registry.wire.redeem(reservation.id, redemption(showId, { how: 'sold' }));
      const { status, body } = await registry.wire.release(reservation.id, showId);
      expect([status, body.refusal.reason, body.refusal.how]).toEqual([409, 'already-recorded', 'sold']);
      expect(await taken(showId)).toBe(4);
    });

    it('has no effect unless it is a reservation of this venue', async () => {
      const showId = await freshShow();
      const use = visit(showId);
      await registry.wire.record(use);
      const unknown = visit(showId, { card: family.code });
      const { reservation } = await reserved();
      expect((await registry.wire.release(use.usages[0].id, showId)).status).toBe(404);
      expect((await registry.wire.release(unknown.usages[0].id, showId)).status).toBe(404);
      expect((await registry.wire.release(reservation.id, showId)).status).toBe(404);
      expect((await registry.wire.release(reservation.id, arki.shows.elsewhere.id)).status).toBe(404);
      expect((await registry.wire.record(unknown)).status).toBe(201);
    });

    it('and redeeming it at the same time: one of them wins', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { showId, reservation } = await reserved();
        const [redeemed, released] = await Promise.all([
          registry.wire.redeem(reservation.id, redemption(showId)),
          registry.wire.release(reservation.id, showId),
        ]);
        const redeemedFirst = redeemed.status === 201;
        expect([redeemed.status, released.status]).toEqual(redeemedFirst ? [201, 409] : [404, 200]);
        expect(await taken(showId)).toBe(redeemedFirst ? 4 : 0);
      }
    });
  });

  describe('the reservations of a show', () => {
    it('are listed by when they were made, masked, with the device that made them, until redeemed or released', async () => {
      const { showId, reservation } = await reserved({ startsAt: soon() });
      const [card] = await freshCards(1);
      const second = visit(showId, { card, how: 'reserved' });
      await registry.wire.record(second);
      await registry.wire.record(visit(showId, { card: single.code }));
      const { status, body } = await registry.wire.reservations(showId);
      expect([status, body.show.taken]).toEqual([200, 6]);
      expect(body.reservations).toEqual([
        {
          id: reservation.id,
          maskedCard: `${family.code.slice(0, 2)}…${family.code.slice(-3)}`,
          minors: 3,
          reservedAt: new Date(registry.nowMs - 1).toISOString(),
          device: 'Lipunmyynti',
        },
        expect.objectContaining({ id: second.usages[0].id, minors: 0 }),
      ]);
      expect(JSON.stringify(body)).not.toContain(family.code);
      await registry.wire.redeem(reservation.id, redemption(showId));
      await registry.wire.release(second.usages[0].id, showId);
      expect((await registry.wire.reservations(showId)).body.reservations).toEqual([]);
    });

    it('are listed to their own venue, and a broker’s own to the broker', async () => {
      const { showId } = await reserved({ startsAt: soon() });
      const token = arki.tokens.broker;
      expect((await registry.wire.reservations(showId, { token })).body.reservations).toEqual([]);
      const [card] = await freshCards(1);
      const theirs = visit(showId, { card, how: 'reserved' });
      await registry.wire.record(theirs, { token, body: theirs, headers: { 'idempotency-key': theirs.id } });
      const ids = async (options: object) =>
        (await registry.wire.reservations(showId, options)).body.reservations.map(({ id }: { id: string }) => id);
      expect(await ids({ token })).toEqual([theirs.usages[0].id]);
      expect(await ids({})).toHaveLength(2);
      expect((await registry.wire.reservations(showId, { token: arki.tokens.theatre })).status).toBe(404);
      expect((await registry.wire.reservations('NO-SUCH')).status).toBe(404);
    });
  });
}
