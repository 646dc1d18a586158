import type { Queries } from '../database/database.ts';
import type { KnownDevice } from '../devices/devices.ts';
import { maySeeUsage } from '../usages/usages.ts';
import { addClients, addNames } from './row-facts.ts';
import type { CountedRow, StatisticsQuery, StatisticsRow } from './statistics-query.ts';
import { withholdSmall } from './withhold.ts';

const columns = {
  venue: 'venue_id',
  show: 'show_id',
  month: `to_char(on_day, 'YYYY-MM')`,
  seller: 'seller_id',
  input: `nullif(input, '')`,
  kind: `nullif(prefix, '')`,
} as const;

/** Rows of a result. They are read and written at one go, during which nothing else is answered. */
export const maxStatisticsRows = 10_000;

/**
 * Returns the figures by group, in the order of the groups: for a coordinator of all venues, for another device of its
 * venue's own shows and sales. A reservation is not a usage until it is redeemed. The day is the show's in
 * Europe/Helsinki; of a show that admits per day, the visit's. A usage whose day may be wrong is left out until a person
 * has reviewed it. One row more than `maxStatisticsRows` if there are more.
 */
export async function readStatistics(
  queries: Queries,
  device: KnownDevice,
  query: StatisticsQuery,
): Promise<readonly StatisticsRow[]> {
  const counted = await readCounted(queries, device, query);
  const rows = await addClients(queries, device, { ...query, rows: counted });
  return addNames(queries, withholdSmall(rows, query));
}

/** Returns the counts, without the clients. */
async function readCounted(
  queries: Queries,
  { venueId, role }: KnownDevice,
  { by, metadata, from, to }: StatisticsQuery,
): Promise<readonly CountedRow[]> {
  const groups = by.map((group) => `${columns[group]} as ${group}`);
  if (metadata !== undefined) groups.push('metadata');
  const ordinals = groups.map((_, index) => index + 1).join(', ');
  const seesOwn = role !== 'coordinator';
  const visible = seesOwn ? maySeeUsage('venue_id', 'seller_id') : 'true';
  const source = sourceOf({ readsVisits: seesOwn && metadata !== undefined, hasShows: by.includes('show') });
  return queries.query<CountedRow>(
    // The types of all parameters, because each source uses only some.
    `with asked as (select $1::text, $2::date, $3::date, $4::text)
     select ${[...groups, ...measures].join(', ')}
     from (${source(visible)}) as used
     ${ordinals === '' ? '' : `group by ${ordinals}`}
     having sum(usages) > 0 or sum(voided) > 0 or sum(turned_away) > 0
     ${ordinals === '' ? '' : `order by ${ordinals}`}
     limit ${maxStatisticsRows + 1}`,
    [venueId, from ?? '-infinity', to ?? 'infinity', metadata ?? null],
  );
}

const numbers = ['usages', 'children', 'provisional', 'flagged', 'not_checked', 'voided', 'turned_away'] as const;

const measures = [
  'sum(usages)::integer as usages',
  'sum(usages)::integer as adults',
  'sum(children)::integer as children',
  'null::integer as clients',
  'sum(turned_away)::integer as "turnedAway"',
  'sum(provisional)::integer as provisional',
  'sum(flagged)::integer as flagged',
  'sum(not_checked)::integer as "notChecked"',
  'sum(voided)::integer as voided',
  'bool_and(venue_id = $1) as "isOwn"',
];

type Source = (visible: string) => string;

const dimensions = 'venue_id, show_id, on_day, seller_id, input, prefix';

const byShow: Source = (visible) => `
  select ${dimensions}, ${numbers.join(', ')}, null as metadata
  from counted where ${visible} and on_day between $2 and $3`;

/** The first day of the first whole month, and the first day after the last one. */
const firstMonth = `date_trunc('month', $2::date + interval '1 month' - interval '1 day')::date`;
const endMonth = `date_trunc('month', $3::date + 1)::date`;

/** The counts of whole months, and of the days before and after them. */
const byMonth: Source = (visible) => `
  select venue_id, null as show_id, month as on_day, seller_id, input, prefix, ${numbers.join(', ')}, null as metadata
  from counted_by_month where ${visible} and month >= ${firstMonth} and month < ${endMonth}
  union all ${byShow(visible)} and on_day < ${firstMonth}
  union all ${byShow(visible)} and on_day >= greatest(${firstMonth}, ${endMonth})`;

/**
 * Only visits have metadata, so these are the usages themselves, from the venue's shows on. A coordinator sees no
 * metadata. Who was turned away has none.
 */
const byVisit: Source = (visible) => `
  select * from (
    select show.venue_id, show.id as show_id, statistics_day(show.admission, show.starts_at, usage.day) as on_day,
      device.venue_id as seller_id, coalesce(usage.input, '') as input, coalesce(usage.prefix, '') as prefix,
      is_in::integer as usages, is_in::integer * usage.minors as children,
      (is_in and usage.provisional)::integer as provisional,
      (is_in and usage.provisional and is_flagged(usage.flags))::integer as flagged,
      (is_in and usage.flags && '{card-not-checked}')::integer as not_checked, (usage.state = 'voided')::integer as voided,
      0 as turned_away, visit.metadata ->> $4 as metadata
    from show
      cross join lateral (
        select * from usage where venue_id = show.venue_id and show_id = show.id and state in ('counted', 'voided')
          and how <> 'reserved' offset 0
      ) as usage
      cross join lateral (select is_in_statistics(usage.state, usage.how, usage.flags, show.admission) as is_in) as its
      cross join lateral (select * from device where id = usage.device_id offset 0) as device
      join visit on visit.venue_id = usage.venue_id and visit.id = usage.visit_id
    where show.venue_id = any (array(select visible_venues($1)))
    union all
    select ${dimensions}, 0, 0, 0, 0, 0, 0, turned_away, null
    from counted where venue_id = any (array(select visible_venues($1))) and turned_away > 0
  ) as counted where ${visible} and on_day between $2 and $3`;

function sourceOf({ readsVisits, hasShows }: { readonly readsVisits: boolean; readonly hasShows: boolean }): Source {
  if (readsVisits) return byVisit;
  return hasShows ? byShow : byMonth;
}
