import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import type { RegisterFixture } from './register-fixture.ts';

/** How shows are made and changed, under the cap policy. */
export function showCases(register: RegisterFixture): void {
  const { freshShow, freshCards, usage, taken } = register;
  const newShow = (facts: object = {}) => ({
    id: `show-${randomUUID()}`,
    name: 'Koe',
    kind: 'performance',
    startsAt: '2026-12-20T17:00:00.000Z',
    seats: 310,
    cap: 10,
    ...facts,
  });

  describe('making a show', () => {
    it('answers it as it stands: 201, then 200', async () => {
      const show = newShow({ reservationOpens: 'month-before', redemptionOpensMin: 30 });
      const first = await register.wire.createShow(show);
      expect(first.status).toBe(201);
      expect(first.body.show).toEqual({ ...show, admission: 'once', venue: arki.venues.suvanto.name, taken: 0 });
      expect(await register.wire.createShow(show)).toMatchObject({ status: 200, body: { show: first.body.show } });
      expect((await register.wire.show(show.id)).body.show).toEqual(first.body.show);
      expect((await register.wire.createShow({ ...show, seats: 311 })).status).toBe(422);
    });

    it('refuses a cap below the lowest allowed, with the rule, its edition and its document', async () => {
      const show = newShow({ cap: 9 });
      const { status, body } = await register.wire.createShow(show);
      expect([status, body.code, body.lowestCap.cap]).toEqual([422, 'config/cap-too-low', 10]);
      expect(body.lowestCap.rule).toMatchObject({ edition: '2025' });
      for (const cited of Object.values(body.lowestCap.rule)) expect(body.detail).toContain(cited);
      expect((await register.wire.show(show.id)).status).toBe(404);
      const earlier = newShow({ cap: 15, startsAt: '2020-12-20T17:00:00Z' });
      expect((await register.wire.createShow(earlier)).body.lowestCap).toMatchObject({ cap: 16 });
    });

    it('allows none, and no cap at all', async () => {
      expect((await register.wire.createShow(newShow({ cap: null }))).body.show.cap).toBeNull();
      expect((await register.wire.createShow(newShow({ seats: 8, cap: 2 }))).status).toBe(201);
    });

    it('refuses a course that limits when it is redeemed: that is for tickets', async () => {
      const course = newShow({ kind: 'course', seats: 12, cap: 2, redemptionOpensMin: 30 });
      const { status, body } = await register.wire.createShow(course);
      expect([status, body.code, body.issues[0].path]).toEqual([422, 'config/course-window', 'redemptionOpensMin']);
      expect((await register.wire.show(course.id)).status).toBe(404);
      const opens = { reservationOpens: 'month-before', redemptionOpensMin: null };
      expect((await register.wire.createShow({ ...course, ...opens })).status).toBe(201);
    });

    it('is for the own venue', async () => {
      expect((await register.wire.createShow(newShow({ venueId: 'kaarna' }))).status).toBe(404);
      expect((await register.wire.createShow(newShow({ venueId: 'suvanto' }))).status).toBe(201);
      const theirs = await register.wire.createShow(newShow({ id: arki.shows.elsewhere.id }));
      expect(theirs.status).toBe(422);
    });

    it('refuses what is not as agreed', async () => {
      const wrong = [
        { name: '' },
        { name: 'a\u0000b' },
        { seats: -1 },
        { kind: 'play' },
        { startsAt: '9999-12-31T23:59:59-23:59' },
        { startsAt: '0001-01-01T00:00:00Z' },
        { taken: 3 },
      ];
      for (const facts of wrong) expect((await register.wire.createShow(newShow(facts))).status).toBe(400);
    });
  });

  describe('changing a show', () => {
    it('changes what is named and nothing else', async () => {
      const { body } = await register.wire.createShow(newShow());
      const changed = await register.wire.changeShow(body.show.id, { name: 'Uusi', redemptionOpensMin: 15 });
      expect(changed.body.show).toEqual({ ...body.show, name: 'Uusi', redemptionOpensMin: 15 });
      expect((await register.wire.show(body.show.id)).body.show).toEqual(changed.body.show);
      expect((await register.wire.changeShow(body.show.id, { kind: 'course' })).status).toBe(400);
      expect((await register.wire.changeShow(body.show.id, { admission: 'per-day' })).status).toBe(400);
    });

    it('asks the policy about the show as it would be', async () => {
      const { body } = await register.wire.createShow(newShow());
      expect((await register.wire.changeShow(body.show.id, { seats: 400 })).body.lowestCap.cap).toBe(12);
      expect((await register.wire.changeShow(body.show.id, { seats: 400, cap: 12 })).status).toBe(200);
    });

    it('refuses to limit when a course is redeemed', async () => {
      const course = newShow({ kind: 'course', seats: 12, cap: 2 });
      await register.wire.createShow(course);
      const { status, body } = await register.wire.changeShow(course.id, { redemptionOpensMin: 30 });
      expect([status, body.code]).toEqual([422, 'config/course-window']);
      expect((await register.wire.show(course.id)).body.show.redemptionOpensMin).toBeNull();
      expect((await register.wire.changeShow(course.id, { redemptionOpensMin: null })).status).toBe(200);
    });

    it('may lower the cap below what is taken: nobody is admitted until there is room again', async () => {
      const showId = await freshShow({ seats: 60, cap: 4 });
      const [first, ...cards] = (await freshCards(5)).map((card) => usage(showId, { card }));
      await Promise.all([first, ...cards.slice(0, 3)].map((use) => register.wire.record(use ?? usage(showId))));
      expect((await register.wire.changeShow(showId, { cap: 2 })).body.show).toMatchObject({ cap: 2, taken: 4 });
      const next = () => register.wire.record(usage(showId));
      expect((await next()).body.refusal).toMatchObject({ reason: 'cap-reached', cap: 2, remaining: 0 });
      expect((await register.wire.changeShow(showId, { cap: 5 })).status).toBe(200);
      expect((await next()).status).toBe(201);
      expect(await taken(showId)).toBe(5);
    });

    it('holds for usages from the answer on, also in the midst of many', async () => {
      const showId = await freshShow({ seats: 60, cap: 40 });
      const cards = await freshCards(40);
      const [changed] = await Promise.all([
        register.wire.changeShow(showId, { cap: 2 }),
        ...cards.map((card) => register.wire.record(usage(showId, { card }))),
      ]);
      expect(await taken(showId)).toBe(Math.max(2, changed.body.show.taken));
    });

    it('moves the time windows', async () => {
      const showId = await freshShow({ startsAt: '2027-02-20T17:00:00Z', reservationOpens: 'month-before' });
      const reserve = () => register.wire.record(usage(showId, { how: 'reserved' }));
      expect((await reserve()).body.refusal.reason).toBe('reservation-not-open');
      await register.wire.changeShow(showId, { startsAt: '2026-11-21T17:00:00Z', redemptionOpensMin: 60 });
      expect((await reserve()).status).toBe(201);
      const { refusal } = (await register.wire.record(usage(showId))).body;
      expect(Date.parse(refusal.opensAt)).toBe(Date.parse('2026-11-21T16:00:00Z'));
    });

    it('is for shows of the own venue', async () => {
      expect((await register.wire.changeShow(arki.shows.elsewhere.id, { name: 'Oma' })).status).toBe(404);
      expect((await register.wire.changeShow('NO-SUCH', { name: 'Oma' })).status).toBe(404);
    });
  });
}
