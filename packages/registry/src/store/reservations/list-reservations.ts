import { helsinkiDay, maskCardCode } from '@kaiku/client/admission';
import type { ReservationsAnswer } from '@kaiku/client/contract';
import { type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { findShow } from '../shows/shows.ts';

export type ReservationList = Omit<ReservationsAnswer, 'serverTime'>;

/**
 * Returns the reservations of a show that hold tickets now, by when they were made: of the venue's own show all of them
 * (if it admits per day, today's), of a client's show those that the venue made itself. Returns `undefined` if the venue
 * may not see the show.
 */
export async function listReservations(
  queries: Queries,
  { device, showId, atMs }: { readonly device: Device; readonly showId: string; readonly atMs: number },
): Promise<ReservationList | undefined> {
  const show = await findShow(queries, { venueId: device.venueId, showId, atMs });
  if (show === undefined) return undefined;
  const rows = await queries.query<{ id: string; card: string; minors: number; reservedAt: Date; device: string }>(
    `select usage.id::text, usage.card, usage.minors, usage.recorded_at as "reservedAt", device.name as device
     from show join usage on usage.venue_id = show.venue_id and usage.show_id = show.id join device on device.id = usage.device_id
     where show.id = $1 and usage.day = tally_day(show.admission, $2) and usage.state = 'counted'
       and usage.how = 'reserved' and may_see_usage($3, show.venue_id, device.venue_id)
       and has_lapsed(usage, (select lapsed_before($1, $4))) is not true
     order by usage.recorded_at, usage.id`,
    [showId, helsinkiDay(atMs), device.venueId, toTimestamp(atMs)],
  );
  const reservations = rows.map(({ card, reservedAt, ...reservation }) => ({
    ...reservation,
    maskedCard: maskCardCode(card),
    reservedAt: reservedAt.toISOString(),
  }));
  return { reservations, show };
}
