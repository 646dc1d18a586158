import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusalOrder, rules } from '../../packages/client/src/admission/rules.ts';
import { isKaikuError, type KaikuError, type KaikuErrorCode } from '../../packages/client/src/errors.ts';
import { createHttpRegistry, type HttpRegistryOptions } from '../../packages/client/src/registry/http.ts';
import type { Registry } from '../../packages/client/src/registry/registry.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import { hamlet } from './world.ts';

const url = 'https://registry.test/kaikukanta/';
const serverTime = '2026-05-15T16:00:00Z';
const card = 'A045198723';
const visit: Visit = {
  id: '019a0000-0000-7000-8000-0000000000aa',
  showId: hamlet.id,
  how: 'sold',
  takenAt: serverTime,
  agreed: true,
  usages: [
    { id: '019a0000-0000-7000-8000-000000000001', card, minors: 1 },
    { id: '019a0000-0000-7000-8000-000000000002', card: 'A999005458', minors: 0 },
  ],
};
const counted = {
  id: visit.id,
  outcome: 'counted',
  recordedAt: serverTime,
  usages: visit.usages.map(({ id }) => ({ id, flags: [] as string[] })),
};
const recorded = { visit: counted, show: hamlet, serverTime };
const voided = { ...recorded, visit: { ...counted, outcome: 'voided', usages: [] } };
const known = {
  card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  earlier: null,
  show: hamlet,
  serverTime,
};
const refusal = { reason: 'cap-reached', rule: rules['cap-reached'], cap: 10, remaining: 0 } as const;

/** How the network answers the next request. */
let answer: (request: Request) => Response | Promise<Response>;
let requests: Request[];
const server = setupServer(
  http.all(`${url}*`, ({ request }) => {
    requests.push(request.clone());
    return answer(request);
  }),
);
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
beforeEach(() => {
  requests = [];
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const create = (options: Partial<HttpRegistryOptions> = {}) => createHttpRegistry({ url, token: 'secret', ...options });
const json =
  (body: unknown, status = 200) =>
  () =>
    HttpResponse.json(body as null, { status });
const problem =
  (status: number, code: string, more: object = {}) =>
  () =>
    new Response(JSON.stringify({ type: 'about:blank', title: `of ${card}`, status, detail: card, code, ...more }), {
      status,
      headers: { 'Content-Type': 'application/problem+json' },
    });
const page = (status: number) => () => HttpResponse.html('<h1>Welcome to our free network</h1>', { status });
const never = () => new Promise<Response>(() => {});

/** Every call of `Registry`, with a valid answer. */
const calls: readonly [keyof Registry, (registry: Registry, signal?: AbortSignal) => Promise<unknown>, unknown][] = [
  ['shows', (registry, signal) => registry.shows(signal), { shows: [hamlet], serverTime }],
  ['show', (registry, signal) => registry.show(hamlet.id, signal), { show: hamlet, serverTime }],
  ['lookUp', (registry, signal) => registry.lookUp(hamlet.id, card, signal), known],
  ['record', (registry, signal) => registry.record(visit, 'request', signal), recorded],
  [
    'void',
    (registry, signal) => registry.void({ visitId: visit.id, showId: hamlet.id, reason: 'undone-by-clerk' }, signal),
    voided,
  ],
];

/** Returns the error of a call, after checking that it and its causes contain no card code. */
async function errorOf(work: Promise<unknown>): Promise<KaikuError> {
  const thrown = await work.then(
    () => undefined,
    (rejection: unknown) => rejection,
  );
  if (!isKaikuError(thrown)) throw new Error('It should have thrown a KaikuError.', { cause: thrown });
  for (let cause: unknown = thrown; cause instanceof Error; cause = cause.cause)
    expect(cause.message).not.toContain(card);
  return thrown;
}

describe.each(calls)('the HTTP registry, on the call %s,', (_, call, good) => {
  it.each<[string, () => Response | Promise<Response>, KaikuErrorCode, boolean]>([
    ['a page of a captive portal with status 200', page(200), 'registry/unreachable', true],
    ['a truncated answer', () => truncated(good), 'registry/unreachable', true],
    ['an empty answer', () => new Response(null, { status: 204 }), 'registry/unreachable', true],
    ['an answer of another shape', json({ ok: true }), 'registry/contract', true],
    ['an answer that is not an object', json([1, 2]), 'registry/contract', true],
    ['400 with a problem', problem(400, 'registry/invalid-request'), 'registry/invalid-request', false],
    ['401 with a problem', problem(401, 'registry/unauthorised'), 'registry/unauthorised', true],
    ['401 of a gateway', page(401), 'registry/unauthorised', true],
    ['403 with a problem', problem(403, 'registry/forbidden'), 'registry/forbidden', true],
    ['403 of a stopped device', problem(403, 'registry/stopped'), 'registry/stopped', true],
    ['403 of a proxy', page(403), 'registry/unreachable', true],
    ['404 with a problem', problem(404, 'registry/not-found'), 'registry/not-found', false],
    ['404 of another server at the URL', page(404), 'registry/unreachable', true],
    ['405 of another server at the URL', page(405), 'registry/unreachable', true],
    ['408 of a gateway', page(408), 'registry/busy', true],
    ['409 without a refusal', problem(409, 'registry/refused'), 'registry/contract', true],
    ['422 with a problem', problem(422, 'idempotency/mismatch'), 'idempotency/mismatch', false],
    ['422 with JSON other than a problem', json({ error: 'x' }, 422), 'registry/unreachable', true],
    ['a cap below the lowest', problem(400, 'config/cap-too-low'), 'registry/invalid-request', false],
    ['401 with a code of a newer registry', problem(401, 'registry/newer'), 'registry/unauthorised', true],
    ['403 with a code of a newer registry', problem(403, 'registry/newer'), 'registry/forbidden', true],
    ['404 with a code of a newer registry', problem(404, 'registry/newer'), 'registry/contract', true],
    ['418 with a code of a newer registry', problem(418, 'registry/teapot'), 'registry/contract', true],
    ['429 with a code of a newer registry', problem(429, 'registry/newer'), 'registry/busy', true],
    ['500 with a code of a newer registry', problem(500, 'registry/newer'), 'registry/failed', true],
    ['429 with a problem', problem(429, 'registry/busy'), 'registry/busy', true],
    ['429 of a gateway', page(429), 'registry/busy', true],
    ['500 with a problem', problem(500, 'registry/failed'), 'registry/failed', true],
    ['500 of a gateway', page(500), 'registry/failed', true],
    ['502 of a gateway', page(502), 'registry/failed', true],
    ['503 with a problem', problem(503, 'registry/busy'), 'registry/busy', true],
    ['503 of a gateway', page(503), 'registry/busy', true],
    ['a broken connection', () => HttpResponse.error(), 'registry/unreachable', true],
  ])('maps %s to its error', async (_name, give, code, retryable) => {
    answer = give;
    const thrown = await errorOf(call(create()));
    expect(thrown).toMatchObject({ code, retryable });
    expect(requests).toHaveLength(1);
  });

  it('times out without a response', async () => {
    answer = never;
    expect(await errorOf(call(create({ timeoutMs: 5 })))).toMatchObject({ code: 'registry/unreachable' });
  });

  it('times out during the body', async () => {
    const fetch = async () => endless(good);
    expect(await errorOf(call(create({ fetch, timeoutMs: 30 })))).toMatchObject({ code: 'registry/unreachable' });
  });

  it('stops when its signal aborts, and sends nothing if that came first', async () => {
    const calledOff = new AbortController();
    answer = () => {
      calledOff.abort();
      return never();
    };
    expect(await errorOf(call(create(), calledOff.signal))).toMatchObject({ code: 'registry/unreachable' });
    expect(await errorOf(call(create(), calledOff.signal))).toMatchObject({ code: 'registry/unreachable' });
    expect(requests).toHaveLength(1);
  });

  it('sends nothing without a token', async () => {
    const tokens: readonly HttpRegistryOptions['token'][] = [
      () => Promise.reject(new Error('no session')),
      () => {
        throw new Error('no session');
      },
      () => undefined as unknown as string,
      '',
      'line\nbreak',
      'snowman \u2603',
    ];
    for (const token of tokens)
      expect(await errorOf(call(create({ token })))).toMatchObject({ code: 'registry/no-token', retryable: true });
    expect(requests).toEqual([]);
  });

  it('times out while waiting for a token', async () => {
    const token = () => new Promise<string>(() => {});
    expect(await errorOf(call(create({ token, timeoutMs: 5 })))).toMatchObject({ code: 'registry/unreachable' });
  });

  it('fetches the token for each request, and disables caches', async () => {
    let count = 0;
    const registry = create({
      token: async () => {
        count += 1;
        return `token-${count}`;
      },
    });
    answer = json(good);
    await call(registry);
    await call(registry);
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('passes a refused token to its source, and repeats the request once with another', async () => {
    const refusals: (string | undefined)[] = [];
    const registry = create({
      token: ({ refused }) => {
        refusals.push(refused);
        return refusals.some((one) => one === 'expired') ? 'fresh' : 'expired';
      },
    });
    answer = ({ headers }) =>
      headers.get('authorization') === 'Bearer fresh' ? json(good)() : problem(401, 'registry/unauthorised')();
    await call(registry);
    expect(refusals).toEqual([undefined, 'expired']);
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer expired', 'Bearer fresh']);
    await call(registry);
    expect(refusals).toEqual([undefined, 'expired', undefined]);
  });

  it('does not repeat the request with the refused token, and passes it to the source every 30 s', async () => {
    let nowMs = 0;
    const refusals: (string | undefined)[] = [];
    const registry = create({
      now: () => nowMs,
      token: ({ refused }) => {
        refusals.push(refused);
        return 'revoked';
      },
    });
    answer = problem(401, 'registry/unauthorised');
    for (nowMs of [0, 10_000, 40_000])
      expect(await errorOf(call(registry))).toMatchObject({ code: 'registry/unauthorised', retryable: true });
    expect(requests).toHaveLength(3);
    expect(refusals).toEqual([undefined, 'revoked', undefined, undefined, 'revoked', undefined]);
  });

  it('throws `registry/unauthorised` if the source has no other token', async () => {
    const token = ({ refused }: { refused: string | undefined }) => {
      if (refused !== undefined) throw new Error('signed out');
      return 'revoked';
    };
    answer = problem(401, 'registry/unauthorised');
    expect(await errorOf(call(create({ token })))).toMatchObject({ code: 'registry/unauthorised' });
  });

  it('has no card code in the URL', async () => {
    answer = json(good);
    await call(create());
    expect(requests[0]?.url).toContain(`${url}v1/`);
    expect(requests[0]?.url).not.toContain(card);
  });
});

describe('the HTTP registry', () => {
  it('lists the shows', async () => {
    answer = json({ shows: [hamlet], serverTime });
    expect(await create().shows()).toEqual([hamlet]);
  });

  it('accepts a URL with or without a trailing slash', async () => {
    answer = json({ shows: [], serverTime });
    await create({ url: url.slice(0, -1) }).shows();
    expect(requests[0]?.url).toBe(`${url}v1/shows`);
  });

  it.each(['', 'registry', 'ftp://registry.test', '//registry.test', 'javascript:alert(1)'])(
    'throws `config/invalid` for the URL %j',
    (bad) => {
      expect(() => create({ url: bad })).toThrow('must be an http(s) URL');
    },
  );

  it('returns a card, and ignores additional fields of a newer registry', async () => {
    answer = json({ ...known, card: { ...known.card, colour: 'red' }, news: [] });
    expect(await create().lookUp(hamlet.id, card)).toEqual({ card: known.card, earlier: null, show: hamlet });
    expect(requests[0]?.method).toBe('POST');
    expect(await requests[0]?.json()).toEqual({ card });
  });

  it('records a visit with its id as the idempotency key, and returns each flag once', async () => {
    const usages = visit.usages.map(({ id }, at) => ({ id, flags: at === 0 ? ['cap-reached'] : visitFlags }));
    answer = json({ ...recorded, visit: { ...counted, usages } }, 201);
    expect(await create().record(visit, 'report')).toEqual({
      outcome: 'counted',
      recordedAt: serverTime,
      flags: ['cap-reached', 'card-expired'],
      show: hamlet,
    });
    expect(requests[0]?.url).toBe(`${url}v1/visits`);
    expect(requests[0]?.headers.get('idempotency-key')).toBe(visit.id);
    expect(await requests[0]?.json()).toEqual({ mode: 'report', ...visit });
  });

  it('converts an unknown reason to `unknown-rule`', async () => {
    const newer = { reason: 'card-lost', rule: rules['cap-reached'] };
    answer = problem(409, 'registry/refused', { refusal: newer, show: hamlet });
    const unknown = { reason: 'unknown-rule', rule: rules['unknown-rule'] };
    expect(await create().record(visit, 'request')).toEqual({ outcome: 'refused', refusal: unknown, show: hamlet });
    const usages = visit.usages.map(({ id }) => ({ id, flags: ['card-lost', 'cap-reached'] }));
    answer = json({ ...recorded, visit: { ...counted, usages } });
    expect(await create().record(visit, 'report')).toMatchObject({ flags: ['unknown-rule', 'cap-reached'] });
  });

  it('voids a visit at the visit’s route', async () => {
    answer = json(voided);
    await create().void({ visitId: visit.id, showId: hamlet.id, reason: 'undone-by-clerk' });
    expect(requests[0]?.url).toBe(`${url}v1/visits/${visit.id}/void`);
    expect(await requests[0]?.json()).toEqual({ showId: hamlet.id, reason: 'undone-by-clerk' });
  });

  it('returns voided for a visit that was voided before', async () => {
    answer = json(voided);
    expect(await create().record(visit, 'request')).toEqual({ outcome: 'voided', show: hamlet });
  });

  it('returns a refusal as a value', async () => {
    answer = problem(409, 'registry/refused', { refusal, show: hamlet });
    expect(await create().record(visit, 'request')).toEqual({ outcome: 'refused', refusal, show: hamlet });
  });

  it.each(refusalOrder)('parses the refusal %s', async (reason) => {
    const reports = {
      validUntilOn: '2026-01-21',
      recordedAt: serverTime,
      how: 'sold',
      opensAt: serverTime,
      on: '2026-01-21',
      people: 6,
      agreedAbove: 5,
      max: 2,
      who: 'children',
      cap: 1,
      remaining: 0,
    };
    answer = problem(409, 'registry/refused', { refusal: { reason, rule: rules[reason], ...reports } });
    expect(await create().record(visit, 'request')).toMatchObject({ outcome: 'refused', refusal: { reason } });
  });

  it.each([
    ['a visit', () => create().record(visit, 'request'), { ...recorded, visit: { ...counted, id: other() } }],
    [
      'the usages of a visit',
      () => create().record(visit, 'request'),
      { ...recorded, visit: { ...counted, usages: counted.usages.slice(1) } },
    ],
    [
      'a void',
      () => create().void({ visitId: visit.id, showId: hamlet.id, reason: 'never-answered' }),
      { ...voided, visit: { ...voided.visit, id: other() } },
    ],
    [
      'a void that it did not do',
      () => create().void({ visitId: visit.id, showId: hamlet.id, reason: 'never-answered' }),
      recorded,
    ],
    ['a show', () => create().show(hamlet.id), { show: { ...hamlet, id: 'macbeth' }, serverTime }],
    ['a card', () => create().lookUp(hamlet.id, card), { ...known, show: { ...hamlet, id: 'macbeth' } }],
  ])('throws `registry/contract` for an answer about something other than %s', async (_, call, body) => {
    answer = json(body);
    expect(await errorOf(call())).toMatchObject({ code: 'registry/contract', retryable: true });
  });

  it('escapes the id of a show in its route', async () => {
    answer = json({ show: hamlet, serverTime });
    await errorOf(create().show('../usages?x=1#y'));
    expect(requests[0]?.url).toBe(`${url}v1/shows/..%2Fusages%3Fx%3D1%23y`);
  });
});

const visitFlags = ['cap-reached', 'card-expired'];

function other(): string {
  return '019a0000-0000-7000-8000-00000000ffff';
}

function truncated(body: unknown): Response {
  const whole = JSON.stringify({ card, body });
  return new Response(whole.slice(0, -3), { headers: { 'Content-Type': 'application/json' } });
}

/** A response whose body stops half-way. */
function endless(body: unknown): Response {
  const half = new TextEncoder().encode(JSON.stringify(body).slice(0, 10));
  const stream = new ReadableStream({ start: (controller) => controller.enqueue(half) });
  return new Response(stream, { headers: { 'Content-Type': 'application/json' } });
}
