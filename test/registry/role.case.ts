import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** The data that venues, brokers and coordinators see. The rights of the roles are in rights.test.ts. */
export function roleCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const { broker, coordinator } = arki.tokens;
  const headersOf = ({ id }: { id: string }) => ({ 'idempotency-key': id });

  describe('a ticket broker', () => {
    it('sees, looks up and records for its clients and no other venue', async () => {
      const showId = await freshShow({ startsAt: new Date(registry.nowMs + 3_600_000).toISOString() });
      const listed = (await registry.wire.shows({ token: broker })).body.shows as { id: string; venue: string }[];
      expect(listed.map(({ id }) => id)).toContain(showId);
      expect(new Set(listed.map(({ venue }) => venue))).toEqual(new Set([arki.venues.suvanto.name]));
      const request = visit(showId);
      const theirs = visit(arki.shows.elsewhere.id);
      const record = (use: { id: string }) =>
        registry.wire.record(use, { token: broker, body: use, headers: headersOf(use) });
      expect((await record(request)).status).toBe(201);
      expect((await record(theirs)).status).toBe(404);
      const { code } = arki.cards.single;
      expect((await registry.wire.lookUp(showId, code, { token: broker, body: { card: code } })).status).toBe(200);
      expect(
        (await registry.wire.lookUp(arki.shows.elsewhere.id, code, { token: broker, body: { card: code } })).status,
      ).toBe(404);
    });

    const show = (facts: object) => ({
      id: `show-${randomUUID()}`,
      name: 'Koe',
      kind: 'performance',
      startsAt: '2026-12-20T17:00:00Z',
      seats: 100,
      cap: 3,
      ...facts,
    });

    it('creates its own shows, but none of its clients', async () => {
      const make = (facts: object) => registry.wire.createShow({}, { token: broker, body: show(facts) });
      const theirs = await make({ venueId: 'suvanto' });
      expect([theirs.status, theirs.body.code]).toEqual([403, 'registry/forbidden']);
      expect((await make({ venueId: 'poukama' })).status).toBe(404);
      const own = await make({});
      expect(own.body.show.venue).toBe(arki.venues.lippuluukku.name);
      expect((await registry.wire.show(own.body.show.id)).status).toBe(404);
    });

    it('cannot change a client’s show, nor its cap', async () => {
      const showId = await freshShow({ cap: 12 });
      for (const change of [{ cap: null }, { cap: 40 }, { name: 'Oma' }]) {
        const body = change;
        const { status, body: problem } = await registry.wire.changeShow(showId, change, { token: broker, body });
        expect([status, problem.code]).toEqual([403, 'registry/forbidden']);
      }
      expect((await registry.wire.show(showId)).body.show).toMatchObject({ name: 'Koe', cap: 12 });
      const elsewhere = { token: broker, body: { cap: null } };
      expect((await registry.wire.changeShow(arki.shows.elsewhere.id, {}, elsewhere)).status).toBe(404);
    });
  });

  describe('usages of a client’s show', () => {
    /** Records a usage of the venue and one of its broker. Returns both with their cards. */
    async function both(facts: object = {}) {
      const showId = await freshShow({ startsAt: '2026-11-20T17:00:00Z' });
      const [ours, theirs] = (await freshCards(2)).map((card) => visit(showId, { card, ...facts }));
      if (ours === undefined || theirs === undefined) throw new Error('Two cards were request for.');
      expect((await registry.wire.record(ours)).status).toBe(201);
      const sent = { token: broker, body: theirs, headers: headersOf(theirs) };
      expect((await registry.wire.record(theirs, sent)).status).toBe(201);
      return { showId, ours, theirs, ourCard: ours.usages[0].card, theirCard: theirs.usages[0].card };
    }
    const cardsIn = (text: string) => [...text.matchAll(/"([A-Z]+[0-9]+)"/g)].map(([, card]) => card);

    it('are exported and counted for a broker if they are its own; for the venue all, by seller', async () => {
      const { showId, ourCard, theirCard } = await both();
      const file = async (query: string, token?: string) =>
        cardsIn(
          (await registry.wire.call('GET', `/v1/usages.csv?show=${showId}${query}`, { ...(token && { token }) })).body,
        );
      expect((await file('')).sort()).toEqual([ourCard, theirCard].sort());
      expect(await file('&seller=suvanto')).toEqual([ourCard]);
      expect(await file('&seller=lippuluukku')).toEqual([theirCard]);
      expect(await file('', broker)).toEqual([theirCard]);
      expect(await file('&seller=suvanto', broker)).toEqual([]);

      const counted = async (token?: string) => {
        const { body } = await registry.wire.statistics('?by=show,seller', { ...(token && { token }) });
        return body.rows.filter(({ show }: { show: string }) => show === showId);
      };
      const row = { show: showId, usages: 1, adults: 1, children: 0 };
      // The show is another venue's, and the number is small.
      expect(await counted(broker)).toMatchObject([{ show: showId, seller: 'lippuluukku', usages: null }]);
      expect(await counted()).toMatchObject([
        { ...row, seller: 'lippuluukku' },
        { ...row, seller: 'suvanto' },
      ]);
      expect(await counted(coordinator)).toHaveLength(2);
    });

    it('are reviewed by a broker if they are its own; the venue sees who sold them', async () => {
      const { showId, theirs } = await both({ mode: 'report' });
      const unknown = [
        `A5${String(registry.nowMs % 1e8).padStart(8, '0')}`,
        `A4${String(registry.nowMs % 1e8).padStart(8, '0')}`,
      ];
      const [first, second] = unknown.map((card) => visit(showId, { mode: 'report', card }));
      await registry.wire.record(first ?? theirs);
      await registry.wire.record(second ?? theirs, {
        token: broker,
        body: second,
        headers: headersOf(second ?? theirs),
      });
      const toReview = async (token?: string) => {
        const path = `/v1/usages/to-review?show=${showId}`;
        const { usages } = (await registry.wire.call('GET', path, { ...(token && { token }) })).body;
        return usages.map(({ card, seller }: { card: string; seller: string }) => [card, seller]);
      };
      expect(await toReview(broker)).toEqual([[unknown[1], 'lippuluukku']]);
      expect(new Map(await toReview())).toEqual(
        new Map([
          [unknown[0], 'suvanto'],
          [unknown[1], 'lippuluukku'],
        ]),
      );
    });

    it('are voided by a broker if they are its own; the venue may void both', async () => {
      const { showId, ours, theirs } = await both();
      const voidVisit = (id: string, token: string) =>
        registry.wire.void(id, showId, { token, body: { showId, reason: 'undone-by-clerk' } });
      const refused = await voidVisit(ours.id, broker);
      expect([refused.status, refused.body.code]).toEqual([422, 'idempotency/mismatch']);
      expect(await registry.taken(showId)).toBe(2);
      expect((await voidVisit(theirs.id, broker)).body.visit.outcome).toBe('voided');
      expect(await registry.taken(showId)).toBe(1);
      const again = await both();
      const sent = { token: arki.tokens.manager, body: { showId: again.showId, reason: 'undone-by-clerk' } };
      const undone = await registry.wire.void(again.theirs.id, again.showId, sent);
      expect(undone.body.visit.outcome).toBe('voided');
      expect(await registry.taken(again.showId)).toBe(1);
    });

    it('are not voided by a broker’s delivery either', async () => {
      const { showId, ours } = await both();
      const voidRequest = { kind: 'void', seq: 1, id: ours.id, showId, reason: 'undone-by-clerk' };
      const body = { journal: randomUUID(), seqHigh: 1, entries: [voidRequest] };
      const { results } = (await registry.wire.call('POST', '/v1/deliveries', { token: broker, body })).body;
      expect(results).toMatchObject([{ outcome: 'rejected', code: 'idempotency/mismatch' }]);
      expect(await registry.taken(showId)).toBe(2);
    });

    it('are redeemed and released by a broker if they are its own reservations', async () => {
      const { showId, ours, theirs } = await both({ how: 'reserved' });
      const redeem = (reservationId: string, token: string) => {
        const takenAt = new Date(registry.nowMs).toISOString();
        const body = { mode: 'request', id: randomUUID(), usageId: randomUUID(), showId, how: 'sold', takenAt };
        return registry.wire.redeem(reservationId, body, { token, body, headers: headersOf(body) });
      };
      const release = (reservationId: string, token: string) =>
        registry.wire.release(reservationId, showId, { token, body: { showId } });
      expect((await redeem(ours.usages[0].id, broker)).status).toBe(404);
      expect((await release(ours.usages[0].id, broker)).status).toBe(404);
      expect((await redeem(theirs.usages[0].id, broker)).status).toBe(201);
      expect((await release(ours.usages[0].id, arki.tokens.boxOffice)).status).toBe(200);
      expect(await registry.taken(showId)).toBe(1);
    });

    it('appear in a broker’s look-up as far as it must know a repetition', async () => {
      const { showId, ourCard } = await both();
      const look = { token: broker, body: { card: ourCard } };
      expect((await registry.wire.lookUp(showId, ourCard, look)).body.earlier).toMatchObject({ how: 'door' });
      const again = visit(showId, { card: ourCard });
      const { body } = await registry.wire.record(again, { token: broker, body: again, headers: headersOf(again) });
      expect(body.refusal.reason).toBe('already-recorded');
    });

    it('are reconciled for a broker once its own devices’ are', async () => {
      const { showId } = await both();
      const origin = { journal: randomUUID(), seq: 2 };
      await registry.wire.record(visit(showId, { card: (await freshCards(1))[0], origin }));
      const path = `/v1/shows/${showId}/reconciliation`;
      expect((await registry.wire.call('GET', path)).body).toMatchObject({
        reconciled: false,
        journals: [{ missing: [1] }],
      });
      const { body } = await registry.wire.call('GET', path, { token: broker });
      expect(body).toMatchObject({ reconciled: true, journals: [] });
    });
  });

  describe('a coordinator', () => {
    it('sees no show and no card, and records nothing', async () => {
      const showId = await freshShow();
      const request = visit(showId);
      const { code } = arki.cards.single;
      const token = coordinator;
      const answers = await Promise.all([
        registry.wire.shows({ token }),
        registry.wire.show(showId, { token }),
        registry.wire.lookUp(showId, code, { token, body: { card: code } }),
        registry.wire.record(request, { token, body: request, headers: headersOf(request) }),
        registry.wire.call('GET', '/v1/usages.csv', { token }),
        registry.wire.changeShow(showId, {}, { token, body: { name: 'Oma' } }),
      ]);
      for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'registry/missing-role']);
      expect(await registry.registryServer.store.usages(showId)).toEqual([]);
    });
  });
}
