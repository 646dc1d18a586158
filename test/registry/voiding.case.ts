import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Voiding a visit. */
export function voidingCases(registry: RegistryFixture): void {
  const { freshShow, visit, taken } = registry;
  const { community, family, single, expired } = arki.cards;
  const group = [
    [community.code, 1],
    [single.code, 0],
    [family.code, 1],
  ] as const;

  describe('voiding', () => {
    it('frees the tickets, and the card may be used again', async () => {
      const request = visit(await freshShow(), { card: family.code, minors: 3 });
      await registry.wire.record(request);
      const first = await registry.wire.void(request.id, request.showId);
      const second = await registry.wire.void(request.id, request.showId);
      expect([first.body.visit.outcome, first.body.show.taken]).toEqual(['voided', 0]);
      expect(second.body.visit).toEqual(first.body.visit);
      expect((await registry.wire.record(visit(request.showId, { card: family.code }))).status).toBe(201);
      expect(await taken(request.showId)).toBe(1);
    });

    it('frees all tickets, once, if twenty voids arrive at the same time', async () => {
      const showId = await freshShow();
      const [request, [other]] = [visit(showId, { cards: group }), await registry.freshCards(1)];
      await registry.wire.record(visit(showId, { card: other }));
      await registry.wire.record(request);
      const answers = await Promise.all(Array.from({ length: 20 }, () => registry.wire.void(request.id, showId)));
      for (const { status, body } of answers) {
        expect([status, body.visit.outcome, body.visit.usages]).toEqual([200, 'voided', []]);
        expect(body.visit.unseen).toBeUndefined();
      }
      expect(await taken(showId)).toBe(1);
      expect((await registry.wire.record(request)).body.visit.outcome).toBe('voided');
    });

    it('of a visit that another device recorded needs the role `manager`, in a delivery too', async () => {
      const showId = await freshShow();
      const [request, other] = (await registry.freshCards(2)).map((card) => visit(showId, { card }));
      if (request === undefined || other === undefined) throw new Error('Two cards were requested.');
      for (const each of [request, other]) expect((await registry.wire.record(each)).status).toBe(201);
      const body = { showId, reason: 'undone-by-clerk' };
      const part = { ...body, usages: [{ id: request.usages[0].id, minors: null }] };
      for (const json of [body, part]) {
        const refused = await registry.wire.void(request.id, showId, { token: arki.tokens.system, body: json });
        expect([refused.status, refused.body.code, refused.body.roles]).toEqual([
          403,
          'registry/missing-role',
          ['manager'],
        ]);
      }
      const entries = [{ kind: 'void', seq: 1, id: request.id, ...body }];
      const delivery = { token: arki.tokens.system, body: { journal: randomUUID(), seqHigh: 1, entries } };
      expect((await registry.wire.call('POST', '/v1/deliveries', delivery)).body.results).toMatchObject([
        { outcome: 'rejected', code: 'registry/missing-role' },
      ]);
      expect(await taken(showId)).toBe(2);
      // Another desk of the same device has the same token.
      expect((await registry.wire.void(other.id, showId)).body.visit.outcome).toBe('voided');
      const byManager = await registry.wire.void(request.id, showId, { token: arki.tokens.manager, body });
      expect(byManager.body.visit.outcome).toBe('voided');
      expect(await taken(showId)).toBe(0);
    });

    it('stores an unknown id: its late delivery does not count', async () => {
      for (const cards of [group, group.slice(0, 1)]) {
        const request = visit(await freshShow(), { cards });
        expect((await registry.wire.void(request.id, request.showId)).body.visit.outcome).toBe('voided');
        for (const mode of ['request', 'report']) {
          const late = await registry.wire.record({ ...request, mode });
          expect([late.status, late.body.visit.outcome]).toEqual([200, 'voided']);
        }
        expect(await taken(request.showId)).toBe(0);
      }
    });

    it('returns `unseen` at every repetition if no visit was ever recorded under the id, and only then', async () => {
      const showId = await freshShow();
      const [counted, refused] = [visit(showId), visit(showId, { card: expired.code })];
      await registry.wire.record(counted);
      await registry.wire.record(refused);
      const unknown = visit(showId);
      const unseen = async ({ id }: { id: string }) => (await registry.wire.void(id, showId)).body.visit.unseen;
      for (const _ of [1, 2])
        expect([await unseen(unknown), await unseen(counted), await unseen(refused)]).toEqual([
          true,
          undefined,
          undefined,
        ]);
    });

    it('wins over a report of a refused request', async () => {
      for (const cards of [group, [[expired.code, 0]] as const]) {
        const request = visit(await freshShow({ cap: 2 }), { cards });
        expect((await registry.wire.record(request)).status).toBe(409);
        await registry.wire.void(request.id, request.showId);
        expect((await registry.wire.record({ ...request, mode: 'report' })).body.visit.outcome).toBe('voided');
        expect(await taken(request.showId)).toBe(0);
      }
    });

    it('deletes all data of the card', async () => {
      const request = visit(await freshShow());
      await registry.wire.record(request);
      await registry.wire.void(request.id, request.showId);
      expect(await registry.registryServer.store.usages(request.showId)).toMatchObject([
        { id: request.usages[0].id, visitId: request.id, state: 'voided', card: null },
      ]);
    });

    it('frees the ticket of a report over the cap in the tally it was counted in', async () => {
      const showId = await freshShow({ cap: 1 });
      await registry.wire.record(visit(showId));
      const report = visit(showId, { mode: 'report', card: family.code, minors: 3 });
      await registry.wire.record(report);
      await registry.wire.void(report.id, showId);
      expect(await taken(showId)).toBe(1);
    });

    it('of an id for one show while it is recorded for another: one of them wins', async () => {
      const shows = await Promise.all([freshShow(), freshShow()]);
      const request = visit(shows[0]);
      const [recorded, voided] = await Promise.all([
        registry.wire.record(request),
        registry.wire.void(request.id, shows[1]),
      ]);
      expect([recorded.status, voided.status]).toEqual(recorded.status === 201 ? [201, 422] : [422, 200]);
      expect(await taken(shows[0])).toBe(recorded.status === 201 ? 1 : 0);
    });

    it('wins over a recording at the same moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const request = visit(await freshShow(), { cards: group });
        await Promise.all([registry.wire.record(request), registry.wire.void(request.id, request.showId)]);
        expect(await taken(request.showId)).toBe(0);
        expect((await registry.wire.void(randomUUID(), request.showId)).status).toBe(200);
      }
    });

    it('is rejected with the id of another show’s visit, or a malformed one', async () => {
      const request = visit(await freshShow());
      await registry.wire.record(request);
      expect((await registry.wire.void(request.id, await freshShow())).status).toBe(422);
      expect((await registry.wire.void(request.id, arki.shows.elsewhere.id)).status).toBe(404);
      expect((await registry.wire.void('no-id', request.showId)).status).toBe(400);
      expect(await taken(request.showId)).toBe(1);
    });
  });
}
