import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, showTonight, useBoxOffice } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** A device waits for news of all its shows with one request. */
export function newsCases(registry: RegistryFixture): void {
  const freshShow = showTonight(registry);
  const { reassigned, sold } = useBoxOffice(registry);
  const { boxOffice, door } = arki.tokens;
  const idsOf = ({ body }: { body: { shows: { id: string }[] } }) => body.shows.map(({ id }) => id).sort();

  async function someShows(howMany: number): Promise<string[]> {
    return Promise.all(Array.from({ length: howMany }, () => freshShow({ cap: 4 })));
  }

  describe('news of several shows', () => {
    it('return at once without a stamp, and later as soon as a show changes', async () => {
      const showIds = await someShows(14);
      const journal = createJournal(registry, boxOffice);
      const first = await journal.news(showIds.join(','));
      expect(idsOf(first)).toEqual([...showIds].sort());
      const waiting = journal.news(showIds.join(','), first.body.stamp);
      await sold(showIds[13] ?? '', 1);
      const { shows, stamp } = (await waiting).body;
      expect(stamp).not.toBe(first.body.stamp);
      expect(shows.find(({ id }: { id: string }) => id === showIds[13])).toMatchObject({ taken: 1 });
    });

    it('include recalled leases of any of the shows', async () => {
      const [first = '', second = ''] = await someShows(2);
      const holding = createJournal(registry, door);
      const lease = await reassigned(holding, second, 20);
      await sold(second, 2);
      const { stamp } = (await holding.news(`${first},${second}`)).body;
      const news = holding.news(`${first},${second}`, stamp);
      const selling = sold(second, 1);
      expect((await news).body.leases).toMatchObject([{ id: lease.id, showId: second, recall: true }]);
      await holding.returnLease(lease.id);
      await selling;
    });

    it('leave out other venues’ shows, and do not exist if all are', async () => {
      const [ours = ''] = await someShows(1);
      const journal = createJournal(registry, boxOffice);
      const foreign = arki.shows.elsewhere.id;
      expect(idsOf(await journal.news(`${foreign},${ours}`))).toEqual([ours]);
      expect((await journal.news(foreign)).status).toBe(404);
    });

    it.each([
      ['no show', ''],
      ['what is no id', 'Hamlet 1'],
      ['more than fifty', Array.from({ length: 51 }, (_, index) => `show-${index}`).join(',')],
    ])('are refused for %s', async (_, shows) => {
      const query = new URLSearchParams({ shows, journal: randomUUID() });
      const { status, body } = await registry.wire.call('GET', `/v1/news?${query}`);
      expect([status, body.issues[0].path]).toEqual([400, 'shows']);
    });
  });
}
