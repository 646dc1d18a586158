import { describe, expect, it } from 'vitest';
import type { Database, Queries } from '../database/database.ts';
import { isBusy } from '../database/errors.ts';
import { retryOnConflict, retryStatement } from './retry-on-conflict.ts';

/** A database that records each lock of a tally. */
function database() {
  const locks: unknown[] = [];
  const queries: Queries = {
    async query(_sql, values) {
      locks.push(values);
      return [];
    },
    script: async () => {},
  };
  const fake: Database = {
    ...queries,
    reports: { ...queries, chooseSource: async () => 0 },
    transaction: (work) => work(queries),
    exclusively: (work) => work(queries),
    connections: () => [],
    flushed: async () => {},
    close: async () => {},
  };
  return { fake, locks };
}

const tally = { showId: 'show', evaluatedAtMs: Date.parse('2026-11-20T22:30:00Z') };
const conflict = (code: string) => Object.assign(new Error('conflict'), { code });

describe('`retryOnConflict`', () => {
  it('takes no lock if there is no conflict', async () => {
    const { fake, locks } = database();
    expect(await retryOnConflict(fake, tally, async () => 1)).toBe(1);
    expect(locks).toEqual([]);
  });

  it.each(['23505', '40P01', 'KK001', undefined])('tries again after a conflict (%s)', async (code) => {
    const { fake, locks } = database();
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      if (attempts === 3) return attempts;
      if (code === undefined) return undefined;
      throw conflict(code);
    };
    expect(await retryOnConflict(fake, tally, attempt)).toBe(3);
    expect(locks).toEqual([]);
  });

  it('locks the tally of the day after five conflicts', async () => {
    const { fake, locks } = database();
    let attempts = 0;
    await retryOnConflict(fake, tally, async () => {
      attempts += 1;
      return attempts > 5 ? attempts : undefined;
    });
    expect(locks).toEqual([['show', '2026-11-21']]);
  });

  it('locks the tally for the first attempt if no unlocked attempt is allowed', async () => {
    const { fake, locks } = database();
    expect(await retryOnConflict(fake, tally, async () => 1, 0)).toBe(1);
    expect(locks).toEqual([['show', '2026-11-21']]);
  });

  it('fails as busy after the last attempt', async () => {
    const { fake } = database();
    const error = await retryOnConflict(fake, tally, async () => undefined).catch((cause: unknown) => cause);
    expect(isBusy(error)).toBe(true);
  });

  it('rethrows any other error at once', async () => {
    const { fake } = database();
    let attempts = 0;
    const broken = retryOnConflict(fake, tally, async () => {
      attempts += 1;
      throw conflict('42P01');
    });
    await expect(broken).rejects.toThrow('conflict');
    expect(attempts).toBe(1);
  });
});

describe('`retryStatement`', () => {
  it('runs up to five times on conflicts, and once on any other error', async () => {
    let attempts = 0;
    const run = (code: string, until: number) =>
      retryStatement(async () => {
        attempts += 1;
        if (attempts < until) throw conflict(code);
        return attempts;
      });
    expect(await run('40P01', 3)).toBe(3);
    attempts = 0;
    await expect(run('23505', 100)).rejects.toThrow('conflict');
    expect(attempts).toBe(5);
    attempts = 0;
    await expect(run('55P03', 100)).rejects.toThrow('conflict');
    expect(attempts).toBe(1);
  });
});
