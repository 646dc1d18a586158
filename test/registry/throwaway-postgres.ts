import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

export interface ThrowawayPostgres {
  readonly url: string;
  /** Kills it without warning, as a power cut would, and starts it again from what is on the disk. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const versionsDirectory = '/usr/lib/postgresql';

/** Shown if PostgreSQL is needed and not installed. */
export const noPostgres =
  'no PostgreSQL of version 15 or newer: install it, or set POSTGRES_BIN to the folder of its programs';

/**
 * Returns the folder with the programs of a PostgreSQL server, version 15 or newer: the one that the bootstrap or
 * POSTGRES_BIN names, or Debian's newest; `undefined` if there is none.
 */
export function postgresDirectory(): string | undefined {
  if (process.env.POSTGRES_BIN) return process.env.POSTGRES_BIN;
  if (!existsSync(versionsDirectory)) return undefined;
  const newest = readdirSync(versionsDirectory)
    .map(Number)
    .filter((version) => version >= 15 && existsSync(`${versionsDirectory}/${version}/bin/postgres`))
    .sort((a, b) => b - a)[0];
  return newest === undefined ? undefined : `${versionsDirectory}/${newest}/bin`;
}

/** The same, but @throws Error if there is none */
export function requiredPostgres(): string {
  const bin = postgresDirectory();
  if (bin === undefined) throw new Error(`There is ${noPostgres}.`);
  return bin;
}

// Faster, and different only after a power cut.
const nothingFlushed = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * Starts a PostgreSQL server in a temporary folder, on a free port of loopback. `stop` deletes it. It flushes to the disk
 * only if it is `durable`, as in a benchmark. `settings` are added to postgresql.conf.
 */
export async function startPostgres(
  bin: string,
  { durable = false, settings: own = [] }: { readonly durable?: boolean; readonly settings?: readonly string[] } = {},
): Promise<ThrowawayPostgres> {
  const place = await openPlace(bin);
  const port = await freePort();
  const settings = [...(durable ? [] : nothingFlushed), ...own];
  await place.run('initdb', '-D', 'data', '-U', 'kaiku', ...initdbOptions);

  let running = await launch(place, { data: 'data', port, settings });
  return {
    url: running.url,
    async crash() {
      await running.end('SIGQUIT');
      running = await launch(place, { data: 'data', port, settings });
    },
    async stop() {
      await running.end('SIGINT');
      await place.remove();
    },
  };
}

export const initdbOptions = ['-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'];

/** A temporary folder with servers, whose programs run in it as the user who may. */
export interface Place {
  readonly bin: string;
  readonly folder: string;
  readonly user: { uid?: number; gid?: number };
  readonly log: FileHandle;
  /** Runs one of PostgreSQL's programs. Resolves when it has ended. @throws with the log if it fails */
  run(program: string, ...options: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

/** @param bin the folder of PostgreSQL's programs */
export async function openPlace(bin: string): Promise<Place> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaiku-postgres-'));
  const user = await runAs(folder);
  await chmod(folder, 0o700);
  const log = await open(path.join(folder, 'log'), 'a');
  return {
    ...{ bin, folder, user, log },
    async run(program, ...options) {
      const running = spawn(`${bin}/${program}`, options, { ...user, cwd: folder, stdio: ['ignore', log.fd, log.fd] });
      const [code] = await once(running, 'exit');
      if (code !== 0) throw new Error(`${program} failed:\n${await readFile(path.join(folder, 'log'), 'utf8')}`);
    },
    async remove() {
      await log.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface RunningPostgres {
  readonly url: string;
  /**
   * `SIGINT`: orderly. `SIGQUIT`: at once, without writing what is in memory. `SIGKILL`: together with its processes, which
   * would continue for a moment without it.
   */
  end(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void>;
}

/** Starts a server on loopback on the data in a folder of the place. */
export async function launch(
  { bin, folder, user, log }: Place,
  { data, port, settings }: { readonly data: string; readonly port: number; readonly settings: readonly string[] },
): Promise<RunningPostgres> {
  const url = `postgres://kaiku@127.0.0.1:${port}/postgres`;
  const options = ['max_connections=200', ...settings].flatMap((setting) => ['-c', setting]);
  const server = spawn(
    `${bin}/postgres`,
    ['-D', path.join(folder, data), '-k', folder, '-h', '127.0.0.1', '-p', `${port}`, ...options],
    { ...user, cwd: folder, stdio: ['ignore', log.fd, log.fd] },
  );
  const exited = once(server, 'exit');
  // Only this test's own child: it must not outlive a test run that crashed.
  const killChild = () => server.kill('SIGINT');
  process.once('exit', killChild);
  try {
    await untilReady(url);
  } catch (cause) {
    throw new Error(await readFile(path.join(folder, 'log'), 'utf8'), { cause });
  }
  return {
    url,
    async end(signal) {
      process.off('exit', killChild);
      if (signal === 'SIGKILL') killChildren(server);
      server.kill(signal);
      await exited;
    },
  };
}

/** Stops the server first, so that it starts no others. */
function killChildren(server: ChildProcess): void {
  if (!server.kill('SIGSTOP')) return;
  const children = execFileSync('pgrep', ['-P', `${server.pid}`], { encoding: 'utf8' })
    .trim()
    .split('\n');
  for (const child of children) {
    try {
      process.kill(Number(child), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** PostgreSQL refuses to run as root, so it runs as the user of its package. */
export async function runAs(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
  if (uid === undefined || gid === undefined) throw new Error('There is no user postgres.');
  await chown(folder, uid, gid);
  return { uid, gid };
}

/** Resolves once it responds; rejects after ten seconds. */
export async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Returns a free port of this machine. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
