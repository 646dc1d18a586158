import type { ToReviewAnswer } from '@kaiku/client/contract';
import type { ReportedUsage } from '@kaiku/client/report';
import type { Queries } from '../database/database.ts';
import type { UsageRow } from '../store.ts';

export type UsageToReview = ToReviewAnswer['usages'][number];

/** Which uses are asked for. */
export interface UsagesAsked {
  /** Who asks. */
  readonly venueId: string;
  /** Default: all shows. */
  readonly showId?: string | undefined;
  /** The venue whose devices recorded them. Default: whoever did. */
  readonly seller?: string | undefined;
}

/** Those of {@link UsagesAsked}, as far as they count and the venue may see them. What is only reserved is no usage yet. */
const isAsked = `may_see_usage($1, show.venue_id, device.venue_id) and ($2::text is null or show.id = $2)
  and ($3::text is null or device.venue_id = $3) and usage.state = 'counted' and usage.how <> 'reserved'`;

export async function listUsages(queries: Queries, showId: string): Promise<readonly UsageRow[]> {
  return queries.query<UsageRow>(
    `select usage.id::text, usage.show_id as "showId", usage.device_id as "deviceId", visit_id::text as "visitId", usage.state,
       card, minors, how, redeems::text, counted_from as "from", reassigned, clock_suspect as "clockSuspect",
       usage.recorded_at as "recordedAt", flags
     from usage join visit on visit.id = visit_id where usage.show_id = $1 order by usage.recorded_at, usage.id`,
    [showId],
  );
}

/**
 * Whether Kaikukanta's import cannot take a usage: its code was no registered card's when it was recorded, and it is none's
 * now. One that is registered later is imported like any other.
 */
const isToReview = `(usage.flags && '{not-a-card,old-card,card-unregistered}'
  and not exists (select from card where card.code = usage.card))`;

/**
 * The venue's counted usages with their shows, as far as Kaikukanta's import can take them. The date is the show's; of one
 * that admits per day, the day of the visit.
 */
export async function listReportedUsages(
  queries: Queries,
  { venueId, showId, seller }: UsagesAsked,
): Promise<readonly ReportedUsage[]> {
  const rows = await queries.query<Omit<ReportedUsage, 'showStartsAt'> & { readonly startsAt: Date }>(
    `select usage.card, usage.minors, show.name as "showName",
       case when show.admission = 'per-day' then usage.day + time '12:00' at time zone 'UTC' else show.starts_at end
         as "startsAt"
     from usage join show on show.id = usage.show_id join device on device.id = usage.device_id
     where ${isAsked} and not ${isToReview}
     order by usage.recorded_at, usage.id`,
    [venueId, showId ?? null, seller ?? null],
  );
  return rows.map(({ startsAt, ...use }) => ({ ...use, showStartsAt: startsAt.toISOString() }));
}

/**
 * The usages that are left out there, because Kaikukanta cannot take them: they happened, and a person must see to them.
 * Oldest first.
 */
export async function listUsagesToReview(
  queries: Queries,
  { venueId, showId, seller }: UsagesAsked,
): Promise<readonly UsageToReview[]> {
  const rows = await queries.query<Omit<UsageToReview, 'takenAt'> & { readonly takenAt: Date }>(
    `select usage.id::text as "usageId", show.id as "showId", show.name as "showName", usage.card, usage.minors, usage.how,
       usage.taken_at as "takenAt", device.name as device, device.venue_id as seller, usage.flags
     from usage join show on show.id = usage.show_id join device on device.id = usage.device_id
     where ${isAsked} and ${isToReview}
     order by usage.recorded_at, usage.id`,
    [venueId, showId ?? null, seller ?? null],
  );
  return rows.map(({ takenAt, ...use }) => ({ ...use, takenAt: takenAt.toISOString() }));
}
