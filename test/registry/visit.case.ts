import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Recording a group: all or nothing. */
export function visitCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const { community, family, single, expired, unregistered } = arki.cards;
  const group = [
    [community.code, 1],
    [single.code, 0],
    [family.code, 1],
  ] as const;
  const rows = (showId: string) => registry.registryServer.store.usages(showId);

  describe('a visit', () => {
    it('is counted whole and once, with every card under its id', async () => {
      const request = visit(await freshShow(), { cards: group });
      const first = await registry.wire.record(request);
      registry.pass(60_000);
      const second = await registry.wire.record({ ...request, mode: 'report' });
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(second.body.visit).toEqual(first.body.visit);
      expect(first.body.visit.usages).toEqual(request.usages.map(({ id }) => ({ id, flags: [] })));
      expect(await taken(request.showId)).toBe(5);
      for (const row of await rows(request.showId))
        expect(row).toMatchObject({ visitId: request.id, state: 'counted' });
    });

    it('is refused whole, and refused again although there is room by then', async () => {
      const showId = await freshShow({ cap: 5 });
      const holder = visit(showId, { card: (await freshCards(1))[0] });
      await registry.wire.record(holder);
      const request = visit(showId, { cards: group });
      const first = await registry.wire.record(request);
      expect([first.status, first.body.refusal]).toEqual([409, expect.objectContaining({ remaining: 4 })]);
      expect(first.body.refusal.reason).toBe('cap-reached');
      await registry.wire.void(holder.id, showId);
      const second = await registry.wire.record(request);
      expect([second.status, second.body.refusal]).toEqual([409, first.body.refusal]);
      expect(await taken(showId)).toBe(0);
    });

    it('is refused for one of its cards, for a card shown twice and for a group without an agreement', async () => {
      const showId = await freshShow({ cap: 20 });
      const six = [[community.code, 5] as const, [single.code, 0] as const];
      const cases = [
        [[...group, [expired.code, 0]], 'card-expired'],
        [[...group, [single.code, 0]], 'card-twice-in-visit'],
        [[[community.code, 0]], 'community-card-alone'],
        [six, 'group-not-agreed'],
      ] as const;
      for (const [cards, reason] of cases) {
        expect((await registry.wire.record(visit(showId, { cards }))).body.refusal.reason).toBe(reason);
      }
      expect(await rows(showId)).toEqual([]);
      expect((await registry.wire.record(visit(showId, { cards: six, agreed: true }))).status).toBe(201);
    });

    it('that is reported is counted whole, each usage with its flags, even after it was refused', async () => {
      const showId = await freshShow({ cap: 20 });
      await registry.wire.record(visit(showId));
      const request = visit(showId, { cards: [...group, [unregistered.code, 0], [family.code, 0]] });
      expect((await registry.wire.record(request)).body.refusal.reason).toBe('card-unregistered');
      const { status, body } = await registry.wire.record({ ...request, mode: 'report' });
      const flags = body.visit.usages.map((told: { flags: string[] }) =>
        told.flags.filter((f) => f !== 'group-not-agreed'),
      );
      expect([status, flags]).toEqual([
        201,
        [[], ['already-recorded'], [], ['card-unregistered'], ['card-twice-in-visit']],
      ]);
      expect(await taken(showId)).toBe(8);
      expect((await registry.wire.record(request)).status).toBe(200);
    });

    it('redeems the reservations of its cards', async () => {
      const showId = await freshShow({ cap: 5 });
      await registry.wire.record(visit(showId, { card: family.code, minors: 3, how: 'reserved' }));
      const request = visit(showId, { cards: group });
      expect((await registry.wire.record(request)).status).toBe(201);
      expect(await taken(showId)).toBe(5);
      const { body } = await registry.wire.void(request.id, showId);
      expect(body.show.taken).toBe(2);
      expect((await registry.wire.lookUp(showId, family.code)).body.earlier).toMatchObject({ minors: 1 });
    });

    it('has at least one usage, and no id twice', async () => {
      const request = visit(await freshShow(), { cards: group });
      const [first, second] = request.usages;
      const twice = await registry.wire.record({ ...request, usages: [first, { ...second, id: first.id }] });
      expect([twice.status, twice.body.issues]).toEqual([400, [{ path: 'usages', message: 'an id occurs twice' }]]);
      expect((await registry.wire.record({ ...request, usages: [] })).status).toBe(400);
      expect(await taken(request.showId)).toBe(0);
    });

    it('and single usages of its cards at the same time count no one twice', async () => {
      const showId = await freshShow({ cap: 5 });
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, () => registry.wire.record(visit(showId, { cards: group }))),
        ...Array.from({ length: 5 }, () => registry.wire.record(visit(showId))),
      ]);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
      expect([1, 5]).toContain(await taken(showId));
    });
  });
}
