import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from './database.ts';
import { openPglite } from './pglite.ts';

const flushes = vi.hoisted(() => ({ count: 0 }));
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const fsyncSync: typeof fs.fsyncSync = (descriptor) => {
    flushes.count += 1;
    fs.fsyncSync(descriptor);
  };
  return { ...fs, fsyncSync };
});

describe('a database in a folder', () => {
  let folder: string;
  let database: Database;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaiku-durable-'));
    database = await openPglite(folder);
    await database.script('create schema kaiku; create table counted (id integer)');
  });
  afterAll(async () => {
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Returns how often the disk was flushed during `work`. */
  async function flushesOf(work: () => Promise<unknown>): Promise<number> {
    const before = flushes.count;
    await work();
    return flushes.count - before;
  }

  it('is flushed to the disk by each commit', async () => {
    for (let id = 0; id < 3; id += 1)
      expect(await flushesOf(() => database.query('insert into counted values ($1)', [String(id)]))).toBeGreaterThan(0);
  });

  it('is flushed by `flushed` after a commit that did not wait for the disk', async () => {
    const commit = () =>
      database.transaction(async ({ query }) => {
        await query(`select set_config('synchronous_commit', 'off', true)`);
        await query('insert into counted values (9)');
      });
    expect(await flushesOf(commit)).toBe(0);
    expect(await flushesOf(() => database.flushed())).toBeGreaterThan(0);
  });

  it('is flushed by a checkpoint', async () => {
    expect(await flushesOf(() => database.script('checkpoint'))).toBeGreaterThan(1);
  });

  it('is not flushed by a query that reads', async () => {
    expect(await flushesOf(() => database.query('select count(*) from counted'))).toBe(0);
  });
});
