/** Tests of the fuzz test's oracle: it finds each way in which a response can be wrong. */
import { createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOracle } from './fuzz-oracle.ts';
import type { OpenApi } from './fuzz-schemas.ts';

let registryServer: RegistryServer;
let findFaults: ReturnType<typeof createOracle>;

beforeAll(async () => {
  registryServer = await createRegistryServer({ now: () => Date.parse('2026-11-21T10:00:00Z') });
  findFaults = createOracle((await (await registryServer.app.request('/openapi.json')).json()) as OpenApi);
});
afterAll(() => registryServer?.close());

const draft = (method: string, path: string) => ({ method, path, headers: {}, body: undefined, done: [] });
const problem = (status: number, facts: object = {}) =>
  new Response(
    JSON.stringify({ type: 'x', title: 'x', status, detail: 'x', code: 'registry/invalid-request', ...facts }),
    {
      status,
      headers: { 'content-type': 'application/problem+json' },
    },
  );
const health = { status: 'ok', serverTime: '2026-11-21T10:00:00.000Z' };

it('finds no fault with right responses', async () => {
  expect(await findFaults(draft('GET', '/v1/health'), Response.json(health))).toEqual([]);
  expect(await findFaults(draft('POST', '/v1/visits'), problem(400))).toEqual([]);
  expect(await findFaults(draft('PUT', '/v1/visits'), problem(405))).toEqual([]);
});

it.each([
  ['a failure', draft('POST', '/v1/visits'), problem(500, { code: 'registry/failed' }), '500'],
  ['a stack trace', draft('POST', '/v1/visits'), problem(400, { detail: 'x\n    at y' }), 'tells what is inside'],
  ['SQL', draft('POST', '/v1/visits'), problem(400, { detail: 'select id from usage' }), 'tells what is inside'],
  ['a card code', draft('POST', '/v1/visits'), problem(400, { detail: 'not A045198723' }), 'tells a card code'],
  ['a status nobody described', draft('GET', '/v1/health'), new Response('', { status: 418 }), 'no answer of GET'],
  ['a body that is not as described', draft('GET', '/v1/health'), Response.json({ status: 'ok' }), 'is not as GET'],
  ['a code nobody described', draft('POST', '/v1/visits'), problem(400, { code: 'x' }), 'is not as POST'],
  ['success where there is no operation', draft('PUT', '/v1/visits'), Response.json({}), 'no operation'],
])('finds %s', async (_, asked, response, found) => {
  expect((await findFaults(asked, response)).join()).toContain(found);
});
