/** What is added to the rows of figures: clients, if they are counted for these groups, and names. */
import { helsinkiDay } from '@kaiku/client/admission';
import type { Queries } from '../database/database.ts';
import type { KnownDevice } from '../devices/devices.ts';
import type { CountedRow, StatisticsQuery, StatisticsRow } from './statistics-query.ts';

type Rows = readonly StatisticsRow[];

type Counted = readonly CountedRow[];

/**
 * Returns the rows with their clients: of a show, and of one venue in a month or in a calendar year. Where the range cuts a
 * month or a show that admits per day, and for other groups, clients stay null: a sum would count a card twice. So do those
 * of a broker's clients, because the counts have the cards of all sellers.
 */
export async function addClients(
  queries: Queries,
  { role, venueId }: KnownDevice,
  { rows, ...query }: StatisticsQuery & { readonly rows: Counted },
): Promise<Counted> {
  const { by, metadata } = query;
  const isCoordinator = role === 'coordinator';
  const isCounted = metadata === undefined && !by.includes('seller') && !by.includes('input');
  const its = rows.filter(({ isOwn }) => isOwn || isCoordinator);
  if (!isCounted || its.length === 0) return rows;
  if (by.includes('show')) return withClientsOf(await clientsOfShows(queries, query, its), rows, isCoordinator);
  if (isCoordinator && !by.includes('venue')) return rows;
  return withClientsOf(await clientsOfVenues(queries, query, isCoordinator ? null : venueId), rows, isCoordinator);
}

interface Clients {
  readonly venue?: string | undefined;
  readonly show?: string | undefined;
  readonly month?: string | undefined;
  readonly kind: string;
  readonly clients: number;
}

/** The clients of each show. Of a show that admits per day they are those of all its days. */
function clientsOfShows(queries: Queries, { by, from, to }: StatisticsQuery, rows: Rows): Promise<readonly Clients[]> {
  const isOfAllDays = from === undefined && to === undefined && !by.includes('month');
  return queries.query<Clients>(
    `with asked as (select unnest($1::text[]) as id)
     select show.id as show, prefix as kind, sum(clients)::integer as clients
     from asked join show on show.id = asked.id
       cross join lateral (
         select * from counted_clients where venue_id = show.venue_id and show_id = show.id offset 0
       ) as its
     where show.admission = 'once' or $2::boolean group by 1, 2`,
    [[...new Set(rows.flatMap(({ show }) => show ?? []))], isOfAllDays],
  );
}

/** The clients of one venue, or of each, by month; or if the range is one month or year, in that. */
async function clientsOfVenues(
  queries: Queries,
  { by, from, to }: StatisticsQuery,
  venueId: string | null,
): Promise<readonly Clients[]> {
  const groups = [
    ...(by.includes('venue') ? ['venue_id as venue'] : []),
    ...(by.includes('month') ? [`to_char(first_on, 'YYYY-MM') as month`] : []),
  ];
  const range = [from ?? '-infinity', to ?? 'infinity'];
  const period = by.includes('month')
    ? 'first_on between $1::date and $2 and last_on between $1 and $2 and last_on - first_on < 31'
    : 'first_on = $1::date and last_on = $2::date';
  return queries.query<Clients>(
    `select ${[...groups, 'prefix as kind', 'sum(clients)::integer as clients'].join(', ')}
     from counted_clients where show_id = '' and ${period} and ($3::text is null or venue_id = $3)
     group by ${[...groups, ''].map((_, index) => index + 1).join(', ')}`,
    [...range, venueId],
  );
}

function withClientsOf(clients: readonly Clients[], rows: Counted, isCoordinator: boolean): Counted {
  const hasKind = rows.some(({ kind }) => kind !== undefined);
  const keyOf = ({ venue, show, month, kind }: Omit<Clients, 'kind' | 'clients'> & { readonly kind?: string | null }) =>
    JSON.stringify([...(show === undefined ? [venue, month] : [show]), hasKind ? kind || null : null]);
  const byKey = new Map<string, number>();
  for (const each of clients) byKey.set(keyOf(each), (byKey.get(keyOf(each)) ?? 0) + each.clients);
  return rows.map((row) =>
    row.isOwn || isCoordinator
      ? { ...row, clients: byKey.get(keyOf(row as Parameters<typeof keyOf>[0])) ?? null }
      : row,
  );
}

/** Returns the rows with the names of their venues, sellers and shows, and the days of shows. */
export async function addNames(queries: Queries, rows: Rows): Promise<Rows> {
  const venueIds = rows.flatMap(({ venue = [], seller = [] }) => [venue, seller].flat());
  const showIds = rows.flatMap(({ show = [] }) => show);
  if (venueIds.length + showIds.length === 0) return rows;
  const [venues, shows] = await Promise.all([
    queries.query<{ id: string; name: string }>('select id, name from venue where id = any ($1::text[])', [
      [...new Set(venueIds)],
    ]),
    queries.query<{ id: string; name: string; startsAt: Date; isPerDay: boolean }>(
      `with asked as (select unnest($1::text[]) as id)
       select id, name, starts_at as "startsAt", admission = 'per-day' as "isPerDay" from asked join show using (id)`,
      [[...new Set(showIds)]],
    ),
  ]);
  const venueNames = new Map(venues.map(({ id, name }) => [id, name]));
  const byShow = new Map(shows.map((show) => [show.id, show]));
  return rows.map((row) => {
    const show = row.show === undefined ? undefined : byShow.get(row.show);
    return {
      ...row,
      ...(row.venue !== undefined && { venueName: venueNames.get(row.venue) ?? row.venue }),
      ...(row.seller !== undefined && { sellerName: venueNames.get(row.seller) ?? row.seller }),
      ...(show !== undefined && { showName: show.name }),
      ...(show !== undefined && !show.isPerDay && { day: helsinkiDay(show.startsAt.getTime()) }),
    };
  });
}
