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
}
