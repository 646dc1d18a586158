import { createHash } from 'node:crypto';
import { type Database, type Queries, toTimestamp } from '../database/database.ts';

/**
 * What a venue may do. `operator`: its own shows, and every usage of them. `broker`: it also records for its clients'
 * shows, and sees, voids, exports and counts those of their usages that it recorded itself. `coordinator`: the
 * statistics of all venues, but no show or card.
 */
export type VenueKind = 'operator' | 'broker' | 'coordinator';

/** A device that sends requests, and its venue. */
export interface Device {
  readonly id: string;
  readonly venueId: string;
}

/** A device with a valid token. */
export interface KnownDevice extends Device {
  readonly kind: VenueKind;
  readonly venueName: string;
  /** It looked up too many codes of no card. It is rejected until `Store.letIn`. */
  readonly stopped: boolean;
}

/** Returns the hash that is stored instead of a token: a reader of the database cannot use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Returns the device of a token; `undefined` if the token is unknown, expired or revoked. */
export async function findDevice(queries: Queries, token: string, atMs: number): Promise<KnownDevice | undefined> {
  const [device] = await queries.query<KnownDevice>(
    `select device.id, venue_id as "venueId", venue.kind, venue.name as "venueName",
       stopped_at is not null as stopped
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

/** Admits a stopped device again, and deletes its record of unknown codes. */
export async function letDeviceIn(database: Database, deviceId: string): Promise<void> {
  await database.transaction(async ({ query }) => {
    await query('delete from miss where device_id = $1', [deviceId]);
    await query('update device set stopped_at = null where id = $1', [deviceId]);
  });
}
