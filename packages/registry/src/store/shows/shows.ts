import { type Day, helsinkiDay, overAfterMs, type ShowFacts } from '@kaiku/client/admission';
import { type Queries, toTimestamp } from '../database/database.ts';

/** A show as the queries select it, with its tally. */
export type ShowRow = Required<Omit<ShowFacts, 'startsAt'>> & { readonly startsAt: Date; readonly version: number };

/** How many tickets of a show are taken, and how many devices have leased. */
export type Tally = Required<Pick<ShowFacts, 'taken' | 'leased'>>;

/** Shows. `$2` is today, `$3` now. */
const shows = `
  select show.id, show.name, venue.name as venue, show.kind, show.admission, show.starts_at as "startsAt", show.seats,
    show.cap, show.cap_is_hard as "capIsHard", show.cancelled_at is not null as cancelled,
    show.reservation_opens as "reservationOpens", show.redemption_opens_min as "redemptionOpensMin",
    show.reservations_lapse_min as "reservationsLapseMin", show.version,
    tickets_taken(show.venue_id, show.id, tally.day, coalesce(tally.taken, 0), $3) as taken,
    tickets_leased(show.venue_id, show.id, tally.day, coalesce(tally.leased, 0), $3) as leased
  from show join venue on venue.id = show.venue_id
  left join tally on tally.venue_id = show.venue_id and tally.show_id = show.id
    and tally.day = tally_day(show.admission, $2)`;

/** Those that the venue `$1` may record for. For a search by the id: may_see uses no index. */
const visibleShows = `${shows} where may_see($1, show.venue_id)`;

/** The most shows of a list. A venue has fewer to come; a broker may have as many as the country. Guess. */
export const maxListedShows = 500;

/**
 * Returns the shows a venue may record for, by start, with the tickets taken (of a show that admits per day: on the day of
 * `atMs`). They start on the day `from` or later. By default they are the shows of today and later, and those of last
 * night that may still be running. A show that admits per day is always included. At most `maxListedShows`.
 */
export async function listShows(
  queries: Queries,
  { venueId, from, atMs }: { readonly venueId: string; readonly from?: Day | undefined; readonly atMs: number },
): Promise<readonly ShowFacts[]> {
  // Two branches, because each has its own index.
  const sql = `${shows} where show.id in (
      select id from (
        select id, starts_at from show where venue_id = any (array(select visible_venues($1)))
          and starts_at >= least($4::date::timestamp at time zone 'Europe/Helsinki', $5)
        union all
        select id, starts_at from show where venue_id = any (array(select visible_venues($1))) and admission = 'per-day'
      ) as listed order by starts_at, id limit ${maxListedShows}
    )
    order by show.starts_at, show.id`;
  const notOverFrom = from === undefined ? toTimestamp(atMs - overAfterMs + 1) : null;
  const rows = await queries.query<ShowRow>(sql, [...valuesOf(venueId, atMs), from ?? helsinkiDay(atMs), notOverFrom]);
  return rows.map(toShow);
}

/** Returns those of some shows that a venue may record for, by start. */
export async function findShows(
  queries: Queries,
  { venueId, showIds, atMs }: { readonly venueId: string; readonly showIds: readonly string[]; readonly atMs: number },
): Promise<readonly ShowFacts[]> {
  const sql = `${visibleShows} and show.id = any ($4) order by show.starts_at, show.id`;
  const rows = await queries.query<ShowRow>(sql, [...valuesOf(venueId, atMs), showIds]);
  return rows.map(toShow);
}

/** Returns a show; `undefined` if the venue may not record for it. */
export async function findShow(
  queries: Queries,
  { venueId, showId, atMs }: { readonly venueId: string; readonly showId: string; readonly atMs: number },
): Promise<ShowFacts | undefined> {
  const [row] = await queries.query<ShowRow>(`${visibleShows} and show.id = $4`, [...valuesOf(venueId, atMs), showId]);
  return row && toShow(row);
}

function valuesOf(venueId: string, atMs: number) {
  return [venueId, helsinkiDay(atMs), toTimestamp(atMs)] as const;
}

export function toShow(row: ShowRow): ShowFacts {
  const show = {
    id: row.id,
    name: row.name,
    venue: row.venue,
    kind: row.kind,
    admission: row.admission,
    startsAt: row.startsAt.toISOString(),
    seats: row.seats,
    cap: row.cap,
    taken: row.taken,
    reservationOpens: row.reservationOpens,
    redemptionOpensMin: row.redemptionOpensMin,
    // The default, at the start, is left out.
    ...(row.reservationsLapseMin !== 0 && { reservationsLapseMin: row.reservationsLapseMin }),
    ...(row.capIsHard && { capIsHard: true }),
    ...(row.cancelled && { cancelled: true }),
  };
  return withTally(show, row);
}

/** Returns a show with another tally. `leased` is left out if it is 0. */
export function withTally({ leased: _, ...show }: ShowFacts, { taken, leased }: Tally): ShowFacts {
  return { ...show, taken, ...(leased > 0 && { leased }) };
}
