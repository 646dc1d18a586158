import type { Queries } from '../database/database.ts';
import type { Device } from './devices.ts';

/** True if a journal is new or belongs to the device. */
export async function mayUseJournal(queries: Queries, device: Device, journal: string): Promise<boolean> {
  const [row] = await queries.query<{ own: boolean }>('select may_use($1, $2, $3) as own', [
    device.venueId,
    device.id,
    journal,
  ]);
  return row?.own ?? false;
}
