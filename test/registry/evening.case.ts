import { helsinkiDay } from '@kaiku/client/admission';
import { arki } from '@kaiku/registry';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import type { RegistryFixture } from './registry-fixture.ts';

const { manager, theatre, broker } = arki.tokens;
const nothing = { confirmed: 0, waiting: 0, returned: 0, toReview: 0, open: 0 };

/** The end of an evening, and the workbook that a manager fetches. */
export function eveningCases(registry: RegistryFixture): void {
  const { freshShow, freshCards, visit } = registry;
  const call = (method: 'GET' | 'POST', path: string, body?: object, token?: string) =>
    registry.wire.call(method, path, { ...(body && { body }), ...(token !== undefined && { token }) });
  const eveningOf = async (showId: string, query = '', token?: string) => {
    const { body } = await call('GET', `/v1/shows/${showId}/evening${query}`, undefined, token);
    const { serverTime: _, ...evening } = body;
    return evening;
  };
  const runsOf = async (showId: string) => (await call('POST', '/v1/runs', { show: showId })).body.runs;

  /** Fetches a workbook as a page does. Returns its bytes. */
  async function fetchRun(run: number, file = 'usages', token: string = manager) {
    const response = await registry.registryServer.app.request(`/v1/runs/${run}/files/${file}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  /** Confirms the runs that other tests have left. */
  async function confirmAll(): Promise<void> {
    const { runs } = (await call('GET', '/v1/runs')).body;
    for (const { number, usages } of runs) {
      await fetchRun(number, usages > 0 ? 'usages' : 'corrections');
      expect((await call('POST', `/v1/runs/${number}/confirm`, {})).status).toBe(200);
    }
  }

  describe('the end of an evening', () => {
    it('counts what was given, in an outage or not, reserved and undone', async () => {
      const showId = await freshShow({ cap: null });
      const [a, b, c, d, e] = await freshCards(5, 3);
      const undone = visit(showId, { card: d });
      await registry.wire.record(
        visit(showId, {
          cards: [
            [a, 2],
            [b, 0],
          ],
        }),
      );
      await registry.wire.record(undone);
      await registry.wire.void(undone.id, showId);
      await registry.wire.record(visit(showId, { card: e, minors: 1, how: 'reserved' }));
      const { id, showId: _, usages, how, takenAt } = visit(showId, { card: c, minors: 1 });
      const entries = [
        { kind: 'report', seq: 1, id, showId, usages, how, takenAt, leaseId: null, clockSuspect: false },
      ];
      await registry.wire.call('POST', '/v1/deliveries', { body: { journal: id, seqHigh: 1, entries } });
      expect(await eveningOf(showId)).toEqual({
        given: { cards: 3, minors: 3 },
        provisional: { cards: 1, minors: 1 },
        reserved: { cards: 1, minors: 1 },
        undone: 1,
        handedOver: { ...nothing, open: 3 },
      });
    });

    it('is of one day if the show admits per day, and of no show of another venue', async () => {
      const showId = await freshShow({ admission: 'per-day', cap: null, startsAt: '2026-11-01T08:00:00Z' });
      const [card] = await freshCards(1);
      await registry.wire.record(visit(showId, { card }));
      const today = helsinkiDay(registry.nowMs);
      expect((await eveningOf(showId)).given.cards).toBe(1);
      expect((await eveningOf(showId, `?day=${today}`)).given.cards).toBe(1);
      expect((await eveningOf(showId, '?day=2026-11-02')).given.cards).toBe(0);
      expect((await call('GET', `/v1/shows/${showId}/evening`, undefined, `${theatre}-manager`)).status).toBe(404);
      // The broker has sold no ticket for it.
      expect((await eveningOf(showId, '', `${broker}-manager`)).given.cards).toBe(0);
    });

    it('follows a usage on its way to Kaikukanta', async () => {
      await confirmAll();
      const showId = await freshShow({ cap: null });
      const [a, b] = await freshCards(2);
      await registry.wire.record(visit(showId, { card: a }));
      await registry.wire.record(visit(showId, { mode: 'report', card: 'Q123456789' }));
      const handedOver = async () => (await eveningOf(showId)).handedOver;
      expect(await handedOver()).toEqual({ ...nothing, open: 1, toReview: 1 });
      const [run] = await runsOf(showId);
      expect(await handedOver()).toEqual({ ...nothing, waiting: 1, toReview: 1 });
      await fetchRun(run.number);
      await call('POST', `/v1/runs/${run.number}/confirm`, {});
      expect(await handedOver()).toEqual({ ...nothing, confirmed: 1, toReview: 1 });
      await registry.registryServer.store.handOvers.return('suvanto', { card: a ?? '', reason: 'Ei voimassa' });
      await registry.wire.record(visit(showId, { card: b }));
      expect(await handedOver()).toEqual({ ...nothing, returned: 1, toReview: 1, open: 1 });
    });
  });

  describe('a run over HTTP', () => {
    it('has each usage once, and its file has the same bytes until it is confirmed', async () => {
      await confirmAll();
      const showId = await freshShow({ name: 'Iltasoitto', cap: null });
      const [a, b] = await freshCards(2, 2);
      await registry.wire.record(visit(showId, { card: a, minors: 2 }));
      const [[first], [again]] = await Promise.all([runsOf(showId), runsOf(showId)]);
      expect(first).toMatchObject({ usages: 1, corrections: 0, shows: ['Iltasoitto'], writtenAt: null });
      expect(again.number).toBe(first.number);
      // Nothing that was not fetched can be confirmed.
      expect((await call('POST', `/v1/runs/${first.number}/confirm`, {})).status).toBe(404);

      const { response, bytes } = await fetchRun(first.number);
      expect(response.headers.get('content-disposition')).toBe(
        `attachment; filename="kaikukortti-suvanto-${String(first.number).padStart(4, '0')}.xlsx"`,
      );
      const { sheets } = await readXlsx(new Uint8Array(bytes));
      expect(sheets[0]?.rows[1]?.slice(0, 4)).toEqual([a, 1, 2, 'Iltasoitto']);
      await registry.wire.record(visit(showId, { card: b }));
      expect((await fetchRun(first.number)).bytes.equals(bytes)).toBe(true);

      // What was recorded since is in the next run, which waits for the first.
      const [, second] = await runsOf(showId);
      expect(second.usages).toBe(1);
      await fetchRun(second.number);
      expect((await call('POST', `/v1/runs/${second.number}/confirm`, {})).status).toBe(404);
      for (const { number } of [first, second, first])
        expect((await call('POST', `/v1/runs/${number}/confirm`, {})).status).toBe(200);
      expect((await fetchRun(first.number)).response.status).toBe(404);
      expect(await runsOf(showId)).toEqual([]);
    });

    it('lists what to correct, in a file of its own', async () => {
      await confirmAll();
      const showId = await freshShow({ cap: null });
      const [card] = await freshCards(1);
      const recorded = visit(showId, { card });
      await registry.wire.record(recorded);
      await runsOf(showId);
      await confirmAll();
      await registry.wire.void(recorded.id, showId);
      const [run] = await runsOf(showId);
      expect(run).toMatchObject({ usages: 0, corrections: 1 });
      expect((await fetchRun(run.number, 'usages')).response.status).toBe(404);
      const { bytes } = await fetchRun(run.number, 'corrections');
      const { sheets } = await readXlsx(new Uint8Array(bytes));
      expect(sheets[0]?.rows[1]?.slice(0, 2)).toEqual(['Poista', card]);
    });

    it('is only its own venue’s', async () => {
      await confirmAll();
      const showId = await freshShow({ cap: null });
      const [card] = await freshCards(1);
      await registry.wire.record(visit(showId, { card }));
      const [run] = await runsOf(showId);
      const other = `${theatre}-manager`;
      expect((await fetchRun(run.number, 'usages', other)).response.status).toBe(404);
      expect((await call('GET', '/v1/runs', undefined, other)).body.runs).toEqual([]);
      expect((await call('POST', '/v1/runs', { show: showId }, other)).body.runs).toEqual([]);
      for (const path of ['0', 'x', `${run.number}0000000000`])
        expect((await call('POST', `/v1/runs/${path}/confirm`, {})).status).toBe(404);
      expect((await fetchRun(run.number, 'layout')).response.status).toBe(404);
    });
  });
}
