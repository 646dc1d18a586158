import { describe, expect, it } from 'vitest';
import { appOver } from '../../../../test/registry/app-over.ts';
import { type LogEntry, toLogLine } from '../observe/log.ts';
import type { Store } from '../store/store.ts';
import { defaultProblemTypeBase } from './problems.ts';

/** Creates an app whose database throws an error. */
function appThatThrows(error: Error) {
  const entries: LogEntry[] = [];
  const store = { ready: () => Promise.reject(error) } satisfies Partial<Record<keyof Store, unknown>>;
  const app = appOver(store, { log: (entry) => entries.push(entry) });
  return { app, entries };
}

describe('an unexpected error', () => {
  it('becomes `registry/failed`, and is logged without card codes', async () => {
    const error = Object.assign(new Error('duplicate key (A045198723)'), { code: '23514' });
    const { app, entries } = appThatThrows(error);
    const response = await app.request('/v1/health');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      type: `${defaultProblemTypeBase}#registryfailed`,
      code: 'registry/failed',
      detail: 'Unexpected error in the registry. Its log has the cause.',
    });
    expect(entries).toMatchObject([{ level: 'error', operation: 'health', code: '23514' }]);
    expect(entries.map((entry) => toLogLine(entry, 0)).join()).toContain('duplicate key (A0…723)');
  });

  it.each(['40001', '40P01', '55P03', '57014', '57P02', '25006', 'unreachable'])(
    'becomes `registry/busy` with `Retry-After` if the condition is temporary (%s)',
    async (code) => {
      const { app, entries } = appThatThrows(Object.assign(new Error('busy'), { code }));
      const response = await app.request('/v1/health');
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
      expect(entries).toEqual([]);
    },
  );

  it('becomes `registry/busy` after an internal error of the server (XX000), and is logged', async () => {
    const { app, entries } = appThatThrows(Object.assign(new Error('cache lookup failed'), { code: 'XX000' }));
    expect((await app.request('/v1/health')).status).toBe(503);
    expect(entries).toMatchObject([{ code: 'XX000', message: 'cache lookup failed' }]);
  });
});

describe('a request', () => {
  const idOf = async (header: string) => {
    const { app, entries } = appThatThrows(new Error('unexpected'));
    const response = await app.request('/v1/health', { headers: { 'x-request-id': header } });
    expect(entries.map(({ requestId }) => requestId)).toEqual([response.headers.get('x-request-id')]);
    return entries[0];
  };

  it('has the id of the proxy in its response and in the log, if that is plain text', async () => {
    expect(await idOf('7f3a5c2e91d04b6f')).toMatchObject({ requestId: '7f3a5c2e91d04b6f' });
    expect(await idOf('"; drop')).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('is logged without a card code, even if its id is one', async () => {
    const entry = await idOf('A045198723');
    expect(entry && toLogLine(entry, 0)).toContain('"requestId":"A0…723"');
  });
});
