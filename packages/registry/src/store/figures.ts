import type { Database, Queries } from './database/database.ts';
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
  const [row] = await database.query<Omit<Figures, 'standbys' | 'standbysSynchronous' | 'standbyLagBytes'>>(
    `select
       (select count(*)::integer from lease where state = 'open') as "leasesOpen",
       (select coalesce(sum(unused), 0)::integer from lease where state = 'open') as "ticketsLeased",
       (select count(*)::integer from device where slowed_until > now() and revoked_at is null) as "devicesSlowed",
       (select count(*)::integer from journal where lost_pending > 0
          or (checked_through < seq_high and exists (select missing_of(venue_id, id, null, '{}', 1)))) as "journalsMissing",
       (select count(*)::integer from journal where cloned) as "journalsCloned"`,
  );
  if (row === undefined) throw new Error('The database returned no figures.');
  const standbys = await readStandbys(database);
  const lags = standbys.flatMap(({ lagBytes }) => lagBytes ?? []);
  return {
    ...row,
    standbys: standbys.length,
    standbysSynchronous: standbys.filter(({ isSynchronous }) => isSynchronous).length,
    standbyLagBytes: lags.length === 0 ? null : Math.max(...lags),
  };
}

/** A standby that streams. */
export interface Standby {
  readonly name: string;
  /** A commit waits for it. */
  readonly isSynchronous: boolean;
  /** What it has not flushed. */
  readonly lagBytes: number | null;
}

/** Returns the standbys that stream. A role that may not see their state sees none. */
export function readStandbys({ query }: Pick<Queries, 'query'>): Promise<readonly Standby[]> {
  return query<Standby>(
    `select coalesce(nullif(application_name, ''), pid::text) as name, sync_state in ('sync', 'quorum') as "isSynchronous",
       case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) end::float8 as "lagBytes"
     from pg_stat_replication where state = 'streaming'`,
  );
}
