import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** The file for Kaikukanta's import function. */
export function exportCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const { family, single, expired } = arki.cards;
  const rowsOf = async (query: string, token: string = arki.tokens.boxOffice) => {
    const { body } = await registry.wire.call('GET', `/v1/usages.csv${query}`, { token });
    return body.trim().split('\r\n').slice(1) as string[];
  };

  describe('the import file', () => {
    it('has one row for each counted usage of the show, and none for refused or voided ones', async () => {
      const showId = await freshShow();
      const voided = visit(showId, { card: single.code });
      await registry.wire.record(visit(showId, { card: family.code, minors: 2 }));
      await registry.wire.record(visit(showId, { card: expired.code }));
      await registry.wire.record(voided);
      await registry.wire.void(voided.id, showId);

      const rows = await rowsOf(`?show=${showId}`);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatch(new RegExp(`^"${family.code}";1;2;".+";"\\d{1,2}\\.\\d{1,2}\\.\\d{4}"$`));
      expect(await rowsOf('')).toContain(rows[0]);
    });

    it('leaves out a usage of an unregistered card, and lists it for review until the card is registered', async () => {
      const showId = await freshShow();
      const [known] = await freshCards(1);
      const unknown = `A6${String(registry.nowMs % 1e8).padStart(8, '0')}`;
      const none = 'Q123456789';
      for (const card of [known, unknown, none]) {
        await registry.wire.record(visit(showId, { mode: 'report', card }));
        registry.pass(1);
      }
      const file = () => registry.wire.call('GET', `/v1/usages.csv?show=${showId}`);
      const toReview = async () => (await registry.wire.call('GET', `/v1/usages/to-review?show=${showId}`)).body.usages;

      const { headers, body } = await file();
      expect(headers.get('kaiku-to-review')).toBe('2');
      expect([body.includes(known), body.includes(unknown), body.includes(none)]).toEqual([true, false, false]);
      expect(await toReview()).toMatchObject([
        { showId, showName: 'Koe', card: unknown, minors: 0, how: 'door', flags: ['card-unregistered'] },
        { card: none, flags: ['not-a-card', 'card-unregistered'] },
      ]);

      await registry.registryServer.store.seed({
        cards: [{ code: unknown, status: 'active', validUntilOn: '2027-01-01', minors: 0 }],
      });
      expect((await rowsOf(`?show=${showId}`)).join()).toContain(unknown);
      expect((await toReview()).map(({ card }: { card: string }) => card)).toEqual([none]);
    });

    it('escapes the name of an event, which the registry stores as it is', async () => {
      const showId = await freshShow({ name: '-mies' });
      const [card] = await freshCards(1);
      await registry.wire.record(visit(showId, { card }));
      expect((await rowsOf(`?show=${showId}`))[0]).toContain(`;"'-mies";`);
      expect((await registry.wire.show(showId)).body.show.name).toBe('-mies');
    });

    it('contains no data of another venue', async () => {
      const showId = await freshShow();
      await registry.wire.record(visit(showId, { card: family.code }));
      expect(await rowsOf(`?show=${showId}`, arki.tokens.theatre)).toEqual([]);
      const path = `/v1/usages/to-review?show=${showId}`;
      expect((await registry.wire.call('GET', path, { token: arki.tokens.theatre })).body.usages).toEqual([]);
    });
  });
}
