import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

// Distinguishes this process's own locks from one of a dead process that had the same id, which is usual in containers.
const held = new Set<string>();

/**
 * Locks a folder for this process. Returns a function that releases it. Needed because PGlite lets two processes write
 * one folder, which destroys the data. The lock of a process that has ended is replaced.
 * @throws Error that names the process that uses the folder
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = path.resolve(folder, 'kaiku-registry.pid');
  const mine = `${lock}.${process.pid}`;
  const owner = await readOwner(lock);
  if (owner !== undefined) {
    if (isRunning(owner, lock)) throw inUse(folder, owner);
    await removeStale(lock, owner, folder);
  }
  await writeFile(mine, `${process.pid}\n`);
  try {
    // A link appears whole or not at all, so no process reads a lock without its process id.
    await link(mine, lock);
  } catch (cause) {
    throw inUse(folder, await readOwner(lock), cause);
  } finally {
    await rm(mine, { force: true });
  }
  held.add(lock);
  return async () => {
    held.delete(lock);
    await rm(lock, { force: true });
  };
}

async function readOwner(file: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(file, 'utf8'), 10);
  } catch {
    return undefined;
  }
}

function isRunning(pid: number, lock: string): boolean {
  if (pid === process.pid) return held.has(lock);
  // 0 and negative numbers mean process groups.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Renames the lock before it is removed, and renames it back if another process has replaced it in the meantime. */
async function removeStale(lock: string, owner: number, folder: string): Promise<void> {
  const aside = `${lock}.stale.${process.pid}`;
  await rename(lock, aside);
  const moved = await readOwner(aside);
  if (moved !== owner && !(Number.isNaN(moved) && Number.isNaN(owner))) {
    await rename(aside, lock);
    throw inUse(folder, moved);
  }
  await rm(aside);
}

function inUse(folder: string, owner: number | undefined, cause?: unknown): Error {
  return new Error(
    `The folder ${folder} is in use by process ${owner ?? 'unknown'}. Two registries in one folder would destroy its ` +
      'data: stop that process, or use another folder.',
    { cause },
  );
}
