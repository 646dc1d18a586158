import type { DeviceChange } from '@kaiku/client/contract';
import { call, type Database, type Queries, toTimestamp } from '../database/database.ts';
import type { KnownDevice } from './devices.ts';

/** A device as a manager sees it. */
export type ChangedDevice = Pick<KnownDevice, 'id' | 'name' | 'role' | 'state' | 'shows'>;

/** A device that was revoked, with its venue. */
export type RevokedDevice = ChangedDevice & Pick<KnownDevice, 'venueId'>;

/** Which device to change; without `venueId` of any venue. */
interface Change {
  readonly deviceId: string;
  readonly venueId?: string | undefined;
  readonly atMs: number;
}

const changed = 'id, name, role, state_of(device) as state, to_jsonb(show_ids) as shows';

/** Returns a device as it is now. */
export async function readChangedDevice({ query }: Queries, deviceId: string): Promise<ChangedDevice | undefined> {
  const [device] = await query<ChangedDevice>(`select ${changed} from device where id = $1`, [deviceId]);
  return device;
}

/** Renames, narrows, freezes or lets in a device. Returns it; `undefined` if there is none, or, to be let in, it is revoked. */
export function changeDevice(
  database: Database,
  { deviceId, venueId, atMs, change }: Change & { readonly change: DeviceChange },
): Promise<ChangedDevice | undefined> {
  const { name, shows, frozen } = change;
  return lockingDevice(database, deviceId, async ({ query }) => {
    const [device] = await query<ChangedDevice>(
      `update device set name = coalesce($3, name), show_ids = case when $4 then $5::text[] else show_ids end,
         frozen_at = case when $6::boolean then coalesce(frozen_at, $7) when not $6::boolean then null else frozen_at end
       where id = $1 and ($2::text is null or venue_id = $2) and (key_thumbprint is not null or token_hash is not null)
       returning ${changed}`,
      [deviceId, venueId ?? null, name ?? null, shows !== undefined, shows ?? null, frozen ?? null, toTimestamp(atMs)],
    );
    return device;
  });
}

/**
 * Revokes a device permanently. Once it returns, nothing is recorded from it. Returns the device; `undefined` if there is none.
 * Safe to repeat; a device that was revoked before may be reported as lost afterwards.
 */
export function revokeDevice(
  database: Database,
  { deviceId, venueId, atMs, lost }: Change & { readonly lost: boolean },
): Promise<RevokedDevice | undefined> {
  return lockingDevice(database, deviceId, async ({ query }) => {
    const [device] = await query<RevokedDevice>(
      `update device set revoked_at = coalesce(revoked_at, $3), is_lost = is_lost or $4
       where id = $1 and ($2::text is null or venue_id = $2) and (key_thumbprint is not null or token_hash is not null)
       returning ${changed}, venue_id as "venueId"`,
      [deviceId, venueId ?? null, toTimestamp(atMs), lost],
    );
    return device;
  });
}

/** Runs `work` while no transaction records for the device. */
function lockingDevice<T>(database: Database, deviceId: string, work: (queries: Queries) => Promise<T>): Promise<T> {
  return database.transaction(async (queries) => {
    await queries.query(...call('lock_device', { device: deviceId }));
    return work(queries);
  });
}
