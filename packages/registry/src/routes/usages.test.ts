import type { ReportedUsage } from '@kaiku/client/import-file';
import { describe, expect, it } from 'vitest';
import { appOver } from '../../../../test/registry/app-over.ts';
import type { LogEntry } from '../observe/log.ts';
import type { Store } from '../store/store.ts';

const usage: ReportedUsage = {
  card: 'A045198723',
  minors: 0,
  showName: 'Koe',
  showStartsAt: '2026-11-20T17:00:00Z',
};

/** Requests the file of a registry with the given pages. Returns its response and the log. */
async function request(pages: AsyncIterable<readonly ReportedUsage[]>, method = 'GET') {
  const entries: LogEntry[] = [];
  const store = {
    log: { add: async () => {} },
    device: async () => ({
      id: 'till',
      venueId: 'house',
      venueName: 'Talo',
      role: 'broker',
      state: 'active',
      shows: null,
    }),
    reportAgeMs: async () => 1_200,
    countUsagesToReview: async () => 7,
    reportedUsages: () => pages,
  } satisfies Partial<Record<keyof Store, unknown>>;
  const app = appOver(store, { log: (entry) => entries.push(entry) });
  const headers = { authorization: 'Bearer till' };
  return { response: await app.request('/v1/usages.csv', { method, headers }), entries };
}

describe('GET /v1/usages.csv', () => {
  it('reads a page only when its reader has taken the one before', async () => {
    const read: number[] = [];
    async function* pages() {
      for (let nth = 1; ; nth += 1) {
        read.push(nth);
        yield [usage];
      }
    }
    const { response } = await request(pages());
    expect(response.headers.get('kaiku-to-review')).toBe('7');
    expect(response.headers.get('kaiku-report-age')).toBe('2');
    const reader = response.body?.getReader();
    for (let nth = 0; nth < 5; nth += 1) await reader?.read();
    // A few are buffered on the way, but not all: there is no end of them.
    expect(read.length).toBeLessThan(10);
    await reader?.cancel();
    expect(read.length).toBeLessThan(10);
  });

  it('breaks off if a page fails, and logs why', async () => {
    async function* pages() {
      yield [usage];
      throw new Error(`lost ${usage.card}`);
    }
    const { response, entries } = await request(pages());
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(entries).toMatchObject([{ level: 'error', operation: 'exportUsages', message: `lost ${usage.card}` }]);
  });

  it('reads no page for a HEAD', async () => {
    let isRead = false;
    async function* pages() {
      isRead = true;
      yield [usage];
    }
    const { response } = await request(pages(), 'HEAD');
    expect([response.status, response.headers.get('kaiku-to-review'), await response.text()]).toEqual([200, '7', '']);
    expect(isRead).toBe(false);
  });
});
