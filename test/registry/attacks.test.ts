/**
 * One client that sends as much as it can, while a till records over HTTP. Only answers are compared, never times:
 * `npm run bench:attacks` measures those.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Fewer than by default, so that the test is short. None is restored during it. */
const budgets = {
  record: { requests: 100, seconds: 3_600 },
  read: { requests: 50, seconds: 3_600 },
  report: { requests: 12, seconds: 3_600 },
  anonymous: { requests: 60, seconds: 3_600 },
};
const nowMs = Date.parse('2026-11-20T10:00:00Z');
const cardOf = (nth: number) => `A${610_000_000 + nth}`;

let registryServer: RegistryServer;
let server: Listening;
let visits = 0;

beforeAll(async () => {
  registryServer = await createRegistryServer({
    ...({ scenario: 'empty', now: () => nowMs, budgets, addressHeader: 'X-Real-IP' } as const),
  });
  const tills = ['pages', 'tokens', 'statistics', 'files', 'cards', 'bodies'];
  await registryServer.store.seed({
    venues: [
      { id: 'house', name: 'Talo' },
      { id: 'region', name: 'Alue' },
      { id: 'seller', name: 'Lippukauppa', clients: ['house'] },
    ],
    devices: [
      ...tills.map((id) => ({ id, venueId: 'house', name: 'Kassa', token: id })),
      { id: 'desk', venueId: 'region', name: 'Työpöytä', token: 'coordinator', role: 'coordinator' },
      { id: 'shop', venueId: 'seller', name: 'Kauppa', token: 'broker', role: 'broker' },
    ],
    shows: [
      {
        ...({
          id: 'show',
          venueId: 'house',
          name: 'Koe',
          kind: 'performance',
          startsAt: '2026-11-20T17:00:00Z',
        } as const),
        ...{ seats: 400, cap: 400 },
      },
    ],
    cards: Array.from({ length: 400 }, (_, nth) => ({
      ...({ code: cardOf(nth), status: 'active', validUntilOn: '2027-01-01', minors: 0 } as const),
    })),
  });
  server = await listen(registryServer.app);
});
afterAll(async () => {
  await server?.close();
  await registryServer?.close();
});

interface Sent {
  /** The address that the proxy writes. */
  readonly from: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly key?: string;
}

async function send(path: string, { from, token, body, key }: Sent, to = server): Promise<number> {
  const response = await fetch(`${to.url}${path}`, {
    headers: {
      'x-real-ip': from,
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  await response.text();
  return response.status;
}

/** Records a card that was not recorded before. */
function record(token: string, from: string, to?: Listening): Promise<number> {
  visits += 1;
  const id = randomUUID();
  const usages = [{ id: randomUUID(), card: cardOf(visits), minors: 0 }];
  const takenAt = new Date(nowMs).toISOString();
  const body = { mode: 'request', id, showId: 'show', how: 'door', takenAt, usages };
  return send('/v1/visits', { from, token, body, key: id }, to);
}

/** Sends requests, 16 at a time. Returns how many got each status. */
async function flood(howMany: number, request: () => Promise<number>): Promise<Readonly<Record<number, number>>> {
  const counts: Record<number, number> = {};
  let left = howMany;
  async function client(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const status = await request();
      counts[status] = (counts[status] ?? 0) + 1;
    }
  }
  await Promise.all(Array.from({ length: 16 }, client));
  return counts;
}

/** Records twenty cards, one after another. @throws an assertion if one is not counted */
async function work(token: string, from: string, to?: Listening): Promise<void> {
  for (let nth = 0; nth < 20; nth += 1) expect(await record(token, from, to)).toBe(201);
}

describe('a till records all its cards', () => {
  it('while its own network requests pages without a token', async () => {
    const from = '192.0.2.1';
    await work('pages', from);
    const [counts] = await Promise.all([flood(200, () => send('/openapi.json', { from })), work('pages', from)]);
    expect(counts).toEqual({ 200: 60, 429: 140 });
  });

  it('while its own network tries tokens', async () => {
    const from = '192.0.2.2';
    await work('tokens', from);
    const guess = () => send('/v1/shows', { from, token: randomUUID() });
    const [counts] = await Promise.all([flood(200, guess), work('tokens', from)]);
    expect(counts).toEqual({ 401: 60, 429: 140 });
  });

  it('while a coordinator requests statistics', async () => {
    const request = () => send('/v1/statistics?by=venue,show', { from: '192.0.2.3', token: 'coordinator' });
    expect(await request()).toBe(200);
    const [counts] = await Promise.all([flood(100, request), work('statistics', '192.0.2.4')]);
    // The first request came with an unknown token, and was counted for the address until the token was found valid.
    expect(counts[429]).toBe(88);
    expect((counts[200] ?? 0) + (counts[503] ?? 0)).toBe(12);
  });

  it('while a broker exports its usages, which can record too', async () => {
    const from = '192.0.2.5';
    expect(await record('broker', from)).toBe(201);
    const request = () => send('/v1/usages.csv', { from, token: 'broker' });
    const [counts] = await Promise.all([flood(100, request), work('files', '192.0.2.6'), work('broker', from)]);
    expect(counts[429]).toBe(88);
    expect((counts[200] ?? 0) + (counts[503] ?? 0)).toBe(12);
  });

  it('although it looks up as many cards as it can', async () => {
    const from = '192.0.2.7';
    await work('cards', from);
    const request = () => send('/v1/shows/show/lookups', { from, token: 'cards', body: { card: cardOf(1) } });
    const [counts] = await Promise.all([flood(200, request), work('cards', from)]);
    // Its quota is 30 at once, and the clock does not move.
    expect(counts).toEqual({ 200: 30, 429: 170 });
  });

  it('while others send requests that never end, and whose connections do', async () => {
    const from = '192.0.2.8';
    // Short, because the test waits for it; longer than an honest request takes on a busy machine.
    const impatient = await listen(registryServer.app, { requestTimeoutMs: 3_000 });
    await work('bodies', from, impatient);
    const { hostname, port } = new URL(impatient.url);
    const head = `POST /v1/visits HTTP/1.1\r\nHost: x\r\nX-Real-IP: ${from}\r\nContent-Type: application/json\r\n`;
    const withBody = `${head}Authorization: Bearer bodies\r\nContent-Length: 900\r\n\r\n{"mode":`;
    const sockets = Array.from({ length: 40 }, (_, nth) => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.resume().write(nth % 2 === 0 ? head : withBody);
      return once(socket, 'close');
    });
    await work('bodies', from, impatient);
    await Promise.all(sockets);
    await work('bodies', from, impatient);
    await impatient.close();
  });
});
