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
    unknownPerDay: 3,
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
    return { id, venueId, ownShow: own, lookUp, record };
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

  it('make a device wait after too many unknown codes, a second longer each time', async () => {
    const { lookUp } = await freshDevice();
    for (let index = 0; index < 3; index += 1) expect((await lookUp(unknownCode(index))).status).toBe(200);
    registry.pass(10_000);
    for (let wait = 1; wait <= 8; wait += 1) {
      // It is still answered, and so is every code once the wait is over.
      expect((await lookUp(unknownCode(10 + wait))).body.card).toEqual({ registered: false });
      for (const card of [unknownCode(0), unknownCode(99), single.code]) {
        const { status, body, headers } = await lookUp(card);
        expect([status, body.code, headers.get('retry-after')]).toEqual([429, 'registry/slowed', String(wait)]);
      }
      registry.pass(wait * 1_000 - 1);
      expect((await lookUp(single.code)).status).toBe(429);
      registry.pass(10_000);
      expect((await lookUp(single.code)).status).toBe(200);
      registry.pass(10_000);
    }
  });

  it('let known cards and codes that were counted before pass without a further wait', async () => {
    const { lookUp, record } = await freshDevice();
    for (let index = 0; index < 4; index += 1) await lookUp(unknownCode(index));
    registry.pass(1_000);
    const cards = await registry.freshCards(30);
    for (const card of cards) {
      expect((await lookUp(card)).status).toBe(200);
      expect((await record(card)).status).toBe(201);
      expect((await lookUp(unknownCode(0))).status).toBe(200);
      registry.pass(2_000);
    }
  });

  it('forget an unknown code after a day', async () => {
    const { lookUp } = await freshDevice();
    for (let day = 0; day < 3; day += 1) {
      for (let index = 0; index < 3; index += 1) {
        expect((await lookUp(unknownCode(10 * day + index))).status).toBe(200);
        expect((await lookUp(single.code)).status).toBe(200);
        registry.pass(5_000);
      }
      registry.pass(86_400_000);
    }
  });

  it('count unknown codes in requests, groups and reports too, before they are answered', async () => {
    const { id, ownShow, lookUp, record } = await freshDevice();
    const group = registry.visit(ownShow, {
      mode: 'report',
      cards: [2, 3, 4].map((index) => [unknownCode(index), 0] as const),
    });
    expect((await record(unknownCode(0))).status).toBe(409);
    expect((await registry.wire.record(group, { token: id })).status).toBe(201);
    // Four codes, one more than is free.
    expect((await record(single.code)).headers.get('retry-after')).toBe('1');
    registry.pass(1_000);
    expect((await record(single.code)).status).toBe(201);
    expect((await lookUp(unknownCode(5))).status).toBe(200);
    expect((await lookUp(single.code)).headers.get('retry-after')).toBe('2');
    // A group adds the waits of all its codes.
    registry.pass(2_000);
    const second = registry.visit(ownShow, { cards: [6, 7].map((index) => [unknownCode(index), 0] as const) });
    expect((await registry.wire.record(second, { token: id })).status).toBe(409);
    expect((await lookUp(single.code)).headers.get('retry-after')).toBe('7');
  });

  it('defer reports in deliveries of a device that must wait, and no voids; none is lost', async () => {
    const { id, ownShow } = await freshDevice();
    const entries = Array.from({ length: 8 }, (_, index) => {
      const { mode: _mode, ...visit } = registry.visit(ownShow, { card: unknownCode(index) });
      return { kind: 'report', ...visit, seq: index + 1, leaseId: null, clockSuspect: false };
    });
    const undo = { kind: 'void', seq: 9, id: entries[0]?.id, showId: ownShow, reason: 'undone-by-clerk' };
    const journal = randomUUID();
    const deliver = async (some: readonly object[]) => {
      const body = { journal, seqHigh: 9, entries: some };
      const { results } = (await registry.wire.call('POST', '/v1/deliveries', { token: id, body })).body;
      return results.map(({ outcome }: { outcome: string }) => outcome);
    };
    const [counted, deferred] = [Array(4).fill('counted'), Array(4).fill('deferred')];
    expect(await deliver([...entries, undo])).toEqual([...counted, ...deferred, 'voided']);
    let left = entries.slice(4);
    for (let wait = 1; left.length > 0; wait += 1) {
      expect(await deliver(left)).toEqual(left.map(() => 'deferred'));
      registry.pass(wait * 1_000);
      expect((await deliver(left))[0]).toBe('counted');
      left = left.slice(1);
    }
  });

  it('reveal as few codes to an attacker who sends all of them at the same time', async () => {
    const { id, ownShow, lookUp } = await freshDevice();
    const known = await registry.freshCards(100);
    const messages = known.flatMap((card, index) => {
      const unknown = Array.from({ length: 50 }, (_, place) => [unknownCode(50 * index + place), 0] as const);
      return [registry.visit(ownShow, { cards: unknown, agreed: true }), registry.visit(ownShow, { card })];
    });
    const answers = await Promise.all(messages.map((message) => registry.wire.record(message, { token: id })));
    const answered = answers.filter(({ status }) => status !== 429);
    expect(answered.map(({ status }) => status).sort()).toEqual([...answered.slice(1).map(() => 201), 409]);
    expect((await lookUp(known[0] ?? '')).status).toBe(429);
  });

  it('let in a device that waits, by a manager of its venue', async () => {
    const { id, venueId, lookUp } = await freshDevice();
    const manager = `manager-${id}`;
    await registry.registryServer.store.seed({
      devices: [{ id: manager, venueId, name: 'Tuottaja', token: manager, role: 'manager' }],
    });
    const listed = async () => {
      const { devices } = (await registry.wire.call('GET', '/v1/devices', { token: manager })).body;
      return devices.find((device: { id: string }) => device.id === id);
    };
    const letIn = (token: string) =>
      registry.wire.call('POST', `/v1/devices/${id}/let-in`, { token, body: {} }).then(({ status }) => status);
    for (let index = 0; index < 4; index += 1) await lookUp(unknownCode(index));
    const slowedUntil = new Date(registry.nowMs + 1_000).toISOString();
    expect(await listed()).toMatchObject({ id, name: 'Koe', role: 'till', unknownCodes: 4, slowedUntil });
    expect(await letIn(id)).toBe(403);
    expect(await letIn(arki.tokens.manager)).toBe(404);
    expect((await lookUp(single.code)).status).toBe(429);
    expect(await letIn(manager)).toBe(200);
    expect(await listed()).toMatchObject({ unknownCodes: 0, slowedUntil: null });
    registry.pass(1_000);
    expect((await lookUp(single.code)).status).toBe(200);
  });

  it('slow no device of a registry without a list of cards', async () => {
    const token = 'house';
    const registryServer = await createRegistryServer({
      scenario: 'empty',
      now: () => registry.nowMs,
      lookUpLimits: { unknownPerDay: 0 },
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
      expect([await lookUp(), await lookUp()]).toEqual([200, 429]);
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
