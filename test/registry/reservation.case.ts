import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';
import { flagsOf } from './wire.ts';

/** Reservations: redeemed, released, restored. */
export function reservationCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const { family, single, expired } = arki.cards;
  const states = async (showId: string) =>
    (await registry.registryServer.store.usages(showId)).map(({ state, minors }) => [state, minors]);
  const redemption = (showId: string, facts: object = {}) => {
    const takenAt = new Date(registry.nowMs).toISOString();
    return { mode: 'request', id: randomUUID(), usageId: randomUUID(), showId, how: 'door', takenAt, ...facts };
  };
  /** An hour from now. */
  const soon = () => new Date(registry.nowMs + 3_600_000).toISOString();
  /** Creates a show with a reservation of the family’s card. */
  async function reserved({ minors = 3, ...facts }: { minors?: number } & Parameters<typeof freshShow>[0] = {}) {
    const showId = await freshShow(facts);
    const made = visit(showId, { card: family.code, minors, how: 'reserved' });
    expect((await registry.wire.record(made)).status).toBe(201);
    registry.pass(1);
    return { showId, made, reservation: made.usages[0] };
  }

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
      const asked = redemption(showId);
      const answers = [await registry.wire.redeem(reservation.id, asked)];
      answers.push(await registry.wire.redeem(reservation.id, asked));
      expect(answers.map(({ status }) => status)).toEqual([201, 200]);
      expect(answers[1]?.body.visit).toEqual(answers[0]?.body.visit);
      expect(await taken(showId)).toBe(4);
      const other = await registry.wire.redeem(reservation.id, redemption(showId));
      expect(other.body.refusal).toMatchObject({ reason: 'already-recorded', how: 'door' });
      expect((await registry.wire.redeem(reservation.id, { ...asked, minors: 1 })).status).toBe(422);
    });

    it('is the same redemption with an explicit and a default number of minors, in either order', async () => {
      for (const [first, second] of [
        [{}, { minors: 3 }],
        [{ minors: 3 }, {}],
      ]) {
        const { showId, reservation } = await reserved();
        const asked = redemption(showId);
        const answers = [
          await registry.wire.redeem(reservation.id, { ...asked, ...first }),
          await registry.wire.redeem(reservation.id, { ...asked, ...second }),
        ];
        expect(answers.map(({ status }) => status)).toEqual([201, 200]);
        expect(answers[1]?.body.visit).toEqual(answers[0]?.body.visit);
        expect((await registry.wire.redeem(reservation.id, { ...asked, minors: 2 })).status).toBe(422);
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
      const asked = redemption(showId, said);
      await registry.wire.redeem(reservation.id, asked);
      expect((await registry.wire.call('GET', `/v1/visits/${asked.id}`)).body.visit).toMatchObject({
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

      const asked = redemption(byId.showId);
      const answers = [
        await registry.wire.redeem(byId.reservation.id, asked),
        await registry.wire.redeem(byId.reservation.id, asked),
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
          const asked = visit(showId, { card: cards[some(4)], minors: some(4), how });
          made.push({ visitId: asked.id, usageId: asked.usages[0].id });
          return registry.wire.record(asked);
        },
        async (how: string) => {
          const asked = redemption(showId, { how: how === 'reserved' ? 'sold' : how, minors: some(4) });
          made.push({ visitId: asked.id, usageId: asked.usageId });
          return registry.wire.redeem(made[some(made.length)]?.usageId ?? '', asked);
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
