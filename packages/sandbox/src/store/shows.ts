import { helsinkiDay, type ShowFacts } from '@kaiku/client/admission';
import type { Queries } from './database.ts';

/** What is asked of `show join venue`, besides tickets taken. */
export const showColumns = `show.id, show.name, venue.name as venue, show.kind, show.starts_at as "startsAt", show.seats,
  show.cap, show.reservation_opens as "reservationOpens", show.redemption_opens_min as "redemptionOpensMin",
  show.version`;

/** A show as `showColumns` give it, with tickets taken. */
export type ShowRow = Omit<ShowFacts, 'startsAt'> & { readonly startsAt: Date; readonly version: number };

const seen = `
  select ${showColumns}, coalesce(tally.taken, 0) as taken
  from show join venue on venue.id = show.venue_id
  left join tally on tally.show_id = show.id and tally.day = tally_day(show.kind, $2)
  where may_see($1, show.venue_id)`;

/** The shows a venue may record for, by start, with the tickets taken (of a swimming hall: on the day of `atMs`). */
export async function listShows(queries: Queries, venueId: string, atMs: number): Promise<readonly ShowFacts[]> {
  const rows = await queries.query<ShowRow>(`${seen} order by show.starts_at, show.id`, [venueId, helsinkiDay(atMs)]);
  return rows.map(toShow);
}

/** One of them; `undefined` where it is not among them. */
export async function findShow(
  queries: Queries,
  { venueId, showId, atMs }: { readonly venueId: string; readonly showId: string; readonly atMs: number },
): Promise<ShowFacts | undefined> {
  const [row] = await queries.query<ShowRow>(`${seen} and show.id = $3`, [venueId, helsinkiDay(atMs), showId]);
  return row && toShow(row);
}

export function toShow(row: ShowRow): ShowFacts {
  return {
    id: row.id,
    name: row.name,
    venue: row.venue,
    kind: row.kind,
    startsAt: row.startsAt.toISOString(),
    seats: row.seats,
    cap: row.cap,
    taken: row.taken,
    reservationOpens: row.reservationOpens,
    redemptionOpensMin: row.redemptionOpensMin,
  };
}
