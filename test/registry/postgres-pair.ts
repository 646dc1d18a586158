/** A PostgreSQL primary with a streaming standby, and an address that follows the primary: for failovers. */
import pg from 'pg';
import { openLink } from './failing-link.ts';
import { freePort, initdbOptions, launch, openPlace, type RunningPostgres } from './throwaway-postgres.ts';

export interface PostgresPair {
  /** The database, wherever its primary is. */
  readonly url: string;
  /**
   * Kills the primary with all its processes, cuts every connection and what replication has not delivered, promotes the
   * standby, and makes a new standby. Resolves with the milliseconds until the new primary accepts writes, without and
   * with a standby.
   */
  failOver(): Promise<{ readonly promotedMs: number; readonly replicatedMs: number }>;
  /** The address of the standby itself. */
  standbyUrl(): string;
  killStandby(): Promise<void>;
  stop(): Promise<void>;
}

export interface PairOptions {
  /** A commit waits until the standby has it on its disk. */
  readonly isSynchronous: boolean;
  /** How long what replication sends is on its way, in milliseconds. */
  readonly replicationDelayMs: number;
}

// Flushes are off: a killed process loses nothing that it has written, and only processes are killed here.
const settings = ['fsync=off', 'wal_retrieve_retry_interval=200ms'];

/** @param bin the folder of PostgreSQL's programs */
export async function startPair(
  bin: string,
  { isSynchronous, replicationDelayMs }: PairOptions,
): Promise<PostgresPair> {
  const place = await openPlace(bin);
  await place.run('initdb', '-D', '0', '-U', 'kaiku', ...initdbOptions);
  let primary = await launch(place, { data: '0', port: await freePort(), settings });
  let made = 0;
  const front = await openLink(portOf(primary));
  const replication = await openLink(portOf(primary), { delayMs: replicationDelayMs });
  let standby = await addStandby();
  // Set when the standby streams, because the first commit would wait for it forever. Every later base backup copies it.
  if (isSynchronous)
    await query(primary, "alter system set synchronous_standby_names = '*'", 'select pg_reload_conf()');

  async function addStandby(): Promise<RunningPostgres> {
    made += 1;
    const data = `${made}`;
    replication.aimAt(portOf(primary));
    const from = ['-h', '127.0.0.1', '-p', `${replication.port}`, '-U', 'kaiku'];
    await place.run('pg_basebackup', ...from, '-D', data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync');
    const node = await launch(place, { data, port: await freePort(), settings });
    while ((await query(primary, "select from pg_stat_replication where state = 'streaming'")) === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return node;
  }

  return {
    url: primary.url.replace(/:[0-9]+\//, `:${front.port}/`),
    async failOver() {
      const startedMs = performance.now();
      const killed = primary.end('SIGKILL');
      replication.cut();
      front.cut();
      await killed;
      await query(standby, 'select pg_promote()');
      primary = standby;
      front.aimAt(portOf(primary));
      const promotedMs = performance.now() - startedMs;
      standby = await addStandby();
      return { promotedMs, replicatedMs: performance.now() - startedMs };
    },
    standbyUrl: () => standby.url,
    killStandby: () => standby.end('SIGKILL'),
    async stop() {
      await standby.end('SIGKILL');
      await primary.end('SIGKILL');
      await Promise.all([front.close(), replication.close()]);
      await place.remove();
    },
  };
}

function portOf({ url }: RunningPostgres): number {
  return Number(new URL(url).port);
}

/** Runs the statements on a connection of their own. Returns the number of rows of the last. */
async function query({ url }: RunningPostgres, ...statements: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows = 0;
    for (const statement of statements) rows = (await client.query(statement)).rows.length;
    return rows;
  } finally {
    await client.end();
  }
}
