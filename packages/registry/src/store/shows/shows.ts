import { type Day, helsinkiDay, overAfterMs, type ShowFacts } from '@kaiku/client/admission';
import type { Queries } from '../database/database.ts';

/** What is asked of `show join venue`, besides its tally. */
export const showColumns = `show.id, show.name, venue.name as venue, show.kind, show.admission, show.starts_at as "startsAt", show.seats,
  show.cap, show.cap_is_hard as "capIsHard", show.cancelled_at is not null as cancelled, show.reservation_opens as "reservationOpens", show.redemption_opens_min as "redemptionOpensMin",
  show.reservations_lapse_min as "reservationsLapseMin",
  show.version`;

/** A show as `showColumns` give it, with its tally. */
export type ShowRow = Required<Omit<ShowFacts, 'startsAt'>> & { readonly startsAt: Date; readonly version: number };

/** Tickets taken of a show, and tickets that devices hold of it. */
export type Tally = Required<Pick<ShowFacts, 'taken' | 'leased'>>;

const seen = `
  select ${showColumns}, taken_at(show.id, tally.day, coalesce(tally.taken, 0), $3) as taken,
    leased_at(show.id, tally.day, coalesce(tally.leased, 0), $3) as leased
  from show join venue on venue.id = show.venue_id
  left join tally on tally.show_id = show.id and tally.day = tally_day(show.admission, $2)
  where may_see($1, show.venue_id)`;

/**
 * The shows a venue may record for, by start, with the tickets taken (where it admits per day: on the day of `atMs`): those that
 * begin on the day `from` or later. Default: today's and later ones, and those of last night that may still be on. What is
 * open day after day is always among them.
 */
export async function listShows(
  queries: Queries,
  { venueId, from, atMs }: { readonly venueId: string; readonly from?: Day | undefined; readonly atMs: number },
): Promise<readonly ShowFacts[]> {
  const sql = `${seen} and (show.admission = 'per-day' or (show.starts_at at time zone 'Europe/Helsinki')::date >= $4
    or show.starts_at > $5) order by show.starts_at, show.id`;
  const notOverFrom = from === undefined ? new Date(atMs - overAfterMs).toISOString() : null;
  const rows = await queries.query<ShowRow>(sql, [...valuesOf(venueId, atMs), from ?? helsinkiDay(atMs), notOverFrom]);
  return rows.map(toShow);
}

/** Those of some shows that a venue may record for, by start. */
export async function someShows(
  queries: Queries,
  { venueId, showIds, atMs }: { readonly venueId: string; readonly showIds: readonly string[]; readonly atMs: number },
): Promise<readonly ShowFacts[]> {
  const sql = `${seen} and show.id = any ($4) order by show.starts_at, show.id`;
  const rows = await queries.query<ShowRow>(sql, [...valuesOf(venueId, atMs), showIds]);
  return rows.map(toShow);
}

/** One of them; `undefined` where it is not among them. */
export async function findShow(
  queries: Queries,
  { venueId, showId, atMs }: { readonly venueId: string; readonly showId: string; readonly atMs: number },
): Promise<ShowFacts | undefined> {
  const [row] = await queries.query<ShowRow>(`${seen} and show.id = $4`, [...valuesOf(venueId, atMs), showId]);
  return row && toShow(row);
}

function valuesOf(venueId: string, atMs: number) {
  return [venueId, helsinkiDay(atMs), new Date(atMs).toISOString()] as const;
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
    // At the start unless it says otherwise.
    ...(row.reservationsLapseMin !== 0 && { reservationsLapseMin: row.reservationsLapseMin }),
    ...(row.capIsHard && { capIsHard: true }),
    ...(row.cancelled && { cancelled: true }),
  };
  return withTally(show, row);
}

/** A show with another tally. Where nothing is held, nothing is said of it. */
export function withTally({ leased: _, ...show }: ShowFacts, { taken, leased }: Tally): ShowFacts {
  return { ...show, taken, ...(leased > 0 && { leased }) };
}
