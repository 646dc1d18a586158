import type { ReconciliationAnswer } from '@kaiku/client/offline-contract';
import type { Queries } from '../database/database.ts';
import { type LeaseRow, tellLeases } from '../leases/leases.ts';
import type { KnownDevice } from '../store.ts';

/** Whether all that happened at a show's doors has arrived. */
export interface Reconciliation {
  readonly leases: readonly LeaseRow[];
  readonly journals: readonly (Omit<ReconciliationAnswer['journals'][number], 'lastSeenAt'> & {
    readonly lastSeenAt: Date;
  })[];
}

/**
 * A show's open leases and the journals that have recorded for it, a broker's own at a client's show; `undefined` where the
 * show is not the device's business.
 */
export async function readReconciliation(
  queries: Queries,
  { device, showId, atMs }: { readonly device: KnownDevice; readonly showId: string; readonly atMs: number },
): Promise<Reconciliation | undefined> {
  const [show] = await queries.query<{ seesAll: boolean }>(
    `select $2 or venue_id = $3 as "seesAll" from show where id = $1 and ($2 or may_see($3, venue_id))`,
    [showId, device.kind === 'coordinator', device.venueId],
  );
  if (show === undefined) return undefined;
  const seller = show.seesAll ? null : device.venueId;
  const open = await queries.query<{ id: string }>(
    `select lease.id::text from lease join device on device.id = lease.device_id
     where show_id = $1 and state = 'open' and expiry_at > $2 and ($3::text is null or device.venue_id = $3)`,
    [showId, new Date(atMs).toISOString(), seller],
  );
  const leases = await tellLeases(
    queries,
    open.map(({ id }) => id),
    atMs,
  );
  const journals = await queries.query<Reconciliation['journals'][number]>(
    `select journal.id::text as journal, device.name as device, last_seen_at as "lastSeenAt", cloned,
       to_jsonb(array(select missing_of(journal.id, null, '{}', 100))) as missing,
       least(coalesce(lost_pending, 0), 1000000)::integer as lost
     from recorded_for join journal on journal.id = journal_id join device on device.id = journal.device_id
     where show_id = $1 and ($2::text is null or device.venue_id = $2) order by first_seen_at, journal.id`,
    [showId, seller],
  );
  return { leases, journals };
}
