import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';
import { flagsOf } from './wire.ts';

/** A usage that is entered from a paper form the next morning is evaluated by the day it happened. */
export function lateCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const hourMs = 3_600_000;
  const iso = (ms: number) => new Date(ms).toISOString();
  const putCard = (code: string | undefined, validUntilOn: string) =>
    registry.registryServer.store.seed({ cards: [{ code: code ?? '', status: 'active', validUntilOn, minors: 1 }] });
  const dayOf = (ms: number) => new Date(ms).toLocaleDateString('sv-SE', { timeZone: 'Europe/Helsinki' });
  const lookUp = (showId: string, card: string, at?: string) =>
    registry.wire.call('POST', `/v1/shows/${showId}/lookups`, { body: { card, ...(at !== undefined && { at }) } });

  describe('a usage entered the next morning', () => {
    it('counts on the card’s last day, although the card has expired since', async () => {
      const showId = await freshShow();
      const [card = ''] = await freshCards(1);
      const takenAt = iso(registry.nowMs);
      await putCard(card, dayOf(registry.nowMs));
      registry.pass(24 * hourMs);
      expect((await registry.wire.record(visit(showId, { card }))).body.refusal.reason).toBe('card-expired');
      const answer = await registry.wire.record(visit(showId, { mode: 'report', card, takenAt }));
      expect([answer.status, flagsOf(answer)]).toEqual([201, ['late']]);
      expect(await registry.taken(showId)).toBe(1);
    });

    it('is flagged as late only if it is of an earlier day', async () => {
      const showId = await freshShow();
      const [card, other] = await freshCards(2);
      const flags = async (facts: object) =>
        flagsOf(await registry.wire.record(visit(showId, { mode: 'report', ...facts })));
      expect(await flags({ card, takenAt: iso(registry.nowMs - 60_000) })).toEqual([]);
      expect(await flags({ card: other, takenAt: iso(registry.nowMs - 24 * hourMs) })).toEqual(['late']);
    });

    it('counts in that day’s tally of a swimming hall, and does not repeat today’s', async () => {
      const showId = await freshShow({ kind: 'swimming-hall', seats: 300, cap: 1 });
      const [card = '', other] = await freshCards(2);
      const takenAt = iso(registry.nowMs);
      registry.pass(24 * hourMs);
      expect((await registry.wire.record(visit(showId, { card }))).status).toBe(201);
      const late = await registry.wire.record(visit(showId, { mode: 'report', card, takenAt }));
      expect([flagsOf(late), late.body.show.taken]).toEqual([['late'], 1]);
      const beyond = visit(showId, { mode: 'report', card: other, takenAt });
      expect(flagsOf(await registry.wire.record(beyond))).toEqual(['cap-reached', 'late']);
    });

    it('counts for its own day, and is flagged if that day may be wrong', async () => {
      const showId = await freshShow({ admission: 'per-day', seats: 60, cap: 40 });
      const cards = await freshCards(7);
      const flags = async (daysAgo: number, index: number) => {
        const takenAt = iso(registry.nowMs - daysAgo * 24 * hourMs);
        return flagsOf(await registry.wire.record(visit(showId, { mode: 'report', card: cards[index], takenAt })));
      };
      expect(await flags(0, 0)).toEqual([]);
      expect(await flags(14, 1)).toEqual(['late']);
      expect(await flags(15, 2)).toEqual(['late', 'date-unsure']);
      expect(await flags(365, 3)).toEqual(['late', 'date-unsure']);
      expect(await flags(-1, 4)).toEqual(['date-unsure']);
      expect(await registry.registryServer.store.usages(showId)).toHaveLength(5);
      expect((await registry.wire.show(showId)).body.show.taken).toBe(2);

      const journal = createJournal(registry);
      const suspect = async (daysAgo: number, index: number) => {
        const takenAt = iso(registry.nowMs - daysAgo * 24 * hourMs);
        const report = journal.report(showId, { card: cards[index], takenAt, clockSuspect: true });
        return (await journal.deliver([report])).body.results[0].flags;
      };
      expect([await suspect(0, 5), await suspect(1, 6)]).toEqual([[], ['late', 'date-unsure']]);

      // No figure has such a day before a person has looked at it.
      const months = (await registry.wire.call('GET', '/v1/statistics?by=show,month')).body.rows
        .filter(({ show }: { show: string }) => show === showId)
        .reduce((sum: number, { usages }: { usages: number }) => sum + usages, 0);
      expect(months).toBe(3);
      const toReview = await registry.wire.call('GET', `/v1/usages/to-review?show=${showId}`);
      expect(toReview.body.usages).toHaveLength(4);
      const file = await registry.wire.call('GET', `/v1/usages.csv?show=${showId}`);
      expect([file.body.trim().split('\r\n').length - 1, file.headers.get('kaiku-to-review')]).toEqual([3, '4']);
    });

    it('is in the figures and the file of its day once a manager has accepted it, who is stored', async () => {
      const showId = await freshShow({ admission: 'per-day', seats: 60, cap: 40 });
      const [card = ''] = await freshCards(1);
      const takenAt = iso(registry.nowMs - 40 * 24 * hourMs);
      const report = visit(showId, { mode: 'report', card, takenAt });
      expect(flagsOf(await registry.wire.record(report))).toEqual(['late', 'date-unsure']);
      const lines = async () =>
        (await registry.wire.call('GET', `/v1/usages.csv?show=${showId}`)).body.trim().split('\r\n');
      const months = async () =>
        (await registry.wire.call('GET', '/v1/statistics?by=show,month')).body.rows
          .filter(({ show }: { show: string }) => show === showId)
          .map(({ month, usages }: { month: string; usages: number }) => [month, usages]);
      expect([(await lines()).length, await months()]).toEqual([1, []]);

      const page = await registry.wire.call('GET', `/v1/usages/to-review?show=${showId}`);
      const usageId: string = page.body.usages[0].usageId;
      const accept = (token?: string, id = usageId) =>
        registry.wire.call('POST', `/v1/usages/${id}/accept`, { body: {}, ...(token !== undefined && { token }) });
      expect((await accept(arki.tokens.theatre)).status).toBe(404);
      expect((await accept(undefined, '00000000-0000-4000-8000-000000000000')).status).toBe(404);
      // Twice, because the first answer may be lost.
      for (let time = 0; time < 2; time += 1) {
        const answer = await accept();
        expect([answer.status, answer.body.usageId, answer.body.flags]).toEqual([200, usageId, ['late']]);
      }
      expect(await months()).toEqual([[dayOf(registry.nowMs - 40 * 24 * hourMs).slice(0, 7), 1]]);
      expect((await lines()).slice(1)).toEqual([expect.stringContaining(card)]);
      expect((await registry.wire.call('GET', `/v1/usages/to-review?show=${showId}`)).body.usages).toEqual([]);
      expect(await registry.registryServer.store.usages(showId)).toMatchObject([
        { flags: ['late'], acceptedBy: 'suvanto-manager', state: 'counted' },
      ]);
      // The device may still send it again.
      expect((await registry.wire.record(report)).status).toBe(200);
      await registry.wire.void(report.id, showId);
      const [month] = await months();
      expect([(await lines()).length, month?.[1], (await accept()).status]).toEqual([1, 0, 404]);
    });

    it('is looked up by its own day', async () => {
      const showId = await freshShow({ admission: 'per-day', seats: 60, cap: 4 });
      const [card = ''] = await freshCards(1, 1);
      const yesterday = iso(registry.nowMs);
      await registry.wire.record(visit(showId, { card, minors: 1 }));
      registry.pass(24 * hourMs);
      const now = (await lookUp(showId, card)).body;
      expect([now.earlier, now.show.taken]).toEqual([null, 0]);
      const then = (await lookUp(showId, card, yesterday)).body;
      expect([then.earlier.minors, then.show.taken]).toEqual([1, 2]);
      // A future time counts as now.
      const later = (await lookUp(showId, card, iso(registry.nowMs + 24 * hourMs))).body;
      expect([later.earlier, later.show.taken]).toEqual([null, 0]);
      expect((await lookUp(showId, card, 'yesterday')).status).toBe(400);
    });

    it('is flagged for each card of a visit, in a delivery too', async () => {
      const showId = await freshShow();
      const [first = '', second = '', third = ''] = await freshCards(3);
      const takenAt = iso(registry.nowMs);
      registry.pass(24 * hourMs);
      const cards = [[first, 0] as const, [second, 0] as const];
      const answer = await registry.wire.record(visit(showId, { mode: 'report', cards, takenAt }));
      expect(answer.body.visit.usages.map(({ flags }: { flags: string[] }) => flags)).toEqual([['late'], ['late']]);
      const journal = createJournal(registry);
      const delivered = await journal.deliver([journal.report(showId, { card: third, takenAt })]);
      expect(delivered.body.results[0]).toMatchObject({ outcome: 'counted', flags: ['late'] });
    });
  });
}
