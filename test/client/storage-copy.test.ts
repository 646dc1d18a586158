import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { newRequest } from '../contract/outbox-capacity.case.ts';
import { outboxStorageCase } from '../contract/outbox-storage.case.ts';
import type { Runner } from '../contract/runner.ts';
import { copiedStorage, folderOf } from './copied-storage.ts';
import { createTextStore, withLocalStorage } from './outbox-storage-breakage.ts';
import { deleted, outboxStorageCopy } from './outbox-storage-copy.ts';
import { failsForGood, standingIn } from './standing-in.ts';

const copyText = (name: string) =>
  [...folderOf(name).files.values()].map((bytes) => new TextDecoder().decode(bytes)).join();

const runner: Runner = { describe, it, expect };
let last = 0;
const newName = () => {
  last += 1;
  return `copied-${last}`;
};

outboxStorageCase(runner, {
  kind: 'fake-indexeddb with its copy',
  create: () => copiedStorage(newName()),
  reopen: ({ name }) => copiedStorage(name),
});
outboxStorageCase(runner, { kind: 'the copy alone', create: () => standingIn(copiedStorage, newName()) });
outboxStorageCopy(runner, {
  newName,
  open: copiedStorage,
  copyText: async (name) => copyText(name),
});

describe('a storage whose copy cannot be written', () => {
  it.each(['refuses', 'tears'] as const)(
    'fails no call if its log %s, and has a whole copy after the next write',
    async (trouble) => {
      const name = newName();
      const folder = folderOf(name);
      const storage = copiedStorage(name);
      await storage.append(newRequest());
      folder.trouble = trouble;
      expect(await storage.append(newRequest())).toBe(2);
      folder.trouble = 'none';
      expect(await storage.append(newRequest())).toBe(3);
      await deleted(name);
      expect(await storage.append(newRequest())).toBe(4);
      expect(await storage.entries()).toHaveLength(4);
      await storage.close();
    },
  );

  it('has no card code in its copy once its log works again, even if nothing more is written', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const name = newName();
      const folder = folderOf(name);
      const storage = copiedStorage(name);
      const seq = await storage.append(newRequest());
      folder.trouble = 'refuses';
      await storage.change(seq, 'request', null);
      expect(await storage.entries()).toEqual([]);
      folder.trouble = 'none';
      expect(copyText(name)).toContain('A045198723');
      await vi.advanceTimersByTimeAsync(32_000);
      await vi.waitFor(() => expect(copyText(name)).not.toContain('A045198723'));
      await storage.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('detects a loss if the database is gone too', async () => {
    const restore = withLocalStorage(createTextStore());
    const name = newName();
    const storage = copiedStorage(name);
    await storage.append(newRequest());
    folderOf(name).trouble = 'refuses';
    await storage.append(newRequest());
    await storage.close();
    await deleted(name);
    const after = copiedStorage(name);
    expect((await after.identity()).lost).toMatchObject({ seqHigh: 2, pending: 2 });
    await after.close();
    restore();
  });

  it('rejects if the database fails too', async () => {
    const restore = withLocalStorage(createTextStore());
    const name = newName();
    const storage = copiedStorage(name);
    await storage.append(newRequest());
    folderOf(name).trouble = 'refuses';
    await storage.append(newRequest());
    const repair = failsForGood(name);
    await expect(storage.append(newRequest())).rejects.toMatchObject({ code: 'outbox/storage', retryable: true });
    repair();
    await storage.close();
    restore();
  });
});

it('a tab that dies between database and copy leaves no gap for the other tabs', async () => {
  const name = newName();
  const folder = folderOf(name);
  const [dies, lives] = [copiedStorage(name), copiedStorage(name)];
  await dies.append(newRequest());
  await lives.append(newRequest());
  folder.trouble = 'refuses';
  await dies.append(newRequest());
  folder.trouble = 'none';
  await lives.append(newRequest());
  const before = await lives.entries();
  await Promise.all([dies.close(), lives.close()]);
  await deleted(name);
  const after = copiedStorage(name);
  expect(await after.entries()).toEqual(before);
  await after.close();
});
