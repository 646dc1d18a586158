import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, outcomes } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Deliveries: entries of a journal. */
export function deliveryCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit, taken } = registry;
  const { family, single, expired } = arki.cards;

  describe('a delivery', () => {
    it('records each entry individually, in order, and returns the shows they concern', async () => {
      const [first, second] = [await freshShow(), await freshShow({ cap: null })];
      const journal = createJournal(registry);
      const report = journal.report(first, { card: family.code, minors: 2 });
      const entries = [
        report,
        journal.report(second, {
          cards: [
            [family.code, 1],
            [single.code, 0],
          ],
        }),
        journal.voidRequest(first, report.id),
        journal.report(first, { card: expired.code }),
      ];
      const answer = await journal.deliver(entries);
      expect(answer.status).toBe(200);
      expect(outcomes(answer)).toEqual(['counted free', 'counted free', 'voided', 'counted free']);
      expect(answer.body.results.map(({ seq, id }: { seq: number; id: string }) => [seq, id])).toEqual(
        entries.map(({ seq, id }) => [seq, id]),
      );
      expect(answer.body.results[3].flags).toEqual(['card-expired']);
      const shows = answer.body.shows as { id: string; taken: number }[];
      expect(new Map(shows.map((show) => [show.id, show.taken]))).toEqual(
        new Map([
          [first, 1],
          [second, 3],
        ]),
      );
      expect(answer.body).toMatchObject({ missing: [], cloned: false, leases: [] });
      expect([await taken(first), await taken(second)]).toEqual([1, 3]);
    });

    it('has the same results when it is repeated, whole or in part', async () => {
      const showId = await freshShow({ cap: 1 });
      const [first, second] = await freshCards(2);
      const journal = createJournal(registry);
      const entries = [
        journal.report(showId, { card: first }),
        journal.report(showId, { card: second }),
        journal.voidRequest(showId, randomUUID()),
      ];
      const answer = await journal.deliver(entries);
      expect(outcomes(answer)).toEqual(['counted free', 'counted over', 'voided']);
      registry.pass(60_000);
      expect((await journal.deliver(entries)).body.results).toEqual(answer.body.results);
      expect((await journal.deliver([...entries].reverse())).body.results).toEqual([...answer.body.results].reverse());
      expect((await journal.deliver(entries.slice(1, 2))).body.results).toEqual(answer.body.results.slice(1, 2));
      const both = await Promise.all(Array.from({ length: 5 }, () => journal.deliver(entries)));
      for (const { body } of both) expect(body).toMatchObject({ results: answer.body.results, cloned: false });
      expect(await taken(showId)).toBe(2);
    });

    it('rejects an invalid entry, names its fields, and records the others', async () => {
      const showId = await freshShow();
      const [card] = await freshCards(1);
      const journal = createJournal(registry);
      const entries = [
        { ...journal.report(showId, { card: 'A0451987' }), secret: 1 },
        { ...journal.report(showId), kind: 'wish' },
        { ...journal.report(showId), usages: [] },
        journal.report(showId, { card }),
      ];
      const answer = await journal.deliver(entries);
      const invalid = 'rejected registry/invalid-request';
      expect(outcomes(answer)).toEqual([invalid, invalid, invalid, 'counted free']);
      expect(answer.body.results[0].detail).toBe('Invalid fields: usages.0.card, secret.');
      expect(JSON.stringify(answer.body)).not.toContain('A0451987');
      // The entry has arrived, so its number is not missing.
      expect(answer.body.missing).toEqual([]);
      expect((await journal.deliver([])).body.missing).toEqual([]);
      expect(await taken(showId)).toBe(1);
    });

    it('rejects a visit that contains an id twice', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const report = journal.report(showId);
      const answer = await journal.deliver([{ ...report, usages: [...report.usages, ...report.usages] }]);
      expect(outcomes(answer)).toEqual(['rejected registry/invalid-request']);
      expect(answer.body.results[0].detail).toBe('Invalid fields: usages.');
      expect(await taken(showId)).toBe(0);
    });

    it('is rejected as a whole, and records nothing, if an entry has no seq or id', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const good = journal.report(showId);
      const { seq: _, ...unnumbered } = good;
      for (const bad of [unnumbered, { ...good, id: 'x' }, null, 7, []]) {
        const { status, body } = await journal.deliver([good, bad]);
        expect([status, body.code, body.issues[0].path]).toEqual([422, 'registry/invalid-request', 'entries.1']);
      }
      expect(await taken(showId)).toBe(0);
      expect((await journal.read()).status).toBe(404);
    });

    it('has at most fifty entries and 64 kB, and a valid envelope', async () => {
      const showId = await freshShow({ cap: null });
      const journal = createJournal(registry);
      const entries = (await freshCards(51)).map((card) => journal.report(showId, { card }));
      expect((await journal.deliver(entries)).status).toBe(400);
      // Longer than any other message may be.
      const padded = entries.slice(0, 50).map((entry) => ({ ...entry, pad: 'x'.repeat(800) }));
      expect((await journal.deliver(padded)).body.results).toHaveLength(50);
      const long = entries.slice(0, 50).map((entry) => ({ ...entry, pad: 'x'.repeat(1_200) }));
      expect((await journal.deliver(long)).status).toBe(413);
      for (const more of [{ seqHigh: -1 }, { journal: 'x' }, { device: 'mine' }, { entries: {} }, { adopted: [1] }]) {
        expect((await journal.deliver([], more)).status).toBe(400);
      }
      expect(await taken(showId)).toBe(0);
      const whole = await journal.deliver(entries.slice(0, 50));
      expect(whole.body.results.every(({ outcome }: { outcome: string }) => outcome === 'counted')).toBe(true);
      expect(await taken(showId)).toBe(50);
    });

    it('rejects entries for another venue’s show, or with a known id and different data', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const known = visit(showId, { card: family.code });
      await registry.wire.record(known);
      const entries = [
        journal.report(arki.shows.elsewhere.id),
        journal.report('no-such-show'),
        journal.voidRequest(arki.shows.elsewhere.id, randomUUID()),
        journal.report(showId, { ...known, how: 'sold', seq: 4 }),
        journal.voidRequest(await freshShow(), known.id),
      ].map(({ mode: _, ...entry }: Record<string, unknown>) => entry);
      const answer = await journal.deliver(entries);
      const [unknown, mismatch] = ['rejected registry/not-found', 'rejected idempotency/mismatch'];
      expect(outcomes(answer)).toEqual([unknown, unknown, unknown, mismatch, mismatch]);
      expect((answer.body.shows as { id: string }[]).map(({ id }) => id)).not.toContain(arki.shows.elsewhere.id);
      expect(answer.body.missing).toEqual([]);
      expect(await taken(showId)).toBe(1);
    });

    it('does not count a visit that was voided before it arrived, in any order', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const report = journal.report(showId);
      const other = journal.report(showId, { cards: [[family.code, 0]] });
      const voided = [journal.voidRequest(showId, report.id), journal.voidRequest(showId, other.id)];
      const answer = await journal.deliver([...voided, report, other]);
      expect(outcomes(answer)).toEqual(Array(4).fill('voided'));
      // The void must come from the device that made the ids; another one would void nothing.
      expect(answer.body.results).toMatchObject([{ unseen: true }, { unseen: true }, {}, {}]);
      expect(await taken(showId)).toBe(0);
    });

    it('counts a report of a refused request, under its own number', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const asked = visit(showId, { card: expired.code, origin: journal.origin() });
      expect((await registry.wire.record(asked)).status).toBe(409);
      const { origin: _, ...report } = journal.report(showId, { ...asked, seq: 1 }) as Record<string, unknown>;
      const answer = await journal.deliver([report]);
      expect(outcomes(answer)).toEqual(['counted free']);
      expect(answer.body).toMatchObject({ cloned: false, missing: [] });
      expect((await registry.wire.record(asked)).status).toBe(200);
      expect(await taken(showId)).toBe(1);
    });

    it('evaluates a report by when it happened, and stores that the clock was suspect', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const takenAt = '2026-11-19T12:00:00Z';
      const answer = await journal.deliver([
        journal.report(showId, { card: expired.code, takenAt, clockSuspect: true }),
      ]);
      expect(answer.body.results[0]).toMatchObject({ outcome: 'counted', flags: ['late', 'date-unsure'] });
      expect((await registry.registryServer.store.usages(showId))[0]).toMatchObject({ clockSuspect: true });
    });
  });
}
