import { describe, expect, it } from 'vitest';
import type { Queries } from './database.ts';
import { createSharedFlush } from './shared-flush.ts';

/** A database whose flushes last until the test ends them. */
function slowDisk() {
  const flushes: { resolve(rows: never[]): void; reject(cause: Error): void }[] = [];
  const queries: Queries = {
    query: () => new Promise<never[]>((resolve, reject) => flushes.push({ resolve, reject })),
    script: async () => {},
  };
  return { queries, flushes };
}

const moment = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared flush', () => {
  it('serves all callers that arrive during the one before it, and starts after that has ended', async () => {
    const { queries, flushes } = slowDisk();
    const flushed = createSharedFlush(queries);
    const done: string[] = [];
    const call = (name: string) => flushed().then(() => done.push(name));

    const calls = [call('first')];
    await moment();
    calls.push(call('second'), call('third'));
    await moment();
    expect([flushes.length, done]).toEqual([1, []]);

    flushes[0]?.resolve([]);
    await moment();
    expect([flushes.length, done]).toEqual([2, ['first']]);

    flushes[1]?.resolve([]);
    await Promise.all(calls);
    expect([flushes.length, done]).toEqual([2, ['first', 'second', 'third']]);
  });

  it('rejects its own callers if it fails, and no later caller', async () => {
    const { queries, flushes } = slowDisk();
    const flushed = createSharedFlush(queries);
    const failing = flushed();
    await moment();
    const next = flushed();
    flushes[0]?.reject(new Error('disk'));
    await expect(failing).rejects.toThrow('disk');
    await moment();
    flushes[1]?.resolve([]);
    await expect(next).resolves.toBeUndefined();
  });
});
