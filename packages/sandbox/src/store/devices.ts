import { createHash } from 'node:crypto';
import type { Queries } from './database.ts';
import type { Device } from './store.ts';

/** What is kept of a token: whoever reads the database cannot use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export async function findDevice(queries: Queries, token: string, atMs: number): Promise<Device | undefined> {
  const [device] = await queries.query<Device>(
    `select id, venue_id as "venueId" from device
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
