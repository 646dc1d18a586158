/** A broker's ids and numbers, which are in the rows of several venues (decision 0022). */
import { randomUUID } from 'node:crypto';
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWire, type Wire } from './wire.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const venues = ['yksi', 'kaksi', 'lippu'];
const [one, two, own] = venues.map((venue) => `show-${venue}`) as [string, string, string];

let registryServer: RegistryServer;
let wire: Wire;
let cards = 500_000_000;

beforeAll(async () => {
  registryServer = await createRegistryServer({
    ...({ database: { kind: 'memory' }, scenario: 'empty', lookUpLimits: 'none' } as const),
    now: () => nowMs,
  });
  await registryServer.store.seed({
    venues: venues.map((id) => ({
      ...{ id, name: id },
      ...(id === 'lippu' && { clients: ['yksi', 'kaksi'] }),
    })),
    devices: venues.map((id) => ({
      id: `till-${id}`,
      venueId: id,
      name: 'Kassa',
      token: id,
      role: 'manager' as const,
    })),
    shows: venues.map((id) => ({
      ...({
        id: `show-${id}`,
        venueId: id,
        name: 'Esitys',
        kind: 'performance',
        startsAt: '2026-11-20T17:00:00Z',
      } as const),
      ...{ seats: 100, cap: 50 },
    })),
    cards: Array.from({ length: 100 }, (_, nth) => ({
      ...({ code: `A${500_000_000 + nth}`, status: 'active', validUntilOn: '2999-12-31', minors: 0 } as const),
    })),
  });
  wire = await createWire((request) => registryServer.app.fetch(request), 'lippu');
});
afterAll(() => registryServer?.close());

const takenAt = new Date(nowMs).toISOString();
const visit = (showId: string, facts: { id?: string; card?: string; origin?: object } = {}) => {
  const { id = randomUUID(), card = `A${cards++}`, ...rest } = facts;
  return {
    mode: 'request',
    id,
    showId,
    how: 'door',
    takenAt,
    usages: [{ id: randomUUID(), card, minors: 0 }],
    ...rest,
  };
};
const taken = async (showId: string) => (await wire.show(showId)).body.show.taken;
const mismatch = { status: 422, body: { code: 'idempotency/mismatch' } };

describe('the id of a broker’s visit', () => {
  it.each([
    ['of two clients', one, two],
    ['of a client and its own', two, own],
    ['of its own and a client', own, one],
  ])('is used once, for shows %s', async (_, first, second) => {
    const [made, refused, unseen] = [visit(first), visit(first, { card: 'A999999999' }), randomUUID()];
    const before = await taken(second);
    expect((await wire.record(made)).status).toBe(201);
    expect((await wire.record(made)).status).toBe(200);
    expect((await wire.record(refused)).body.code).toBe('registry/refused');
    expect((await wire.void(unseen, first)).status).toBe(200);
    for (const id of [made.id, refused.id, unseen]) {
      expect(await wire.record(visit(second, { id }))).toMatchObject(mismatch);
      expect(await wire.record(visit(second, { id, card: 'A999999999' }))).toMatchObject(mismatch);
      expect(await wire.void(id, second)).toMatchObject(mismatch);
      expect((await wire.call('GET', `/v1/visits/${id}`)).body.show.id).toBe(first);
    }
    expect(await taken(second)).toBe(before);
  });

  it('is counted once if it is sent for two shows at once', async () => {
    const before = (await taken(one)) + (await taken(two));
    for (let round = 0; round < 5; round += 1) {
      const id = randomUUID();
      const answers = await Promise.all([one, two].map((showId) => wire.record(visit(showId, { id }))));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    }
    expect((await taken(one)) + (await taken(two))).toBe(before + 5);
  });

  it('may be a venue’s id too, for a show of another venue', async () => {
    const { id } = visit(one);
    expect((await wire.record(visit(one, { id }))).status).toBe(201);
    expect(await wire.record(visit(one, { id }), { token: 'yksi' })).toMatchObject(mismatch);
    expect((await wire.record(visit(two, { id }), { token: 'kaksi' })).status).toBe(201);
    expect((await wire.call('GET', `/v1/visits/${id}`)).body.show.id).toBe(one);
    expect((await wire.call('GET', `/v1/visits/${id}`, { token: 'kaksi' })).body.show.id).toBe(two);
  });
});

describe('a broker’s journal', () => {
  it('numbers visits of several venues, and knows its gaps, outcomes and copies', async () => {
    const journal = randomUUID();
    const origin = (seq: number) => ({ journal, seq });
    const visits = [
      visit(one, { origin: origin(1) }),
      visit(two, { origin: origin(2) }),
      visit(own, { origin: origin(4) }),
    ];
    for (const each of visits) expect((await wire.record(each)).status).toBe(201);
    const refused = visit(two, { card: 'A999999999', origin: origin(5) });
    expect((await wire.record(refused)).status).toBe(409);
    const read = async () => (await wire.call('GET', `/v1/journals/${journal}`)).body;
    const ids = [...visits, refused].map(({ id }) => id);
    expect(await read()).toMatchObject({
      ...{ seqHigh: 5, missing: [3], cloned: false },
      numbers: [1, 2, 4, 5].map((seq, place) => ({
        seq,
        id: ids[place],
        outcome: place === 3 ? 'refused' : 'counted',
      })),
    });

    // The venue voids the visit, and the journal shows that.
    expect((await wire.void(ids[0] ?? '', one, { token: 'yksi' })).status).toBe(200);
    expect((await read()).numbers[0]).toEqual({ seq: 1, id: ids[0], outcome: 'voided' });

    const lease = { id: randomUUID(), showId: two, journal, want: 3 };
    expect((await wire.call('POST', '/v1/leases', { body: lease })).body.lease.granted).toBe(3);
    expect((await wire.call('POST', '/v1/leases', { body: { ...lease, showId: one } })).status).toBe(422);
    const copied = visit(one, { origin: origin(2) });
    expect((await wire.record(copied)).status).toBe(201);
    expect((await read()).cloned).toBe(true);
    expect((await wire.call('POST', `/v1/leases/${lease.id}/return`, { body: {} })).body.lease.state).toBe('closed');
  });
});
