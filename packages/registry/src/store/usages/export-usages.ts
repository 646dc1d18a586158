import type { ReportedUsage } from '@kaiku/client/import-file';
import type { Queries } from '../database/database.ts';
import { needsReview, type UsageFilter } from './usages.ts';

/** Runs one statement of the export when it is its turn. */
export type RunInTurn = <T>(work: (queries: Queries) => Promise<T>) => Promise<T>;

/** Rows of a page. It takes a few milliseconds to read and to write as text, and others have their turn in between. */
const defaultPageSize = 500;

/** Shows whose usages a page is read from. It grows while pages are not full. */
const fewShows = 8;
const maxShows = 512;

interface ExportedShow {
  readonly id: string;
  readonly name: string;
  readonly isPerDay: boolean;
  readonly startsAt: string;
}

/** Where a page begins: after this usage of the show. */
interface Position {
  readonly day: string;
  readonly card: string;
  readonly id: string;
}

const beginning: Position = { day: '-infinity', card: '', id: '00000000-0000-0000-0000-000000000000' };

/**
 * Returns the counted usages that the filter selects, in pages, without those that a person must review first, by
 * venue, show and day. The date is the show's; of a show that admits per day, the day of the visit.
 *
 * Each page is a statement of its own, so a slow reader holds no connection and no snapshot, in no kind of database. A
 * usage that is counted from the first page to the last is in the export exactly once. One that is recorded or voided in
 * the meantime may be in it or not.
 */
export async function* exportUsages(
  runInTurn: RunInTurn,
  { venueId, showId, seller }: UsageFilter,
  pageSize: number = defaultPageSize,
): AsyncGenerator<readonly ReportedUsage[], void, void> {
  const venues = await runInTurn((queries) => listVenues(queries, venueId));
  for (const venue of venues) {
    // Of a client's show, a broker may see what it sold: may_see_usage.
    const sellerHere = venue === venueId ? seller : venueId;
    if (seller !== undefined && sellerHere !== seller) continue;
    let shows = await runInTurn((queries) => listExportedShows(queries, venue, showId));
    let position = beginning;
    let howMany = fewShows;
    while (shows.length > 0) {
      const here = shows.slice(0, howMany);
      const rows = await runInTurn((queries) =>
        readPage(queries, { venue, shows: here, position, sellerHere, pageSize }),
      );
      if (rows.length > 0) yield rows.map(toReportedUsage);
      const last = rows.at(-1);
      const isFull = last !== undefined && rows.length === pageSize;
      shows = isFull ? shows.slice(shows.findIndex(({ id }) => id === last.show.id)) : shows.slice(here.length);
      position = isFull ? last : beginning;
      howMany = isFull ? fewShows : Math.min(2 * howMany, maxShows);
    }
  }
}

async function listVenues(queries: Queries, venueId: string): Promise<readonly string[]> {
  const rows = await queries.query<{ id: string }>('select visible_venues($1) as id order by id', [venueId]);
  return rows.map(({ id }) => id);
}

async function listExportedShows(
  queries: Queries,
  venueId: string,
  showId: string | undefined,
): Promise<readonly ExportedShow[]> {
  const rows = await queries.query<Omit<ExportedShow, 'startsAt'> & { readonly startsAt: Date }>(
    `select id, name, admission = 'per-day' as "isPerDay", starts_at as "startsAt"
     from show where venue_id = $1 and ($2::text is null or id = $2) order by starts_at, id`,
    [venueId, showId ?? null],
  );
  return rows.map(({ startsAt, ...show }) => ({ ...show, startsAt: startsAt.toISOString() }));
}

interface Row extends Position {
  readonly show: ExportedShow;
  readonly minors: number;
}

/** Returns the next usages of some shows. It reads a page of each show at most, so its duration has a limit. */
async function readPage(
  queries: Queries,
  page: {
    readonly venue: string;
    readonly shows: readonly ExportedShow[];
    readonly position: Position;
    readonly sellerHere: string | undefined;
    readonly pageSize: number;
  },
): Promise<readonly Row[]> {
  const { venue, shows, position, sellerHere, pageSize } = page;
  const positions = shows.map((_, index) => (index === 0 ? position : beginning));
  const rows = await queries.query<Omit<Row, 'show'> & { readonly nth: number }>(
    `select nth::integer, usage.day::text, usage.card, usage.id::text, usage.minors
     from unnest($1::text[], $2::text[]::date[], $3::text[], $4::text[]::uuid[],
         $7::text[]::boolean[]) with ordinality as page (show_id, day, card, id, is_per_day, nth),
       lateral (
         select usage.day, usage.card, usage.id, usage.minors from usage join device on device.id = usage.device_id
         where usage.venue_id = $8 and usage.show_id = page.show_id and (usage.day, usage.card, usage.id) > (page.day, page.card, page.id)
           and usage.state = 'counted' and usage.how <> 'reserved' and usage.card is not null
           and ($5::text is null or device.venue_id = $5)
           and not ${needsReview('page.is_per_day')}
         order by usage.day, usage.card, usage.id limit $6
       ) as usage
     order by nth, usage.day, usage.card, usage.id limit $6`,
    [
      shows.map(({ id }) => id),
      positions.map(({ day }) => day),
      positions.map(({ card }) => card),
      positions.map(({ id }) => id),
      sellerHere ?? null,
      pageSize,
      shows.map(({ isPerDay }) => String(isPerDay)),
      venue,
    ],
  );
  return rows.flatMap(({ nth, ...row }) => {
    const show = shows[nth - 1];
    return show === undefined ? [] : [{ ...row, show }];
  });
}

function toReportedUsage({ show, day, card, minors }: Row): ReportedUsage {
  // At noon in UTC it is the same day in Helsinki.
  return { card, minors, showName: show.name, showStartsAt: show.isPerDay ? `${day}T12:00:00Z` : show.startsAt };
}
