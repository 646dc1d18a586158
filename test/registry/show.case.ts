import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Creating and changing shows, under the cap policy. */
export function showCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const newShow = (facts: object = {}) => ({
    id: `show-${randomUUID()}`,
    name: 'Koe',
    kind: 'performance',
    startsAt: '2026-12-20T17:00:00.000Z',
    seats: 310,
    cap: 10,
    ...facts,
  });

  describe('creating a show', () => {
    it('returns the show: 201, then 200', async () => {
      const show = newShow({ reservationOpens: 'month-before', redemptionOpensMin: 30, reservationsLapseMin: 15 });
      const first = await registry.wire.createShow(show);
      expect(first.status).toBe(201);
      expect(first.body.show).toEqual({ ...show, admission: 'once', venue: arki.venues.suvanto.name, taken: 0 });
      expect(await registry.wire.createShow(show)).toMatchObject({ status: 200, body: { show: first.body.show } });
      expect((await registry.wire.show(show.id)).body.show).toEqual(first.body.show);
      expect((await registry.wire.createShow({ ...show, seats: 311 })).status).toBe(422);
    });

    it('is rejected with a cap below the lowest allowed, with the rule, its edition and its document', async () => {
      const show = newShow({ cap: 9 });
      const { status, body } = await registry.wire.createShow(show);
      expect([status, body.code, body.lowestCap.cap]).toEqual([422, 'config/cap-too-low', 10]);
      expect(body.lowestCap.rule).toMatchObject({ edition: '2025' });
      for (const cited of Object.values(body.lowestCap.rule)) expect(body.detail).toContain(cited);
      expect((await registry.wire.show(show.id)).status).toBe(404);
      const earlier = newShow({ cap: 15, startsAt: '2020-12-20T17:00:00Z' });
      expect((await registry.wire.createShow(earlier)).body.lowestCap).toMatchObject({ cap: 16 });
    });

    it('may set a cap of 0, or no cap', async () => {
      expect((await registry.wire.createShow(newShow({ cap: null }))).body.show.cap).toBeNull();
      expect((await registry.wire.createShow(newShow({ seats: 8, cap: 2 }))).status).toBe(201);
    });

    it('is rejected for a course that limits its redemption, which is for tickets only', async () => {
      const course = newShow({ kind: 'course', seats: 12, cap: 2, redemptionOpensMin: 30 });
      const { status, body } = await registry.wire.createShow(course);
      expect([status, body.code, body.issues[0].path]).toEqual([422, 'config/course-window', 'redemptionOpensMin']);
      expect((await registry.wire.show(course.id)).status).toBe(404);
      const opens = { reservationOpens: 'month-before', redemptionOpensMin: null };
      expect((await registry.wire.createShow({ ...course, ...opens })).status).toBe(201);
    });

    it('is for the own venue', async () => {
      expect((await registry.wire.createShow(newShow({ venueId: 'kaarna' }))).status).toBe(404);
      expect((await registry.wire.createShow(newShow({ venueId: 'suvanto' }))).status).toBe(201);
      const theirs = await registry.wire.createShow(newShow({ id: arki.shows.elsewhere.id }));
      expect(theirs.status).toBe(422);
    });

    it('is rejected with invalid data', async () => {
      const wrong = [
        { name: '' },
        { name: 'a\u0000b' },
        { seats: -1 },
        { kind: 'play' },
        { startsAt: '9999-12-31T23:59:59-23:59' },
        { startsAt: '0001-01-01T00:00:00Z' },
        { taken: 3 },
      ];
      for (const facts of wrong) expect((await registry.wire.createShow(newShow(facts))).status).toBe(400);
    });
  });

  describe('changing a show', () => {
    it('changes only the given fields', async () => {
      const { body } = await registry.wire.createShow(newShow());
      const changed = await registry.wire.changeShow(body.show.id, { name: 'Uusi', redemptionOpensMin: 15 });
      expect(changed.body.show).toEqual({ ...body.show, name: 'Uusi', redemptionOpensMin: 15 });
      expect((await registry.wire.show(body.show.id)).body.show).toEqual(changed.body.show);
      expect((await registry.wire.changeShow(body.show.id, { kind: 'course' })).status).toBe(400);
      expect((await registry.wire.changeShow(body.show.id, { admission: 'per-day' })).status).toBe(400);
    });

    it('changes when reservations lapse; by default at the start', async () => {
      const { body } = await registry.wire.createShow(newShow());
      expect(body.show).toEqual(expect.not.objectContaining({ reservationsLapseMin: expect.anything() }));
      const lapse = async (reservationsLapseMin: number | null) =>
        (await registry.wire.changeShow(body.show.id, { reservationsLapseMin })).body.show.reservationsLapseMin;
      expect([await lapse(null), await lapse(20), await lapse(0)]).toEqual([null, 20, undefined]);
      expect((await registry.wire.changeShow(body.show.id, { reservationsLapseMin: -1 })).status).toBe(400);
    });

    it('applies the policy to the changed show', async () => {
      const { body } = await registry.wire.createShow(newShow());
      expect((await registry.wire.changeShow(body.show.id, { seats: 400 })).body.lowestCap.cap).toBe(12);
      expect((await registry.wire.changeShow(body.show.id, { seats: 400, cap: 12 })).status).toBe(200);
    });

    it('is rejected if it limits the redemption of a course', async () => {
      const course = newShow({ kind: 'course', seats: 12, cap: 2 });
      await registry.wire.createShow(course);
      const { status, body } = await registry.wire.changeShow(course.id, { redemptionOpensMin: 30 });
      expect([status, body.code]).toEqual([422, 'config/course-window']);
      expect((await registry.wire.show(course.id)).body.show.redemptionOpensMin).toBeNull();
      expect((await registry.wire.changeShow(course.id, { redemptionOpensMin: null })).status).toBe(200);
    });

    it('may lower the cap below what is taken: then no one is admitted until there is room', async () => {
      const showId = await freshShow({ seats: 60, cap: 4 });
      const [first, ...cards] = (await freshCards(5)).map((card) => visit(showId, { card }));
      await Promise.all([first, ...cards.slice(0, 3)].map((use) => registry.wire.record(use ?? visit(showId))));
      expect((await registry.wire.changeShow(showId, { cap: 2 })).body.show).toMatchObject({ cap: 2, taken: 4 });
      const next = () => registry.wire.record(visit(showId));
      expect((await next()).body.refusal).toMatchObject({ reason: 'cap-reached', cap: 2, remaining: 0 });
      expect((await registry.wire.changeShow(showId, { cap: 5 })).status).toBe(200);
      expect((await next()).status).toBe(201);
      expect(await taken(showId)).toBe(5);
    });

    it('applies to usages from the response on, even between many concurrent ones', async () => {
      const showId = await freshShow({ seats: 60, cap: 40 });
      const cards = await freshCards(40);
      const [changed] = await Promise.all([
        registry.wire.changeShow(showId, { cap: 2 }),
        ...cards.map((card) => registry.wire.record(visit(showId, { card }))),
      ]);
      expect(await taken(showId)).toBe(Math.max(2, changed.body.show.taken));
    });

    it('changes the time windows', async () => {
      const showId = await freshShow({ startsAt: '2027-02-20T17:00:00Z', reservationOpens: 'month-before' });
      const reserve = () => registry.wire.record(visit(showId, { how: 'reserved' }));
      expect((await reserve()).body.refusal.reason).toBe('reservation-not-open');
      await registry.wire.changeShow(showId, { startsAt: '2026-11-21T17:00:00Z', redemptionOpensMin: 60 });
      expect((await reserve()).status).toBe(201);
      const { refusal } = (await registry.wire.record(visit(showId))).body;
      expect(Date.parse(refusal.opensAt)).toBe(Date.parse('2026-11-21T16:00:00Z'));
    });

    it('is for shows of the own venue', async () => {
      expect((await registry.wire.changeShow(arki.shows.elsewhere.id, { name: 'Oma' })).status).toBe(404);
      expect((await registry.wire.changeShow('NO-SUCH', { name: 'Oma' })).status).toBe(404);
    });
  });

  describe('the list of shows', () => {
    const listed = async (query = '') => {
      const { shows } = (await registry.wire.call('GET', `/v1/shows${query}`)).body;
      return (shows as { id: string }[]).map(({ id }) => id);
    };

    it('starts with today in Helsinki, and with last night’s shows that may still be running', async () => {
      const at = (iso: string) => freshShow({ startsAt: iso });
      const today = new Date(registry.nowMs).toISOString().slice(0, 10);
      const yesterday = new Date(registry.nowMs - 86_400_000).toISOString().slice(0, 10);
      const thisMorning = await at(`${today}T05:00:00Z`);
      const firstOfToday = await at(`${yesterday}T22:00:00Z`);
      const lastNight = await at(new Date(registry.nowMs - 12 * 3_600_000 + 1000).toISOString());
      const theEveningBefore = await at(`${yesterday}T17:00:00Z`);
      const nextYear = await at('2031-01-01T17:00:00Z');
      const ids = await listed();
      for (const id of [thisMorning, firstOfToday, lastNight, nextYear]) expect(ids).toContain(id);
      expect(ids).not.toContain(theEveningBefore);
      expect(await listed(`?from=${yesterday}`)).toContain(theEveningBefore);
      expect(await listed('?from=2030-12-31')).toContain(nextYear);
      expect(await listed('?from=2030-12-31')).not.toContain(thisMorning);
    });

    it('includes every show that admits per day, whenever it started', async () => {
      const showId = await freshShow({ kind: 'swimming-hall', seats: 300, cap: 20, startsAt: '2020-01-01T06:00:00Z' });
      expect(await listed()).toContain(showId);
    });
  });

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
