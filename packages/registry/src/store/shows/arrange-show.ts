import {
  admissionOf,
  type CapTooLow,
  checkCap,
  helsinkiDay,
  mayLimitRedemption,
  type ShowFacts,
} from '@kaiku/client/admission';
import type { CancelRequest, ShowChange, ShowRequest } from '@kaiku/client/contract';
import { type Database, type Queries, type SqlValue, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { findShow } from './shows.ts';

/** The result of creating, changing or cancelling a show. */
export type ArrangeResult =
  | { readonly outcome: 'arranged'; readonly first: boolean; readonly show: ShowFacts }
  | { readonly outcome: 'cap-too-low'; readonly tooLow: CapTooLow }
  /** A course may not limit when it is redeemed. */
  | { readonly outcome: 'course-window' }
  | { readonly outcome: 'mismatch' }
  /** The show is a client's. Only the client's own devices arrange it. */
  | { readonly outcome: 'client-show' }
  /** The show, or the venue it is for, is unknown or another venue's. */
  | { readonly outcome: 'unknown-show' };

/** The result of deleting a show. `in-use`: a visit was recorded or a ticket leased for it. */
export type DeleteResult =
  | { readonly outcome: 'deleted' | 'in-use' }
  | Extract<ArrangeResult, { outcome: 'client-show' | 'unknown-show' }>;

/** Creates a show of the device's venue. Its id is its idempotency key. */
export function createShow(
  database: Database,
  { device, request, atMs }: { readonly device: Device; readonly request: ShowRequest; readonly atMs: number },
): Promise<ArrangeResult> {
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
    const violation = policyViolationOf(show);
    if (violation !== undefined) return violation;
    if (await insertShow(queries, venueId, show)) return { outcome: 'arranged', first: true, show };
    const existing = await findShow(queries, { venueId, showId: show.id, atMs });
    const isSame = existing !== undefined && creationFactsOf(existing) === creationFactsOf(show);
    return isSame ? { outcome: 'arranged', first: false, show: existing } : { outcome: 'mismatch' };
  });
}

async function insertShow(queries: Queries, venueId: string, show: ShowFacts): Promise<boolean> {
  const rows = await queries.query(
    `insert into show (id, name, starts_at, seats, cap, reservation_opens, redemption_opens_min, cap_is_hard,
       reservations_lapse_min, venue_id, kind, admission)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing returning id`,
    [...changeableValuesOf(show), venueId, show.kind, admissionOf(show)],
  );
  return rows.length > 0;
}

/** The id of a show, and the columns that `changeShow` may write. */
function changeableValuesOf(show: ShowFacts): readonly SqlValue[] {
  return [
    show.id,
    show.name,
    show.startsAt,
    show.seats,
    show.cap,
    show.reservationOpens,
    show.redemptionOpensMin,
    show.capIsHard ?? false,
    // Left out of a show's facts if it is the default: at the start.
    show.reservationsLapseMin === undefined ? 0 : show.reservationsLapseMin,
  ];
}

/** Returns the rule of the programme that a show would break; `undefined` if none. */
function policyViolationOf(
  show: ShowFacts,
): Extract<ArrangeResult, { outcome: 'cap-too-low' | 'course-window' }> | undefined {
  const tooLow = checkCap(show);
  if (tooLow !== undefined) return { outcome: 'cap-too-low', tooLow };
  return show.redemptionOpensMin === null || mayLimitRedemption(show) ? undefined : { outcome: 'course-window' };
}

/** Returns everything a show was created with, as a text to compare. */
function creationFactsOf({ taken: _, leased: __, cancelled: ___, ...show }: ShowFacts): string {
  return JSON.stringify(Object.entries(show).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Changes a show. The cap may go below what is taken; then no one is admitted until enough visits are voided.
 */
export function changeShow(
  database: Database,
  request: ShowAction & { readonly change: ShowChange },
): Promise<ArrangeResult> {
  return withLockedShow<ArrangeResult>(database, request, async (queries, before) => {
    const show = changed(before, request.change);
    const violation = policyViolationOf(show);
    if (violation !== undefined) return violation;
    await queries.query(
      `update show set name = $2, starts_at = $3, seats = $4, cap = $5, reservation_opens = $6,
         redemption_opens_min = $7, cap_is_hard = $8, reservations_lapse_min = $9, version = version + 1 where id = $1`,
      changeableValuesOf(show),
    );
    return { outcome: 'arranged', first: false, show };
  });
}

/** Cancels a show: no request is counted for it from now on. Safe to repeat. */
export function cancelShow(
  database: Database,
  request: ShowAction & { readonly cancellation: CancelRequest },
): Promise<ArrangeResult> {
  const { device, cancellation, atMs } = request;
  return withLockedShow<ArrangeResult>(database, request, async (queries, { id }) => {
    const at = toTimestamp(atMs);
    await queries.query(
      `update show set cancelled_at = $2, cancel_reason = $3, version = version + 1 where id = $1 and cancelled_at is null`,
      [id, at, cancellation.reason],
    );
    if (cancellation.visits === 'void') await queries.query('select void_all($1, $2, $3)', [id, device.id, at]);
    const show = await findShow(queries, { venueId: device.venueId, showId: id, atMs });
    return show === undefined ? { outcome: 'unknown-show' } : { outcome: 'arranged', first: false, show };
  });
}

/** Deletes a show if no visit was ever recorded and no ticket ever leased for it. */
export function deleteShow(database: Database, request: ShowAction): Promise<DeleteResult> {
  return withLockedShow<DeleteResult>(database, request, async (queries, { id }) => {
    const { venueId } = request.device;
    const [row] = await queries.query<{ inUse: boolean }>(
      `select exists (select from visit where venue_id = $2 and show_id = $1)
         or exists (select from lease where venue_id = $2 and show_id = $1)
         or exists (select from recorded_for where venue_id = $2 and show_id = $1)
         or exists (select from brokered where show_id = $1) as "inUse"`,
      [id, venueId],
    );
    if (row?.inUse) return { outcome: 'in-use' };
    await queries.query('delete from tally where venue_id = $2 and show_id = $1', [id, venueId]);
    await queries.query('delete from show where id = $1', [id]);
    return { outcome: 'deleted' };
  });
}

interface ShowAction {
  readonly device: Device;
  readonly showId: string;
  readonly atMs: number;
}

/** Runs `work` on a show of the device's own venue while no visit can be counted for it. */
function withLockedShow<T>(
  database: Database,
  { device: { venueId }, showId, atMs }: ShowAction,
  work: (queries: Queries, show: ShowFacts) => Promise<T>,
): Promise<T | { readonly outcome: 'client-show' | 'unknown-show' }> {
  return database.transaction(async (queries) => {
    const question = { venueId, showId, atMs };
    if ((await findShow(queries, question)) === undefined) return { outcome: 'unknown-show' };
    const [own] = await queries.query('select from show where id = $1 and venue_id = $2', [showId, venueId]);
    if (own === undefined) return { outcome: 'client-show' };
    const today = helsinkiDay(atMs);
    await queries.query('select lock_tally(venue_id, id, tally_day(admission, $2)) from show where id = $1', [
      showId,
      today,
    ]);
    await queries.query('select from tally where venue_id = $2 and show_id = $1 order by day for no key update', [
      showId,
      venueId,
    ]);
    await queries.query('select from show where id = $1 for no key update', [showId]);
    const show = await findShow(queries, question);
    return show === undefined ? { outcome: 'unknown-show' } : work(queries, show);
  });
}

function changed(
  { capIsHard: wasHard = false, reservationsLapseMin: lapsedMin = 0, ...show }: ShowFacts,
  { startsAt = show.startsAt, capIsHard = wasHard, reservationsLapseMin = lapsedMin, ...change }: ShowChange,
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
