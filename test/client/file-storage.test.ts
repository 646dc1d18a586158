/** Faults that only a file has: other processes, other files in its place, other users. */
import { chmodSync, copyFileSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { fileStorage } from '../../packages/client/src/storage/file-storage.ts';
import { newRequest } from '../contract/outbox-capacity.case.ts';
import { createRandom } from '../registry/linearizability-random.ts';
import { createOutboxFiles, failAt, refusedFor, seqsIn, usedFile } from './file-storage-fixture.ts';
import { startWriter } from './file-storage-process.ts';

const files = createOutboxFiles();
const { folder, newFile, open } = files;

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
    const file = await usedFile(files);
    const storage = open(file);
    await storage.entries();
    failAt('COMMIT');
    await expect(storage.append(newRequest())).rejects.toMatchObject({ code: 'outbox/storage', retryable: true });
    rmSync(file);
    await expect(storage.entries()).rejects.toMatchObject(refusedFor(/was removed or replaced/));
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
    renameSync(await usedFile(files, 1), file);
    await expect(storage.entries()).rejects.toMatchObject(refusedFor(/was removed or replaced/));
  });
});

describe('the owner of an outbox in a file', () => {
  it.each([false, true])('is the only user with access, if the file existed before: %s', async (isThere) => {
    const file = isThere ? await usedFile(files) : newFile();
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

it('`fileStorage` names the version of Node that it needs if node:sqlite is missing', () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
  const message = expect.stringMatching(/Node 22\.13 or later.*memoryStorage\(\)/);
  expect(() => fileStorage(newFile())).toThrow(
    expect.objectContaining({ code: 'config/no-storage', retryable: false, message }),
  );
});
