import { helsinkiDay, type ShowFacts } from '@kaiku/client/admission';
import type { LeaseRequest, RevokeAnswer, WireLease } from '@kaiku/client/offline-contract';
import { call, type Database, type Queries, type SqlValue, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { mayUseJournal } from '../devices/may-use-journal.ts';
import { retryStatement } from '../shows/retry-on-conflict.ts';
import { findShow } from '../shows/shows.ts';

/**
 * The most tickets of one show that a journal may hold. At its busiest a gate admits a card in some ten seconds, so they
 * last for minutes, in which someone can repair the network. Guess, decision 0010.
 */
const maxTicketsPerJournal = 20;

/** A lease, with what only the registry knows of it. */
export interface LeaseRow extends WireLease {
  /** How it ended; `null` while it is open. `expired`: the device was silent for too long. */
  readonly ended: 'none-granted' | 'returned' | 'expired' | 'cloned' | 'revoked' | null;
  /** Tickets that the registry gave to others, although this device may still use them. */
  readonly reassigned: number;
  readonly grantedAt: Date;
  readonly useBy: Date;
  readonly expiresAt: Date;
  /** The name of the device that requested it. */
  readonly device: string;
  /** When its journal was last seen. */
  readonly lastSeenAt: Date;
}

/** The result of requesting, keeping or returning a lease. */
export type LeaseResult =
  | {
      readonly outcome: 'found';
      /** True for the one call that granted it. */
      readonly first: boolean;
      readonly lease: LeaseRow;
      readonly show: ShowFacts;
      /** When the lease had this state, in milliseconds since the Unix epoch. */
      readonly atMs: number;
    }
  /** The id belongs to another lease. */
  | { readonly outcome: 'mismatch' }
  /** The show or the lease does not exist or is another's. */
  | { readonly outcome: 'unknown' }
  /** The journal is another device's. */
  | { readonly outcome: 'foreign-journal' };

/** The result of revoking a lease. */
export type RevokeResult = Omit<RevokeAnswer, 'serverTime' | 'lastSeenAt' | 'lease'> & { readonly lease: LeaseRow };

interface LeaseAction {
  readonly device: Device;
  readonly leaseId: string;
  readonly atMs: number;
}

/** Leases tickets. Safe to repeat: the lease's id is its idempotency key. */
export async function grantLease(
  database: Database,
  { device, request, atMs }: { readonly device: Device; readonly request: LeaseRequest; readonly atMs: number },
): Promise<LeaseResult> {
  const { id, showId, journal, want } = request;
  const [row] = await retryStatement(() =>
    database.query<{ outcome: 'granted' | 'known' | 'mismatch' | 'unknown' }>(
      ...call(
        'grant_lease',
        {
          id,
          show: showId,
          today: helsinkiDay(atMs),
          device: device.id,
          journal,
          want,
          max: maxTicketsPerJournal,
          at: toTimestamp(atMs),
        },
        'outcome',
      ),
    ),
  );
  const outcome = row?.outcome ?? 'unknown';
  if (outcome === 'unknown' && !(await mayUseJournal(database, device, journal))) return { outcome: 'foreign-journal' };
  if (outcome === 'mismatch' || outcome === 'unknown') return { outcome };
  return findLease(database, { device, leaseId: id, atMs }, outcome === 'granted');
}

/** Extends a lease for a device that goes offline on purpose, as if the cap were hard. */
export async function keepLease(database: Database, action: LeaseAction): Promise<LeaseResult> {
  const { leaseId, device, atMs } = action;
  const [row] = await database.query(
    `update lease set is_away = true, seen_at = $3, expiry_at = expiry_of(use_by, true, $3)
     from journal
     where lease.id = $1 and seller_id = $4 and journal.venue_id = $4 and journal.id = lease.journal_id
       and journal.device_id = $2 and state = 'open' and expiry_at > $3
     returning lease.id`,
    [leaseId, device.id, toTimestamp(atMs), device.venueId],
  );
  if (row !== undefined) return findLease(database, action, false);
  // An ended lease is returned as it is; another device's is unknown.
  const [own] = await database.query(
    `select from lease join journal on journal.venue_id = seller_id and journal.id = journal_id
     where lease.id = $1 and seller_id = $3 and journal.device_id = $2`,
    [leaseId, device.id, device.venueId],
  );
  return own === undefined ? { outcome: 'unknown' } : findLease(database, action, false);
}

/** Ends a lease that its device returns. Safe to repeat. */
export async function returnLease(database: Database, action: LeaseAction): Promise<LeaseResult> {
  const ended = await endLease(database, action, 'returned', null);
  return ended === undefined ? { outcome: 'unknown' } : findLease(database, action, false);
}

/** Ends a lease without its device, and returns the worst case; `undefined` if there is no such lease. */
export async function revokeLease(
  database: Database,
  action: LeaseAction,
  reason: string,
): Promise<RevokeResult | undefined> {
  const ended = await endLease(database, action, 'revoked', reason);
  if (ended === undefined) return undefined;
  const [lease] = await readLeases(database, action.atMs, 'id = $2 and venue_id = $3', [action.leaseId, ended]);
  if (lease === undefined) return undefined;
  const { granted, consumed, reassigned, device } = lease;
  const isLost = lease.ended === 'revoked' || lease.ended === 'expired' || lease.ended === 'cloned';
  const unreported = isLost ? granted - consumed : 0;
  return {
    lease,
    released: lease.ended === 'revoked' ? unreported - reassigned : 0,
    mayAlreadyBeUsed: unreported,
    device,
  };
}

/** Tickets of a device that was stopped. */
export type StoppedTickets = Pick<RevokeResult, 'released' | 'mayAlreadyBeUsed'>;

/**
 * Revokes the open leases of a device that was stopped. Returns what they have released, and the worst case. One at a time,
 * each in a transaction of its own: a recording locks the tally before the device, so a revocation of both at once could
 * deadlock with it. Safe to repeat.
 */
export async function revokeLeasesOf(
  database: Database,
  { device, atMs, reason }: { readonly device: Device; readonly atMs: number; readonly reason: string },
): Promise<StoppedTickets> {
  const open = await database.query<{ id: string }>(
    `select lease.id::text from lease join journal on journal.venue_id = seller_id and journal.id = journal_id
     where journal.device_id = $1 and seller_id = $2 and state = 'open' order by lease.id`,
    [device.id, device.venueId],
  );
  let tickets: StoppedTickets = { released: 0, mayAlreadyBeUsed: 0 };
  for (const { id: leaseId } of open) {
    const revoked = await revokeLease(database, { device, leaseId, atMs }, reason);
    const { released = 0, mayAlreadyBeUsed = 0 } = revoked ?? {};
    tickets = {
      released: tickets.released + released,
      mayAlreadyBeUsed: tickets.mayAlreadyBeUsed + mayAlreadyBeUsed,
    };
  }
  return tickets;
}

/** Returns the leases that a condition of SQL selects, by when they were granted. Its values are `$2`, `$3` …; `$1` is now. */
export function readLeases(
  queries: Queries,
  atMs: number,
  condition: string,
  values: readonly SqlValue[],
): Promise<readonly LeaseRow[]> {
  const selected = `from lease where ${condition} order by id, venue_id`;
  return queries.query<LeaseRow>(
    `select * from lease_views(array(select venue_id ${selected}), array(select id ${selected}), $1)`,
    [toTimestamp(atMs), ...values],
  );
}

/** Returns the open leases of a journal. */
export async function openLeasesOf(
  queries: Queries,
  { device, journal, atMs }: { readonly device: Device; readonly journal: string; readonly atMs: number },
): Promise<readonly LeaseRow[]> {
  const condition = `journal_id = $2 and seller_id = $3 and state = 'open'`;
  const leases = await readLeases(queries, atMs, condition, [journal, device.venueId]);
  return leases.filter(({ state }) => state === 'open');
}

/**
 * Closes the open leases of a cloned journal, because two devices would give out the same tickets. One at a time, because
 * each locks the tally of its own show.
 */
export async function closeLeasesOf(
  queries: Queries,
  { device, journal, atMs }: { readonly device: Device; readonly journal: string; readonly atMs: number },
): Promise<void> {
  const open = await queries.query<{ id: string }>(
    `select id::text from lease where journal_id = $1 and seller_id = $2 and state = 'open'
     order by show_id, day, id`,
    [journal, device.venueId],
  );
  for (const { id } of open) {
    await queries.query(`select end_lease($1, $2, 'cloned', null, $3)`, [id, device.id, toTimestamp(atMs)]);
  }
}

/** Returns the venue of the lease. */
async function endLease(
  database: Database,
  { device, leaseId, atMs }: LeaseAction,
  ended: 'returned' | 'revoked',
  reason: string | null,
): Promise<string | undefined> {
  const args = { id: leaseId, device: device.id, ended, reason, at: toTimestamp(atMs) };
  const [row] = await retryStatement(() =>
    database.query<{ venueId: string | null }>(...call('end_lease', args, 'venueId')),
  );
  return row?.venueId ?? undefined;
}

async function findLease(
  database: Database,
  { device, leaseId, atMs }: LeaseAction,
  first: boolean,
): Promise<LeaseResult> {
  const { venueId } = device;
  const [lease] = await readLeases(database, atMs, 'id = $2 and seller_id = $3', [leaseId, venueId]);
  const show = lease && (await findShow(database, { venueId, showId: lease.showId, atMs }));
  return lease === undefined || show === undefined
    ? { outcome: 'unknown' }
    : { outcome: 'found', first, lease, show, atMs };
}
