/** Devices that a manager freezes, revokes, narrows or renames. */
import { randomUUID } from 'node:crypto';
import type { VisitRequest } from '@kaiku/client/contract';
import { describe, expect, it } from 'vitest';
import { type Till, useTills } from './enrolled-till.ts';
import { createJournal, showTonight } from './offline-fixture.ts';
import type { RegistryFixture, VisitFacts } from './registry-fixture.ts';

export function stoppedDeviceCases(registry: RegistryFixture): void {
  const { freshCards, visit, taken } = registry;
  const freshShow = showTonight(registry);
  const { administer, enrol, newTill, request, send, renew } = useTills(registry);

  describe('a device that a manager', () => {
    const state = async (till: Till) => {
      const { status, body } = await send('GET', '/v1/shows', { till });
      return [status, body.code];
    };

    it('freezes records nothing, and may again once it is let in', async () => {
      const till = await newTill();
      const showId = await freshShow();
      const path = `/v1/devices/${till.id}`;
      expect((await administer('PATCH', path, { frozen: true })).body.device.state).toBe('frozen');
      expect(await state(till)).toEqual([403, 'registry/frozen']);
      expect((await send('POST', '/v1/visits', { till, body: visit(showId) })).body.code).toBe('registry/frozen');
      expect((await send('GET', '/v1/device', { till })).body.device.state).toBe('frozen');
      expect((await renew(till)).body.device.state).toBe('frozen');
      await administer('PATCH', path, { frozen: false });
      expect((await send('POST', '/v1/visits', { till, body: visit(showId) })).status).toBe(201);
    });

    it('revokes or reports as lost learns it, and gets no further token', async () => {
      const till = await newTill();
      await administer('POST', `/v1/devices/${till.id}/revoke`);
      expect(await state(till)).toEqual([401, 'registry/revoked']);
      expect((await renew(till)).body.code).toBe('registry/revoked');
      await administer('POST', `/v1/devices/${till.id}/revoke`, { lost: true });
      expect(await state(till)).toEqual([401, 'registry/lost']);
      await administer('PATCH', `/v1/devices/${till.id}`, { frozen: false });
      expect(await state(till)).toEqual([401, 'registry/lost']);
    });

    it('revokes or loses holds no ticket any longer; what it has used of them is counted once it is let in', async () => {
      const showId = await freshShow({ cap: 4, capIsHard: true });
      const till = await newTill();
      const journal = randomUUID();
      const lease = { id: randomUUID(), showId, journal, want: 2 };
      expect((await send('POST', '/v1/leases', { till, body: lease })).body.lease.granted).toBe(2);
      const entries = (await freshCards(2)).map((card, index) => ({
        ...createJournal(registry).report(showId, { card }),
        ...{ leaseId: lease.id, seq: index + 1 },
      }));
      const used = { journal, seqHigh: 2, entries: entries.slice(0, 1) };
      expect((await send('POST', '/v1/deliveries', { till, body: used })).body.results[0].from).toBe('lease');
      const revoke = (body: object) => administer('POST', `/v1/devices/${till.id}/revoke`, body);
      expect((await revoke({})).body.tickets).toEqual({ released: 1, mayAlreadyBeUsed: 1 });
      expect((await revoke({ lost: true })).body.tickets).toEqual({ released: 0, mayAlreadyBeUsed: 0 });
      const { taken: counted, leased } = (await registry.wire.show(showId)).body.show;
      expect([counted, leased]).toEqual([1, undefined]);

      const { answer, key } = await enrol(await request({ deviceId: till.id }));
      const again = { id: till.id, key, token: answer.body.accessToken };
      const rest = { journal, seqHigh: 2, entries: entries.slice(1) };
      expect((await send('POST', '/v1/deliveries', { till: again, body: rest })).body.results[0].from).toBe('free');
      expect(await taken(showId)).toBe(2);
    });

    it('looks at has a version, what it had not sent when it was last heard, and what it has lost', async () => {
      const till = await newTill();
      const journal = randomUUID();
      const facts = async () => {
        const { devices } = (await administer('GET', '/v1/devices')).body;
        const { version, waiting, lost, cloned } = devices.find(({ id }: { id: string }) => id === till.id);
        return { version, waiting, lost, cloned };
      };
      expect(await facts()).toEqual({ version: null, waiting: 0, lost: 0, cloned: false });
      const entry = { ...createJournal(registry).report(await freshShow()), seq: 2 };
      const body = { journal, seqHigh: 5, version: '0.1.0', entries: [entry] };
      expect((await send('POST', '/v1/deliveries', { till, body })).status).toBe(200);
      expect(await facts()).toEqual({ version: '0.1.0', waiting: 4, lost: 0, cloned: false });
      await send('POST', `/v1/journals/${journal}/lost`, { till, body: { seqHigh: 5, pending: 4 } });
      await send('POST', '/v1/deliveries', { till, body: { journal, seqHigh: 6, entries: [] } });
      expect(await facts()).toEqual({ version: '0.1.0', waiting: 1, lost: 4, cloned: false });
    });

    it('gives some shows records for no other, but its reports are counted', async () => {
      const [ours, other] = [await freshShow(), await freshShow()];
      const till = await newTill({ shows: [ours] });
      const [card = ''] = await freshCards(1);
      const listed = (await send('GET', '/v1/shows', { till })).body.shows;
      expect(listed.map(({ id }: { id: string }) => id)).toEqual([ours]);
      const code = 'registry/not-assigned';
      expect((await send('POST', '/v1/visits', { till, body: visit(other) })).body.code).toBe(code);
      expect((await send('POST', `/v1/shows/${other}/lookups`, { till, body: { card } })).body.code).toBe(code);
      const lease = { id: randomUUID(), showId: other, journal: randomUUID(), want: 1 };
      expect((await send('POST', '/v1/leases', { till, body: lease })).body.code).toBe(code);
      expect((await send('POST', '/v1/visits', { till, body: visit(ours) })).status).toBe(201);

      await administer('PATCH', `/v1/devices/${till.id}`, { shows: [other] });
      expect((await send('POST', '/v1/visits', { till, body: visit(ours) })).body.code).toBe(code);
      const report = createJournal(registry).report(ours);
      const delivery = { journal: randomUUID(), seqHigh: 1, entries: [{ ...report, card: undefined }] };
      expect((await send('POST', '/v1/deliveries', { till, body: delivery })).body.results[0].outcome).toBe('counted');
    });

    it('stops while its request is in flight records nothing', async () => {
      const { store } = registry.registryServer;
      const till = await newTill();
      const showId = await freshShow();
      const its = { name: 'Kassa 1', venueName: 'Suvanto', role: 'till', state: 'active', shows: null } as const;
      // As it was when its token was checked.
      const device = { id: till.id, venueId: 'suvanto', ...its };
      const visitOf = (facts: VisitFacts) => visit(showId, facts) as unknown as VisitRequest;
      const recorded = visitOf({});
      await store.record(device, recorded);
      const [card = ''] = await freshCards(1);
      await administer('PATCH', `/v1/devices/${till.id}`, { frozen: true });
      const stopped = { code: 'KK002', message: 'frozen' };
      await expect(store.record(device, visitOf({ card }))).rejects.toMatchObject(stopped);
      await expect(store.record(device, visitOf({ card, mode: 'report' }))).rejects.toMatchObject(stopped);
      const undo = { showId, reason: 'undone-by-clerk' } as const;
      await expect(store.void(device, recorded.id, undo)).rejects.toMatchObject(stopped);
      const lease = { id: randomUUID(), showId, journal: randomUUID(), want: 1 };
      await expect(store.lease(device, lease)).rejects.toMatchObject(stopped);
      const entry = createJournal(registry).report(showId, { card });
      const delivery = { journal: randomUUID(), seqHigh: 1, entries: [entry as never] };
      const delivered = await store.deliver(device, delivery, (error) => expect(error).toBeUndefined());
      expect(delivered?.results).toMatchObject([{ outcome: 'deferred' }]);
      expect(await taken(showId)).toBe(1);
    });

    it('changes is of the manager’s venue', async () => {
      for (const [path, body] of [
        ['/v1/devices/kaarna-manager/revoke', {}],
        ['/v1/devices/no-such/revoke', {}],
      ] as const)
        expect((await administer('POST', path, body)).status).toBe(404);
      expect((await administer('PATCH', '/v1/devices/kaarna-manager', { name: 'Meidän' })).status).toBe(404);
    });

    it('changes gets the news of it at once', async () => {
      const till = await newTill();
      const path = `/v1/devices/${till.id}`;
      const query = `shows=${await freshShow()}&journal=${randomUUID()}`;
      const news = (since?: string) =>
        send('GET', `/v1/news?${query}${since ? `&since=${since}` : ''}`, { till }).then(({ body }) => body);
      let { stamp, device } = await news();
      expect(device).toEqual({ id: till.id, name: 'Kassa 1', role: 'till', state: 'active', shows: null });
      for (const [change, expected] of [
        [{ name: 'Ovi' }, { name: 'Ovi' }],
        [{ shows: ['other'] }, { shows: ['other'] }],
        [{ frozen: true }, { state: 'frozen' }],
        [{ frozen: false }, { state: 'active' }],
      ] as const) {
        const waiting = news(stamp);
        await administer('PATCH', path, change);
        ({ stamp, device } = await waiting);
        expect(device).toMatchObject(expected);
      }
      const waiting = news(stamp);
      await administer('POST', `${path}/revoke`, { lost: true });
      expect((await waiting).code).toBe('registry/lost');
    });
  });
}
