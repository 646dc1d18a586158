import type { Day } from '@kaiku/client/admission';
import type { Queries } from '../database/database.ts';
import type { KnownDevice } from '../devices/devices.ts';

/** What counted usages can be grouped by. */
export type StatisticsGroup = 'venue' | 'show' | 'month' | 'seller';

export interface StatisticsQuery {
  /** Without a group, the result is one row. */
  readonly by: readonly StatisticsGroup[];
  /** A key of the visits' metadata to group by too. A coordinator sees no metadata. Default: none. */
  readonly metadata?: string | undefined;
  /** The first day of shows to count, in Europe/Helsinki. Default: no limit. */
  readonly from?: Day | undefined;
  /** The last day, included. Default: no limit. */
  readonly to?: Day | undefined;
}

/** The counted usages of a group. */
export interface StatisticsRow {
  /** The id of the venue. */
  readonly venue?: string;
  /** The id of the show. */
  readonly show?: string;
  /** `YYYY-MM` */
  readonly month?: string;
  /** The id of the venue or broker whose devices recorded them. */
  readonly seller?: string;
  /** The value of the metadata key; `null` for visits without it. */
  readonly metadata?: string | null;
  readonly usages: number;
  /** One adult per usage (docs/sources.md#one-adult). */
  readonly adults: number;
  readonly children: number;
}

const columns = { venue: 'venue', show: 'show', month: `to_char(day, 'YYYY-MM')`, seller: 'seller' } as const;

/**
 * Returns the number of counted usages by group, in the order of the groups: for a coordinator of all venues, for another
 * device of its venue's own shows and sales. A reservation is not a usage until it is redeemed. The day is the show's
 * in Europe/Helsinki; of a show that admits per day, the visit's.
 */
export async function readStatistics(
  queries: Queries,
  { venueId, kind }: KnownDevice,
  { by, metadata, from, to }: StatisticsQuery,
): Promise<readonly StatisticsRow[]> {
  const groups = by.map((group) => `${columns[group]} as ${group}`);
  if (metadata !== undefined) groups.push('metadata');
  const ordinals = groups.map((_, index) => index + 1).join(', ');
  return queries.query<StatisticsRow>(
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
     ${ordinals === '' ? 'having count(*) > 0' : `group by ${ordinals} order by ${ordinals}`}`,
    [kind === 'coordinator', venueId, from ?? null, to ?? null, metadata ?? null],
  );
}
