import type { Queries, Reports } from './database.ts';
import { codeOf, statementTimeout } from './errors.ts';
import { withTimeout } from './readiness.ts';

/** How old the data of a replica may be, in milliseconds. An older replica counts as away. Guess. */
export const maxAgeMs = 300_000;

/** How long a replica may take to say how old its data is, in milliseconds, and how long it is left alone if it did not. */
const answerTimeoutMs = 1_000;
const awayMs = 10_000;

/**
 * Returns the queries of reports: on a replica, and on the primary while the replica is away, or too far behind, or lacks
 * something that the query needs. A query that takes too long on the replica is not repeated on the primary.
 */
export function createReportSource(primary: Queries, replica: Queries | undefined): Reports {
  if (replica === undefined) return { ...primary, chooseSource: async () => 0 };
  let usesReplica = true;
  let awayUntilMs = 0;
  const setAway = () => {
    usesReplica = false;
    awayUntilMs = performance.now() + awayMs;
  };
  return {
    async chooseSource() {
      if (performance.now() < awayUntilMs) return 0;
      const ageMs = await withTimeout(answerTimeoutMs, readAge(primary, replica)).catch(() => Number.POSITIVE_INFINITY);
      if (ageMs > maxAgeMs) setAway();
      else usesReplica = true;
      return usesReplica ? ageMs : 0;
    },
    async query(sql, values) {
      if (!usesReplica) return primary.query(sql, values);
      try {
        return await replica.query(sql, values);
      } catch (error) {
        if (codeOf(error) === statementTimeout) throw error;
        setAway();
        return primary.query(sql, values);
      }
    },
    script: primary.script,
  };
}

/**
 * Returns how old the data of a replica is at most, in milliseconds: 0 if it has all that the primary had at the call. A
 * replica that is behind is as old as the last commit it has.
 */
export async function readAge(primary: Pick<Queries, 'query'>, replica: Pick<Queries, 'query'>): Promise<number> {
  const [its] = await primary.query<{ position: string }>('select pg_current_wal_lsn()::text as position');
  const [row] = await replica.query<{ ageMs: number | null }>(
    `select case
       when not pg_is_in_recovery() or pg_last_wal_replay_lsn() >= $1::text::pg_lsn then 0
       else greatest(0, extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)
     end::float8 as "ageMs"`,
    [its?.position ?? null],
  );
  return row?.ageMs ?? Number.POSITIVE_INFINITY;
}
