import 'fake-indexeddb/auto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { fileStorage } from '../../packages/client/src/storage/file-storage.ts';
import { idbStorage } from '../../packages/client/src/storage/idb-storage.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import { outboxStorageCase } from '../contract/outbox-storage.case.ts';
import type { Runner } from '../contract/runner.ts';
import { copiedStorage, uncopiedStorage } from './copied-storage.ts';
import { idbFaults } from './idb-faults.ts';
import { outboxStorageFaults } from './outbox-storage-faults.ts';
import { outboxStorageLoss } from './outbox-storage-loss.ts';

const runner: Runner = { describe, it, expect };
let last = 0;
const newName = () => {
  last += 1;
  return `outbox-${last}`;
};

outboxStorageCase(runner, { kind: 'memory', create: memoryStorage });
outboxStorageCase(runner, {
  kind: 'fake-indexeddb',
  create: () => idbStorage(newName()),
  reopen: ({ name }) => idbStorage(name),
});
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-outbox-'));
afterAll(() => rmSync(folder, { recursive: true }));
outboxStorageCase(runner, {
  kind: 'file',
  create: () => fileStorage(path.join(folder, newName())),
  reopen: ({ name }) => fileStorage(name),
});
idbFaults(runner, newName);
outboxStorageFaults(runner, { newName, copied: copiedStorage, uncopied: uncopiedStorage });
outboxStorageLoss(runner, newName);

describe('the storage in IndexedDB', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('rejects if the database does not open in time, and closes it if it opens later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const close = vi.fn();
    const request = { result: { close } } as unknown as IDBOpenDBRequest;
    vi.spyOn(IDBFactory.prototype, 'open').mockReturnValue(request);
    const read = idbStorage(newName()).entries();
    const told = expect(read).rejects.toMatchObject({ code: 'outbox/storage', retryable: true });
    await vi.advanceTimersByTimeAsync(4000);
    await told;
    expect(close).not.toHaveBeenCalled();
    request.onsuccess?.(new Event('success'));
    await vi.advanceTimersByTimeAsync(0);
    expect(close).toHaveBeenCalled();
  });
});
