/** A register that answers over a bad network: what a device meets, and what the register has done meanwhile. */
import { randomUUID } from 'node:crypto';
import { arki, createSandbox, type Fault, type Listening, listen, type Sandbox } from '@kaiku/sandbox';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

const evening = arki.shows.evening.id;
let sandbox: Sandbox;
let server: Listening;
let fault: Fault | undefined;

beforeAll(async () => {
  sandbox = await createSandbox({ chooseFault: () => fault });
  server = await listen(sandbox.app);
});
afterEach(() => {
  fault = undefined;
});
afterAll(async () => {
  await server?.close();
  await sandbox?.close();
});

const usage = { mode: 'fact', showId: evening, card: arki.cards.single.code, minors: 0, how: 'door' };

/** Over a real connection by default; `fetch` in process where it is given. */
function record(id: string, options: { signal?: AbortSignal; inProcess?: boolean } = {}): Promise<Response> {
  const request = new Request(`${server.url}/v1/usages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${arki.tokens.boxOffice}`,
      'content-type': 'application/json',
      'idempotency-key': id,
    },
    body: JSON.stringify({ ...usage, id, takenAt: new Date().toISOString() }),
    ...(options.signal && { signal: options.signal }),
  });
  return options.inProcess ? Promise.resolve(sandbox.app.fetch(request)) : fetch(request);
}

async function isCounted(id: string): Promise<boolean> {
  return (await sandbox.store.usages(evening)).some((row) => row.id === id && row.state === 'counted');
}

it('drops the connection before it does anything', async () => {
  fault = { kind: 'drop-before' };
  const id = randomUUID();
  await expect(record(id)).rejects.toThrow(TypeError);
  expect((await record(id, { inProcess: true })).type).toBe('error');
  expect(await isCounted(id)).toBe(false);
});

it('drops the connection after it has counted', async () => {
  fault = { kind: 'drop-after' };
  const id = randomUUID();
  await expect(record(id)).rejects.toThrow(TypeError);
  expect(await isCounted(id)).toBe(true);
  expect((await record(id, { inProcess: true })).type).toBe('error');
  fault = undefined;
  expect((await record(id)).status).toBe(200);
});

it('answers like a gateway, like a busy one and like a captive portal', async () => {
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

it('stalls until the device gives up, and until it is closed itself', async () => {
  fault = { kind: 'stall' };
  await expect(record(randomUUID(), { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/);
  const stalled = record(randomUUID());
  const other = await listen(sandbox.app);
  await other.close();
  await server.close();
  await expect(stalled).rejects.toThrow(TypeError);
  server = await listen(sandbox.app);
});
