import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts a tool of `node_modules/.bin`. */
export function startTool(name: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(path.join(root, 'node_modules/.bin', name), args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
}

/** Runs a tool of `node_modules/.bin`. Resolves to true if it succeeds. */
export function runTool(name: string, ...args: readonly string[]): Promise<boolean> {
  return succeeds(startTool(name, args));
}

/** Waits for a process. Resolves to true if it succeeds. */
export function succeeds(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
