import { createHash } from 'node:crypto';
import type { DeviceFacts, DeviceState, Role } from '@kaiku/client/contract';
import { type Database, type Queries, toTimestamp } from '../database/database.ts';

/** A device that sends requests, and its venue. */
export interface Device {
  readonly id: string;
  readonly venueId: string;
}

/** A device with a valid token, in whatever state. */
export interface KnownDevice extends Device {
  readonly name: string;
  readonly state: DeviceState;
  /** The shows that it may record for; `null`: all that its venue may. */
  readonly shows: string[] | null;
  readonly venueName: string;
  readonly role: Role;
}

/** Returns the hash that is stored instead of a token: a reader of the database cannot use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The columns of a `KnownDevice`, of the tables `device` and `venue`. */
export const knownDevice = `device.id, device.name, device.venue_id as "venueId", venue.name as "venueName", device.role,
  state_of(device) as state, to_jsonb(device.show_ids) as shows`;

/** Returns the device of a token, in whatever state; `undefined` if the token is unknown or expired. */
export async function findDevice(queries: Queries, token: string, atMs: number): Promise<KnownDevice | undefined> {
  const [device] = await queries.query<KnownDevice>(
    `select ${knownDevice} from device join venue on venue.id = device.venue_id
     where token_hash = $1 and (expires_at is null or expires_at > $2)`,
    [hashToken(token), toTimestamp(atMs)],
  );
  return device;
}

/** Gives a device another token. It stays the same device, with its journals. The old token is invalid at once. */
export async function setToken(queries: Queries, deviceId: string, token: string): Promise<void> {
  await queries.query('update device set token_hash = $2, key_thumbprint = null where id = $1', [
    deviceId,
    hashToken(token),
  ]);
}

/** The most entries of a journal that are counted as waiting. More than any evening has. */
const maxWaiting = 10_000;

/** Returns the devices of a venue that a program may act as, or might until they were revoked, by name. */
export async function listDevices(queries: Queries, venueId: string, atMs: number): Promise<readonly DeviceFacts[]> {
  type Row = Omit<DeviceFacts, 'enrolledAt' | 'lastHeardAt' | 'slowedUntil'>;
  const rows = await queries.query<Row & Readonly<Record<'enrolledAt' | 'lastHeardAt' | 'slowedUntil', Date | null>>>(
    `select id, name, role, state_of(device) as state, to_jsonb(show_ids) as shows, enrolled_at as "enrolledAt",
       case when slowed_until > $2 then slowed_until end as "slowedUntil",
       heard."lastHeardAt", heard.version, coalesce(heard.waiting, 0)::integer as waiting, coalesce(heard.lost, 0)::integer as lost,
       coalesce(heard.cloned, false) as cloned,
       (select count(*)::integer from unknown_code where device_id = device.id and at > $2::timestamptz - interval '1 day')
         as "unknownCodes"
     from device
     cross join lateral (
       select max(last_seen_at) as "lastHeardAt", bool_or(cloned) as cloned, sum(missing.waiting) as waiting,
         sum(missing.lost) as lost, (array_agg(journal.version order by last_seen_at desc))[1] as version
       from journal cross join lateral (
         select count(*) filter (where seq > coalesce(lost_seq_high, 0)) as waiting,
           count(*) filter (where seq <= lost_seq_high) as lost
         from missing_of(journal.venue_id, journal.id, null, '{}', $3) as seq
       ) as missing
       where device_id = device.id
     ) as heard
     where venue_id = $1 and not exists (select from person where id = device.id)
       and (key_thumbprint is not null or token_hash is not null) and (expires_at is null or expires_at > $2)
     order by name, id`,
    [venueId, toTimestamp(atMs), maxWaiting],
  );
  return rows.map((row) => ({
    ...row,
    enrolledAt: row.enrolledAt?.toISOString() ?? null,
    lastHeardAt: row.lastHeardAt?.toISOString() ?? null,
    slowedUntil: row.slowedUntil?.toISOString() ?? null,
  }));
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
