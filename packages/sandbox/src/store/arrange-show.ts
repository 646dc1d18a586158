import { admissionOf, checkCap, helsinkiDay, mayLimitRedemption, type ShowFacts } from '@kaiku/client/admission';
import type { ShowChange, ShowRequest } from '@kaiku/client/contract';
import type { Database, Queries } from './database.ts';
import { findShow } from './shows.ts';
import type { Arranged, Device } from './store.ts';

/** Makes a show of the device's venue. Its id is its idempotency key. */
export function createShow(
  database: Database,
  { device, request, atMs }: { readonly device: Device; readonly request: ShowRequest; readonly atMs: number },
): Promise<Arranged> {
  const { venueId = device.venueId, capIsHard, ...facts } = request;
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
       admission)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
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

/** All that a show is made with, as a text. */
function sameFacts({ taken: _, held: __, ...show }: ShowFacts): string {
  return JSON.stringify(Object.entries(show).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Changes a show while nobody counts for it. The cap may go below what is taken: then nobody is admitted until enough
 * is given back.
 */
export function changeShow(
  database: Database,
  facts: { readonly device: Device; readonly showId: string; readonly change: ShowChange; readonly atMs: number },
): Promise<Arranged> {
  const { device, showId, change, atMs } = facts;
  return database.transaction(async (queries) => {
    const look = { venueId: device.venueId, showId, atMs };
    if ((await findShow(queries, look)) === undefined) return { outcome: 'unknown-show' };
    const [own] = await queries.query('select from show where id = $1 and venue_id = $2', [showId, device.venueId]);
    if (own === undefined) return { outcome: 'client-show' };
    const today = helsinkiDay(atMs);
    await queries.query('select hold_tally(id, tally_day(admission, $2)) from show where id = $1', [showId, today]);
    await queries.query('select from tally where show_id = $1 order by day for no key update', [showId]);
    await queries.query('select from show where id = $1 for no key update', [showId]);
    const before = await findShow(queries, look);
    if (before === undefined) return { outcome: 'unknown-show' };
    const show = changed(before, change);
    const wrong = wrongWith(show);
    if (wrong !== undefined) return wrong;
    await queries.query(
      `update show set name = $2, starts_at = $3, seats = $4, cap = $5, reservation_opens = $6,
         redemption_opens_min = $7, cap_is_hard = $8, version = version + 1 where id = $1`,
      [
        showId,
        show.name,
        show.startsAt,
        show.seats,
        show.cap,
        show.reservationOpens,
        show.redemptionOpensMin,
        show.capIsHard ?? false,
      ],
    );
    return { outcome: 'arranged', first: false, show };
  });
}

function changed(
  { capIsHard: wasHard = false, ...show }: ShowFacts,
  { startsAt = show.startsAt, capIsHard = wasHard, ...change }: ShowChange,
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
    ...(capIsHard && { capIsHard }),
  };
}
