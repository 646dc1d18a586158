import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { isKaikuError, type KaikuError } from '../../packages/client/src/errors.ts';
import { createHttpRegistry, type HttpRegistryOptions } from '../../packages/client/src/registry/http.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import { hamlet } from './world.ts';

export const url = 'https://registry.test/kaikukanta/';
export const serverTime = '2026-05-15T16:00:00Z';
export const card = 'A045198723';
export const visit: Visit = {
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
export const counted = {
  id: visit.id,
  outcome: 'counted',
  recordedAt: serverTime,
  usages: visit.usages.map(({ id }) => ({ id, flags: [] as string[] })),
};
export const recorded = { visit: counted, show: hamlet, serverTime };
export const voided = { ...recorded, visit: { ...counted, outcome: 'voided', usages: [] } };
export const known = {
  card: { registered: true, status: 'active', validUntilOn: '2026-12-31', minors: 2 },
  earlier: null,
  show: hamlet,
  serverTime,
};

/** The network of a test file. */
export interface Network {
  /** Returns the answer to the next request. */
  answer: (request: Request) => Response | Promise<Response>;
  requests: readonly Request[];
}

/** Returns a network for a test file, which answers every request at `url`. */
export function createNetwork(): Network {
  const network: Network = { answer: () => HttpResponse.error(), requests: [] };
  const server = setupServer(
    http.all(`${url}*`, ({ request }) => {
      network.requests = [...network.requests, request.clone()];
      return network.answer(request);
    }),
  );
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  beforeEach(() => {
    network.requests = [];
  });
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  return network;
}

export const createRegistry = (options: Partial<HttpRegistryOptions> = {}) =>
  createHttpRegistry({ url, token: 'secret', ...options });
export const json =
  (body: unknown, status = 200) =>
  () =>
    HttpResponse.json(body as null, { status });
export const problem =
  (status: number, code: string, more: object = {}) =>
  () =>
    new Response(JSON.stringify({ type: 'about:blank', title: `of ${card}`, status, detail: card, code, ...more }), {
      status,
      headers: { 'Content-Type': 'application/problem+json' },
    });

/** Returns the error of a call, after checking that it and its causes contain no card code. */
export async function errorOf(work: Promise<unknown>): Promise<KaikuError> {
  const thrown = await work.then(
    () => undefined,
    (rejection: unknown) => rejection,
  );
  if (!isKaikuError(thrown)) throw new Error('It should have thrown a KaikuError.', { cause: thrown });
  for (let cause: unknown = thrown; cause instanceof Error; cause = cause.cause)
    expect(cause.message).not.toContain(card);
  return thrown;
}
