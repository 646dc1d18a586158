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

  /** Reports many cards, in visits of fifty. */
  async function recordAll(showId: string, codes: readonly string[], facts: object = {}): Promise<void> {
    for (let from = 0; from < codes.length; from += 50) {
      const cards = codes.slice(from, from + 50).map((code) => [code, 0] as const);
      const { status } = await registry.wire.record(visit(showId, { mode: 'report', cards, ...facts }));
      expect(status).toBe(201);
    }
  }

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

    it('has each usage once, however many pages it takes', async () => {
      const long = await freshShow({ name: 'Pitkä' });
      const shows = await Promise.all(Array.from({ length: 20 }, () => freshShow({ name: 'Pitkä' })));
      const hall = await freshShow({ name: 'Pitkä', kind: 'swimming-hall', admission: 'per-day' });
      const cards = await freshCards(1_050);
      await recordAll(long, cards);
      await Promise.all(shows.map((showId, nth) => recordAll(showId, cards.slice(nth, nth + 2))));
      await recordAll(hall, cards.slice(0, 600));
      const yesterday = new Date(registry.nowMs - 24 * 3_600_000).toISOString();
      await recordAll(hall, cards.slice(0, 2), { takenAt: yesterday });

      const rows = await rowsOf('');
      const codes = rows.filter((row) => row.includes('"Pitkä"')).map((row) => row.split('"')[1] ?? '');
      const expected = [...cards, ...shows.flatMap((_, nth) => cards.slice(nth, nth + 2))];
      expect(codes.toSorted()).toEqual([...expected, ...cards.slice(0, 600), ...cards.slice(0, 2)].toSorted());
      expect(await rowsOf(`?show=${long}`)).toHaveLength(1_050);
      // The days of a hall are in the file.
      expect(new Set((await rowsOf(`?show=${hall}`)).map((row) => row.split(';').at(-1)))).toHaveProperty('size', 2);
    });

    it('blocks no recording while its reader pauses between two pages', async () => {
      const showId = await freshShow();
      const cards = await freshCards(601);
      await recordAll(showId, cards.slice(0, 600));
      const filter = { venueId: 'suvanto', showId };
      const pages = registry.registryServer.store.reportedUsages(filter)[Symbol.asyncIterator]();
      expect((await pages.next()).value).toHaveLength(500);
      expect((await registry.wire.record(visit(showId, { mode: 'report', card: cards[600] }))).status).toBe(201);
      expect((await pages.next()).value).toHaveLength(101);
      expect((await pages.next()).done).toBe(true);
    });

    it('lists usages for review in pages', async () => {
      const showId = await freshShow();
      const codes = Array.from({ length: 250 }, (_, nth) => `A7${String(10_000_000 + nth)}`);
      await recordAll(showId, codes);
      const page = async (after: string) => {
        const { body } = await registry.wire.call('GET', `/v1/usages/to-review?show=${showId}${after}`);
        return body as { usages: { usageId: string; card: string }[]; next: string | null };
      };
      const first = await page('');
      const second = await page(`&after=${first.next}`);
      expect([first.usages.length, second.usages.length, second.next]).toEqual([200, 50, null]);
      expect(first.next).toBe(first.usages.at(-1)?.usageId);
      expect([...first.usages, ...second.usages].map(({ card }) => card).toSorted()).toEqual(codes);
      const { headers } = await registry.wire.call('GET', `/v1/usages.csv?show=${showId}`);
      expect(headers.get('kaiku-to-review')).toBe('250');
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
