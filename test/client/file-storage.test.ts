/** Faults that only a file has: other processes, other files in its place, permissions, a full disk, damage. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { NewEntry } from '../../packages/client/src/storage/entry.ts';
import { fileStorage } from '../../packages/client/src/storage/file-storage.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { lease, newRequest, reportOf, two } from '../contract/outbox-capacity.case.ts';
import { createRandom } from '../registry/linearizability-random.ts';
import { startWriter } from './file-storage-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-file-storage-'));
chmodSync(folder, 0o755);
let last = 0;
function newFile(): string {
  last += 1;
  return path.join(folder, `till-${last}.sqlite`);
}

const opened: OutboxStorage[] = [];
function open(file: string): OutboxStorage {
  const storage = fileStorage(file);
  opened.push(storage);
  return storage;
}
afterEach(async () => {
  vi.restoreAllMocks();
  for (const storage of opened.splice(0)) await storage.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const seqsIn = async (storage: OutboxStorage) => (await storage.entries()).map(({ seq }) => seq);
/** Returns the path of a closed file with entries. */
async function usedFile(count = 2): Promise<string> {
  const file = newFile();
  const storage = fileStorage(file);
  for (let nth = 0; nth < count; nth += 1) await storage.append(newRequest());
  await storage.close();
  return file;
}
const refusedFor = (message: RegExp) => ({
  code: 'outbox/storage',
  retryable: false,
  message: expect.stringMatching(message),
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

describe('an outbox in a shared file', () => {
  it('is shared by all storages of the process, by any path, until the last is closed', async () => {
    const file = newFile();
    const link = newFile();
    symlinkSync(folder, link);
    const one = open(file);
    const other = open(path.join(link, path.basename(file)));
    expect(other.name).toBe(one.name);
    await one.append(newRequest());
    await other.append(newRequest());
    await one.close();
    await one.close();
    expect(await other.append(newRequest())).toBe(3);
    await expect(one.entries()).rejects.toMatchObject(refusedFor(/has been closed/));
    const writer = startWriter(file, 'lines');
    writer.add();
    await writer.saidLines(2);
    await other.close();
    writer.add();
    await writer.saidLines(4);
    await writer.kill();
    expect(writer.said).toEqual(['begun', expect.stringMatching(/^no: .* is in use/), 'added 4', 'report 4']);
  });

  it('rejects a second process, which gets the file once the first is killed', async () => {
    const file = newFile();
    const writer = startWriter(file, 'lines');
    writer.add();
    await writer.saidLines(3);
    const storage = open(file);
    const inUse = refusedFor(/in use by another process/);
    await expect(storage.entries()).rejects.toMatchObject(inUse);
    await expect(storage.append(newRequest())).rejects.toMatchObject(inUse);
    await expect(storage.identity()).rejects.toMatchObject(inUse);
    writer.add();
    await writer.saidLines(5);
    await writer.kill();
    expect(await seqsIn(storage)).toEqual([1, 2]);
    expect(await storage.append(newRequest())).toBe(3);
  });

  it('rejects a second copy of the package without releasing the lock', async () => {
    const file = newFile();
    await open(file).append(newRequest());
    vi.resetModules();
    const copy = await import('../../packages/client/src/storage/file-storage.ts');
    expect(copy.fileStorage).not.toBe(fileStorage);
    const storage = copy.fileStorage(file);
    await expect(storage.entries()).rejects.toMatchObject(refusedFor(/in use/));
    await storage.close();
    const writer = startWriter(file, 'lines');
    writer.add();
    await writer.saidLines(2);
    await writer.kill();
    expect(writer.said[1]).toMatch(/in use/);
  });
});

describe('an outbox at a path', () => {
  it('throws at once if the path is invalid', () => {
    const noFolder = {
      code: 'config/invalid',
      message: expect.stringMatching(/folder of .* does not exist\. Create it first/),
    };
    expect(() => fileStorage(path.join(folder, 'nowhere', 'till.sqlite'))).toThrow(expect.objectContaining(noFolder));
    for (const wrong of ['', folder, '/dev/null', undefined as unknown as string])
      expect(() => fileStorage(wrong)).toThrow(expect.objectContaining({ code: 'config/invalid', retryable: false }));
  });

  it.each<[string, (file: string) => void]>([
    ['removed', (file) => rmSync(file)],
    ['moved away', (file) => renameSync(file, `${file}.moved`)],
    [
      'restored from a backup',
      (file) => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
    ],
  ])('rejects a write that would be lost if the file was %s while in use', async (_, happens) => {
    const file = newFile();
    const storage = open(file);
    const seq = await storage.append(newRequest());
    happens(file);
    const gone = refusedFor(/was removed or replaced/);
    for (let nth = 0; nth < 2; nth += 1) {
      await expect(storage.append(newRequest())).rejects.toMatchObject(gone);
      await expect(storage.change(seq, 'request', null)).rejects.toMatchObject(gone);
    }
    expect(await seqsIn(storage)).toEqual([seq]);
  });

  it('rejects if the path leads to another journal after a failure', async () => {
    const file = await usedFile();
    const storage = open(file);
    await storage.entries();
    failAt('COMMIT');
    await expect(storage.append(newRequest())).rejects.toMatchObject({ code: 'outbox/storage', retryable: true });
    rmSync(file);
    await expect(storage.entries()).rejects.toMatchObject(refusedFor(/was removed or replaced/));
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
    renameSync(await usedFile(1), file);
    await expect(storage.entries()).rejects.toMatchObject(refusedFor(/was removed or replaced/));
  });
});

describe('the owner of an outbox in a file', () => {
  it.each([false, true])('is the only user with access, if the file existed before: %s', async (isThere) => {
    const file = isThere ? await usedFile() : newFile();
    if (isThere) chmodSync(file, 0o644);
    const mask = process.umask(0);
    await open(file).append(newRequest());
    process.umask(mask);
    for (const name of [file, `${file}-journal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  it('finds no card code in it once nothing is pending', async () => {
    const file = newFile();
    const storage = open(file);
    const random = createRandom(7);
    const codes = Array.from({ length: 150 }, (_, nth) => `A${500_000_000 + nth * 7919}`);
    const standing: number[] = [];
    for (const card of codes) {
      const entry = newRequest();
      if (entry.stage !== 'request') throw new Error('The entry is not a request.');
      const usages = Array.from({ length: 1 + random.below(50) }, () => ({ id: 'usage', card, minors: 0 }));
      standing.push(await storage.append({ ...entry, visit: { ...entry.visit, usages } }));
      const [gone = 0] = random.below(3) === 0 ? [] : standing.splice(random.below(standing.length), 1);
      await storage.change(gone, 'request', null);
    }
    const kept = () => [file, `${file}-journal`].map((name) => readFileSync(name, 'latin1')).join();
    await storage.close();
    expect(codes.filter((code) => kept().includes(code)).length).toBeGreaterThanOrEqual(standing.length);
    const again = open(file);
    for (const seq of standing) expect(await again.change(seq, 'request', null)).toBe(true);
    await again.close();
    expect(codes.filter((code) => kept().includes(code))).toEqual([]);
    expect(standing.length).toBeGreaterThan(20);
  });
});

/** Makes SQLite fail once at a statement. */
function failAt(statement: string): void {
  const { exec } = DatabaseSync.prototype;
  let isOver = false;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
    if (sql !== statement || isOver) return exec.call(this, sql);
    isOver = true;
    throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 });
  });
}

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
    const file = await usedFile();
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
    const file = await usedFile();
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
    const file = await usedFile(50);
    spoil(file);
    await expectLeftAlone(file, /is damaged/);
  });

  function overwrite(file: string, at: number, bytes: Buffer): void {
    const content = readFileSync(file);
    bytes.copy(content, at);
    writeFileSync(file, content);
  }
});

it('`fileStorage` names the version of Node that it needs if node:sqlite is missing', () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
  const message = expect.stringMatching(/Node 22\.13 or later.*memoryStorage\(\)/);
  expect(() => fileStorage(newFile())).toThrow(
    expect.objectContaining({ code: 'config/no-storage', retryable: false, message }),
  );
});
