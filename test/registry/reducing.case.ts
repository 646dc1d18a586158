import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

interface Reduction {
  readonly id: string;
  readonly minors: number | null;
}

/** Voiding a part of a visit: a card, or minors of one. A void never takes more tickets. */
export function reducingCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;

  /** Records a visit of three cards with two minors each: nine tickets. */
  async function counted(facts: Record<string, unknown> = {}) {
    const showId = await freshShow();
    const codes = await freshCards(3, 2);
    const asked = visit(showId, { cards: codes.map((code) => [code, 2] as const), ...facts });
    expect((await registry.wire.record(asked)).status).toBe(201);
    const [first = '', second = '', third = ''] = asked.usages.map(({ id }) => id);
    return { asked, showId, first, second, third, codes };
  }
  const take = (id: string, showId: string, usages: readonly Reduction[], more: object = {}) =>
    registry.wire.call('POST', `/v1/visits/${id}/void`, { body: { showId, reason: 'returned', usages, ...more } });
  const standing = async (showId: string) =>
    (await registry.registryServer.store.usages(showId))
      .filter(({ state }) => state === 'counted')
      .map(({ id, minors }) => [id, minors]);

  describe('a part of a visit', () => {
    it('can be voided: one card of three, whose tickets become free and whose code is deleted', async () => {
      const { asked, showId, first, second, third, codes } = await counted();
      const { status, body } = await take(asked.id, showId, [{ id: second, minors: null }]);
      expect([status, body.visit.outcome, body.show.taken]).toEqual([200, 'counted', 6]);
      expect((await standing(showId)).map(([id]) => id).sort()).toEqual([first, third].sort());
      expect(await taken(showId)).toBe(6);
      const other = visit(showId, { card: codes[1] });
      expect((await registry.wire.record(other)).status).toBe(201);
    });

    it('can be voided: a child, while the card stays', async () => {
      const { asked, showId, first } = await counted();
      expect((await take(asked.id, showId, [{ id: first, minors: 1 }])).body.show.taken).toBe(8);
      expect(await taken(showId)).toBe(8);
    });

    it('voids the visit if it is its last card', async () => {
      const { asked, showId, first, second, third } = await counted();
      await take(asked.id, showId, [
        { id: first, minors: null },
        { id: second, minors: null },
      ]);
      expect((await take(asked.id, showId, [{ id: third, minors: null }])).body.visit.outcome).toBe('voided');
      expect((await registry.wire.record(asked)).body.visit.outcome).toBe('voided');
      expect(await taken(showId)).toBe(0);
    });

    it('has the same result when it is voided again, and never grows', async () => {
      const { asked, showId, first } = await counted();
      await take(asked.id, showId, [{ id: first, minors: 0 }]);
      expect((await take(asked.id, showId, [{ id: first, minors: 2 }])).body.show.taken).toBe(7);
      expect((await take(asked.id, showId, [{ id: first, minors: 0 }])).status).toBe(200);
      expect((await registry.wire.record(asked)).body.visit.outcome).toBe('counted');
      expect(await taken(showId)).toBe(7);
    });

    it('has the same result in whatever order the voids arrive', async () => {
      const steps = (ids: { first: string; second: string; third: string }): readonly (readonly Reduction[])[] => [
        [{ id: ids.first, minors: 1 }],
        [
          { id: ids.first, minors: 0 },
          { id: ids.second, minors: 1 },
        ],
        [{ id: ids.second, minors: null }],
        [{ id: ids.third, minors: 1 }],
      ];
      const orders = permutations([0, 1, 2, 3]);
      const ends = new Set<string>();
      for (const order of orders) {
        const made = await counted();
        const all = steps(made);
        for (const index of order) await take(made.asked.id, made.showId, all[index] ?? []);
        const rows = new Map((await standing(made.showId)).map(([id, minors]) => [id, minors]));
        ends.add(JSON.stringify([made.first, made.second, made.third].map((id) => rows.get(id) ?? null)));
        expect(await taken(made.showId)).toBe(3);
      }
      expect([...ends]).toEqual([JSON.stringify([0, null, 1])]);
    });

    it('stays voided with the whole visit', async () => {
      const { asked, showId, first } = await counted();
      await registry.wire.void(asked.id, showId);
      expect((await take(asked.id, showId, [{ id: first, minors: 1 }])).body.visit.outcome).toBe('voided');
      expect(await taken(showId)).toBe(0);
    });

    it('returns the tickets of a reservation that it had redeemed', async () => {
      const showId = await freshShow();
      const [first = '', second = ''] = await freshCards(2, 2);
      await registry.wire.record(visit(showId, { card: first, minors: 2, how: 'reserved' }));
      const cards = [
        [first, 1],
        [second, 0],
      ] as const;
      const asked = visit(showId, { cards });
      await registry.wire.record(asked);
      expect(await taken(showId)).toBe(3);
      await take(asked.id, showId, [{ id: asked.usages[0].id, minors: null }]);
      // The reservation counts again, for as many as came.
      expect(await taken(showId)).toBe(3);
    });

    it('can be voided by a journal too, which accounts for the number', async () => {
      const showId = await freshShow();
      const [code] = await freshCards(1, 2);
      const journal = createJournal(registry);
      const report = journal.report(showId, { card: code, minors: 2 });
      const part = { ...journal.voidRequest(showId, report.id), usages: [{ id: report.usages[0].id, minors: 0 }] };
      const { results, missing } = (await journal.deliver([report, part])).body;
      expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['counted', 'voided']);
      expect(missing).toEqual([]);
      expect(await taken(showId)).toBe(1);
    });

    it('has a delivery result with the reference and what still counts', async () => {
      const { asked, showId, first, second, third } = await counted({ reference: 'web:1' });
      const journal = createJournal(registry);
      const undo = { kind: 'void', id: asked.id, showId, reason: 'returned' } as const;
      const { body } = await journal.deliver([
        {
          ...undo,
          seq: 1,
          usages: [
            { id: first, minors: null },
            { id: second, minors: 1 },
          ],
        },
        {
          ...undo,
          seq: 2,
          usages: [
            { id: second, minors: null },
            { id: third, minors: null },
          ],
        },
      ]);
      const [part, whole] = body.results;
      expect(part).toMatchObject({ outcome: 'voided', reference: 'web:1' });
      expect(part.usages).toHaveLength(2);
      expect(part.usages).toEqual(
        expect.arrayContaining([
          { id: second, minors: 1 },
          { id: third, minors: 2 },
        ]),
      );
      expect(whole).toMatchObject({ outcome: 'voided', reference: 'web:1', usages: [] });
    });

    it('does not exist if the visit is unknown, refused, another venue’s, or has no such usage', async () => {
      const { asked, showId, first } = await counted();
      const unknown = randomUUID();
      expect((await take(unknown, showId, [{ id: first, minors: null }])).status).toBe(404);
      expect((await take(asked.id, showId, [{ id: unknown, minors: null }])).status).toBe(422);
      const refused = visit(await freshShow({ cap: 0 }));
      await registry.wire.record(refused);
      expect((await take(refused.id, refused.showId, [{ id: refused.usages[0].id, minors: null }])).status).toBe(404);
      const { status } = await registry.wire.call('POST', `/v1/visits/${asked.id}/void`, {
        token: arki.tokens.theatre,
        body: { showId, reason: 'returned', usages: [{ id: first, minors: null }] },
      });
      expect(status).toBe(404);
      expect(await taken(showId)).toBe(9);
    });

    it.each([
      ['nothing', []],
      ['a usage twice', ['a', 'a']],
    ])('cannot be voided with %s in the request', async (_, names) => {
      const { asked, showId, first } = await counted();
      const usages = names.map(() => ({ id: first, minors: null }));
      expect((await take(asked.id, showId, usages)).status).toBe(400);
    });
  });
}

function permutations<T>(some: readonly T[]): readonly (readonly T[])[] {
  if (some.length < 2) return [some];
  return some.flatMap((one, at) => permutations(some.toSpliced(at, 1)).map((others) => [one, ...others]));
}
