/** Enrolled devices of a registry with two processes, attacked at both at once. */
import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, type TestKey } from './key-of.ts';
import { requiredPostgres, startPostgres, type ThrowawayPostgres } from './throwaway-postgres.ts';

const nowMs = Date.parse('2026-11-20T10:00:00Z');
const publicUrl = 'https://registry.example/kaiku/';
const showId = arki.shows.evening.id;
let postgres: ThrowawayPostgres;
let servers: readonly RegistryServer[];

beforeAll(async () => {
  postgres = await startPostgres(requiredPostgres());
  const database = { kind: 'postgres', url: postgres.url } as const;
  const start = () => createRegistryServer({ database, publicUrl, now: () => nowMs, addressHeader: 'X-Real-IP' });
  const guessed = await createRegistryServer({ publicUrl, now: () => nowMs, addressHeader: 'X-Real-IP' });
  servers = [await start(), await start(), guessed];
});
afterAll(async () => {
  for (const server of servers ?? []) await server.close();
  await postgres?.stop();
});

/** Sends a request to a process, as the proxy passes it on: without the prefix of the path, and with its own host. */
async function send(process: number, path: string, headers: Record<string, string>, body?: unknown) {
  const response = await servers[process]?.app.request(`http://10.0.0.${process}:8787${path}`, {
    headers: { 'content-type': 'application/json', 'x-real-ip': '192.0.2.1', ...headers },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (response === undefined) throw new Error('There is no such process.');
  // biome-ignore lint/suspicious/noExplicitAny: the cases of the contract check the schemas
  return { status: response.status, body: (await response.json()) as any };
}

const proofOf = (key: TestKey, method: string, path: string, token?: string) =>
  key.proof({ method, url: `${publicUrl}${path.slice(1)}`, atMs: nowMs, ...(token !== undefined && { token }) });

async function newCode(process = 0): Promise<string> {
  const authorization = `Bearer ${arki.tokens.manager}`;
  return (await send(process, '/v1/enrolments', { authorization }, {})).body.code;
}

async function enrol(process: number, code: string, address = '192.0.2.1') {
  const key = await createKey();
  const dpop = await proofOf(key, 'POST', '/v1/enrol');
  return { key, ...(await send(process, '/v1/enrol', { dpop, 'x-real-ip': address }, { code })) };
}

async function newTill() {
  const { key, body } = await enrol(0, await newCode());
  const { accessToken: token, device } = body;
  const authorise = async (method: string, path: string) => ({
    authorization: `DPoP ${token}`,
    dpop: await proofOf(key, method, path, token),
  });
  return { id: device.id as string, authorise };
}

describe('two processes', () => {
  it('enrol one device by a code that both get at once', async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 6 }, (_, nth) => enrol(nth % 2, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404, 404, 404]);
  });

  it('accept a proof once, at the address that devices know', async () => {
    const { authorise } = await newTill();
    const headers = await authorise('GET', '/v1/device');
    const answers = await Promise.all(Array.from({ length: 6 }, (_, nth) => send(nth % 2, '/v1/device', headers)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
  });

  it('record no visit of a device that is revoked between the check of its token and the commit', async () => {
    const { id, authorise } = await newTill();
    const usages = [{ id: randomUUID(), card: arki.cards.single.code, minors: 0 }];
    const takenAt = new Date(nowMs).toISOString();
    const visit = { mode: 'request', id: randomUUID(), showId, how: 'door', takenAt, usages };
    const holder = new pg.Client({ connectionString: postgres.url });
    await holder.connect();
    await holder.query('begin');
    // The lock of lock_tally: the request waits for it, once its token was accepted.
    await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [showId]);
    const headers = { ...(await authorise('POST', '/v1/visits')), 'idempotency-key': visit.id };
    const recording = send(1, '/v1/visits', headers, visit);
    await waitsForLock(holder);
    await servers[0]?.store.revoke(id);
    await holder.query('rollback');
    await holder.end();
    expect(await recording).toMatchObject({ status: 401, body: { code: 'registry/revoked' } });
    const rows = await servers[0]?.store.usages(showId);
    expect(rows?.filter(({ id: usageId }) => usageId === usages[0]?.id)).toEqual([]);
  });
});

/** Resolves once another session waits for a lock. */
async function waitsForLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(`select from pg_locks where locktype = 'advisory' and not granted`);
    if (rows.length > 0) return;
  }
}

describe('someone who guesses codes', () => {
  /** The process that they ask. */
  const guessed = 2;

  it('has five tries from an address, also at once, and then a real code is refused there too', async () => {
    const address = '198.51.100.7';
    const guesses = await Promise.all(Array.from({ length: 9 }, () => enrol(guessed, 'ACDEFGHJ', address)));
    expect(guesses.map(({ status }) => status).sort()).toEqual([404, 404, 404, 404, 404, 429, 429, 429, 429]);
    const code = await newCode(guessed);
    expect((await enrol(guessed, code, address)).status).toBe(429);
    expect((await enrol(guessed, code)).status).toBe(201);
  });

  it('has a hundred tries from all addresses together', async () => {
    const statuses: number[] = [];
    for (let nth = 0; nth < 100; nth += 1) statuses.push((await enrol(guessed, 'ACDEFGHJ', `198.51.${nth}.9`)).status);
    // Five were those of the test before.
    expect(statuses.filter((status) => status === 404)).toHaveLength(95);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('a registry without a public address', () => {
  it('enrols no device over another name than this machine’s, and says why', async () => {
    const registryServer = await createRegistryServer();
    const key = await createKey();
    const url = 'http://192.0.2.10:8787/v1/enrol';
    const dpop = await key.proof({ method: 'POST', url, atMs: Date.now() });
    const headers = { dpop, 'content-type': 'application/json' };
    const answer = await registryServer.app.request(url, { method: 'POST', headers, body: '{"code":"ACDEFGHJ"}' });
    expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('--public-url')]);
    await registryServer.close();
  });
});
