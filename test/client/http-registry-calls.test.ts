import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { KaikuErrorCode } from '../../packages/client/src/errors.ts';
import type { HttpRegistryOptions } from '../../packages/client/src/registry/http.ts';
import type { Registry } from '../../packages/client/src/registry/registry.ts';
import {
  card,
  createNetwork,
  createRegistry,
  errorOf,
  json,
  known,
  problem,
  recorded,
  serverTime,
  url,
  visit,
  voided,
} from './http-registry-fixture.ts';
import { hamlet } from './world.ts';

const network = createNetwork();
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
    ['403 with another role', problem(403, 'registry/missing-role'), 'registry/missing-role', true],
    ['409 with another device’s journal', problem(409, 'registry/foreign-journal'), 'registry/foreign-journal', true],
    ['429 of a slowed device', problem(429, 'registry/slowed'), 'registry/slowed', true],
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
    network.answer = give;
    const thrown = await errorOf(call(createRegistry()));
    expect(thrown).toMatchObject({ code, retryable });
    expect(network.requests).toHaveLength(1);
  });

  it('times out without a response', async () => {
    network.answer = never;
    expect(await errorOf(call(createRegistry({ timeoutMs: 5 })))).toMatchObject({ code: 'registry/unreachable' });
  });

  it('times out during the body', async () => {
    const fetch = async () => endless(good);
    expect(await errorOf(call(createRegistry({ fetch, timeoutMs: 30 })))).toMatchObject({
      code: 'registry/unreachable',
    });
  });

  it('stops when its signal aborts, and sends nothing if that came first', async () => {
    const calledOff = new AbortController();
    network.answer = () => {
      calledOff.abort();
      return never();
    };
    expect(await errorOf(call(createRegistry(), calledOff.signal))).toMatchObject({ code: 'registry/unreachable' });
    expect(await errorOf(call(createRegistry(), calledOff.signal))).toMatchObject({ code: 'registry/unreachable' });
    expect(network.requests).toHaveLength(1);
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
      expect(await errorOf(call(createRegistry({ token })))).toMatchObject({
        code: 'registry/no-token',
        retryable: true,
      });
    expect(network.requests).toEqual([]);
  });

  it('times out while waiting for a token', async () => {
    const token = () => new Promise<string>(() => {});
    expect(await errorOf(call(createRegistry({ token, timeoutMs: 5 })))).toMatchObject({
      code: 'registry/unreachable',
    });
  });

  it('fetches the token for each request, and disables caches', async () => {
    let count = 0;
    const registry = createRegistry({
      token: async () => {
        count += 1;
        return `token-${count}`;
      },
    });
    network.answer = json(good);
    await call(registry);
    await call(registry);
    expect(network.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('passes a refused token to its source, and repeats the request once with another', async () => {
    const refusals: (string | undefined)[] = [];
    const registry = createRegistry({
      token: ({ refused }) => {
        refusals.push(refused);
        return refusals.some((one) => one === 'expired') ? 'fresh' : 'expired';
      },
    });
    network.answer = ({ headers }) =>
      headers.get('authorization') === 'Bearer fresh' ? json(good)() : problem(401, 'registry/unauthorised')();
    await call(registry);
    expect(refusals).toEqual([undefined, 'expired']);
    expect(network.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer expired',
      'Bearer fresh',
    ]);
    await call(registry);
    expect(refusals).toEqual([undefined, 'expired', undefined]);
  });

  it('does not repeat the request with the refused token, and passes it to the source every 30 s', async () => {
    let nowMs = 0;
    const refusals: (string | undefined)[] = [];
    const registry = createRegistry({
      now: () => nowMs,
      token: ({ refused }) => {
        refusals.push(refused);
        return 'revoked';
      },
    });
    network.answer = problem(401, 'registry/unauthorised');
    for (nowMs of [0, 10_000, 40_000])
      expect(await errorOf(call(registry))).toMatchObject({ code: 'registry/unauthorised', retryable: true });
    expect(network.requests).toHaveLength(3);
    expect(refusals).toEqual([undefined, 'revoked', undefined, undefined, 'revoked', undefined]);
  });

  it('throws `registry/unauthorised` if the source has no other token', async () => {
    const token = ({ refused }: { refused: string | undefined }) => {
      if (refused !== undefined) throw new Error('signed out');
      return 'revoked';
    };
    network.answer = problem(401, 'registry/unauthorised');
    expect(await errorOf(call(createRegistry({ token })))).toMatchObject({ code: 'registry/unauthorised' });
  });

  it('has no card code in the URL', async () => {
    network.answer = json(good);
    await call(createRegistry());
    expect(network.requests[0]?.url).toContain(`${url}v1/`);
    expect(network.requests[0]?.url).not.toContain(card);
  });
});

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
