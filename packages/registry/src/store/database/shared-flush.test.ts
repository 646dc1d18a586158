import { expect, it } from 'vitest';
import type { Queries } from './database.ts';
import { flushTogether } from './shared-flush.ts';

/** A database whose flushes last until the test ends them. */
function slowDisk() {
  const underWay: { resolve(rows: never[]): void; reject(cause: Error): void }[] = [];
  const queries: Queries = {
    query: () => new Promise<never[]>((resolve, reject) => underWay.push({ resolve, reject })),
    script: async () => {},
  };
  return { queries, underWay };
}

const moment = () => new Promise((resolve) => setImmediate(resolve));

it('shares the next flush with all who ask while one is under way, and begins none before', async () => {
  const { queries, underWay } = slowDisk();
  const flushed = flushTogether(queries);
  const done: string[] = [];
  const ask = (name: string) => flushed().then(() => done.push(name));

  const asked = [ask('first')];
  await moment();
  asked.push(ask('second'), ask('third'));
  await moment();
  expect([underWay.length, done]).toEqual([1, []]);

  underWay[0]?.resolve([]);
  await moment();
  expect([underWay.length, done]).toEqual([2, ['first']]);

  underWay[1]?.resolve([]);
  await Promise.all(asked);
  expect([underWay.length, done]).toEqual([2, ['first', 'second', 'third']]);
});

it('fails for those who waited for a flush that failed, and for nobody after', async () => {
  const { queries, underWay } = slowDisk();
  const flushed = flushTogether(queries);
  const failing = flushed();
  await moment();
  const next = flushed();
  underWay[0]?.reject(new Error('disk'));
  await expect(failing).rejects.toThrow('disk');
  await moment();
  underWay[1]?.resolve([]);
  await expect(next).resolves.toBeUndefined();
});
