import { randomUUID } from 'node:crypto';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { createJournal, outcomes, reconciliation, revokeLease, showTonight } from './offline-fixture.ts';
import type { RegistryFixture } from './registry-fixture.ts';

/** Journals: missing numbers, cloned journals, journals of other venues. */
export function journalCases(registry: RegistryFixture): void {
  const { freshCards, visit, taken } = registry;
  const freshShow = showTonight(registry);
  const { boxOffice, door, theatre, broker } = arki.tokens;
  const { family, single, expired } = arki.cards;

  describe('a journal', () => {
    it('misses the numbers that have not arrived, but not those of the same delivery', async () => {
      const showId = await freshShow({ cap: null });
      const journal = createJournal(registry);
      const [second, fifth, seventh] = (await freshCards(3)).map((card, place) =>
        journal.report(showId, { card, seq: [2, 5, 7][place] ?? 0 }),
      );
      expect((await journal.deliver([fifth], { seqHigh: 8 })).body.missing).toEqual([1, 2, 3, 4, 6, 7, 8]);
      expect((await journal.deliver([second, seventh], { seqHigh: 8 })).body.missing).toEqual([1, 3, 4, 6, 8]);
      expect((await journal.deliver([], { seqHigh: 0 })).body.missing).toEqual([]);
      const { body } = await journal.read();
      expect(body).toMatchObject({ journal: journal.id, seqHigh: 8, missing: [1, 3, 4, 6, 8], cloned: false });
      expect(body.numbers).toEqual(
        [second, fifth, seventh].map((entry) => ({ seq: entry?.seq, id: entry?.id, outcome: 'counted' })),
      );
      const rest = (await freshCards(5)).map((card, place) =>
        journal.report(showId, { card, seq: [1, 3, 4, 6, 8][place] ?? 0 }),
      );
      expect((await journal.deliver(rest)).body.missing).toEqual([]);
      expect((await journal.read('?from=7')).body.numbers.map(({ seq }: { seq: number }) => seq)).toEqual([7, 8]);
    });

    it('returns at most a hundred missing numbers', async () => {
      const journal = createJournal(registry);
      const seqHigh = Number.MAX_SAFE_INTEGER;
      const { body } = await journal.deliver([], { seqHigh });
      expect(body.missing).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
      expect((await journal.read()).body).toMatchObject({ seqHigh, numbers: [] });
    });

    it('returns the outcome of each number, of requests too', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const request = visit(showId, { card: family.code, origin: journal.origin() });
      const refused = visit(showId, { card: expired.code, origin: journal.origin() });
      const never = visit(showId, { card: single.code, origin: journal.origin() });
      const undone = visit(showId, { card: single.code, origin: journal.origin() });
      for (const ask of [request, refused, undone]) await registry.wire.record(ask);
      const entry = (id: string, seq?: number) => journal.voidRequest(showId, id, { ...(seq && { seq }) });
      // A request without a response keeps its number. A void of a counted visit has a new one.
      await journal.deliver([entry(never.id, 3), entry(undone.id), journal.report(showId, { card: 'x' })]);
      const { numbers, missing } = (await journal.read()).body;
      expect(missing).toEqual([]);
      expect(numbers.map(({ seq, id, outcome }: Record<string, unknown>) => [seq, id, outcome]).slice(0, 5)).toEqual([
        [1, request.id, 'counted'],
        [2, refused.id, 'refused'],
        [3, never.id, 'voided'],
        [4, undone.id, 'voided'],
        [5, undone.id, 'voided'],
      ]);
      expect(numbers[5]).toMatchObject({ seq: 6, outcome: 'rejected' });
    });

    it('is cloned once another entry uses one of its numbers: its leases are closed', async () => {
      const [showId, other] = [await freshShow(), await freshShow()];
      const [first, second, third] = await freshCards(3);
      const journal = createJournal(registry);
      const lease = (await journal.lease(showId, 3)).body.lease;
      await journal.lease(other, 2);
      const report = journal.report(showId, { card: first });
      await journal.deliver([report]);
      const voided = await journal.deliver([journal.voidRequest(showId, report.id, { seq: report.seq })]);
      expect(voided.body).toMatchObject({ cloned: false, results: [{ outcome: 'voided' }] });

      const copy = journal.report(showId, { card: second, seq: report.seq, leaseId: lease.id });
      const answer = await journal.deliver([copy]);
      // The report is still counted, with a ticket its device had leased.
      expect(outcomes(answer)).toEqual(['counted lease']);
      expect(answer.body).toMatchObject({ cloned: true, leases: [] });
      for (const id of [showId, other]) expect((await registry.wire.show(id)).body.show.leased).toBeUndefined();
      // Permanently: it gets no leases.
      expect((await journal.deliver([])).body.cloned).toBe(true);
      expect((await journal.lease(showId, 2)).body.lease).toMatchObject({ state: 'closed', granted: 0 });
      const late = journal.report(showId, { card: third, leaseId: lease.id });
      expect(outcomes(await journal.deliver([late]))).toEqual(['counted free']);
      expect((await reconciliation(registry, showId)).body.journals[0]).toMatchObject({
        journal: journal.id,
        cloned: true,
      });
    });

    it('is found to be cloned by requests too', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      await journal.lease(showId, 3);
      const origin = journal.origin();
      const ask = (card: string) => registry.wire.record(visit(showId, { card, origin }));
      expect((await ask(family.code)).body.show.leased).toBe(3);
      await ask(single.code);
      expect((await registry.wire.show(showId)).body.show).toEqual(
        expect.not.objectContaining({ leased: expect.anything() }),
      );
      expect((await journal.read()).body.cloned).toBe(true);
      expect(await taken(showId)).toBe(2);
    });

    it('belongs to the device that opened it: no other device delivers into it, and none is marked as cloned', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const lease = (await journal.lease(showId, 2)).body.lease;
      const report = journal.report(showId);
      await journal.deliver([report]);
      const id = randomUUID();
      const copy = journal.report(showId, { seq: report.seq });
      const ask = visit(showId, { origin: { journal: journal.id, seq: report.seq } });
      const call = (method: 'GET' | 'POST', path: string, body?: object) =>
        registry.wire.call(method, path, {
          token: door,
          ...(body && { body }),
          headers: { 'idempotency-key': ask.id },
        });
      const foreign = await Promise.all([
        // The attack: the number of another entry, and a journal that misses everything.
        call('POST', '/v1/deliveries', { journal: journal.id, seqHigh: Number.MAX_SAFE_INTEGER, entries: [copy] }),
        call('POST', '/v1/visits', ask),
        call('POST', `/v1/journals/${journal.id}/lost`, { seqHigh: 9, pending: 1 }),
        call('POST', '/v1/leases', { id, showId, journal: journal.id, want: 1 }),
      ]);
      for (const { status, body } of foreign) {
        expect([status, body.code]).toEqual([409, 'registry/foreign-journal']);
        expect(JSON.stringify(body)).not.toContain(journal.id);
      }
      const unknown = await Promise.all([
        call('GET', `/v1/journals/${journal.id}`),
        call('POST', `/v1/leases/${lease.id}/return`, {}),
        call('POST', `/v1/leases/${lease.id}/keep`, {}),
      ]);
      for (const { status, body } of unknown) expect([status, body.code]).toEqual([404, 'registry/not-found']);
      expect((await call('GET', `/v1/news?shows=${showId}&journal=${journal.id}`)).body.leases).toEqual([]);
      expect((await journal.read()).body).toMatchObject({ seqHigh: 1, cloned: false, missing: [] });
      expect((await journal.deliver([])).body.leases[0]).toMatchObject({ id: lease.id, state: 'open', granted: 2 });
      expect((await reconciliation(registry, showId)).body.journals[0]).toMatchObject({ device: 'Lipunmyynti' });
      expect(await taken(showId)).toBe(1);
    });

    it('does not give other venues leases or shows', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      const lease = (await journal.lease(showId, 2)).body.lease;
      const call = (method: 'GET' | 'POST', path: string, body?: object, token: string = theatre) =>
        registry.wire.call(method, path, { token, ...(body && { body }) });
      const answers = await Promise.all([
        call('GET', `/v1/journals/${randomUUID()}`),
        call('POST', '/v1/leases', { id: randomUUID(), showId, journal: randomUUID(), want: 1 }),
        call('POST', `/v1/leases/${randomUUID()}/return`, {}),
        call('GET', `/v1/shows/${showId}/reconciliation`),
        call('GET', `/v1/shows/${showId}/reconciliation`, undefined, arki.tokens.swimmingHall),
        call('POST', `/v1/leases/${lease.id}/revoke`, { reason: 'x' }),
      ]);
      for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'registry/not-found']);
      expect((await journal.deliver([])).body.leases[0]).toMatchObject({ id: lease.id, state: 'open', granted: 2 });
    });

    it('stays usable if the venue gives its device a new token', async () => {
      const showId = await freshShow();
      const [first, second] = await freshCards(2);
      const { store } = registry.registryServer;
      const id = `till-${randomUUID()}`;
      await store.seed({ devices: [{ id, venueId: 'suvanto', name: 'Kassa 7', token: id }] });
      const journal = createJournal(registry, id);
      await journal.deliver([journal.report(showId, { card: first })]);
      await store.setToken(id, `${id}-new`);
      expect((await journal.deliver([])).status).toBe(401);
      const body = { journal: journal.id, seqHigh: 2, entries: [journal.report(showId, { card: second })] };
      const answer = await registry.wire.call('POST', '/v1/deliveries', { token: `${id}-new`, body });
      expect(answer.body).toMatchObject({ cloned: false, missing: [], results: [{ outcome: 'counted' }] });
      expect((await reconciliation(registry, showId)).body.journals[0].device).toBe('Kassa 7');
    });

    it('is handed over by a manager, with its leases and the right to void what it recorded', async () => {
      const showId = await freshShow();
      const [first, second] = await freshCards(2);
      const { store } = registry.registryServer;
      const [from, to] = [`till-${randomUUID()}`, `till-${randomUUID()}`];
      await store.seed({ devices: [from, to].map((id) => ({ id, venueId: 'suvanto', name: 'Kassa', token: id })) });
      const journal = createJournal(registry, from);
      const { lease } = (await journal.lease(showId, 2)).body;
      const report = journal.report(showId, { card: first });
      await journal.deliver([report]);

      const handOver = (deviceId: string, body: object, token: string = arki.tokens.manager) =>
        registry.wire.call('POST', `/v1/devices/${deviceId}/hand-over`, { token, body });
      expect((await handOver('kaarna-box-office', { to })).status).toBe(404);
      expect((await handOver(from, { to: 'kaarna-box-office' })).status).toBe(404);
      expect((await handOver(from, { to })).body.journals).toBe(1);

      expect((await journal.deliver([])).body.code).toBe('registry/foreign-journal');
      const entries = [
        journal.report(showId, { card: second, leaseId: lease.id }),
        journal.voidRequest(showId, report.id),
      ];
      const body = { journal: journal.id, seqHigh: 3, entries };
      const answer = await registry.wire.call('POST', '/v1/deliveries', { token: to, body });
      expect(outcomes(answer)).toEqual(['counted lease', 'voided']);
      expect(answer.body).toMatchObject({ cloned: false, missing: [], leases: [{ id: lease.id }] });
    });

    it('misses no number that another journal has adopted', async () => {
      const showId = await freshShow();
      const [card] = await freshCards(1);
      const [lost, found] = [createJournal(registry), createJournal(registry, arki.tokens.system)];
      const kept = lost.report(showId, { card, seq: 3 });
      const undone = lost.report(showId, { seq: 1 });
      await lost.deliver([undone], { seqHigh: 3 });
      expect((await lost.read()).body.missing).toEqual([2, 3]);
      // The file of the first device contains entries 2 and 3. The second device delivers them under its own numbers.
      const adopted = [2, 3].map((seq) => ({ journal: lost.id, seq }));
      const answer = await found.deliver([{ ...kept, seq: 1 }, found.voidRequest(showId, randomUUID(), { seq: 2 })], {
        adopted: [...adopted, { journal: randomUUID(), seq: 4 }],
      });
      expect(outcomes(answer)).toEqual(['counted free', 'voided']);
      expect((await lost.read()).body).toMatchObject({ missing: [], cloned: false });
      // The first device returns with the same entry, so nothing was cloned.
      const again = await lost.deliver([kept]);
      expect(again.body).toMatchObject({ cloned: false, results: [{ outcome: 'counted' }] });
      expect((await lost.read()).body.numbers.map(({ seq }: { seq: number }) => seq)).toEqual([1, 3]);
      expect(await taken(showId)).toBe(2);
      // It may undo what the first device recorded, as the clerk had asked there.
      expect(outcomes(await found.deliver([found.voidRequest(showId, undone.id)]))).toEqual(['voided']);
      // A device cannot adopt from another venue, nor open another device's journal by adopting from it.
      const unheard = createJournal(registry);
      expect((await found.deliver([], { adopted: [{ journal: unheard.id, seq: 1 }] })).status).toBe(200);
      expect((await unheard.deliver([], { seqHigh: 1 })).body.missing).toEqual([1]);
      const strange = createJournal(registry, theatre);
      await strange.deliver([], { seqHigh: 1 });
      expect((await found.deliver([], { adopted: [{ journal: strange.id, seq: 1 }] })).status).toBe(200);
      expect((await strange.read()).body.missing).toEqual([1]);
    });
  });

  describe('a show', () => {
    it('is reconciled if no lease is open and no journal that recorded for it misses a number', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      expect((await reconciliation(registry, showId)).body).toMatchObject({
        reconciled: true,
        leases: [],
        journals: [],
      });
      const { lease } = (await journal.lease(showId, 2)).body;
      const [first, second] = [journal.report(showId), journal.report(showId, { card: family.code })];
      await journal.deliver([second]);
      const open = (await reconciliation(registry, showId)).body;
      expect(open).toMatchObject({
        reconciled: false,
        leases: [{ lease: { id: lease.id, state: 'open', granted: 2, consumed: 0 }, device: 'Lipunmyynti' }],
        journals: [{ journal: journal.id, device: 'Lipunmyynti', missing: [1], cloned: false, lost: 0 }],
      });
      await journal.returnLease(lease.id);
      expect((await reconciliation(registry, showId)).body.reconciled).toBe(false);
      await journal.deliver([first]);
      for (const token of [boxOffice, broker]) {
        expect((await reconciliation(registry, showId, token)).body).toMatchObject({ reconciled: true, leases: [] });
      }
      expect((await reconciliation(registry, 'no-such-show')).status).toBe(404);
    });

    it('shows how many entries a device has lost', async () => {
      const showId = await freshShow();
      const journal = createJournal(registry);
      await journal.deliver([journal.report(showId)]);
      for (const _ of [1, 2]) expect((await journal.lose(4, 2)).body.journal).toBe(journal.id);
      const { body } = await reconciliation(registry, showId);
      expect(body).toMatchObject({ reconciled: false, journals: [{ missing: [2, 3, 4], lost: 2 }] });
      // A journal that is still unknown can be reported too, because no other venue has it.
      const unheard = createJournal(registry);
      expect((await unheard.lose(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).status).toBe(200);
      expect((await unheard.read()).body.missing).toHaveLength(100);
    });

    it('shows a manager when a device was last seen', async () => {
      const showId = await freshShow({ capIsHard: true });
      const journal = createJournal(registry);
      const { lease } = (await journal.lease(showId, 2)).body;
      const seenAt = new Date(registry.nowMs).toISOString();
      registry.pass(3_600_000);
      const { body } = await revokeLease(registry, lease.id);
      expect(body).toMatchObject({ device: 'Lipunmyynti', lastSeenAt: seenAt, released: 2, mayAlreadyBeUsed: 2 });
    });
  });
}
