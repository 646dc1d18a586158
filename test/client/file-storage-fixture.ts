import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, expect, vi } from 'vitest';
import { fileStorage } from '../../packages/client/src/storage/file-storage.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { newRequest } from '../contract/outbox-capacity.case.ts';

/** The files of a test file's outboxes. */
export interface OutboxFiles {
  readonly folder: string;
  /** Returns a path without a file. */
  newFile(): string;
  /** Opens a storage, which is closed after the test. */
  open(file: string): OutboxStorage;
}

/** Returns a new folder for a test file, which is removed after its tests. */
export function createOutboxFiles(): OutboxFiles {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-file-storage-'));
  const opened: OutboxStorage[] = [];
  let last = 0;
  chmodSync(folder, 0o755);
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const storage of opened.splice(0)) await storage.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    newFile() {
      last += 1;
      return path.join(folder, `till-${last}.sqlite`);
    },
    open(file) {
      const storage = fileStorage(file);
      opened.push(storage);
      return storage;
    },
  };
}

/** Writes entries to a file and closes it. Returns its path. */
export async function usedFile({ newFile }: OutboxFiles, count = 2): Promise<string> {
  const file = newFile();
  const storage = fileStorage(file);
  for (let nth = 0; nth < count; nth += 1) await storage.append(newRequest());
  await storage.close();
  return file;
}

/** Returns the numbers of the entries. */
export async function seqsIn(storage: OutboxStorage): Promise<readonly number[]> {
  return (await storage.entries()).map(({ seq }) => seq);
}

/** The error of a call that a file does not allow. */
export const refusedFor = (message: RegExp) => ({
  code: 'outbox/storage',
  retryable: false,
  message: expect.stringMatching(message),
});

/** Makes SQLite fail once at a statement. */
export function failAt(statement: string): void {
  const { exec } = DatabaseSync.prototype;
  let isOver = false;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
    if (sql !== statement || isOver) return exec.call(this, sql);
    isOver = true;
    throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 });
  });
}
