import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, reconciliation, showTonight } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Ids that devices choose are unique within their venue (decision 0022). */
export function venueIdCases(registry: RegistryFixture): void {
  const { taken } = registry;
  const { theatre } = arki.tokens;
  const freshShow = showTonight(registry);

  describe('a journal', () => {
    it('of another venue with the same id is another journal, as is a lease', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const lease = (await journal.lease(showId, 2)).body.lease;
      const report = journal.report(showId);
      await journal.deliver([report]);
      const showOf = arki.shows.elsewhere.id;
      const call = (method: 'GET' | 'POST', path: string, body?: object) =>
        registry.wire.call(method, path, { token: theatre, ...(body && { body }) });
      const copy = journal.report(showOf, { seq: report.seq });
      const seqHigh = Number.MAX_SAFE_INTEGER;
      const answers = [
        await call('GET', `/v1/journals/${journal.id}`),
        await call('POST', `/v1/leases/${lease.id}/return`, {}),
        await call('POST', '/v1/deliveries', {
          journal: journal.id,
          seqHigh,
          entries: [copy, { ...copy, id: randomUUID() }],
        }),
        await call('POST', `/v1/journals/${journal.id}/lost`, { seqHigh: 9, pending: 1 }),
        await call('POST', '/v1/leases', { id: lease.id, showId: showOf, journal: journal.id, want: 1 }),
        await call('GET', `/v1/journals/${journal.id}`),
        await call('POST', `/v1/leases/${lease.id}/return`, {}),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 200, 200, 201, 200, 200]);
      expect(answers[5]?.body).toMatchObject({ seqHigh, cloned: true });

      expect((await journal.read()).body).toMatchObject({ seqHigh: 1, cloned: false, missing: [] });
      expect((await journal.deliver([])).body.leases[0]).toMatchObject({ id: lease.id, state: 'open', granted: 2 });
      const { journals } = (await reconciliation(registry, showId)).body;
      expect(journals).toMatchObject([{ journal: journal.id, device: 'Lipunmyynti', cloned: false, lost: 0 }]);
      expect(await taken(showId)).toBe(1);
    });
  });
}
