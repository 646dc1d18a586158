import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer } from '@kaiku/registry';
import { expect, it } from 'vitest';
import { type OpenRegistry, useRegistry } from './registry-fixture.ts';
import { createWire } from './wire.ts';

/** Limits on how many card codes a device may try. */
export function limitCases(open: OpenRegistry): void {
  const registry = useRegistry(open, {
    device: { perSecond: 2, atOnce: 4 },
    venue: { perSecond: 4, atOnce: 6 },
    missesPerHour: 3,
  });
  const { single, unregistered } = arki.cards;
  const showId = arki.shows.evening.id;
  let devices = 0;
  /** Returns codes of no card, one for each index. */
  const unknownCode = (index: number) => `A7${String(index).padStart(8, '0')}`;
  /** Creates a device of a new venue, with a show of its own. */
  async function freshDevice(venueId = `venue-${randomUUID()}`) {
    devices += 1;
    const id = `device-${devices}`;
    const own = `show-${randomUUID()}`;
    const { store } = registry.registryServer;
    await store.seed({
      venues: [{ id: venueId, name: 'Koe' }],
      devices: [{ id, venueId, name: 'Koe', token: id }],
      shows: [
        { id: own, venueId, name: 'Koe', kind: 'performance', startsAt: '2026-11-20T17:00:00Z', seats: 90, cap: null },
      ],
    });
    const lookUp = (card: string) => registry.wire.lookUp(own, card, { token: id, body: { card } });
    const record = (card: string) => {
      const body = registry.visit(own, { card });
      return registry.wire.record(body, { token: id, body, headers: { 'idempotency-key': body.id } });
    };
    return { id, venueId, lookUp, record };
  }
  const statuses = async (answers: Promise<{ status: number }>[]) =>
    (await Promise.all(answers)).map(({ status }) => status).sort();

  it('limit a device’s look-ups at once and per second', async () => {
    const { lookUp, record } = await freshDevice();
    expect(await statuses(Array.from({ length: 6 }, () => lookUp(single.code)))).toEqual([
      200, 200, 200, 200, 429, 429,
    ]);
    const { headers, body } = await lookUp(single.code);
    expect([headers.get('retry-after'), body.code]).toEqual(['1', 'registry/busy']);
    registry.pass(1_000);
    expect(await statuses(Array.from({ length: 3 }, () => lookUp(single.code)))).toEqual([200, 200, 429]);
    expect((await record(single.code)).status).toBe(201);
    registry.pass(60_000);
    expect(await statuses(Array.from({ length: 5 }, () => lookUp(single.code)))).toEqual([200, 200, 200, 200, 429]);
  });

  it('limit the look-ups of a venue’s devices together', async () => {
    const first = await freshDevice();
    const second = await freshDevice(first.venueId);
    const answers = [first, second].flatMap(({ lookUp }) => Array.from({ length: 4 }, () => lookUp(single.code)));
    expect((await statuses(answers)).filter((status) => status === 200)).toHaveLength(6);
  });

  it('are the same for a malformed code and for one of no card', async () => {
    const { lookUp } = await freshDevice();
    const [none, unknown] = [await lookUp('Q123456789'), await lookUp(unregistered.code)];
    expect(none.body).toEqual(unknown.body);
    expect(unknown.body.card).toEqual({ registered: false });
  });

  it('stop a device that looks up too many unknown codes, until it is let in again', async () => {
    const { id, lookUp, record } = await freshDevice();
    for (let index = 0; index < 3; index += 1) expect((await lookUp(unknownCode(index))).status).toBe(200);
    const last = await lookUp(unknownCode(3));
    expect([last.status, last.body.code]).toEqual([403, 'registry/stopped']);
    expect((await lookUp(single.code)).status).toBe(403);
    expect((await record(single.code)).status).toBe(403);
    registry.pass(7_200_000);
    expect((await lookUp(single.code)).status).toBe(403);
    await registry.registryServer.store.letIn(id);
    expect((await lookUp(single.code)).status).toBe(200);
  });

  it('count a code once however often it is looked up, and forget it within the hour', async () => {
    const { lookUp } = await freshDevice();
    for (let index = 0; index < 8; index += 1) {
      expect((await lookUp(unknownCode(0))).status).toBe(200);
      registry.pass(1_000);
    }
    for (let hour = 0; hour < 2; hour += 1) {
      for (let index = 0; index < 3; index += 1)
        expect((await lookUp(unknownCode(10 * hour + index))).status).toBe(200);
      registry.pass(3_600_000);
    }
  });

  it('stop no device that records or delivers unknown codes, even as many as in an outage', async () => {
    const { id, lookUp, record } = await freshDevice();
    for (let index = 0; index < 8; index += 1) expect((await record(unknownCode(index))).status).toBe(409);
    const showId = (await registry.wire.shows({ token: id })).body.shows[0].id;
    const entries = Array.from({ length: 8 }, (_, index) => {
      const { mode: _mode, ...use } = registry.visit(showId, { card: unknownCode(index) });
      return { kind: 'report', ...use, seq: index + 1, leaseId: null, clockSuspect: false };
    });
    const body = { journal: randomUUID(), seqHigh: 8, entries };
    const delivered = await registry.wire.call('POST', '/v1/deliveries', { token: id, body });
    expect(delivered.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(Array(8).fill('counted'));
    expect((await lookUp(single.code)).status).toBe(200);
  });

  it('stop no device of a registry without a list of cards', async () => {
    const token = 'house';
    const registryServer = await createRegistryServer({
      scenario: 'empty',
      now: () => registry.nowMs,
      lookUpLimits: { missesPerHour: 0 },
    });
    try {
      await registryServer.store.seed({
        venues: [{ id: 'house', name: 'Koe' }],
        devices: [{ id: 'till', venueId: 'house', name: 'Koe', token }],
        shows: [
          {
            id: 'play',
            venueId: 'house',
            name: 'Koe',
            kind: 'performance',
            startsAt: '2026-11-20T17:00:00Z',
            seats: 90,
            cap: null,
          },
        ],
      });
      const lookUp = async () => {
        const wire = await createWire((request) => registryServer.app.fetch(request), token);
        return (await wire.lookUp('play', single.code)).status;
      };
      expect([await lookUp(), await lookUp()]).toEqual([200, 200]);
      await registryServer.store.seed({
        cards: [{ code: 'A000000001', status: 'active', validUntilOn: '2027-01-01', minors: 0 }],
      });
      expect(await lookUp()).toBe(403);
    } finally {
      await registryServer.close();
    }
  });

  it('do not slow down recording', async () => {
    const cards = await registry.freshCards(40);
    const answers = cards.map((card) => registry.wire.record(registry.visit(showId, { card })));
    expect(new Set(await statuses(answers))).toEqual(new Set([201, 409]));
  });
}
