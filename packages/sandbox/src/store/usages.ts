import { createHash } from 'node:crypto';
import type { Refusal, RefusalReason } from '@kaiku/client/admission';
import type { UsageRequest } from '@kaiku/client/contract';
import type { ReportedUse } from '@kaiku/client/report';
import type { Queries } from './database.ts';
import type { UsageRow } from './store.ts';

/** A usage that is already in the register: what a repetition is answered from. */
export interface KnownUsage {
  readonly showId: string;
  readonly state: UsageRow['state'];
  /** `null` once the usage is void. */
  readonly fingerprint: string | null;
  readonly minors: number | null;
  readonly flags: readonly RefusalReason[];
  readonly refusal: Refusal | null;
  readonly recordedAt: Date;
  readonly annulledAt: Date | null;
}

/** The usage with this id. Its show must be locked: every change of a usage is made under its show's lock. */
export async function findUsage(queries: Queries, id: string): Promise<KnownUsage | undefined> {
  const [usage] = await queries.query<KnownUsage>(
    `select show_id as "showId", state, fingerprint, minors, flags, refusal,
       recorded_at as "recordedAt", annulled_at as "annulledAt"
     from usage where id = $1`,
    [id],
  );
  return usage;
}

export async function listUsages(queries: Queries, showId: string): Promise<readonly UsageRow[]> {
  return queries.query<UsageRow>(
    `select id::text, show_id as "showId", device_id as "deviceId", state, card, minors, how,
       recorded_at as "recordedAt", flags
     from usage where show_id = $1 order by recorded_at, id`,
    [showId],
  );
}

/** The venue's counted usages with their shows; a show that is not the venue's has none. */
export async function listReportedUses(
  queries: Queries,
  venueId: string,
  showId: string | undefined,
): Promise<readonly ReportedUse[]> {
  const rows = await queries.query<Omit<ReportedUse, 'showStartsAt'> & { readonly startsAt: Date }>(
    `select usage.card, usage.minors, show.name as "showName", show.starts_at as "startsAt"
     from usage join show on show.id = usage.show_id
     where show.venue_id = $1 and ($2::text is null or show.id = $2) and usage.state = 'counted'
     order by usage.recorded_at, usage.id`,
    [venueId, showId ?? null],
  );
  return rows.map(({ startsAt, ...use }) => ({ ...use, showStartsAt: startsAt.toISOString() }));
}

/**
 * What makes two requests with one id the same: the facts. Not the mode, because an ask that was never answered may
 * come again as a fact; not the device's clock.
 */
export function fingerprintOf({ showId, card, minors, how }: UsageRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([showId, card, minors, how]))
    .digest('base64url');
}
