import type { Day } from '@kaiku/client/admission';
import type { Queries } from '../database/database.ts';
import type { KnownDevice } from '../devices/devices.ts';
import { maySeeUsage } from './usages.ts';

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

const columns = {
  venue: 'venue_id',
  show: 'show_id',
  month: `to_char(on_day, 'YYYY-MM')`,
  seller: 'seller_id',
} as const;

/** Rows of a result. They are read and written at one go, during which nothing else is answered. */
export const maxStatisticsRows = 10_000;

/**
 * Returns the number of counted usages by group, in the order of the groups: for a coordinator of all venues, for another
 * device of its venue's own shows and sales. A reservation is not a usage until it is redeemed. The day is the show's
 * in Europe/Helsinki; of a show that admits per day, the visit's. A usage whose day may be wrong is left out until a
 * person has reviewed it. One row more than `maxStatisticsRows` if there are more.
 */
export async function readStatistics(
  queries: Queries,
  { venueId, role }: KnownDevice,
  { by, metadata, from, to }: StatisticsQuery,
): Promise<readonly StatisticsRow[]> {
  const groups = by.map((group) => `${columns[group]} as ${group}`);
  if (metadata !== undefined) groups.push('metadata');
  const ordinals = groups.map((_, index) => index + 1).join(', ');
  const isOwn = role !== 'coordinator';
  const visible = isOwn ? maySeeUsage('venue_id', 'seller_id') : 'true';
  const source = sourceOf({ readsVisits: isOwn && metadata !== undefined, hasShows: by.includes('show') });
  return queries.query<StatisticsRow>(
    // The types of all parameters, because each source uses only some.
    `with asked as (select $1::text, $2::date, $3::date, $4::text)
     select ${[...groups, 'sum(usages)::integer as usages', 'sum(usages)::integer as adults'].join(', ')},
       sum(children)::integer as children
     from (${source(visible)}) as used
     ${ordinals === '' ? '' : `group by ${ordinals}`} having sum(usages) > 0
     ${ordinals === '' ? '' : `order by ${ordinals}`}
     limit ${maxStatisticsRows + 1}`,
    [venueId, from ?? '-infinity', to ?? 'infinity', metadata ?? null],
  );
}

type Source = (visible: string) => string;

const byShow: Source = (visible) => `
  select counted.*, null as metadata from counted where ${visible} and on_day between $2 and $3`;

/** The first day of the first whole month, and the first day after the last one. */
const firstMonth = `date_trunc('month', $2::date + interval '1 month' - interval '1 day')::date`;
const endMonth = `date_trunc('month', $3::date + 1)::date`;

/** The counts of whole months, and of the days before and after them. */
const byMonth: Source = (visible) => `
  select venue_id, null as show_id, month as on_day, seller_id, usages, children, null as metadata
  from counted_by_month where ${visible} and month >= ${firstMonth} and month < ${endMonth}
  union all
  select counted.*, null from counted where ${visible} and on_day between $2 and $3 and on_day < ${firstMonth}
  union all
  select counted.*, null from counted
  where ${visible} and on_day between $2 and $3 and on_day >= greatest(${firstMonth}, ${endMonth})`;

/**
 * Only visits have metadata, so these are the usages themselves, from the venue's shows on. A coordinator sees no metadata.
 */
const byVisit: Source = (visible) => `
  select * from (
    select show.venue_id, show.id as show_id, statistics_day(show.admission, show.starts_at, usage.day) as on_day,
      device.venue_id as seller_id, 1 as usages, usage.minors as children, visit.metadata ->> $4 as metadata
    from show
      cross join lateral (
        select * from usage where venue_id = show.venue_id and show_id = show.id and state = 'counted' offset 0
      ) as usage
      cross join lateral (select * from device where id = usage.device_id offset 0) as device
      join visit on visit.venue_id = usage.venue_id and visit.id = usage.visit_id
    where show.venue_id = any (array(select visible_venues($1)))
      and is_in_statistics(usage.state, usage.how, usage.flags, show.admission)
  ) as counted where ${visible} and on_day between $2 and $3`;

function sourceOf({ readsVisits, hasShows }: { readonly readsVisits: boolean; readonly hasShows: boolean }): Source {
  if (readsVisits) return byVisit;
  return hasShows ? byShow : byMonth;
}
