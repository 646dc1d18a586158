/** What the database itself contains, read without the registry. */
import pg from 'pg';
import type { LiveShow } from './linearizability-clients.ts';
import type { EndRows } from './linearizability-oracle.ts';
import type { KeptRow } from './linearizability-rows.ts';

/** A show in one snapshot: its tally, and the sums of its rows. */
interface Sample {
  readonly id: string;
  readonly cap: number;
  readonly taken: number;
  /** Tickets of counted usages. */
  readonly counted: number;
  /** Cards that were counted twice without a flag. */
  readonly twice: number;
}

// A single statement reads one snapshot.
const sampleShows = `
  select show.id, show.cap, coalesce((select sum(taken) from kaiku.tally where show_id = show.id), 0)::int as taken,
    coalesce(sum(1 + usage.minors), 0)::int as counted,
    (count(*) filter (where 'already-recorded' <> all (usage.flags)) -
      count(distinct usage.card) filter (where 'already-recorded' <> all (usage.flags)))::int as twice
  from kaiku.show
  left join kaiku.usage on usage.show_id = show.id and usage.state = 'counted'
  where show.id = any ($1) group by show.id`;

const rowsOfShow = `
  select id::text, state, flags,
    coalesce((select sum(taken) from kaiku.tally where show_id = $1), 0)::int as taken
  from (select id, state, flags from kaiku.usage where show_id = $1
    union all select id, state, '{}' from kaiku.visit where show_id = $1) as kept`;

export interface Observer {
  /** Returns the faults of these shows at this moment; empty if there are none. */
  sample(shows: readonly Pick<LiveShow, 'id' | 'requestsOnly'>[]): Promise<readonly string[]>;
  /** Returns the tickets taken of a show and all its rows. */
  rows(showId: string): Promise<EndRows>;
  /** Returns how many tickets leases of these shows have reassigned. */
  reassigned(showIds: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

export async function createObserver(url: string): Promise<Observer> {
  // A pool, because it connects again after a failover.
  const client = new pg.Pool({ connectionString: url, max: 1 });
  client.on('error', () => {});
  return {
    async sample(shows) {
      const { rows } = await client.query<Sample>(sampleShows, [shows.map(({ id }) => id)]);
      return rows.flatMap((row) => wrongIn(row, shows.find(({ id }) => id === row.id)?.requestsOnly ?? false));
    },
    async rows(showId) {
      const { rows } = await client.query<KeptRow & { id: string; taken: number }>(rowsOfShow, [showId]);
      return {
        taken: rows[0]?.taken ?? 0,
        rows: new Map(rows.map(({ id, state, flags }) => [id, { state, flags }])),
      };
    },
    async reassigned(showIds) {
      const sum = 'select coalesce(sum(reassigned), 0)::int as reassigned from kaiku.lease where show_id = any ($1)';
      const { rows } = await client.query<{ reassigned: number }>(sum, [showIds]);
      return rows[0]?.reassigned ?? 0;
    },
    close: () => client.end(),
  };
}

/**
 * No request exceeds the cap. A report may, which the history of a show accounts for; so check shows without reports here.
 */
function wrongIn({ id, cap, taken, counted, twice }: Sample, requestsOnly: boolean): string[] {
  const wrong: string[] = [];
  if (requestsOnly && taken > cap) wrong.push(`${id}: ${taken} taken, though the cap is ${cap}`);
  if (taken !== counted) wrong.push(`${id}: ${taken} taken, but its rows add up to ${counted}`);
  if (twice !== 0) wrong.push(`${id}: ${twice} usages too many of the same cards`);
  return wrong;
}
