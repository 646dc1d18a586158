/** What a person of the house has to see to, of all devices. */
import { randomUUID } from 'node:crypto';
import { toShortReference } from '@kaiku/client/admission';
import type { AttentionItem } from '@kaiku/client/contract';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

export function attentionCases(registry: RegistryFixture): void {
  const { freshShow, freshCards } = registry;
  const { manager } = arki.tokens;
  const list = async (token: string, ids: readonly string[]) => {
    const { body } = await registry.wire.call('GET', '/v1/attention', { token });
    return (body.items as AttentionItem[]).filter(({ id }) => ids.includes(id));
  };
  const settle = (id: string, token: string = manager) =>
    registry.wire.call('POST', `/v1/attention/${id}/settle`, { token, body: {} });

  describe('attention', () => {
    it('is for visits that break a rule, until a person has settled or voided them', async () => {
      const showId = await freshShow({ startsAt: new Date(registry.nowMs + 3_600_000).toISOString() });
      const [card = '', other = ''] = await freshCards(2);
      const journal = createJournal(registry);
      const [first, again, third, plain] = [
        journal.report(showId, { card }),
        journal.report(showId, { card }),
        journal.report(showId, { card }),
        journal.report(showId, { card: other }),
      ];
      await journal.deliver([first, again, third, plain]);
      const ids = [first, again, third, plain].map((entry) => String(Reflect.get(entry ?? {}, 'id')));
      const [, second = '', last = ''] = ids;
      const found = await list(manager, ids);
      // The registry's clock does not move here, so both were recorded at once.
      expect(found.map(({ id }) => id).sort()).toEqual([second, last].sort());
      expect(found.find(({ id }) => id === second)).toMatchObject({
        ...{ kind: 'flagged', device: 'Lipunmyynti', show: { id: showId, name: 'Koe' } },
        usages: [{ minors: 0, flags: ['already-recorded'] }],
      });
      // Both sides show the end of the visit's id.
      expect(toShortReference(second)).toBe(`${second.slice(-6, -3)}-${second.slice(-3)}`.toUpperCase());
      expect(JSON.stringify(found)).not.toContain(card);

      expect((await settle(second)).status).toBe(200);
      expect((await settle(second)).status).toBe(200);
      const undo = { showId, reason: 'duplicate' };
      expect((await registry.wire.void(last, showId, { token: manager, body: undo })).status).toBe(200);
      expect(await list(manager, ids)).toEqual([]);
      expect((await settle(last)).status).toBe(404);
    });

    it('is for entries that the registry has rejected', async () => {
      const journal = createJournal(registry);
      const id = randomUUID();
      const { body } = await journal.deliver([{ kind: 'report', seq: 1, id }], { seqHigh: 1 });
      expect(body.results[0].outcome).toBe('rejected');
      expect(await list(manager, [id])).toMatchObject([{ kind: 'rejected', show: null, takenAt: null, usages: [] }]);
      expect((await settle(id)).status).toBe(200);
      expect(await list(manager, [id])).toEqual([]);
    });

    it('is of the own venue', async () => {
      const showId = await freshShow({ startsAt: new Date(registry.nowMs + 3_600_000).toISOString() });
      const { store } = registry.registryServer;
      const neighbour = 'token-of-a-neighbour';
      const device = { id: 'kaarna-producer', venueId: 'kaarna', name: 'Tuottaja', role: 'manager' } as const;
      await store.seed({ devices: [{ ...device, token: neighbour }] });
      const [card = ''] = await freshCards(1);
      const journal = createJournal(registry);
      const entries = [journal.report(showId, { card }), journal.report(showId, { card })];
      await journal.deliver(entries);
      const id = String(Reflect.get(entries[1] ?? {}, 'id'));
      expect(await list(neighbour, [id])).toEqual([]);
      expect((await settle(id, neighbour)).status).toBe(404);
      expect(await list(manager, [id])).toHaveLength(1);
    });
  });
}
