/** A PostgreSQL primary with a streaming standby, and an address that follows the primary: for failovers. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer, connect as openSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort, runAs, untilReady } from './throwaway-postgres.ts';

export interface PostgresPair {
  /** The database, wherever its primary is. */
  readonly url: string;
  /**
   * Kills the primary with all its processes, cuts every connection and what replication has not delivered, promotes the
   * standby, and makes a new standby. Resolves with the milliseconds until the new primary accepts writes, without and
   * with a standby.
   */
  failOver(): Promise<{ readonly promotedMs: number; readonly replicatedMs: number }>;
  stop(): Promise<void>;
}

export interface PairOptions {
  /** A commit waits until the standby has it on its disk. */
  readonly isSynchronous: boolean;
  /** How long what replication sends is on its way, in milliseconds. */
  readonly replicationDelayMs: number;
}

const roleUrl = (port: number) => `postgres://kaiku@127.0.0.1:${port}/postgres`;

export async function startPair(
  bin: string,
  { isSynchronous, replicationDelayMs }: PairOptions,
): Promise<PostgresPair> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaiku-pair-'));
  const user = await runAs(folder);
  const log = await open(path.join(folder, 'log'), 'a');
  const front = await openRelay();
  const replication = await openRelay(replicationDelayMs);
  const launch = (name: string) => launchNode({ bin, folder, name, user, log });
  let made = 0;

  const first = path.join(folder, `${made}`);
  const initdb = ['-U', 'kaiku', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'];
  execFileSync(`${bin}/initdb`, ['-D', first, ...initdb], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let primary = await launch(`${made}`);
  front.aimAt(primary.port);
  let standby = await addStandby();
  // Set when the standby streams, because the first commit would wait for it forever. Every later base backup copies it.
  if (isSynchronous) await primary.run("alter system set synchronous_standby_names = '*'", 'select pg_reload_conf()');

  async function addStandby(): Promise<Node> {
    made += 1;
    replication.aimAt(primary.port);
    const from = ['-h', '127.0.0.1', '-p', `${replication.port}`, '-U', 'kaiku'];
    const backup = ['-D', path.join(folder, `${made}`), '-R', '-X', 'stream', '-c', 'fast', '--no-sync'];
    const copying = spawn(`${bin}/pg_basebackup`, [...from, ...backup], {
      ...user,
      cwd: folder,
      stdio: ['ignore', log.fd, log.fd],
    });
    const [code] = (await once(copying, 'exit')) as [number];
    if (code !== 0) throw new Error(await readFile(path.join(folder, 'log'), 'utf8'));
    const node = await launch(`${made}`);
    await primary.until("select 1 from pg_stat_replication where state = 'streaming'");
    return node;
  }

  return {
    url: roleUrl(front.port),
    async failOver() {
      const startedMs = performance.now();
      primary.kill();
      replication.cut();
      front.cut();
      await primary.exited;
      await standby.run('select pg_promote()');
      await rm(primary.data, { recursive: true, force: true });
      primary = standby;
      front.aimAt(primary.port);
      const promotedMs = performance.now() - startedMs;
      standby = await addStandby();
      return { promotedMs, replicatedMs: performance.now() - startedMs };
    },
    async stop() {
      for (const node of [primary, standby]) {
        node.kill();
        await node.exited;
      }
      await Promise.all([front.close(), replication.close(), log.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Node {
  readonly data: string;
  readonly port: number;
  readonly exited: Promise<unknown>;
  /** Ends the server and the processes it has started, at once. */
  kill(): void;
  run(...statements: readonly string[]): Promise<void>;
  /** Resolves when the query returns a row. */
  until(query: string): Promise<void>;
}

async function launchNode(given: {
  readonly bin: string;
  readonly folder: string;
  readonly name: string;
  readonly user: { uid?: number; gid?: number };
  readonly log: FileHandle;
}): Promise<Node> {
  const { bin, folder, name, user, log } = given;
  const data = path.join(folder, name);
  const port = await freePort();
  // Flushes are off: a killed process loses nothing that it has written, and only processes are killed here.
  const settings = ['max_connections=200', 'fsync=off', 'wal_retrieve_retry_interval=200ms'];
  const place = ['-D', data, '-k', folder, '-h', '127.0.0.1', '-p', `${port}`];
  const server = spawn(`${bin}/postgres`, [...place, ...settings.flatMap((setting) => ['-c', setting])], {
    ...user,
    cwd: folder,
    stdio: ['ignore', log.fd, log.fd],
  });
  const kill = () => killWithChildren(server);
  // It must not outlive a run that crashed.
  process.once('exit', kill);
  const exited = once(server, 'exit').then(() => process.off('exit', kill));
  await untilReady(roleUrl(port));
  const withClient = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: roleUrl(port) });
    await client.connect();
    return work(client).finally(() => client.end());
  };
  return {
    data,
    port,
    exited,
    kill,
    run: (...statements) =>
      withClient(async (client) => {
        for (const statement of statements) await client.query(statement);
      }),
    until: (query) =>
      withClient(async (client) => {
        while ((await client.query(query)).rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      }),
  };
}

/** Children first, because they would go on for a moment without their parent. */
function killWithChildren({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(pid, 'SIGSTOP');
  const children = execFileSync('pgrep', ['-P', `${pid}`], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
  for (const each of [...children, pid]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

interface Relay {
  readonly port: number;
  /** Passes new connections on to this port from now on. */
  aimAt(port: number): void;
  /** Ends every connection, with what is still on its way, and accepts none until it is aimed again. */
  cut(): void;
  close(): Promise<void>;
}

/** An address that passes connections on, as a proxy in front of a database does. */
async function openRelay(delayMs = 0): Promise<Relay> {
  const sockets = new Set<Socket>();
  let target: number | undefined;
  const follow = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const pass = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => {
      if (delayMs === 0) to.write(bytes);
      else setTimeout(() => to.destroyed || to.write(bytes), delayMs);
    });
    from.on('close', () => to.destroy());
  };
  const server = createServer((client) => {
    follow(client);
    if (target === undefined) {
      client.destroy();
      return;
    }
    const upstream = openSocket(target, '127.0.0.1');
    follow(upstream);
    pass(client, upstream);
    pass(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  const cut = () => {
    target = undefined;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    aimAt(port) {
      target = port;
    },
    cut,
    async close() {
      cut();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
