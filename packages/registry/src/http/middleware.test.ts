import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import type { Store } from '../store/store.ts';
import { defaultProblemTypeBase } from './problems.ts';

/** Creates an app whose database throws an error. */
function appThatThrows(error: Error) {
  const lines: string[] = [];
  const store = { ready: () => Promise.reject(error) } as Partial<Store> as Store;
  const app = createApp({
    store,
    now: () => 0,
    allowedOrigins: undefined,
    problemTypeBase: defaultProblemTypeBase,
    servesNews: true,
    chooseFault: undefined,
    log: (line) => lines.push(line),
  });
  return { app, lines };
}

describe('an unexpected error', () => {
  it('becomes `registry/failed`, and is logged without card codes', async () => {
    const error = Object.assign(new Error('duplicate key (A045198723)'), { code: '23514' });
    const { app, lines } = appThatThrows(error);
    const response = await app.request('/v1/health');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      type: `${defaultProblemTypeBase}#registryfailed`,
      code: 'registry/failed',
      detail: 'Unexpected error in the registry. Its log has the cause.',
    });
    expect(lines).toEqual(['GET /v1/health: 23514 duplicate key (A0…723)']);
  });

  it.each(['40001', '40P01', '55P03', '57014', '57P02', '25006', 'unreachable'])(
    'becomes `registry/busy` with `Retry-After` if the condition is temporary (%s)',
    async (code) => {
      const { app, lines } = appThatThrows(Object.assign(new Error('busy'), { code }));
      const response = await app.request('/v1/health');
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
      expect(lines).toEqual([]);
    },
  );

  it('becomes `registry/busy` after an internal error of the server (XX000), and is logged', async () => {
    const { app, lines } = appThatThrows(Object.assign(new Error('cache lookup failed'), { code: 'XX000' }));
    expect((await app.request('/v1/health')).status).toBe(503);
    expect(lines).toEqual(['GET /v1/health: XX000 cache lookup failed']);
  });
});
