import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

/** Returns the numbers of a row: those of the usages that are given, and 0. */
function numbers(usages: number, children = 0, others: Record<string, number | null> = {}) {
  const none = { turnedAway: 0, provisional: 0, flagged: 0, notChecked: 0, voided: 0 };
  return { usages, adults: usages, children, clients: null, ...none, ...others };
}

/** The numbers of a row that is withheld. */
const withheld = Object.fromEntries(Object.keys(numbers(0)).map((name) => [name, null]));

/** Tests what can be counted, and for whom. */
export function statisticsCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const { family } = arki.cards;
  const rowsOf = async (query: string, token: string = arki.tokens.boxOffice) =>
    (await registry.wire.statistics(query, { token })).body.rows as Record<string, unknown>[];

  describe('statistics', () => {
    it('count usages, adults and children, and a reservation only once it is redeemed', async () => {
      const showId = await freshShow({ startsAt: '2031-01-31T22:30:00Z' });
      const [first, second, third] = await freshCards(3);
      const reservation = visit(showId, { card: family.code, minors: 2, how: 'reserved' });
      const voided = visit(showId, { card: third });
      for (const use of [visit(showId, { card: first }), reservation, voided]) await registry.wire.record(use);
      await registry.wire.void(voided.id, showId);
      const during = '?by=show,month&from=2031-02-01&to=2031-02-01';
      const show = { show: showId, showName: 'Koe', day: '2031-02-01', month: '2031-02' };
      expect(await rowsOf(during)).toEqual([{ ...show, ...numbers(1, 0, { clients: 1, voided: 1 }) }]);
      await registry.wire.record(visit(showId, { card: family.code, minors: 1 }));
      await registry.wire.record(visit(showId, { card: second, how: 'sold' }));
      expect(await rowsOf(during)).toEqual([{ ...show, ...numbers(3, 1, { clients: 3, voided: 1 }) }]);
      expect(await rowsOf('?from=2031-02-01&to=2031-02-01')).toEqual([numbers(3, 1, { voided: 1 })]);
      expect(await rowsOf('?by=show&from=2031-01-01&to=2031-01-31')).toEqual([]);
      expect(await rowsOf('?from=2032-01-01')).toEqual([]);
    });

    it('count whole months and the days around them, and move with a show', async () => {
      const [before, within, after] = await Promise.all(
        ['2034-01-20', '2034-02-10', '2034-03-05'].map((day) => freshShow({ startsAt: `${day}T15:00:00Z` })),
      );
      const cards = await freshCards(3);
      for (const [index, showId] of [before, within, after].entries())
        await registry.wire.record(visit(showId ?? '', { card: cards[index] }));
      const usages = async (query: string) => (await rowsOf(query)).map((row) => row.usages);
      expect(await usages('?by=month&from=2034-01-20&to=2034-03-05')).toEqual([1, 1, 1]);
      expect(await usages('?by=month&from=2034-01-21&to=2034-03-04')).toEqual([1]);
      expect(await usages('?from=2034-02-01&to=2034-02-28')).toEqual([1]);
      expect(await usages('?from=2034-02-09&to=2034-02-11')).toEqual([1]);
      expect(await usages('?from=2034-02-11&to=2034-02-20')).toEqual([]);
      const { status } = await registry.wire.changeShow(within ?? '', { startsAt: '2034-03-31T15:00:00Z' });
      expect(status).toBe(200);
      expect(await usages('?by=month&from=2034-01-01&to=2034-12-31')).toEqual([1, 2]);
      expect(await usages('?from=2034-03-31&to=2034-04-01')).toEqual([1]);
      expect(await usages('?by=show&from=2034-02-01&to=2034-02-28')).toEqual([]);
    });

    it('can be grouped by a key of the metadata, which a coordinator does not see', async () => {
      const showId = await freshShow({ startsAt: '2033-05-05T15:00:00Z' });
      const cards = await freshCards(3);
      const channels = ['web', 'web', undefined];
      for (const [index, channel] of channels.entries())
        await registry.wire.record(visit(showId, { card: cards[index], ...(channel && { metadata: { channel } }) }));
      const query = '?by=show&metadata=channel&from=2033-01-01&to=2033-12-31';
      const show = { show: showId, showName: 'Koe', day: '2033-05-05' };
      expect(await rowsOf(query)).toEqual([
        { ...show, metadata: 'web', ...numbers(2) },
        { ...show, metadata: null, ...numbers(1) },
      ]);
      expect(await rowsOf(query, arki.tokens.coordinator)).toEqual([{ ...show, metadata: null, ...withheld }]);
      expect((await registry.wire.statistics('?metadata=Channel')).status).toBe(400);
    });

    it('count a swimming hall by the day of the visit', async () => {
      const showId = await freshShow({ kind: 'swimming-hall', seats: 300, cap: 20, startsAt: '2040-01-01T06:00:00Z' });
      const [card] = await freshCards(1);
      // Late in the evening by UTC, so the next day in Helsinki.
      const daysAgo = (days: number) => new Date(registry.nowMs - days * 86_400_000).toISOString().slice(0, 10);
      const takenAt = `${daysAgo(3)}T22:30:00Z`;
      await registry.wire.record(visit(showId, { mode: 'report', card, takenAt }));
      const rows = await rowsOf(`?by=show&from=${daysAgo(2)}&to=${daysAgo(2)}`);
      expect(rows).toContainEqual({ show: showId, showName: 'Koe', ...numbers(1, 0, { flagged: 0, provisional: 1 }) });
    });

    it('cover all venues for a coordinator, and own and clients’ shows for others', async () => {
      const showId = await freshShow({ venueId: 'kaarna', startsAt: '2032-05-05T15:00:00Z' });
      const use = visit(showId);
      await registry.wire.record(use, {
        token: arki.tokens.theatre,
        body: use,
        headers: { 'idempotency-key': use.id },
      });
      const query = '?by=venue&from=2032-01-01&to=2032-12-31';
      const venue = { venue: 'kaarna', venueName: 'Teatteri Kaarna' };
      expect(await rowsOf(query, arki.tokens.coordinator)).toEqual([{ ...venue, ...withheld }]);
      expect(await rowsOf(query, arki.tokens.theatre)).toEqual([{ ...venue, ...numbers(1, 0, { clients: 1 }) }]);
      expect(await rowsOf(query)).toEqual([]);
      expect(await rowsOf(query, arki.tokens.broker)).toEqual([]);
    });

    it.each(['?by=card', '?by=show,show', '?from=2026-02-30', '?of=all', '?by=show&by=venue', '?by='])(
      'reject the query %s',
      async (query) => {
        expect((await registry.wire.statistics(query)).status).toBe(400);
      },
    );
  });
}
