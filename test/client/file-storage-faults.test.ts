/** Faults that only a file has: a full disk, permissions, another content than an outbox's, damage. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import type { NewEntry } from '../../packages/client/src/storage/entry.ts';
import { lease, newRequest, reportOf, two } from '../contract/outbox-capacity.case.ts';
import { createOutboxFiles, failAt, refusedFor, seqsIn, usedFile } from './file-storage-fixture.ts';

const files = createOutboxFiles();
const { folder, newFile, open } = files;

/** Limits databases that are opened from now on to a number of 4 KB pages, like a full disk. */
function fillDisk(pages: number): void {
  const { exec } = DatabaseSync.prototype;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
    exec.call(this, sql);
    if (sql === 'COMMIT') exec.call(this, `PRAGMA max_page_count = ${pages}`);
  });
}

describe('an outbox in a file after a failed write', () => {
  it('keeps what it has if the disk is full, rolls back, and continues once there is room', async () => {
    const storage = open(newFile());
    await storage.changeLease('hamlet', undefined, lease);
    const request = newRequest();
    const seq = await storage.append(request);
    fillDisk(20);
    const kept = [seq];
    const full = { code: 'outbox/storage', retryable: true, cause: { message: 'database or disk is full' } };
    for (let error: unknown; error === undefined; )
      await storage.append(newRequest()).then(
        (added) => kept.push(added),
        (thrown) => {
          error = thrown;
          expect(thrown).toMatchObject(full);
        },
      );
    expect(kept.length).toBeGreaterThan(10);
    const long = {
      ...reportOf(request, 'lease'),
      consumedFrom: { from: 'lease', leaseId: 'x'.repeat(90_000), tickets: 2 },
    };
    await expect(storage.change(seq, 'request', long as NewEntry, two)).rejects.toMatchObject(full);
    expect(await seqsIn(storage)).toEqual(kept);
    expect((await storage.capacity('hamlet')).lease).toEqual(lease);
    expect(await storage.change(seq, 'request', null)).toBe(true);
    vi.restoreAllMocks();
    const { seqHigh } = await storage.identity();
    await storage.close();
    const after = open(storage.name);
    expect(await after.append(newRequest())).toBe(seqHigh + 1);
    expect(seqHigh).toBe(kept.at(-1));
  });

  it('has changed nothing, and continues', async () => {
    const storage = open(newFile());
    await storage.changeLease('hamlet', undefined, lease);
    const request = newRequest();
    const seq = await storage.append(request);
    const twin = open(storage.name);
    failAt('COMMIT');
    await expect(storage.change(seq, 'request', reportOf(request, 'lease'), two)).rejects.toMatchObject({
      retryable: true,
    });
    expect(await twin.entries()).toEqual([{ ...request, seq }]);
    expect((await twin.capacity('hamlet')).lease).toEqual(lease);
    expect(await storage.change(seq, 'request', reportOf(request, 'lease'), two)).toBe(true);
  });

  it('names missing permissions, and works once it has them', async () => {
    const shut = path.join(folder, 'shut');
    mkdirSync(shut);
    const file = await usedFile(files);
    const inside = path.join(shut, 'till.sqlite');
    copyFileSync(file, inside);
    // Root has access to everything.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chownSync(inside, 65534, 65534);
    chmodSync(inside, 0o600);
    chmodSync(shut, 0o555);
    if (isRoot) process.seteuid?.(65534);
    try {
      for (const name of [inside, path.join(shut, 'new.sqlite')])
        await expect(open(name).append(newRequest())).rejects.toMatchObject({
          ...{ code: 'outbox/storage', retryable: true, message: expect.stringMatching(/Check who may write to it/) },
        });
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(shut, 0o755);
    }
    expect(await open(inside).append(newRequest())).toBe(3);
  });

  it('rejects permanently what JSON cannot represent, and drops only `undefined`', async () => {
    const storage = open(newFile());
    const permanent = { code: 'outbox/storage', retryable: false };
    for (const value of [new Map(), new Uint8Array(2), Number.NaN, 1n, Symbol('s'), () => {}, { deep: [new Set()] }])
      await expect(storage.keepNote('note', value)).rejects.toMatchObject(permanent);
    expect(await storage.note('note')).toBeUndefined();
    await storage.keepNote('note', { a: undefined, b: [null, '\u0000', '\ud800', -1.5] });
    expect(await storage.note('note')).toEqual({ b: [null, '\u0000', '\ud800', -1.5] });
    await storage.keepNote('note', undefined);
    expect(await storage.note('note')).toBeUndefined();
  });
});

/** Expects every call to reject, and the file to be unchanged. */
async function expectLeftAlone(file: string, message: RegExp): Promise<void> {
  const before = readFileSync(file);
  const storage = open(file);
  await expect(storage.entries()).rejects.toMatchObject(refusedFor(message));
  await expect(storage.append(newRequest())).rejects.toMatchObject(refusedFor(message));
  await storage.close();
  expect(readFileSync(file).equals(before)).toBe(true);
}

describe('a file that an outbox leaves unchanged', () => {
  it.each<[string, string]>([
    ['a text', 'A045198723;2026-05-15\n'.repeat(400)],
    ['a few bytes', 'SQLite'],
    ['zeros', '\0'.repeat(8192)],
  ])('is %s', async (_, content) => {
    const file = newFile();
    writeFileSync(file, content);
    await expectLeftAlone(file, /is not a database/);
  });

  it('is the database of another program, in whichever mode', async () => {
    for (const mode of ['delete', 'wal']) {
      const file = newFile();
      const other = new DatabaseSync(file);
      other.exec(`PRAGMA journal_mode = ${mode}; PRAGMA user_version = 1; CREATE TABLE entries (entry TEXT)`);
      other.close();
      chmodSync(file, 0o644);
      await expectLeftAlone(file, /database of another program/);
      expect(statSync(file).mode & 0o777).toBe(0o644);
    }
  });

  it('is one of a newer version', async () => {
    const file = await usedFile(files);
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA journal_mode = WAL; PRAGMA user_version = 2');
    newer.close();
    await expectLeftAlone(file, /newer version/);
  });

  it.each<[string, (file: string) => void]>([
    ['with a page overwritten', (file) => overwrite(file, 4096 * 2, Buffer.alloc(4096, 0x5a))],
    ['cut short', (file) => truncateSync(file, statSync(file).size - 4096)],
    [
      'with letters of an entry changed',
      (file) => overwrite(file, readFileSync(file).indexOf('{"stage"'), Buffer.from('?')),
    ],
  ])('is a damaged one, %s', async (_, spoil) => {
    const file = await usedFile(files, 50);
    spoil(file);
    await expectLeftAlone(file, /is damaged/);
  });

  function overwrite(file: string, at: number, bytes: Buffer): void {
    const content = readFileSync(file);
    bytes.copy(content, at);
    writeFileSync(file, content);
  }
});
