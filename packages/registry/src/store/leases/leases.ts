import { helsinkiDay, type ShowFacts } from '@kaiku/client/admission';
import type { LeaseRequest, RevokeAnswer, WireLease } from '@kaiku/client/offline-contract';
import type { Database, Queries } from '../database/database.ts';
import { untilQuickest } from '../shows/retry-on-conflict.ts';
import { findShow } from '../shows/shows.ts';
import type { Device } from '../store.ts';

/**
 * Tickets of one show that a journal holds at the most. A gate lets in a card in some ten seconds at its busiest, so they
 * last for minutes in which somebody can see to the network. Guess, decision 0010.
 */
const maxHeld = 20;

/** A lease as the registry tells it, with what is told only of it alone. */
export interface LeaseRow extends WireLease {
  /** How it ended; `null` while it is open. `expired`: nobody heard from the device for too long. */
  readonly ended: 'none-granted' | 'returned' | 'expired' | 'cloned' | 'revoked' | null;
  /** Tickets given to others meanwhile, though this device may still use them. */
  readonly reassigned: number;
  readonly grantedAt: Date;
  readonly useBy: Date;
  readonly expiresAt: Date;
  /** The name of the device that asked for it. */
  readonly device: string;
  /** When its journal was last heard of. */
  readonly lastSeenAt: Date;
}

/** What became of a lease that was asked for or given back. */
export type Leased =
  | {
      readonly outcome: 'told';
      readonly first: boolean;
      readonly lease: LeaseRow;
      readonly show: ShowFacts;
      /** The moment it is told of, milliseconds since the Unix epoch. */
      readonly atMs: number;
    }
  /** The id is another lease's. */
  | { readonly outcome: 'mismatch' }
  /** The show, the journal or the lease is another venue's, or nobody's. */
  | { readonly outcome: 'unknown' };

export type Revoked = Omit<RevokeAnswer, 'serverTime' | 'lastSeenAt' | 'lease'> & { readonly lease: LeaseRow };

interface AtLease {
  readonly device: Device;
  readonly leaseId: string;
  readonly atMs: number;
}

/** Leases tickets, once however often they are asked for. */
export async function grantLease(
  database: Database,
  { device, request, atMs }: { readonly device: Device; readonly request: LeaseRequest; readonly atMs: number },
): Promise<Leased> {
  const { id, showId, journal, want } = request;
  const [row] = await untilQuickest(() =>
    database.query<{ outcome: 'granted' | 'known' | 'mismatch' | 'unknown' }>(
      'select grant_lease($1, $2, $3, $4, $5, $6, $7, $8) as outcome',
      [id, showId, helsinkiDay(atMs), device.id, journal, want, maxHeld, toText(atMs)],
    ),
  );
  const outcome = row?.outcome ?? 'unknown';
  if (outcome === 'mismatch' || outcome === 'unknown') return { outcome };
  return tell(database, { device, leaseId: id, atMs }, outcome === 'granted');
}

/** The device goes offline on purpose: what it holds is held for as long as that of a hard cap. */
export async function keepLease(database: Database, at: AtLease): Promise<Leased> {
  const [row] = await database.query(
    `update lease set is_away = true, seen_at = $3, expiry_at = expiry_of(use_by, true, $3)
     from device
     where lease.id = $1 and device.id = lease.device_id and device.venue_id = $2 and state = 'open' and expiry_at > $3
     returning lease.id`,
    [at.leaseId, at.device.venueId, toText(at.atMs)],
  );
  if (row !== undefined) return tell(database, at, false);
  // One that is over is told as it is; another venue's is nobody's.
  const [ours] = await database.query(
    'select from lease join device on device.id = device_id where lease.id = $1 and venue_id = $2',
    [at.leaseId, at.device.venueId],
  );
  return ours === undefined ? { outcome: 'unknown' } : tell(database, at, false);
}

/** Gives back what is left of a lease; again and again the same. */
export async function returnLease(database: Database, at: AtLease): Promise<Leased> {
  return (await endLease(database, at, 'returned', null)) ? tell(database, at, false) : { outcome: 'unknown' };
}

/** Takes tickets back without hearing from the device, and says what that may come to; `undefined` where there are none. */
export async function revokeLease(database: Database, at: AtLease, reason: string): Promise<Revoked | undefined> {
  if (!(await endLease(database, at, 'revoked', reason))) return undefined;
  const [lease] = await tellLeases(database, [at.leaseId], at.atMs);
  if (lease === undefined) return undefined;
  const { ended, granted, consumed, reassigned, device } = lease;
  const unheardOf = ended === 'revoked' || ended === 'expired' || ended === 'cloned' ? granted - consumed : 0;
  return { lease, released: ended === 'revoked' ? unheardOf - reassigned : 0, mayAlreadyBeUsed: unheardOf, device };
}

/** Leases by their ids, in the order they were asked for. */
export function tellLeases(queries: Queries, ids: readonly string[], atMs: number): Promise<readonly LeaseRow[]> {
  return queries.query<LeaseRow>('select * from tell_leases($1::uuid[], $2)', [ids, toText(atMs)]);
}

/** The leases of a journal that are open just now. */
export async function openLeasesOf(queries: Queries, journal: string, atMs: number): Promise<readonly LeaseRow[]> {
  return queries.query<LeaseRow>(
    `select * from tell_leases(array(select id from lease where journal_id = $1 and state = 'open'), $2)
     where state = 'open'`,
    [journal, toText(atMs)],
  );
}

async function endLease(
  database: Database,
  { device, leaseId, atMs }: AtLease,
  ended: 'returned' | 'revoked',
  reason: string | null,
): Promise<boolean> {
  const [row] = await untilQuickest(() =>
    database.query<{ known: boolean }>('select end_lease($1, $2, $3, $4, $5) as known', [
      leaseId,
      device.id,
      ended,
      reason,
      toText(atMs),
    ]),
  );
  return row?.known ?? false;
}

async function tell(database: Database, { device, leaseId, atMs }: AtLease, first: boolean): Promise<Leased> {
  const [lease] = await tellLeases(database, [leaseId], atMs);
  const { venueId } = device;
  const show = lease && (await findShow(database, { venueId, showId: lease.showId, atMs }));
  return lease === undefined || show === undefined
    ? { outcome: 'unknown' }
    : { outcome: 'told', first, lease, show, atMs };
}

function toText(atMs: number): string {
  return new Date(atMs).toISOString();
}
