import type { Day } from '@kaiku/client/admission';
import { type Queries, toTimestamp } from '../database/database.ts';
import type { KnownDevice } from '../devices/devices.ts';
import { maxStatisticsRows } from './read-statistics.ts';
import type { CapRow, DayRange } from './statistics-query.ts';
import { minClients } from './withhold.ts';

/**
 * Returns the shows with a cap, by day: how many tickets were given, who was turned away, and when it was full. Of a show
 * that admits per day, each day with visits. For a coordinator of all venues, for another device of its own and its clients.
 * Cancelled shows are left out. One row more than `maxStatisticsRows` if there are more.
 */
export async function readCaps(
  queries: Queries,
  { role, venueId }: KnownDevice,
  { from, to, atMs }: DayRange & { readonly atMs: number },
): Promise<readonly CapRow[]> {
  const venues = role === 'coordinator' ? 'select id from venue' : 'select visible_venues($1)';
  const rows = await queries.query<Row>(
    `with asked as (select $1::text), shows as materialized (
       select show.* from (${venues}) as venue (id) cross join lateral (
         select * from show where venue_id = venue.id and admission = 'once'
           and starts_at >= $2::date::timestamp at time zone 'Europe/Helsinki'
           and starts_at < ($3::date + 1)::timestamp at time zone 'Europe/Helsinki'
         union all
         select * from show where venue_id = venue.id and admission = 'per-day'
       ) as show
       where cap is not null and cancelled_at is null limit ${maxStatisticsRows + 1}
     )
     select shows.venue_id as venue, venue.name as "venueName", shows.id as show, shows.name as "showName",
       its.on_day::text as day, starts_at as "startsAt", seats, cap, given, coalesce(turned_away, 0)::integer as "turnedAway",
       full_at as "fullAt"
     from shows join venue on venue.id = shows.venue_id
       left join lateral (
         select day, taken from tally where venue_id = shows.venue_id and show_id = shows.id
           and (shows.admission = 'once' or day between $2 and $3) offset 0
       ) as tally on true
       cross join lateral (
         select statistics_day(shows.admission, starts_at, tally.day) as on_day,
           coalesce(tickets_taken(shows.venue_id, shows.id, tally.day, tally.taken, $4), 0) as given
       ) as its
       left join lateral (
         select sum(turned_away) as turned_away from counted
         where venue_id = shows.venue_id and on_day = its.on_day and show_id = shows.id
       ) as away on true
       left join lateral (
         select max(recorded_at) as full_at from usage
         where venue_id = shows.venue_id and show_id = shows.id and day = tally.day and state = 'counted' and given >= cap
       ) as last on true
     where its.on_day is not null
     order by its.on_day, starts_at, shows.id limit ${maxStatisticsRows + 1}`,
    [venueId, from ?? '-infinity', to ?? '9999-12-31', toTimestamp(atMs)],
  );
  return rows.map((row) => {
    const full = row.given >= row.cap;
    const told = { ...row, startsAt: row.startsAt.toISOString(), full, fullAt: row.fullAt?.toISOString() ?? null };
    return row.venue === venueId ? told : withholdSmallNumbers(told);
  });
}

interface Row extends Omit<CapRow, 'startsAt' | 'fullAt' | 'given' | 'turnedAway'> {
  readonly day: Day;
  readonly startsAt: Date;
  readonly given: number;
  readonly turnedAway: number;
  readonly fullAt: Date | null;
}

/** Returns a row for anyone but the venue. That a show with a small cap is full would give its number away. */
function withholdSmallNumbers(row: CapRow): CapRow {
  const toldOf = (number: number | null) => (number !== null && number > 0 && number < minClients ? null : number);
  const given = toldOf(row.given);
  const isTold = given !== null && row.cap >= minClients;
  return { ...row, given, turnedAway: toldOf(row.turnedAway), full: isTold ? row.full : null, fullAt: null };
}
