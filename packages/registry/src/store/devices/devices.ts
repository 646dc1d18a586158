import { createHash } from 'node:crypto';
import type { DeviceFacts, Role } from '@kaiku/client/contract';
import { type Database, type Queries, toTimestamp } from '../database/database.ts';

/** A device that sends requests, and its venue. */
export interface Device {
  readonly id: string;
  readonly venueId: string;
}

/** A device with a valid token. */
export interface KnownDevice extends Device {
  readonly name: string;
  readonly venueName: string;
  readonly role: Role;
}

/** Returns the hash that is stored instead of a token: a reader of the database cannot use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Returns the device of a token; `undefined` if the token is unknown, expired or revoked. */
export async function findDevice(queries: Queries, token: string, atMs: number): Promise<KnownDevice | undefined> {
  const [device] = await queries.query<KnownDevice>(
    `select device.id, device.name, venue_id as "venueId", venue.name as "venueName", role
     from device join venue on venue.id = device.venue_id
     where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [hashToken(token), toTimestamp(atMs)],
  );
  return device;
}

export async function revokeDevice(queries: Queries, deviceId: string, atMs: number): Promise<void> {
  await queries.query('update device set revoked_at = coalesce(revoked_at, $2) where id = $1', [
    deviceId,
    toTimestamp(atMs),
  ]);
}

/** Gives a device another token. It stays the same device, with its journals. The old token is invalid at once. */
export async function setToken(queries: Queries, deviceId: string, token: string): Promise<void> {
  await queries.query('update device set token_hash = $2 where id = $1', [deviceId, hashToken(token)]);
}

/** Returns the devices of a venue whose tokens are valid, by name. */
export async function listDevices(queries: Queries, venueId: string, atMs: number): Promise<readonly DeviceFacts[]> {
  const rows = await queries.query<Omit<DeviceFacts, 'slowedUntil'> & { readonly slowedUntil: Date | null }>(
    `select id, name, role, case when slowed_until > $2 then slowed_until end as "slowedUntil",
       (select count(*)::integer from unknown_code where device_id = device.id and at > $2::timestamptz - interval '1 day')
         as "unknownCodes"
     from device
     where venue_id = $1 and not exists (select from person where id = device.id)
       and revoked_at is null and (expires_at is null or expires_at > $2)
     order by name, id`,
    [venueId, toTimestamp(atMs)],
  );
  return rows.map((row) => ({ ...row, slowedUntil: row.slowedUntil?.toISOString() ?? null }));
}

/** Forgets which unknown codes a device has sent, so that it waits no longer. Returns false if the venue has no such device. */
export function letDeviceIn(database: Database, deviceId: string, venueId?: string): Promise<boolean> {
  return database.transaction(async ({ query }) => {
    const [known] = await query(
      'update device set slowed_until = null where id = $1 and ($2::text is null or venue_id = $2) returning id',
      [deviceId, venueId ?? null],
    );
    if (known === undefined) return false;
    await query('delete from unknown_code where device_id = $1', [deviceId]);
    return true;
  });
}

/**
 * Gives the journals and open leases of a device to another device of the venue. Returns how many journals; `undefined`
 * if the venue lacks one of the devices.
 */
export function handOverJournals(
  database: Database,
  { venueId, from, to }: { readonly [key in 'venueId' | 'from' | 'to']: string },
): Promise<number | undefined> {
  return database.transaction(async ({ query }) => {
    const own = await query('select id from device where venue_id = $1 and id in ($2, $3)', [venueId, from, to]);
    if (own.length !== new Set([from, to]).size) return undefined;
    const journals = await query<{ id: string }>(
      'update journal set device_id = $2 where venue_id = $3 and device_id = $1 returning id::text',
      [from, to, venueId],
    );
    const ids = journals.map(({ id }) => id);
    await query(
      `update lease set device_id = $1 where journal_id = any ($2::uuid[]) and seller_id = $3 and state = 'open'`,
      [to, ids, venueId],
    );
    return journals.length;
  });
}
