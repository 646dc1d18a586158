/** A registry over a bad network: what the device sees, and what the registry has done. */
import { randomUUID } from 'node:crypto';
import {
  arki,
  createRegistryServer,
  type Fault,
  faultsBySeed,
  type Listening,
  listen,
  type RegistryServer,
} from '@kaiku/registry';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const evening = arki.shows.evening.id;
const nowMs = Date.parse('2026-11-20T10:00:00Z');
let registryServer: RegistryServer;
let server: Listening;
let fault: Fault | undefined;

beforeAll(async () => {
  registryServer = await createRegistryServer({ chooseFault: () => fault, now: () => nowMs });
  server = await listen(registryServer.app);
});
afterEach(() => {
  fault = undefined;
});
afterAll(async () => {
  await server?.close();
  await registryServer?.close();
});

/** Returns a device over a real connection, or in process if `fetch` is given. */
function record(id: string, options: { signal?: AbortSignal; inProcess?: boolean } = {}): Promise<Response> {
  // The same usage in every copy of the visit.
  const usages = [{ id: id.replace(/^.{8}/, '00000000'), card: arki.cards.single.code, minors: 0 }];
  const takenAt = new Date(nowMs).toISOString();
  const request = new Request(`${server.url}/v1/visits`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${arki.tokens.boxOffice}`,
      'content-type': 'application/json',
      'idempotency-key': id,
    },
    body: JSON.stringify({ mode: 'report', id, showId: evening, how: 'door', takenAt, usages }),
    ...(options.signal && { signal: options.signal }),
  });
  return options.inProcess ? Promise.resolve(registryServer.app.fetch(request)) : fetch(request);
}

async function isCounted(id: string): Promise<boolean> {
  return (await registryServer.store.usages(evening)).some((row) => row.visitId === id && row.state === 'counted');
}

it('drops the connection before the registry does anything', async () => {
  fault = { kind: 'drop-before' };
  const id = randomUUID();
  await expect(record(id)).rejects.toThrow(TypeError);
  expect((await record(id, { inProcess: true })).type).toBe('error');
  expect(await isCounted(id)).toBe(false);
});

it('drops the connection after the registry has counted', async () => {
  fault = { kind: 'drop-after' };
  const id = randomUUID();
  await expect(record(id)).rejects.toThrow(TypeError);
  expect(await isCounted(id)).toBe(true);
  expect((await record(id, { inProcess: true })).type).toBe('error');
  fault = undefined;
  expect((await record(id)).status).toBe(200);
});

it('responds like a gateway, a busy one and a captive portal', async () => {
  const id = randomUUID();
  fault = { kind: 'status', status: 502 };
  expect((await record(id)).status).toBe(502);
  fault = { kind: 'too-many', retryAfterS: 7 };
  expect((await record(id)).headers.get('retry-after')).toBe('7');
  fault = { kind: 'html-200' };
  const page = await record(id);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  expect(await isCounted(id)).toBe(false);
});

it('stalls until the device cancels, and until the server closes', async () => {
  fault = { kind: 'stall' };
  await expect(record(randomUUID(), { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
  const stalled = record(randomUUID());
  const other = await listen(registryServer.app);
  await other.close();
  await server.close();
  await expect(stalled).rejects.toThrow(TypeError);
  server = await listen(registryServer.app);
});

it('cuts a response in the middle of its body, after the registry has counted', async () => {
  fault = { kind: 'truncate' };
  for (const inProcess of [false, true]) {
    const id = randomUUID();
    const response = await record(id, { inProcess });
    expect(response.status).toBe(201);
    await expect(response.json()).rejects.toThrow(TypeError);
    expect(await isCounted(id)).toBe(true);
  }
});

it('handles a request twice, and the device gets the second response', async () => {
  fault = { kind: 'duplicate' };
  for (const inProcess of [false, true]) {
    const id = randomUUID();
    const response = await record(id, { inProcess });
    expect([response.status, (await response.json()).visit.id]).toEqual([200, id]);
    expect(await isCounted(id)).toBe(true);
  }
  // A request without a body too.
  const headers = { authorization: `Bearer ${arki.tokens.boxOffice}` };
  expect((await fetch(`${server.url}/v1/shows`, { headers })).status).toBe(200);
});

it('responds late, and after a request that arrived later', async () => {
  fault = { kind: 'delay-answer', ms: 5 };
  expect((await record(randomUUID())).status).toBe(201);
  const answered: string[] = [];
  const [first, second] = [randomUUID(), randomUUID()];
  fault = { kind: 'reorder', maxMs: 60_000 };
  const held = record(first).then(() => answered.push('first'));
  await expect.poll(() => isCounted(first)).toBe(true);
  fault = undefined;
  await record(second).then(() => answered.push('second'));
  await held;
  expect(answered).toEqual(['second', 'first']);
  // Without a later request it ends after the maximum.
  fault = { kind: 'reorder', maxMs: 1 };
  expect((await record(randomUUID())).status).toBe(201);
});

it('responds like a gateway that has lost the response: the visit counts', async () => {
  fault = { kind: 'status-after', status: 504 };
  const id = randomUUID();
  const response = await record(id);
  expect([response.status, await response.text()]).toEqual([504, 'upstream error']);
  expect(await isCounted(id)).toBe(true);
});

it('gives Retry-After as a date, and shows a wrong time', async () => {
  fault = { kind: 'too-many', retryAfterS: 90, httpDate: true };
  const busy = await record(randomUUID());
  expect(Date.parse(busy.headers.get('retry-after') ?? '') - nowMs).toBe(90_000);
  fault = { kind: 'wrong-clock', offByMs: -7_200_000 };
  const id = randomUUID();
  const { headers, body } = await record(id).then(async (response) => ({
    headers: response.headers,
    body: await response.json(),
  }));
  for (const shown of [headers.get('date'), body.serverTime]) {
    expect(Date.parse(shown) - nowMs).toBe(-7_200_000);
  }
  // The registry itself uses the right time.
  expect(Date.parse(body.visit.recordedAt)).toBe(nowMs);
});

it('changes its faults at run time', async () => {
  registryServer.setFaults(() => ({ kind: 'status', status: 500 }));
  expect((await record(randomUUID())).status).toBe(500);
  registryServer.setFaults(undefined);
  expect((await record(randomUUID())).status).toBe(201);
  registryServer.setFaults(() => fault);
});

it('disappears like a network, and returns at the same address', async () => {
  const { port } = new URL(server.url);
  for (let index = 0; index < 3; index += 1) {
    expect((await record(randomUUID())).status).toBe(201);
    await server.close();
    await expect(record(randomUUID())).rejects.toThrow(TypeError);
    server = await listen(registryServer.app, { port: Number(port) });
  }
});

describe('random faults', () => {
  const drawn = (seed: number, share: number) => {
    const choose = faultsBySeed(seed, share);
    return Array.from({ length: 2_000 }, () => choose(new Request('http://registry.test/'))?.kind);
  };

  it('are the same for the same seed, and different for another', () => {
    expect(drawn(7, 0.3)).toEqual(drawn(7, 0.3));
    expect(drawn(7, 0.3)).not.toEqual(drawn(8, 0.3));
  });

  it('are the given share of all requests, and of every kind but `stall`', () => {
    const met = drawn(1, 0.3).filter((kind) => kind !== undefined);
    expect(met.length).toBeGreaterThan(500);
    expect(met.length).toBeLessThan(700);
    expect(new Set(met).size).toBe(11);
    expect(met).not.toContain('stall');
    expect(drawn(1, 0).filter((kind) => kind !== undefined)).toEqual([]);
    expect(
      new Set(Array.from({ length: 9 }, () => faultsBySeed(1, 1, [{ kind: 'stall' }])(new Request('x:y'))?.kind)),
    ).toEqual(new Set(['stall']));
  });
});

it('does not log requests that its own closing has ended', async () => {
  const said: string[] = [];
  const closing = await createRegistryServer({ log: (line) => said.push(line) });
  const headers = { authorization: `Bearer ${arki.tokens.boxOffice}` };
  const address = `/v1/news?shows=${evening}&journal=${randomUUID()}`;
  const { stamp } = await (await closing.app.request(address, { headers })).json();
  const waits = closing.app.request(`${address}&since=${encodeURIComponent(stamp)}`, { headers });
  await closing.close();
  await waits;
  expect(said).toEqual([]);
});
