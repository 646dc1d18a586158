import { randomUUID } from 'node:crypto';
import { arki, newSealingKey } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { importSealingKey, sealCode } from '../../packages/client/src/sealing/seal-code.ts';
import { createSealing } from '../../packages/registry/src/store/sealing/sealing.ts';
import { createJournal, outcomes } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

type Sealable = { readonly usages: readonly { readonly id: string; readonly card?: string | undefined }[] };
type Key = Awaited<ReturnType<typeof importSealingKey>>;

/** Card codes that a device has sealed to the registry's key. */
export function sealedCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const offered = async (): Promise<Key> => {
    const { status, body } = await registry.wire.call('GET', '/v1/sealing-key', { token: null });
    expect(status).toBe(200);
    return importSealingKey(body.sealingKey);
  };
  const sealed = async <V extends Sealable>(key: Key, message: V): Promise<V> => {
    const usages = message.usages.map(async (usage) => ({
      ...usage,
      card: await sealCode(key, usage.card ?? '', usage.id),
    }));
    return { ...message, usages: await Promise.all(usages) };
  };

  describe('a sealed card code', () => {
    it('counts as its code does, whether a repetition is sealed again or in clear', async () => {
      const showId = await freshShow();
      const [card] = await freshCards(1);
      const key = await offered();
      const asked = visit(showId, { card });
      const first = await registry.wire.record(await sealed(key, asked));
      expect(first.status).toBe(201);
      for (const again of [await sealed(key, asked), asked]) {
        const { status, body } = await registry.wire.record(again);
        expect([status, body.visit]).toEqual([200, first.body.visit]);
      }
      expect((await registry.wire.lookUp(showId, card ?? '')).body.earlier).toMatchObject({ how: 'door' });
      expect(await taken(showId)).toBe(1);
    });

    it('is refused by the rules, and detected as another card under the same id', async () => {
      const showId = await freshShow();
      const [card, other] = await freshCards(2);
      const key = await offered();
      const refused = await registry.wire.record(await sealed(key, visit(showId, { card: arki.cards.expired.code })));
      expect([refused.status, refused.body.refusal.reason]).toEqual([409, 'card-expired']);
      const asked = visit(showId, { card });
      expect((await registry.wire.record(await sealed(key, asked))).status).toBe(201);
      const usages = asked.usages.map((usage) => ({ ...usage, card: other }));
      const mismatch = await registry.wire.record(await sealed(key, { ...asked, usages }));
      expect([mismatch.status, mismatch.body.code]).toEqual([422, 'idempotency/mismatch']);
    });

    it('is delivered, with the same result when it is repeated', async () => {
      const showId = await freshShow({ cap: 1 });
      const [first, second, third] = await freshCards(3);
      const key = await offered();
      const journal = createJournal(registry);
      const reports = [
        journal.report(showId, { card: first }),
        journal.report(showId, {
          cards: [
            [second, 0],
            [third, 0],
          ],
        }),
      ];
      const deliver = async () => journal.deliver(await Promise.all(reports.map((report) => sealed(key, report))));
      const answer = await deliver();
      expect(outcomes(answer)).toEqual(['counted free', 'counted over']);
      expect((await deliver()).body.results).toEqual(answer.body.results);
      expect(await taken(showId)).toBe(3);
    });

    it('may be that of each of fifty cards', async () => {
      const showId = await freshShow({ cap: 60 });
      const cards = (await freshCards(50)).map((code) => [code, 0] as const);
      const asked = await sealed(await offered(), visit(showId, { cards, agreed: true }));
      expect((await registry.wire.record(asked)).status).toBe(201);
      expect(await taken(showId)).toBe(50);
    });

    it('is deferred if its key is unknown, with a reason, and delays and loses nothing', async () => {
      const showId = await freshShow();
      const [card, other] = await freshCards(2);
      const lost = await importSealingKey(createSealing([newSealingKey()]).offered);
      const journal = createJournal(registry);
      const unknown = await sealed(lost, journal.report(showId, { card }));
      const answer = await journal.deliver([unknown, journal.report(showId, { card: other })]);
      expect(outcomes(answer)).toEqual(['deferred registry/unknown-key', 'counted free']);
      const { status, body } = await registry.wire.record(await sealed(lost, visit(showId, { card })));
      expect([status, body.code]).toEqual([422, 'registry/unknown-key']);
      expect(body.detail).toContain(lost.id);
      // Its key was added since: the device sends it again.
      const found = { ...unknown, usages: unknown.usages.map((usage) => ({ ...usage, card })) };
      expect(outcomes(await journal.deliver([await sealed(await offered(), found)]))).toEqual(['counted free']);
      expect(await taken(showId)).toBe(2);
    });

    it('is rejected if it was sealed for another usage, and is not quoted', async () => {
      const showId = await freshShow();
      const [card = ''] = await freshCards(1);
      const journal = createJournal(registry);
      const report = journal.report(showId, { card });
      const moved = await sealCode(await offered(), card, randomUUID());
      const usages = report.usages.map((usage: { id: string; minors: number }) => ({ ...usage, card: moved }));
      const answer = await journal.deliver([{ ...report, usages }]);
      expect(outcomes(answer)).toEqual(['rejected registry/invalid-request']);
      expect(answer.body.missing).toEqual([]);
      const asked = visit(showId);
      const ofAsked = asked.usages.map((usage: { id: string; minors: number }) => ({ ...usage, card: moved }));
      const { status, body } = await registry.wire.record({ ...asked, usages: ofAsked });
      expect([status, body.code]).toEqual([400, 'registry/invalid-request']);
      expect(JSON.stringify([answer.body, body])).not.toContain(moved.slice(10));
      expect(await taken(showId)).toBe(0);
    });
  });
}
