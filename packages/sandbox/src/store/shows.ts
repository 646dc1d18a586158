import type { CardFacts, CardStatus, EarlierUse, ShowFacts, UsageHow } from '@kaiku/client/admission';
import type { Queries } from './database.ts';

const showFacts = `
  select show.id, show.name, venue.name as venue, show.kind, show.starts_at as "startsAt", show.seats, show.cap, show.taken
  from show join venue on venue.id = show.venue_id`;

type ShowRow = Omit<ShowFacts, 'startsAt'> & { readonly startsAt: Date };

export async function listShows(queries: Queries, venueId: string): Promise<readonly ShowFacts[]> {
  const rows = await queries.query<ShowRow>(`${showFacts} where show.venue_id = $1 order by show.starts_at, show.id`, [
    venueId,
  ]);
  return rows.map(toShow);
}

export async function findShow(queries: Queries, venueId: string, showId: string): Promise<ShowFacts | undefined> {
  const [row] = await queries.query<ShowRow>(`${showFacts} where show.venue_id = $1 and show.id = $2`, [
    venueId,
    showId,
  ]);
  return row && toShow(row);
}

/**
 * The show, and nobody else records or annuls for it until the transaction ends.
 * No stronger than needed: the show's key does not change, so rows that refer to it may be written meanwhile.
 */
export async function lockShow(queries: Queries, venueId: string, showId: string): Promise<ShowFacts | undefined> {
  const [row] = await queries.query<ShowRow>(
    `${showFacts} where show.venue_id = $1 and show.id = $2 for no key update of show`,
    [venueId, showId],
  );
  return row && toShow(row);
}

/** What the register knows of a card, and its first counted use for the show. */
export async function lookUpCard(
  queries: Queries,
  showId: string,
  code: string,
): Promise<{ readonly card: CardFacts; readonly earlier: EarlierUse | null }> {
  const [row] = await queries.query<CardRow>(
    `select card.status, card.valid_until_on::text as "validUntilOn", card.minors,
       earlier.how, earlier.recorded_at as "recordedAt"
     from (select) as one
     left join card on card.code = $2
     left join lateral (
       select how, recorded_at from usage where show_id = $1 and card = $2 and state = 'counted'
       order by recorded_at, id limit 1
     ) as earlier on true`,
    [showId, code],
  );
  return { card: toCard(row), earlier: toEarlier(row) };
}

interface CardRow {
  readonly status: CardStatus | null;
  readonly validUntilOn: string | null;
  readonly minors: number | null;
  readonly how: UsageHow | null;
  readonly recordedAt: Date | null;
}

function toShow(row: ShowRow): ShowFacts {
  return { ...row, startsAt: row.startsAt.toISOString() };
}

function toCard(row: CardRow | undefined): CardFacts {
  const { status = null, validUntilOn = null, minors = null } = row ?? {};
  if (status === null || validUntilOn === null || minors === null) return { registered: false };
  return { registered: true, status, validUntilOn, minors };
}

function toEarlier(row: CardRow | undefined): EarlierUse | null {
  const { how = null, recordedAt = null } = row ?? {};
  return how === null || recordedAt === null ? null : { how, recordedAt: recordedAt.toISOString() };
}
