import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/sandbox';
import { describe, expect, it } from 'vitest';
import type { RegisterFixture } from './register-fixture.ts';

/** Who may do what: operators, brokers, coordinators. */
export function roleCases(register: RegisterFixture): void {
  const { freshShow, usage, visit } = register;
  const { broker, coordinator } = arki.tokens;
  const headersOf = ({ id }: { id: string }) => ({ 'idempotency-key': id });

  describe('a ticket broker', () => {
    it('sees, looks up and records for its clients and for no others', async () => {
      const showId = await freshShow();
      const listed = (await register.wire.shows({ token: broker })).body.shows as { id: string; venue: string }[];
      expect(listed.map(({ id }) => id)).toContain(showId);
      expect(new Set(listed.map(({ venue }) => venue))).toEqual(new Set([arki.venues.suvanto.name]));
      const asked = usage(showId);
      const theirs = usage(arki.shows.elsewhere.id);
      const record = (use: { id: string }) =>
        register.wire.record(use, { token: broker, body: use, headers: headersOf(use) });
      expect((await record(asked)).status).toBe(201);
      expect((await record(theirs)).status).toBe(404);
      const { code } = arki.cards.single;
      expect((await register.wire.lookUp(showId, code, { token: broker, body: { card: code } })).status).toBe(200);
      expect(
        (await register.wire.lookUp(arki.shows.elsewhere.id, code, { token: broker, body: { card: code } })).status,
      ).toBe(404);
    });

    it('makes shows of its clients and of its own', async () => {
      const show = (facts: object) => ({
        id: `show-${randomUUID()}`,
        name: 'Koe',
        kind: 'performance',
        startsAt: '2026-12-20T17:00:00Z',
        seats: 100,
        cap: 3,
        ...facts,
      });
      const make = (facts: object) => register.wire.createShow({}, { token: broker, body: show(facts) });
      expect((await make({ venueId: 'suvanto' })).body.show.venue).toBe(arki.venues.suvanto.name);
      expect((await make({ venueId: 'poukama' })).status).toBe(404);
      const own = await make({});
      expect(own.body.show.venue).toBe(arki.venues.lippuluukku.name);
      expect((await register.wire.show(own.body.show.id)).status).toBe(404);
    });
  });

  describe('a coordinator', () => {
    it('sees no show and no card, and records nothing', async () => {
      const showId = await freshShow();
      const asked = usage(showId);
      const group = visit(showId, [[arki.cards.single.code, 0]]);
      const token = coordinator;
      const answers = await Promise.all([
        register.wire.shows({ token }),
        register.wire.show(showId, { token }),
        register.wire.lookUp(showId, asked.card, { token, body: { card: asked.card } }),
        register.wire.record(asked, { token, body: asked, headers: headersOf(asked) }),
        register.wire.recordVisit(group, { token, body: group, headers: headersOf(group) }),
        register.wire.call('GET', '/v1/usages.csv', { token }),
        register.wire.changeShow(showId, {}, { token, body: { name: 'Oma' } }),
      ]);
      for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'registry/forbidden']);
      expect(await register.sandbox.store.usages(showId)).toEqual([]);
    });
  });
}
