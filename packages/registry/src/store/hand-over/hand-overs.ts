import type { Day } from '@kaiku/client/admission';
import { call, type Database, type Queries, toTimestamp } from '../database/database.ts';

/** Selects the usages of a run. Default: all that the venue may see. */
export interface HandOverFilter {
  readonly showId?: string | undefined;
  /** The venue or broker whose devices recorded them. */
  readonly seller?: string | undefined;
  /** The first day of the usages. */
  readonly from?: Day | undefined;
  /** The last day of the usages. */
  readonly to?: Day | undefined;
}

/** A run of the hand-over to Kaikukanta: a file of usages, or a list of corrections, or both. */
export interface HandOver {
  /** 1, 2, 3 … for each venue. */
  readonly number: number;
  readonly createdAt: Date;
  /** When its file was first written; `null` before. */
  readonly writtenAt: Date | null;
  /** When the venue confirmed that it had imported the file; `null` before. */
  readonly confirmedAt: Date | null;
}

/** A run that is not confirmed, with what it has. */
export interface ListedHandOver extends Pick<HandOver, 'number' | 'createdAt' | 'writtenAt'> {
  /** Number of usages to import. */
  readonly usages: number;
  /** Number of corrections to make by hand. */
  readonly corrections: number;
  /** The names of its shows, at most ten. */
  readonly shows: readonly string[];
}

/** A usage in a run, as it was when the run was created. */
export interface HandedOver {
  /** `add`: Kaikukanta gets it. `change`, `remove`: a person corrects it there. */
  readonly kind: 'add' | 'change' | 'remove';
  readonly usageId: string;
  readonly card: string;
  readonly minors: number;
  readonly showName: string;
  readonly day: Day;
  readonly startsAt: Date;
  readonly venueName: string;
  readonly sellerName: string;
  /** True if the registry did not check the card. */
  readonly isUnchecked: boolean;
  /** Of a correction: the children and the day that Kaikukanta has. */
  readonly oldMinors: number | null;
  readonly oldDay: Day | null;
}

/** A usage that Kaikukanta did not take. */
export interface ReturnedUsage extends Pick<HandedOver, 'usageId' | 'card' | 'minors' | 'showName' | 'day'> {
  /** The run that it was in. */
  readonly number: number;
  readonly reason: string;
  readonly returnedAt: Date;
}

/** What Kaikukanta did not take, as its list names it. */
export interface Returned {
  readonly card: string;
  readonly day?: Day | undefined;
  readonly reason: string;
}

/** The runs of the hand-over. Each call is all or nothing. */
export interface HandOvers {
  /** Returns the ids of the venues that hand over. A coordinator records nothing. */
  venues(): Promise<readonly string[]>;
  /** Creates a run. Returns its number; `undefined` if there is nothing to hand over. A usage is in one run only. */
  create(venueId: string, filter: HandOverFilter): Promise<number | undefined>;
  /** Returns the runs that are not confirmed, oldest first. */
  open(venueId: string): Promise<readonly HandOver[]>;
  /** Returns what the runs have that are not confirmed, oldest first. */
  list(venueId: string): Promise<readonly ListedHandOver[]>;
  /** Returns the rows of a run, always the same. Those whose cards were erased since are left out. */
  rows(venueId: string, number: number): Promise<readonly HandedOver[]>;
  /** Stores that the file of a run was written. Safe to repeat. */
  written(venueId: string, number: number): Promise<void>;
  /**
   * Stores that the venue has imported the file. Returns false if there is no such run, its file was not written, or an
   * earlier run is not confirmed. Safe to repeat.
   */
  confirm(venueId: string, number: number): Promise<boolean>;
  /**
   * Stores that Kaikukanta did not take a usage. Returns the number of usages that this matches: it is stored if there is
   * one, and also if it was stored before.
   */
  return(venueId: string, returned: Returned): Promise<number>;
  /** Returns the usages that Kaikukanta did not take and that a person has not settled, oldest first. */
  returned(venueId: string): Promise<readonly ReturnedUsage[]>;
  /**
   * Settles a usage that Kaikukanta did not take: the next run has it `again`, or a person has entered it `by-hand`, or given
   * it up. Returns false if it is not in the list.
   */
  settle(venueId: string, usageId: string, how: 'again' | 'by-hand'): Promise<boolean>;
}

/** Usages of a run. Excel opens them in seconds. Guess. */
const maxUsages = 50_000;

/** Returns the hand-over of a database. */
export function createHandOvers(database: Database, now: () => number): HandOvers {
  return {
    async venues() {
      const rows = await database.query<{ id: string }>(`select id from venue where kind <> 'coordinator' order by id`);
      return rows.map(({ id }) => id);
    },
    async create(venueId, { showId, seller, from, to }) {
      const args = { venue: venueId, show: showId ?? null, seller: seller ?? null, from: from ?? null, to: to ?? null };
      const [row] = await database.query<{ number: number | null }>(
        ...call('create_hand_over', { ...args, max: maxUsages, at: toTimestamp(now()) }, 'number'),
      );
      return row?.number ?? undefined;
    },
    open: (venueId) =>
      database.query<HandOver>(
        `select number, created_at as "createdAt", written_at as "writtenAt", confirmed_at as "confirmedAt"
         from hand_over where venue_id = $1 and confirmed_at is null order by number`,
        [venueId],
      ),
    list: (venueId) => listRuns(database, venueId),
    rows: (venueId, number) => readRows(database, venueId, number),
    async written(venueId, number) {
      await database.query(
        `update hand_over set written_at = coalesce(written_at, $3) where venue_id = $1 and number = $2`,
        [venueId, number, toTimestamp(now())],
      );
    },
    async confirm(venueId, number) {
      const args = { venue: venueId, number, at: toTimestamp(now()) };
      const [row] = await database.query<{ confirmed: boolean }>(...call('confirm_hand_over', args, 'confirmed'));
      return row?.confirmed ?? false;
    },
    return: (venueId, returned) => storeReturned(database, { venueId, returned, at: toTimestamp(now()) }),
    returned: (venueId) => listReturned(database, venueId),
    async settle(venueId, usageId, how) {
      const rows = await database.query(
        `update hand_over_row set settled = $3
         where venue_id = $1 and usage_id = $2 and returned_at is not null and settled is null returning number`,
        [venueId, usageId, how],
      );
      return rows.length > 0;
    },
  };
}

function listRuns(queries: Queries, venueId: string): Promise<readonly ListedHandOver[]> {
  return queries.query<ListedHandOver>(
    `select number, created_at as "createdAt", written_at as "writtenAt", its.*
     from hand_over cross join lateral (
       select count(*) filter (where kind = 'add')::integer as usages,
         count(*) filter (where kind <> 'add')::integer as corrections,
         to_jsonb((array_agg(distinct show_name order by show_name))[:10]) as shows
       from hand_over_row where venue_id = hand_over.venue_id and number = hand_over.number and card is not null
     ) as its
     where venue_id = $1 and confirmed_at is null order by number`,
    [venueId],
  );
}

function readRows(queries: Queries, venueId: string, number: number): Promise<readonly HandedOver[]> {
  return queries.query<HandedOver>(
    `select its.kind, its.usage_id::text as "usageId", its.card, its.minors, its.show_name as "showName", its.day::text,
       its.starts_at as "startsAt", venue.name as "venueName", seller.name as "sellerName",
       its.old_minors as "oldMinors", its.old_day::text as "oldDay",
       (select 'card-not-checked' = any (flags) from usage where venue_id = its.of_venue_id and id = its.usage_id)
         as "isUnchecked"
     from hand_over_row as its
     join venue on venue.id = its.of_venue_id join venue as seller on seller.id = its.seller_id
     where its.venue_id = $1 and its.number = $2 and its.card is not null order by its.ordinal`,
    [venueId, number],
  );
}

/** A usage that was voided since is not in Kaikukanta, and no longer anywhere. */
async function storeReturned(
  queries: Queries,
  { venueId, returned, at }: { readonly venueId: string; readonly returned: Returned; readonly at: string },
): Promise<number> {
  const { card, day, reason } = returned;
  const [row] = await queries.query<{ count: number }>(
    `with found as (
       select number, ordinal, returned_at from hand_over_row
       where venue_id = $1 and kind = 'add' and card = $2 and ($3::date is null or day = $3) and settled is null
     ), stored as (
       update hand_over_row as its set returned_at = $4, returned_reason = $5 from found
       where its.venue_id = $1 and its.number = found.number and its.ordinal = found.ordinal and found.returned_at is null
         and (select count(*) from found) = 1
     ) select count(*)::integer as count from found`,
    [venueId, card, day ?? null, at, reason],
  );
  return row?.count ?? 0;
}

function listReturned(queries: Queries, venueId: string): Promise<readonly ReturnedUsage[]> {
  return queries.query<ReturnedUsage>(
    `select number, usage_id::text as "usageId", usage.card, usage.minors, show_name as "showName", its.day::text,
       returned_reason as reason, returned_at as "returnedAt"
     from hand_over_row as its
     cross join lateral (
       select * from usage where venue_id = its.of_venue_id and id = its.usage_id offset 0
     ) as usage
     where its.venue_id = $1 and returned_at is not null and settled is null and usage.state = 'counted'
       and usage.card is not null
     order by number, ordinal`,
    [venueId],
  );
}
