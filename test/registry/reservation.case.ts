import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';
import { useReservations } from './reservation-fixture.ts';
import { flagsOf } from './wire.ts';

/** Reservations: made, redeemed, voided. */
export function reservationCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const { family, single, expired } = arki.cards;
  const { states, redemption, reserved } = useReservations(registry);

  describe('a reservation', () => {
    it('is found with its id and party, and redeemed by a usage of its card: one visitor counts once', async () => {
      const { showId, reservation } = await reserved();
      const { earlier } = (await registry.wire.lookUp(showId, family.code)).body;
      expect(earlier).toMatchObject({ usageId: reservation.id, how: 'reserved', minors: 3 });
      const use = visit(showId, { card: family.code, minors: 3, how: 'sold' });
      expect((await registry.wire.record(use)).status).toBe(201);
      expect(await taken(showId)).toBe(4);
      expect(await states(showId)).toEqual([
        ['redeemed', 3],
        ['counted', 3],
      ]);
      expect((await registry.wire.lookUp(showId, family.code)).body.earlier).toMatchObject({
        usageId: use.usages[0].id,
      });
    });

    it('has the same response when it is sent again after it was redeemed', async () => {
      const { showId, made } = await reserved();
      await registry.wire.record(visit(showId, { card: family.code, minors: 3 }));
      const { status, body } = await registry.wire.record(made);
      expect([status, body.visit.outcome]).toEqual([200, 'counted']);
      expect(await taken(showId)).toBe(4);
    });

    it('is refused a second time, and after the tickets were given out', async () => {
      const { showId } = await reserved();
      const again = () => registry.wire.record(visit(showId, { card: family.code, how: 'reserved' }));
      expect((await again()).body.refusal).toMatchObject({ reason: 'already-recorded', how: 'reserved' });
      await registry.wire.record(visit(showId, { card: family.code }));
      expect((await again()).body.refusal).toMatchObject({ reason: 'already-recorded', how: 'door' });
    });

    it('is redeemed by its id, without the card, for as many as were reserved', async () => {
      const { showId, reservation } = await reserved();
      const request = redemption(showId);
      const answers = [await registry.wire.redeem(reservation.id, request)];
      answers.push(await registry.wire.redeem(reservation.id, request));
      expect(answers.map(({ status }) => status)).toEqual([201, 200]);
      expect(answers[1]?.body.visit).toEqual(answers[0]?.body.visit);
      expect(await taken(showId)).toBe(4);
      const other = await registry.wire.redeem(reservation.id, redemption(showId));
      expect(other.body.refusal).toMatchObject({ reason: 'already-recorded', how: 'door' });
      expect((await registry.wire.redeem(reservation.id, { ...request, minors: 1 })).status).toBe(422);
    });

    it('is the same redemption with an explicit and a default number of minors, in either order', async () => {
      for (const [first, second] of [
        [{}, { minors: 3 }],
        [{ minors: 3 }, {}],
      ]) {
        const { showId, reservation } = await reserved();
        const request = redemption(showId);
        const answers = [
          await registry.wire.redeem(reservation.id, { ...request, ...first }),
          await registry.wire.redeem(reservation.id, { ...request, ...second }),
        ];
        expect(answers.map(({ status }) => status)).toEqual([201, 200]);
        expect(answers[1]?.body.visit).toEqual(answers[0]?.body.visit);
        expect((await registry.wire.redeem(reservation.id, { ...request, minors: 2 })).status).toBe(422);
      }
    });

    // Found by linearizability.test.ts, seed 237667.
    it('has the same redemption even if it has been reduced since', async () => {
      const { showId, reservation } = await reserved();
      const first = redemption(showId, { minors: 1 });
      const second = redemption(showId);
      await registry.wire.redeem(reservation.id, first);
      const refused = await registry.wire.redeem(reservation.id, second);
      await registry.wire.void(first.id, showId);
      const again = await registry.wire.redeem(reservation.id, second);
      expect([refused.status, again.status]).toEqual([409, 409]);
      expect(again.body.refusal).toEqual(refused.body.refusal);
    });

    it('is redeemed by a report after a refused request, even if it has been reduced since', async () => {
      const { showId, reservation } = await reserved();
      const first = redemption(showId, { minors: 1 });
      const second = redemption(showId);
      await registry.wire.redeem(reservation.id, first);
      expect((await registry.wire.redeem(reservation.id, second)).status).toBe(409);
      await registry.wire.void(first.id, showId);
      const counted = await registry.wire.redeem(reservation.id, { ...second, mode: 'report' });
      expect([counted.status, counted.body.visit.outcome]).toEqual([201, 'counted']);
      expect(await taken(showId)).toBe(2);
    });

    it('is redeemed with a reference, and found with it', async () => {
      const { showId, reservation } = await reserved();
      const said = { reference: 'web:1', metadata: { channel: 'web' } };
      const request = redemption(showId, said);
      await registry.wire.redeem(reservation.id, request);
      expect((await registry.wire.call('GET', `/v1/visits/${request.id}`)).body.visit).toMatchObject({
        ...said,
        outcome: 'counted',
      });
    });

    it('is redeemed once if twenty devices redeem it at the same time', async () => {
      const { showId, reservation } = await reserved();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => registry.wire.redeem(reservation.id, redemption(showId))),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
      expect(await taken(showId)).toBe(4);
    });

    it('is not redeemed by an id that is not a reservation of the show', async () => {
      const { showId, reservation } = await reserved();
      const use = visit(showId, { card: single.code });
      await registry.wire.record(use);
      const answers = await Promise.all([
        registry.wire.redeem(randomUUID(), redemption(showId)),
        registry.wire.redeem(use.usages[0].id, redemption(showId)),
        registry.wire.redeem(reservation.id, redemption(await freshShow())),
        registry.wire.redeem(reservation.id, redemption(arki.shows.elsewhere.id)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(await taken(showId)).toBe(5);
    });

    it('keeps its own tickets if the cap is reached, and no others', async () => {
      const { showId, reservation } = await reserved({ minors: 1, cap: 3 });
      await registry.wire.record(visit(showId));
      const more = await registry.wire.redeem(reservation.id, redemption(showId, { minors: 3 }));
      expect(more.body.refusal).toMatchObject({ reason: 'cap-reached' });
      expect((await registry.wire.redeem(reservation.id, redemption(showId))).status).toBe(201);
      expect(await taken(showId)).toBe(3);
    });

    it('counts again if its redemption is voided', async () => {
      const { showId, reservation } = await reserved();
      const use = redemption(showId);
      await registry.wire.redeem(reservation.id, use);
      expect((await registry.wire.void(use.id, showId)).body.show.taken).toBe(4);
      expect(await states(showId)).toEqual([
        ['counted', 3],
        ['voided', 3],
      ]);
      expect((await registry.wire.redeem(reservation.id, use)).body.visit.outcome).toBe('voided');
      expect((await registry.wire.record(visit(showId, { card: family.code, minors: 3 }))).status).toBe(201);
      expect(await taken(showId)).toBe(4);
    });

    it('counts again for at most as many as came, so a void never exceeds the cap', async () => {
      const { showId, reservation } = await reserved({ cap: 4 });
      const use = redemption(showId, { minors: 1 });
      await registry.wire.redeem(reservation.id, use);
      expect(await taken(showId)).toBe(2);
      for (const card of await freshCards(2)) await registry.wire.record(visit(showId, { card }));
      await registry.wire.void(use.id, showId);
      expect(await taken(showId)).toBe(4);
      expect((await registry.wire.lookUp(showId, family.code)).body.earlier).toMatchObject({ minors: 1 });
    });

    it('is redeemed by a report, whatever rule it breaks', async () => {
      const showId = await freshShow({ cap: 2 });
      const reservation = visit(showId, { mode: 'report', card: expired.code, minors: 0, how: 'reserved' });
      await registry.wire.record(reservation);
      const report = visit(showId, { mode: 'report', card: expired.code, minors: 2 });
      const { body } = await registry.wire.record(report);
      expect(flagsOf({ body })).toEqual(['card-expired', 'cap-reached']);
      expect(await taken(showId)).toBe(3);
      await registry.wire.void(report.id, showId);
      expect(await taken(showId)).toBe(1);
    });

    it('stays voided if it was voided after it was redeemed', async () => {
      const { showId, made, reservation } = await reserved();
      const use = redemption(showId);
      await registry.wire.redeem(reservation.id, use);
      await registry.wire.void(made.id, showId);
      expect(await taken(showId)).toBe(4);
      expect((await registry.wire.redeem(reservation.id, use)).status).toBe(200);
      await registry.wire.void(use.id, showId);
      expect(await taken(showId)).toBe(0);
    });
  });

  describe('any sequence of admitting, reserving, redeeming, voiding and releasing', () => {
    it('keeps the cap, and the tally equal to the sum of the counted usages', async () => {
      const cap = 9;
      const showId = await freshShow({ cap });
      const cards = await freshCards(4, 3);
      const made: { readonly visitId: string; readonly usageId: string }[] = [];
      let seed = 20_261_121;
      // Park and Miller’s generator: the same sequence every time.
      const some = (below: number) => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed % below;
      };
      const steps = [
        async (how: string) => {
          const request = visit(showId, { card: cards[some(4)], minors: some(4), how });
          made.push({ visitId: request.id, usageId: request.usages[0].id });
          return registry.wire.record(request);
        },
        async (how: string) => {
          const request = redemption(showId, { how: how === 'reserved' ? 'sold' : how, minors: some(4) });
          made.push({ visitId: request.id, usageId: request.usageId });
          return registry.wire.redeem(made[some(made.length)]?.usageId ?? '', request);
        },
        async () => registry.wire.void(made[some(made.length)]?.visitId ?? randomUUID(), showId),
        async () => registry.wire.release(made[some(made.length)]?.usageId ?? randomUUID(), showId),
      ];
      for (let round = 0; round < 60; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: 4 }, () => steps[some(4)]?.(['reserved', 'sold', 'door'][some(3)] ?? 'door')),
        );
        for (const answer of answers) expect([200, 201, 404, 409, 422]).toContain(answer?.status);
        expect(await taken(showId)).toBeLessThanOrEqual(cap);
      }
    });
  });
}
