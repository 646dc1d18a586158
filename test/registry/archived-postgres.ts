/** A PostgreSQL that archives its write-ahead log, with a base backup, to be restored to any later moment. */
import { chown, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { freePort, initdbOptions, launch, openPlace, type RunningPostgres } from './throwaway-postgres.ts';

export interface ArchivedPostgres {
  readonly url: string;
  /** Dumps the schema of the tables, as deploy.md says. Returns the file. */
  dump(): Promise<string>;
  /** Loads a dump into an empty database of its own. Returns its address. */
  load(dump: string): Promise<string>;
  /** Copies all data. `restoreTo` begins with the last copy. */
  backUp(): Promise<void>;
  /** Returns the server's clock. */
  now(): Promise<string>;
  /** Resolves once the log of everything that was committed is in the archive. */
  archive(): Promise<void>;
  /**
   * Kills the server, and starts another on the last backup and the archived log up to a moment, which must be before the
   * last archived commit. Returns its address.
   */
  restoreTo(moment: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param bin the folder of PostgreSQL's programs */
export async function startArchived(bin: string): Promise<ArchivedPostgres> {
  const place = await openPlace(bin);
  const archive = path.join(place.folder, 'archive');
  const give = async (file: string) => {
    const { uid, gid } = place.user;
    if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
  };
  await mkdir(archive);
  await give(archive);
  const settings = ['fsync=off', 'archive_mode=on', `archive_command=test ! -f ${archive}/%f && cp %p ${archive}/%f`];
  let data = 0;
  await place.run('initdb', '-D', `${data}`, '-U', 'kaiku', ...initdbOptions);
  let running = await launch(place, { data: `${data}`, port: await freePort(), settings });
  const connection = () => {
    const { hostname, port, username } = new URL(running.url);
    return ['-h', hostname, '-p', port, '-U', username];
  };

  return {
    get url() {
      return running.url;
    },
    async dump() {
      const file = path.join(place.folder, 'dump');
      await place.run('pg_dump', ...connection(), '--schema=kaiku', '--format=custom', `--file=${file}`, 'postgres');
      return file;
    },
    async load(file) {
      const name = 'restored';
      await place.run('createdb', ...connection(), name);
      await place.run('pg_restore', ...connection(), '--exit-on-error', `--dbname=${name}`, file);
      return running.url.replace(/postgres$/, name);
    },
    async backUp() {
      data += 1;
      await place.run('pg_basebackup', ...connection(), '-D', `${data}`, '-c', 'fast', '--no-sync');
    },
    async now() {
      const [row] = await query<{ now: string }>(running, 'select clock_timestamp()::text as now');
      return row?.now ?? '';
    },
    async archive() {
      const [last] = await query<{ wal: string }>(running, 'select pg_walfile_name(pg_switch_wal()) as wal');
      const isArchived = `select from pg_stat_archiver where last_archived_wal >= '${last?.wal}'`;
      while ((await query(running, isArchived)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async restoreTo(moment) {
      await running.end('SIGKILL');
      const signal = path.join(place.folder, `${data}`, 'recovery.signal');
      await writeFile(signal, '');
      await give(signal);
      running = await launch(place, {
        data: `${data}`,
        port: await freePort(),
        settings: [
          ...settings,
          `restore_command=cp ${archive}/%f %p`,
          `recovery_target_time=${moment}`,
          'recovery_target_action=promote',
        ],
      });
      while ((await query(running, 'select where not pg_is_in_recovery()')).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return running.url;
    },
    async stop() {
      await running.end('SIGKILL');
      await place.remove();
    },
  };
}

async function query<Row extends pg.QueryResultRow>({ url }: RunningPostgres, sql: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
