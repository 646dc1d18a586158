import { admissionOf, checkCap, helsinkiDay, mayLimitRedemption, type ShowFacts } from '@kaiku/client/admission';
import type { CancelRequest, ShowChange, ShowRequest } from '@kaiku/client/contract';
import type { Database, Queries } from '../database/database.ts';
import type { Arranged, Deleted, Device } from '../store.ts';
import { findShow } from './shows.ts';

/** Makes a show of the device's venue. Its id is its idempotency key. */
export function createShow(
  database: Database,
  { device, request, atMs }: { readonly device: Device; readonly request: ShowRequest; readonly atMs: number },
): Promise<Arranged> {
  const { venueId = device.venueId, capIsHard, reservationsLapseMin, ...facts } = request;
  return database.transaction(async (queries) => {
    const [venue] = await queries.query<{ name: string }>('select name from venue where id = $1 and may_see($2, id)', [
      venueId,
      device.venueId,
    ]);
    if (venue === undefined) return { outcome: 'unknown-show' };
    if (venueId !== device.venueId) return { outcome: 'client-show' };
    const startsAt = new Date(facts.startsAt).toISOString();
    const show = {
      ...facts,
      admission: admissionOf(facts),
      ...(capIsHard && { capIsHard }),
      ...(reservationsLapseMin === 0 ? {} : { reservationsLapseMin }),
      startsAt,
      venue: venue.name,
      taken: 0,
    };
    const wrong = wrongWith(show);
    if (wrong !== undefined) return wrong;
    const made = await insertShow(queries, venueId, show);
    if (made) return { outcome: 'arranged', first: true, show };
    const there = await findShow(queries, { venueId, showId: show.id, atMs });
    const isTheSame = there !== undefined && sameFacts(there) === sameFacts(show);
    return isTheSame ? { outcome: 'arranged', first: false, show: there } : { outcome: 'mismatch' };
  });
}

async function insertShow(queries: Queries, venueId: string, show: ShowFacts): Promise<boolean> {
  const made = await queries.query(
    `insert into show (id, venue_id, name, kind, starts_at, seats, cap, reservation_opens, redemption_opens_min, cap_is_hard,
       admission, reservations_lapse_min)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing returning id`,
    [
      show.id,
      venueId,
      show.name,
      show.kind,
      show.startsAt,
      show.seats,
      show.cap,
      show.reservationOpens,
      show.redemptionOpensMin,
      show.capIsHard ?? false,
      admissionOf(show),
      lapseOf(show),
    ],
  );
  return made.length > 0;
}

/** What the policy has against a show as it is to be; `undefined` where nothing. */
function wrongWith(show: ShowFacts): Extract<Arranged, { outcome: 'cap-too-low' | 'course-window' }> | undefined {
  const tooLow = checkCap(show);
  if (tooLow !== undefined) return { outcome: 'cap-too-low', tooLow };
  return show.redemptionOpensMin === null || mayLimitRedemption(show) ? undefined : { outcome: 'course-window' };
}

/** Left out of a show's facts where it is the usual: at the start. */
function lapseOf({ reservationsLapseMin = 0 }: ShowFacts): number | null {
  return reservationsLapseMin;
}

/** All that a show is made with, as a text. */
function sameFacts({ taken: _, leased: __, cancelled: ___, ...show }: ShowFacts): string {
  return JSON.stringify(Object.entries(show).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Changes a show while nobody counts for it. The cap may go below what is taken: then nobody is admitted until enough
 * is given back.
 */
export function changeShow(database: Database, facts: Arranging & { readonly change: ShowChange }): Promise<Arranged> {
  const { change } = facts;
  return whileHeld<Arranged>(database, facts, async (queries, before) => {
    const showId = before.id;
    const show = changed(before, change);
    const wrong = wrongWith(show);
    if (wrong !== undefined) return wrong;
    await queries.query(
      `update show set name = $2, starts_at = $3, seats = $4, cap = $5, reservation_opens = $6,
         redemption_opens_min = $7, cap_is_hard = $8, reservations_lapse_min = $9, version = version + 1 where id = $1`,
      [
        showId,
        show.name,
        show.startsAt,
        show.seats,
        show.cap,
        show.reservationOpens,
        show.redemptionOpensMin,
        show.capIsHard ?? false,
        lapseOf(show),
      ],
    );
    return { outcome: 'arranged', first: false, show };
  });
}

/** Cancels a show: no request is counted for it from now on. Again and again the same. */
export function cancelShow(
  database: Database,
  facts: Arranging & { readonly cancellation: CancelRequest },
): Promise<Arranged> {
  const { device, cancellation, atMs } = facts;
  return whileHeld<Arranged>(database, facts, async (queries, { id }) => {
    const at = new Date(atMs).toISOString();
    await queries.query(
      `update show set cancelled_at = $2, cancel_reason = $3, version = version + 1 where id = $1 and cancelled_at is null`,
      [id, at, cancellation.reason],
    );
    if (cancellation.visits === 'void') await queries.query('select void_all($1, $2, $3)', [id, device.id, at]);
    const show = await findShow(queries, { venueId: device.venueId, showId: id, atMs });
    return show === undefined ? { outcome: 'unknown-show' } : { outcome: 'arranged', first: false, show };
  });
}

/** Deletes a show for which nothing was ever recorded or reassigned. */
export function deleteShow(database: Database, facts: Arranging): Promise<Deleted> {
  return whileHeld<Deleted>(database, facts, async (queries, { id }) => {
    const [row] = await queries.query<{ inUse: boolean }>(
      `select exists (select from visit where show_id = $1) or exists (select from lease where show_id = $1)
         or exists (select from recorded_for where show_id = $1) as "inUse"`,
      [id],
    );
    if (row?.inUse) return { outcome: 'in-use' };
    await queries.query('delete from tally where show_id = $1', [id]);
    await queries.query('delete from show where id = $1', [id]);
    return { outcome: 'deleted' };
  });
}

interface Arranging {
  readonly device: Device;
  readonly showId: string;
  readonly atMs: number;
}

/** Does something with a show of the device's own venue while nobody counts for it. */
function whileHeld<T>(
  database: Database,
  { device: { venueId }, showId, atMs }: Arranging,
  work: (queries: Queries, show: ShowFacts) => Promise<T>,
): Promise<T | { readonly outcome: 'client-show' | 'unknown-show' }> {
  return database.transaction(async (queries) => {
    const look = { venueId, showId, atMs };
    if ((await findShow(queries, look)) === undefined) return { outcome: 'unknown-show' };
    const [own] = await queries.query('select from show where id = $1 and venue_id = $2', [showId, venueId]);
    if (own === undefined) return { outcome: 'client-show' };
    const today = helsinkiDay(atMs);
    await queries.query('select hold_tally(id, tally_day(admission, $2)) from show where id = $1', [showId, today]);
    await queries.query('select from tally where show_id = $1 order by day for no key update', [showId]);
    await queries.query('select from show where id = $1 for no key update', [showId]);
    const show = await findShow(queries, look);
    return show === undefined ? { outcome: 'unknown-show' } : work(queries, show);
  });
}

function changed(
  { capIsHard: wasHard = false, reservationsLapseMin: lapsed = 0, ...show }: ShowFacts,
  { startsAt = show.startsAt, capIsHard = wasHard, reservationsLapseMin = lapsed, ...change }: ShowChange,
): ShowFacts {
  const {
    name = show.name,
    seats = show.seats,
    cap = show.cap,
    reservationOpens = show.reservationOpens,
    redemptionOpensMin = show.redemptionOpensMin,
  } = change;
  return {
    ...show,
    name,
    seats,
    cap,
    reservationOpens,
    redemptionOpensMin,
    startsAt: new Date(startsAt).toISOString(),
    ...(reservationsLapseMin !== 0 && { reservationsLapseMin }),
    ...(capIsHard && { capIsHard }),
  };
}
