import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

describe('the lock of a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kaiku-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const leaveLock = (content: string) => writeFile(path.join(folder, 'kaiku-registry.pid'), content);

  it('excludes everyone else until it is released', async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`);
    await release();
    await (await lockFolder(folder))();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is given to one of many simultaneous callers', async () => {
    const wanted = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)));
    expect(wanted.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('replaces that of a process that has ended', async () => {
    await leaveLock(`${spawnSync(process.execPath, ['--version']).pid}\n`);
    await (await lockFolder(folder))();
  });

  it('replaces that of a dead process that had our id', async () => {
    await leaveLock(`${process.pid}\n`);
    await (await lockFolder(folder))();
  });

  it.each(['', 'nonsense', '-1', '0'])('replaces a file with the content %j', async (content) => {
    await leaveLock(content);
    await (await lockFolder(folder))();
  });

  it('never replaces that of a running process', async () => {
    await leaveLock(`${process.ppid}\n`);
    await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.ppid}`);
  });
});
