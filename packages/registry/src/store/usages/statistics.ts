import type { Day } from '@kaiku/client/admission';
import type { Queries } from '../database/database.ts';
import type { KnownDevice } from '../store.ts';

/** What counted usages are grouped by. */
export type StatisticsBy = 'venue' | 'show' | 'month' | 'seller';

export interface StatisticsQuestion {
  /** None: one row of all. */
  readonly by: readonly StatisticsBy[];
  /** A key of the visits' metadata to group by as well. A coordinator sees none of it. Default: none. */
  readonly metadata?: string | undefined;
  /** The first day of shows counted, in Europe/Helsinki. Default: from the beginning. */
  readonly from?: Day | undefined;
  /** The last one, that day included. Default: to the end. */
  readonly to?: Day | undefined;
}

/** Counted usages of a group. */
export interface StatisticsRow {
  /** Its id. */
  readonly venue?: string;
  readonly show?: string;
  /** `YYYY-MM` */
  readonly month?: string;
  /** The id of the venue or broker whose devices recorded them. */
  readonly seller?: string;
  /** The value of the key that was asked by; `null` of visits without it. */
  readonly metadata?: string | null;
  readonly usages: number;
  /** One adult a usage (docs/sources.md#one-adult). */
  readonly adults: number;
  readonly children: number;
}

const columns = { venue: 'venue', show: 'show', month: `to_char(day, 'YYYY-MM')`, seller: 'seller' } as const;

/**
 * Counted usages by group, in the groups' order: a coordinator's of all venues, others' of their own shows and their own
 * sales.
 * What is only reserved is no usage yet, and what was redeemed is one. The day is the show's in Europe/Helsinki; of one
 * that admits per day, the visit's.
 */
export async function readStatistics(
  queries: Queries,
  { venueId, kind }: KnownDevice,
  { by, metadata, from, to }: StatisticsQuestion,
): Promise<readonly StatisticsRow[]> {
  const groups = by.map((group) => `${columns[group]} as ${group}`);
  if (metadata !== undefined) groups.push('metadata');
  const places = groups.map((_, index) => index + 1).join(', ');
  const rows = await queries.query<StatisticsRow>(
    `select ${[...groups, 'count(*)::integer as usages', 'count(*)::integer as adults'].join(', ')},
       coalesce(sum(minors), 0)::integer as children
     from (
       select show.venue_id as venue, show.id as show, device.venue_id as seller, usage.minors,
         case when not $1 then visit.metadata ->> $5 end as metadata,
         case when show.admission = 'per-day' then usage.day
              else (show.starts_at at time zone 'Europe/Helsinki')::date end as day
       from usage join show on show.id = usage.show_id join device on device.id = usage.device_id
         join visit on visit.id = usage.visit_id
       where usage.state = 'counted' and usage.how <> 'reserved'
         and ($1 or may_see_usage($2, show.venue_id, device.venue_id))
     ) as used
     where day between coalesce($3::date, '-infinity') and coalesce($4::date, 'infinity')
     ${places === '' ? 'having count(*) > 0' : `group by ${places} order by ${places}`}`,
    [kind === 'coordinator', venueId, from ?? null, to ?? null, metadata ?? null],
  );
  return rows;
}
