import type { Flag, UsageHow } from '@kaiku/client/admission';
import type { ToReviewAnswer } from '@kaiku/client/contract';
import { type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { retryStatement } from '../shows/retry-on-conflict.ts';
import type { TicketSource } from '../visits/results.ts';

/** One usage in the registry, for tests and demos. A voided or anonymised one has no card. */
export interface UsageRow {
  readonly id: string;
  readonly showId: string;
  readonly deviceId: string;
  readonly visitId: string;
  /**
   * `redeemed`: a reservation whose tickets another usage has given out. `lapsed`: one that was not redeemed in time.
   * Neither counts any longer.
   */
  readonly state: 'counted' | 'redeemed' | 'lapsed' | 'voided';
  readonly card: string | null;
  readonly minors: number;
  readonly how: UsageHow;
  /** The reservation it has redeemed. */
  readonly redeems: string | null;
  /** Of its visit; `null` unless that counts. */
  readonly from: TicketSource | null;
  /** Tickets of its visit that were reassigned from a lease. The cap may be exceeded by that number. */
  readonly reassigned: number;
  /** The device did not know the error of its clock. */
  readonly clockSuspect: boolean;
  readonly recordedAt: Date;
  readonly flags: readonly Flag[];
  /** The device whose token has accepted a day that was flagged as `date-unsure`. */
  readonly acceptedBy: string | null;
}

type UsageToReview = ToReviewAnswer['usages'][number];

/** A page of usages to review. */
export type UsagesToReview = Pick<ToReviewAnswer, 'usages' | 'next'>;

/** Selects counted usages. */
export interface UsageFilter {
  /** The venue that asks. It gets the usages it may see. */
  readonly venueId: string;
  /** Default: all shows. */
  readonly showId?: string | undefined;
  /** The venue whose devices recorded them. Default: any. */
  readonly seller?: string | undefined;
}

/**
 * Returns the condition that the venue $1 may see a usage of a show's venue that a seller recorded, as may_see_usage says.
 * As a set of venues, because an index can search for those. Both arguments are columns.
 */
export const maySeeUsage = (venue: string, seller: string): string =>
  `${venue} = any (array(select visible_venues($1))) and $1 in (${venue}, ${seller})`;

/** Returns all usages of a show that were ever counted, by when they were recorded. */
export async function listUsages(queries: Queries, showId: string): Promise<readonly UsageRow[]> {
  return queries.query<UsageRow>(
    `select usage.id::text, usage.show_id as "showId", usage.device_id as "deviceId", visit_id::text as "visitId", usage.state,
       card, minors, how, redeems::text, counted_from as "from", reassigned, clock_suspect as "clockSuspect",
       usage.recorded_at as "recordedAt", flags, accepted_by as "acceptedBy"
     from visit join usage on usage.venue_id = visit.venue_id and visit_id = visit.id
     where visit.show_id = $1 order by usage.recorded_at, usage.id`,
    [showId],
  );
}

/** True for every usage that may need a review. Few do, so these have an index. */
const mayNeedReview = `usage.flags && '{not-a-card,old-card,card-unregistered,date-unsure}'`;

/**
 * Returns the condition of a usage that a person must review before Kaikukanta's import: its day may be wrong, or no
 * registered card had its code when it was recorded, and none has it now. `isPerDay` is an expression for its show.
 */
export const needsReview = (isPerDay: string): string =>
  `(${mayNeedReview} and (${isPerDay} and usage.flags && '{date-unsure}'
    or usage.flags && '{not-a-card,old-card,card-unregistered}'
      and not exists (select from card where card.code = usage.card)))`;

/**
 * The usages of a {@link UsageFilter} to review. A reservation is not a usage yet, and an anonymised
 * usage has no card to report. In this order, from the venue's shows to their usages: otherwise the planner may read all
 * usages first.
 */
const usagesToReview = `from show
  cross join lateral (
    select * from usage
    where venue_id = show.venue_id and show_id = show.id and state = 'counted' and ${mayNeedReview} and how <> 'reserved' and card is not null offset 0
  ) as usage
  cross join lateral (select * from device where id = usage.device_id offset 0) as device
  where ${maySeeUsage('show.venue_id', 'device.venue_id')}
    and ($2::text is null or show.id = $2) and ($3::text is null or device.venue_id = $3)
    and ${needsReview(`show.admission = 'per-day'`)}`;

/** Returns the number of counted usages that a person must review before Kaikukanta's import. */
export async function countUsagesToReview(queries: Queries, { venueId, showId, seller }: UsageFilter): Promise<number> {
  const sql = `select count(*)::integer as count ${usagesToReview}`;
  const [row] = await queries.query<{ count: number }>(sql, [venueId, showId ?? null, seller ?? null]);
  return row?.count ?? 0;
}

/**
 * Accepts the day of a usage that was flagged as `date-unsure`: the flag is removed, and so the usage counted for its day
 * (0004-growth-counts.sql). Stores the first device that did. Returns the flags that are left; `undefined` if the venue may
 * see no such counted usage.
 */
export async function acceptUsage(
  queries: Queries,
  { device, usageId, atMs }: { readonly device: Device; readonly usageId: string; readonly atMs: number },
): Promise<readonly Flag[] | undefined> {
  const [row] = await retryStatement(() =>
    queries.query<{ flags: readonly Flag[] }>(
      `update usage set flags = array_remove(flags, 'date-unsure'),
       accepted_by = case when flags && '{date-unsure}' then $3 else accepted_by end,
       accepted_at = case when flags && '{date-unsure}' then $4::timestamptz else accepted_at end
     from show, device as recorder
     where usage.id = $2 and usage.state = 'counted' and usage.venue_id = show.venue_id and show.id = usage.show_id
       and recorder.id = usage.device_id
       and ${maySeeUsage('show.venue_id', 'recorder.venue_id')}
     returning usage.flags`,
      [device.venueId, usageId, device.id, toTimestamp(atMs)],
    ),
  );
  return row?.flags;
}

/** Usages of a page. A person reads them one after another. */
const defaultPageSize = 200;

/**
 * Returns a page of the counted usages that a person must review before Kaikukanta's import, oldest first, and the id after
 * which the next page begins; `null` if this page is the last.
 */
export async function listUsagesToReview(
  queries: Queries,
  { venueId, showId, seller }: UsageFilter,
  after?: string,
  pageSize: number = defaultPageSize,
): Promise<UsagesToReview> {
  const rows = await queries.query<Omit<UsageToReview, 'takenAt'> & { readonly takenAt: Date }>(
    `select usage.id::text as "usageId", show.id as "showId", show.name as "showName", usage.card, usage.minors, usage.how,
       usage.taken_at as "takenAt", device.name as device, device.venue_id as seller, usage.flags
     ${usagesToReview}
       and ($4::uuid is null or (usage.recorded_at, usage.id) > (
         select recorded_at, id from usage where venue_id = any (array(select visible_venues($1))) and id = $4 limit 1
       ))
     order by usage.recorded_at, usage.id limit $5`,
    [venueId, showId ?? null, seller ?? null, after ?? null, pageSize + 1],
  );
  const usages = rows.slice(0, pageSize).map(({ takenAt, ...usage }) => ({ ...usage, takenAt: takenAt.toISOString() }));
  return { usages, next: rows.length > pageSize ? (usages.at(-1)?.usageId ?? null) : null };
}
