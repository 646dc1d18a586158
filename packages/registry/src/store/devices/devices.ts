import { createHash } from 'node:crypto';
import type { Database, Queries } from '../database/database.ts';
import type { KnownDevice } from '../store.ts';

/** What is kept of a token: whoever reads the database cannot use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export async function findDevice(queries: Queries, token: string, atMs: number): Promise<KnownDevice | undefined> {
  const [device] = await queries.query<KnownDevice>(
    `select device.id, venue_id as "venueId", venue.kind, stopped_at is not null as stopped
     from device join venue on venue.id = device.venue_id
     where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [hashToken(token), new Date(atMs).toISOString()],
  );
  return device;
}

export async function revokeDevice(queries: Queries, deviceId: string, atMs: number): Promise<void> {
  await queries.query('update device set revoked_at = coalesce(revoked_at, $2) where id = $1', [
    deviceId,
    new Date(atMs).toISOString(),
  ]);
}

/** Lets a device in again that was stopped for looking up unknown codes, and forgets its misses. */
export async function letDeviceIn(database: Database, deviceId: string): Promise<void> {
  await database.transaction(async ({ query }) => {
    await query('delete from miss where device_id = $1', [deviceId]);
    await query('update device set stopped_at = null where id = $1', [deviceId]);
  });
}
