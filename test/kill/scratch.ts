/** Folders of a trial: removed at its end; if this process was killed, at the start of the next trial. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const prefix = 'kaiku-kill-';

/** Makes an empty folder. */
export function scratchFolder(what: string): string {
  removeThoseOfTheDead();
  return mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-${what}-`));
}

/** Retries, because a browser that has just died may still be creating a file. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function removeThoseOfTheDead(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) removeFolder(path.join(tmpdir(), name));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process runs under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
