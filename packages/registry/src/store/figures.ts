import type { Database } from './database/database.ts';
import { requireReady } from './database/readiness.ts';

/** What an operator watches. A value is null if the database does not show it to this role. */
export interface Figures {
  readonly leasesOpen: number;
  readonly ticketsLeased: number;
  readonly devicesSlowed: number;
  /** Journals with a number that has not arrived, or whose device has lost entries. */
  readonly journalsMissing: number;
  readonly journalsCloned: number;
  readonly standbys: number;
  readonly standbysSynchronous: number;
  readonly standbyLagBytes: number | null;
}

/** Returns the figures of now. @throws an error if the database accepts no writes, or does not respond in time */
export async function readFigures(database: Database): Promise<Figures> {
  await requireReady(database);
  const [row] = await database.query<Figures>(
    `select
       (select count(*)::integer from lease where state = 'open') as "leasesOpen",
       (select coalesce(sum(unused), 0)::integer from lease where state = 'open') as "ticketsLeased",
       (select count(*)::integer from device where slowed_until > now() and revoked_at is null) as "devicesSlowed",
       (select count(*)::integer from journal where lost_pending > 0
          or (checked_through < seq_high and exists (select missing_of(id, null, '{}', 1)))) as "journalsMissing",
       (select count(*)::integer from journal where cloned) as "journalsCloned",
       standby.*
     from (
       select count(*) filter (where state = 'streaming')::integer as standbys,
         count(*) filter (where state = 'streaming' and sync_state in ('sync', 'quorum'))::integer as "standbysSynchronous",
         max(case when state = 'streaming' then pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) end)::float8
           as "standbyLagBytes"
       from pg_stat_replication
     ) as standby`,
  );
  if (row === undefined) throw new Error('The database returned no figures.');
  return row;
}
