import type { ReconciliationAnswer } from '@kaiku/client/offline-contract';
import { type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { type LeaseRow, readLeases } from '../leases/leases.ts';

/** Whether everything that happened at a show's doors has arrived. */
export interface Reconciliation {
  readonly leases: readonly LeaseRow[];
  readonly journals: readonly (Omit<ReconciliationAnswer['journals'][number], 'lastSeenAt'> & {
    readonly lastSeenAt: Date;
  })[];
  readonly silent: readonly (Omit<ReconciliationAnswer['silent'][number], 'lastSeenAt'> & {
    readonly lastSeenAt: Date;
  })[];
}

/**
 * Returns a show's open leases, the journals that have recorded for it, and devices that are out of reach; for a client's show, a broker's own only.
 * Returns `undefined` if the device may not see the show.
 */
export async function readReconciliation(
  queries: Queries,
  { device, showId, atMs }: { readonly device: Device; readonly showId: string; readonly atMs: number },
): Promise<Reconciliation | undefined> {
  const [show] = await queries.query<{ seesAll: boolean }>(
    `select venue_id = $2 as "seesAll" from show where id = $1 and may_see($2, venue_id)`,
    [showId, device.venueId],
  );
  if (show === undefined) return undefined;
  const seller = show.seesAll ? null : device.venueId;
  const leases = await readLeases(
    queries,
    atMs,
    `show_id = $2 and state = 'open' and expiry_at > $1 and ($3::text is null or seller_id = $3)`,
    [showId, seller],
  );
  const journals = await queries.query<Reconciliation['journals'][number]>(
    `select journal.id::text as journal, device.name as device, last_seen_at as "lastSeenAt", cloned,
       to_jsonb(array(select missing_of(journal.venue_id, journal.id, null, '{}', 100))) as missing,
       least(coalesce(lost_pending, 0), 1000000)::integer as lost
     from recorded_for join journal on journal.venue_id = seller_id and journal.id = journal_id
       join device on device.id = journal.device_id
     where show_id = $1 and ($2::text is null or seller_id = $2) order by first_seen_at, journal.id`,
    [showId, seller],
  );
  const silent = await queries.query<Reconciliation['silent'][number]>(
    `select device.name as device, max(heard.at) as "lastSeenAt", sum(granted - consumed)::integer as tickets
     from lease join journal on journal.venue_id = seller_id and journal.id = journal_id
       join device on device.id = lease.device_id
       cross join lateral (select greatest(journal.last_seen_at, lease.seen_at) as at) as heard
     where show_id = $1 and ($2::text is null or seller_id = $2) and granted > consumed
       and (ended in ('expired', 'revoked') or (state = 'open' and expiry_at <= $3))
       and heard.at < least(ended_at, expiry_at)
     group by device.id, device.name order by device.name, device.id`,
    [showId, seller, toTimestamp(atMs)],
  );
  return { leases, journals, silent };
}
