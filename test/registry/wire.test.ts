/** Invalid requests, and what the registry documents about itself. */
import { randomUUID } from 'node:crypto';
import { arki, createRegistryServer, type RegistryServer } from '@kaiku/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWire, type Wire } from './wire.ts';

const evening = arki.shows.evening.id;
let registryServer: RegistryServer;
let wire: Wire;

beforeAll(async () => {
  registryServer = await createRegistryServer({
    now: () => Date.parse('2026-11-20T10:00:00Z'),
    problemTypeBase: 'https://registry.example/errors',
  });
  wire = await createWire((request) => registryServer.app.fetch(request), arki.tokens.boxOffice);
});
afterAll(() => registryServer?.close());

/** Returns a visit of one card, with changes of the visit and of its usage. */
function visit(facts: Record<string, unknown> = {}, ofUsage: object = {}) {
  const takenAt = '2026-11-20T10:00:00Z';
  const usages = [{ id: randomUUID(), card: arki.cards.single.code, minors: 0, ...ofUsage }];
  return { mode: 'request', id: randomUUID(), showId: evening, how: 'door', takenAt, usages, ...facts };
}

const rows = () => registryServer.store.usages(evening);

describe('an invalid visit', () => {
  const ofUsage: [string, object, string][] = [
    ['a field it does not know', { adults: 1 }, 'adults'],
    ['a time of its own', { takenAt: '2026-11-20T10:00:00Z' }, 'takenAt'],
    ['no card', { card: undefined }, 'card'],
    ['an old number', { card: 'E1234' }, 'card'],
    ['a code in lower case', { card: 'a045198723' }, 'card'],
    ['a code with a control character', { card: 'A045198723\u0000' }, 'card'],
    ['a fraction of a child', { minors: 0.5 }, 'minors'],
    ['a negative number of children', { minors: -1 }, 'minors'],
    ['a number in quotes', { minors: '1' }, 'minors'],
    ['an id in upper case', { id: randomUUID().toUpperCase() }, 'id'],
  ];
  const cases: [string, Record<string, unknown>, string][] = [
    ...ofUsage.map(([what, facts, field]): [string, Record<string, unknown>, string] => [
      `a usage with ${what}`,
      { usages: visit({}, facts).usages },
      `usages.0.${field}`,
    ]),
    ['a field it does not know', { card: arki.cards.single.code }, 'card'],
    ['no usage', { usages: [] }, 'usages'],
    ['more than fifty', { usages: Array.from({ length: 51 }, () => visit().usages).flat() }, 'usages'],
    ['an id in upper case', { id: randomUUID().toUpperCase() }, 'id'],
    ['a day that is none', { takenAt: '2026-02-30T10:00:00Z' }, 'takenAt'],
    ['a time without offset', { takenAt: '2026-02-20T10:00:00' }, 'takenAt'],
    ['another mode', { mode: 'order' }, 'mode'],
    ['a show’s id with a quote', { showId: "'; drop table usage" }, 'showId'],
  ];

  it.each(cases)('is rejected with %s, and the field is named', async (_, facts, field) => {
    const { status, body } = await wire.record(visit(facts));
    expect([status, body.code]).toEqual([400, 'registry/invalid-request']);
    expect(body.issues.map(({ path }: { path: string }) => path)).toEqual([field]);
    expect(await rows()).toEqual([]);
  });

  it.each([undefined, randomUUID()])('is rejected with the Idempotency-Key %s', async (key) => {
    const { status, body } = await wire.record(visit(), {
      body: visit(),
      headers: key ? { 'idempotency-key': key } : {},
    });
    expect([status, body.issues]).toEqual([400, [{ path: 'Idempotency-Key', message: 'not the id' }]]);
  });

  it.each(['', '{', 'null', '[]', '"text"', '\u0000', '{"__proto__":{}}'])(
    'is rejected with the body %j',
    async (body) => {
      expect((await wire.call('POST', '/v1/visits', { body })).status).toBe(400);
    },
  );

  it('is rejected with another content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      const { status } = await wire.call('POST', '/v1/visits', { body: visit(), headers: { 'content-type': type } });
      expect(status).toBe(415);
    }
  });

  it('is rejected if it is longer than any visit', async () => {
    const { status, body } = await wire.call('POST', '/v1/visits', {
      body: visit({}, { card: 'A'.repeat(1_000_000) }),
    });
    expect([status, body.code]).toEqual([413, 'registry/invalid-request']);
  });

  it('is never repeated in the response', async () => {
    const { body } = await wire.record(visit({ secret: 'A045198723' }, { card: 'A04519872' }));
    expect(JSON.stringify(body)).not.toMatch(/A0451987/);
  });
});

describe('an invalid address', () => {
  it.each(['NO-SUCH', '..%2F..%2Fetc', 'å', 'x'.repeat(3000)])('has no show %j', async (showId) => {
    expect((await wire.show(showId)).status).toBe(404);
    expect((await wire.lookUp(showId, arki.cards.single.code)).status).toBe(404);
  });

  it('has no visit to void if the id is malformed', async () => {
    const { status, body } = await wire.void('not-an-id', evening);
    expect([status, body.issues[0].path]).toEqual([400, 'visitId']);
  });

  it('has a problem document if there is no route', async () => {
    const headers = { authorization: `Bearer ${arki.tokens.boxOffice}` };
    const response = await registryServer.app.request('/v1/nothing', { headers });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect((await registryServer.app.request('/v1/nothing')).status).toBe(401);
  });
});

describe('a method or a parameter that a path does not have', () => {
  const cases: [method: string, path: string, allow: string][] = [
    ['PUT', `/v1/shows/${evening}`, 'GET, HEAD, PATCH, DELETE'],
    ['DELETE', `/v1/shows/${evening}/cancel`, 'POST'],
    ['PUT', '/v1/shows', 'GET, HEAD, POST'],
    ['GET', `/v1/shows/${evening}/lookups`, 'POST'],
    ['POST', '/v1/usages.csv', 'GET, HEAD'],
    ['POST', '/v1/usages/to-review', 'GET, HEAD'],
    ['DELETE', '/v1/visits', 'POST, GET, HEAD'],
    ['PATCH', '/v1/visits', 'POST, GET, HEAD'],
    ['POST', '/v1/statistics', 'GET, HEAD'],
    ['POST', '/v1/health', 'GET, HEAD'],
    ['GET', `/v1/usages/${randomUUID()}/redeem`, 'POST'],
    ['GET', '/v1/deliveries', 'POST'],
    ['DELETE', '/v1/leases', 'POST'],
    ['POST', `/v1/journals/${randomUUID()}`, 'GET, HEAD'],
  ];
  it.each(cases)('is rejected: %s %s', async (method, path, allow) => {
    const headers = { authorization: `Bearer ${arki.tokens.boxOffice}` };
    const response = await registryServer.app.request(path, { method, headers });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await response.json()).toMatchObject({ code: 'registry/invalid-request', status: 405 });
  });

  it('may be HEAD wherever GET is one', async () => {
    const headers = { authorization: `Bearer ${arki.tokens.boxOffice}` };
    expect((await registryServer.app.request('/v1/shows', { method: 'HEAD', headers })).status).toBe(200);
  });

  it.each([
    `/v1/journals/${randomUUID()}?from=0`,
    `/v1/journals/${randomUUID()}?from=1e3`,
    '/v1/shows?venue=kaarna',
    '/v1/shows?from=today',
    '/v1/shows?from=2026-02-30',
    '/v1/shows?from=0000-01-01',
    '/v1/health?x',
    '/v1/usages.csv?show=a&show=b',
    '/v1/usages.csv?show=É',
  ])('is refused: %s', async (path) => {
    const { status, body } = await wire.call('GET', path);
    expect([status, body.issues.length]).toEqual([400, 1]);
  });
});

describe('every route that takes a body', () => {
  const id = randomUUID();
  const routes = [
    ['POST', '/v1/shows'],
    ['PATCH', `/v1/shows/${evening}`],
    ['POST', `/v1/shows/${evening}/lookups`],
    ['POST', `/v1/shows/${evening}/cancel`],
    ['POST', `/v1/usages/${id}/redeem`],
    ['POST', `/v1/usages/${id}/release`],
    ['POST', '/v1/visits'],
    ['POST', `/v1/visits/${id}/void`],
    ['POST', '/v1/deliveries'],
    ['POST', '/v1/leases'],
    ['POST', `/v1/leases/${id}/return`],
    ['POST', `/v1/journals/${id}/lost`],
  ] as const;

  it.each(routes)('%s %s rejects an invalid body, and stores nothing', async (method, path) => {
    const before = await rows();
    for (const body of ['', '[]', 'null', '"A045198723"', '{"adults":1}', '{"__proto__":{"id":1}}']) {
      const { status, body: problem } = await wire.call(method, path, { body });
      expect([status, problem.code]).toEqual([400, 'registry/invalid-request']);
    }
    const long = { card: 'A'.repeat(1_000_000), id: 'x'.repeat(1_000_000) };
    expect((await wire.call(method, path, { body: long })).status).toBe(413);
    for (const type of ['text/plain', 'multipart/form-data', '']) {
      expect((await wire.call(method, path, { body: '{}', headers: { 'content-type': type } })).status).toBe(415);
    }
    expect(await rows()).toEqual(before);
  });
});

describe('revoking a lease', () => {
  it('needs a reason', async () => {
    const path = `/v1/leases/${randomUUID()}/revoke`;
    const call = (body: object, token: string = arki.tokens.manager) =>
      wire.call('POST', path, { body, token }).then(({ status }) => status);
    expect(await call({})).toBe(400);
    expect(await call({ reason: '' })).toBe(400);
    expect(await call({ reason: 'x'.repeat(201) })).toBe(400);
    expect(await call({ reason: 'x' })).toBe(404);
  });
});

describe('every answer', () => {
  it('has a problem type that links to a heading', async () => {
    const { body } = await wire.show('no-such-show');
    expect(body.type).toBe('https://registry.example/errors#registrynot-found');
  });

  it('may be read by pages of this machine and no others', async () => {
    const allowed = async (origin: string) =>
      (await wire.shows({ headers: { origin } })).headers.get('access-control-allow-origin');
    for (const origin of [
      'http://localhost:5173',
      'http://127.0.0.1:8080',
      'http://[::1]:1',
      'https://till.localhost',
    ]) {
      expect(await allowed(origin)).toBe(origin);
    }
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null', 'http://127.0.0.1.evil']) {
      expect(await allowed(origin)).toBeNull();
    }
  });

  it('lets a page read the time and Retry-After, in a rejection too', async () => {
    const { headers, body } = await wire.shows({ token: null, headers: { origin: 'http://localhost:5173' } });
    expect(headers.get('access-control-expose-headers')).toBe('Date,Retry-After,Kaiku-To-Review,Kaiku-Report-Age');
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - Date.parse(body.serverTime))).toBeLessThan(2_000);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('to a preflight names the headers that a device sends', async () => {
    const response = await registryServer.app.request('/v1/visits', {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    const allowed = response.headers.get('access-control-allow-headers');
    expect(allowed).toBe('Authorization,Content-Type,DPoP,Idempotency-Key');
    expect(response.headers.get('access-control-max-age')).toBe('3600');
  });
});

describe('the OpenAPI document', () => {
  it('has every route of the wire and no other', async () => {
    const document = (await (await registryServer.app.request('/openapi.json')).json()) as {
      paths: Record<string, object>;
    };
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routed = registryServer.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    // A limit of some routes is mounted on their paths too.
    const ends = new Set(routed.filter((route) => !route.endsWith('*')));
    expect(described.sort()).toEqual([...ends].sort());
  });
});

describe('pages', () => {
  it('print each sample card with its code in clear, as QR and as Code 39', async () => {
    const text = await (await registryServer.app.request('/cards')).text();
    for (const { code } of Object.values(arki.cards)) expect(text.split(`<b>${code}</b>`)).toHaveLength(3);
    expect(text).toContain('<b>https://example.invalid/menu</b>');
  });

  it('render the interface without any external resource', async () => {
    const text = await (await registryServer.app.request('/docs')).text();
    expect(text).not.toMatch(/https?:\/\//);
    const script = await registryServer.app.request('/docs/rapidoc.js');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect((await script.text()).length).toBeGreaterThan(100_000);
  });

  it('link to each other from the front page', async () => {
    const text = await (await registryServer.app.request('/')).text();
    for (const [, path = ''] of text.matchAll(/<a href="([^"]+)"/g)) {
      expect((await registryServer.app.request(path)).status).toBe(200);
    }
  });
});
