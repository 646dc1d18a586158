import { describe, expect, it } from 'vitest';
import { appOver } from '../../../../test/registry/app-over.ts';
import type { Store } from '../store/store.ts';
import type { Budgets } from './budgets.ts';

const device = {
  name: 'Kassa',
  state: 'active',
  shows: null,
  id: 'till',
  venueId: 'house',
  venueName: 'Talo',
  role: 'manager' as const,
} as const;

/** So few that a test uses them up, and for a time in which none is restored during it. */
const few: Budgets = {
  record: { requests: 3, seconds: 3_600 },
  read: { requests: 3, seconds: 3_600 },
  report: { requests: 1, seconds: 3_600 },
  anonymous: { requests: 2, seconds: 3_600 },
};

/** Creates an app with one valid token, `till`, and counts the tokens that it looks up. */
function openApp({
  addressHeader,
  budgets = few,
  shows = async () => {},
}: {
  readonly addressHeader?: string;
  readonly budgets?: Budgets;
  readonly shows?: () => Promise<void>;
} = {}) {
  const tokens = new Set(['till']);
  let lookedUp = 0;
  const store = {
    ready: async () => {},
    device: async (token: string) => {
      lookedUp += 1;
      return tokens.has(token) ? device : undefined;
    },
    shows: async () => {
      await shows();
      return [];
    },
    reportAgeMs: async () => 0,
    statistics: async () => [],
    visits: async () => undefined,
    reservations: async () => undefined,
    deleteShow: async () => ({ outcome: 'unknown-show' }),
    log: { add: async () => {} },
  } satisfies Partial<Record<keyof Store, unknown>>;
  const app = appOver(store, { budgets, addressHeader });
  async function call(
    path: string,
    given: { method?: string; token?: string; from?: string; headers?: Record<string, string> } = {},
  ): Promise<number> {
    const { method = 'GET', token, from = '192.0.2.1', headers = {} } = given;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const env = { incoming: { socket: { remoteAddress: from } } } as never;
    const response = await app.request(path, { method, headers: { ...authorization, ...headers } }, env);
    if (response.status === 429) {
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ code: 'registry/busy', status: 429 });
    }
    return response.status;
  }
  return { call, revoke: () => tokens.delete('till'), lookedUp: () => lookedUp };
}

async function times(howMany: number, call: (nth: number) => Promise<number>): Promise<number[]> {
  const statuses: number[] = [];
  for (let nth = 0; nth < howMany; nth += 1) statuses.push(await call(nth));
  return statuses;
}

describe('the budget of an address', () => {
  it('covers pages and unknown tokens, and spares the database the rest of them', async () => {
    const { call, lookedUp } = openApp();
    expect(await call('/openapi.json')).toBe(200);
    expect(await times(3, () => call('/v1/shows', { token: 'guess' }))).toEqual([401, 429, 429]);
    expect(await call('/')).toBe(429);
    expect(await call('/v1/shows', { token: 'guess', from: '192.0.2.2' })).toBe(401);
    expect(lookedUp()).toBe(2);
  });

  it('does not cover a device whose token was valid, nor health checks and preflights', async () => {
    const { call } = openApp();
    expect(await call('/v1/shows', { token: 'till' })).toBe(200);
    expect(await times(3, () => call('/'))).toEqual([200, 200, 429]);
    expect(await call('/v1/shows', { token: 'till' })).toBe(200);
    expect(await times(5, () => call('/v1/health'))).toEqual([200, 200, 200, 200, 200]);
    const preflight = { origin: 'http://localhost', 'access-control-request-method': 'POST' };
    expect(await times(5, () => call('/v1/visits', { method: 'OPTIONS', headers: preflight }))).not.toContain(429);
  });

  it('is not used by a valid token that comes for the first time', async () => {
    const { call } = openApp();
    expect(await call('/v1/shows', { token: 'till' })).toBe(200);
    expect(await times(3, () => call('/'))).toEqual([200, 200, 429]);
  });

  it('covers a token again after it was revoked', async () => {
    const { call, revoke } = openApp();
    await call('/v1/shows', { token: 'till' });
    revoke();
    expect(await times(4, () => call('/v1/shows', { token: 'till' }))).toEqual([401, 401, 401, 429]);
  });

  it.each([
    ['2001:db8:1:2::7', '2001:db8:1:2:ffff::8', 429],
    ['2001:db8:1:2::7', '2001:DB8:1:2:0:0:0:9', 429],
    ['2001:db8:1:2::7', '2001:db8:1:3::7', 200],
    ['::1', '::2', 429],
    ['::ffff:192.0.2.7', '192.0.2.7', 429],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.8', 200],
  ])('is one for a network of IPv6: after %s, %s gets %i', async (first, second, status) => {
    const { call } = openApp();
    await times(2, () => call('/', { from: first }));
    expect(await call('/', { from: second })).toBe(status);
  });

  it('is of the address that the proxy names, if the registry knows its header', async () => {
    const { call } = openApp({ addressHeader: 'X-Forwarded-For' });
    const from = (forwarded: string) => () => call('/', { headers: { 'x-forwarded-for': forwarded } });
    expect(await times(3, from('198.51.100.9, 203.0.113.1'))).toEqual([200, 200, 429]);
    expect(await from('198.51.100.9, 203.0.113.2')()).toBe(200);
    expect(await from('203.0.113.1')()).toBe(429);
    expect(await call('/')).toBe(200);
  });

  it('is of the connection if the registry knows no header', async () => {
    const { call } = openApp();
    const invented = (nth: number) => call('/', { headers: { 'x-forwarded-for': `203.0.113.${nth}` } });
    expect(await times(3, invented)).toEqual([200, 200, 429]);
  });
});

describe('a rejection', () => {
  it('is held back, so that a client that repeats its request at once is slow', async () => {
    const { call } = openApp();
    await times(2, () => call('/'));
    const startedMs = performance.now();
    expect(await times(2, () => call('/'))).toEqual([429, 429]);
    expect(performance.now() - startedMs).toBeGreaterThan(900);
  });

  it('is sent at once if a thousand others are held back', async () => {
    const { call } = openApp();
    await times(2, () => call('/'));
    const order: string[] = [];
    const held = Array.from({ length: 1_000 }, () => call('/').then(() => order.push('held')));
    await settle();
    await call('/').then(() => order.push('at once'));
    await Promise.all(held);
    expect(order[0]).toBe('at once');
  });
});

describe('the budgets of a device', () => {
  it('are separate: reports stop neither reading nor recording', async () => {
    const { call } = openApp();
    const till = { token: 'till' };
    await call('/v1/shows', till);
    expect(await times(2, () => call('/v1/statistics', till))).toEqual([200, 429]);
    expect(await times(4, () => call('/v1/shows', till))).toEqual([200, 200, 200, 429]);
    expect(await times(4, () => call('/v1/shows/none', { ...till, method: 'DELETE' }))).toEqual([404, 404, 404, 429]);
    expect(await call('/')).toBe(200);
  });
});

describe('the requests of one token', () => {
  it('run a hundred at a time: more are rejected until one has ended, and another token is not', async () => {
    const ends: (() => void)[] = [];
    const many = { requests: 1_000, seconds: 3_600 };
    const { call } = openApp({
      budgets: { record: many, read: many, report: many, anonymous: many },
      shows: () => new Promise<void>((resolve) => ends.push(resolve)),
    });
    const first = call('/v1/shows', { token: 'till' });
    await settle();
    ends[0]?.();
    expect(await first).toBe(200);
    const held = Array.from({ length: 100 }, () => call('/v1/shows', { token: 'till' }));
    await settle();
    expect(await call('/v1/shows', { token: 'till' })).toBe(429);
    expect(await call('/', {})).toBe(200);
    for (const end of ends) end();
    expect(new Set(await Promise.all(held))).toEqual(new Set([200]));
    const next = call('/v1/shows', { token: 'till' });
    await settle();
    ends.at(-1)?.();
    expect(await next).toBe(200);
  });
});

/** Lets everything that can run at once do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
