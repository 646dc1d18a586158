/**
 * Rounds of `power-cut.ts`, in mounts of their own: `power-cut-rounds.ts flushed|unflushed ROUNDS SEED` prints them as JSON.
 * ext4 on a loop device; the writer is halted, what the device has so far is copied, and the copy is opened. What was only
 * in the system's cache is missing from the copy.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What one cut has left. */
export interface Round {
  readonly acknowledged: number;
  readonly lost: number;
}

const writer = fileURLToPath(new URL('power-cut-writer.ts', import.meta.url));
const [kind = 'flushed', rounds = '1', seed = '1'] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-power-cut-'));
const [disk, copy, mount, acks] = ['disk', 'copy', 'mount', 'acks'].map((name) => path.join(folder, name));
const shell = (command: string) => execFileSync('sh', ['-ec', command], { stdio: ['ignore', 'ignore', 'inherit'] });

const start = (verb: 'write' | 'count', limit = 0): ChildProcess =>
  fork(writer, [verb, path.join(mount ?? '', 'data'), acks ?? '', kind, String(limit)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

async function message<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The writer ended too early.')));
  const [said] = await Promise.race([once(child, 'message'), ended]);
  return said as T;
}

async function round(index: number): Promise<Round> {
  shell(`rm -f ${disk} ${copy} ${acks}; truncate -s 300M ${disk}; mkfs.ext4 -q ${disk}`);
  shell(`mount -o loop,commit=60 ${disk} ${mount}`);
  // Between 100 and 500 visits, different in each round.
  const child = start('write', 100 + ((Number(seed) + index * 137) % 401));
  await message(child);
  shell(`sync -f ${mount}`);
  child.send('go');
  await message(child);
  child.kill('SIGSTOP');
  shell(`cp --sparse=always ${disk} ${copy}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  shell(`umount ${mount}; mount -o loop ${copy} ${mount}`);
  const counter = start('count');
  const { visits } = await message<{ visits: readonly string[] }>(counter);
  await once(counter, 'exit');
  shell(`umount ${mount}`);
  const acknowledged = readFileSync(acks ?? '', 'utf8')
    .trim()
    .split('\n');
  const found = new Set(visits);
  return { acknowledged: acknowledged.length, lost: acknowledged.filter((id) => !found.has(id)).length };
}

mkdirSync(mount ?? '');
try {
  const done: Round[] = [];
  for (let index = 0; index < Number(rounds); index += 1) done.push(await round(index));
  process.stdout.write(JSON.stringify(done));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
