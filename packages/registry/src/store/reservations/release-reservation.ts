import { rules, type UsageHow } from '@kaiku/client/admission';
import { call, type Database, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import type { RecordResult } from '../visits/results.ts';
import { forShow } from '../visits/void-visit.ts';

/** The result of releasing a reservation. `refused`: its tickets have been given out. */
export type ReleaseResult =
  | Extract<RecordResult, { outcome: 'voided' | 'refused' | 'unknown-show' }>
  | { readonly outcome: 'unknown-reservation' };

/** Releases a reservation. Safe to repeat. A redeemed reservation cannot be released. */
export function releaseReservation(
  database: Database,
  { device, id, showId, atMs }: { device: Device; id: string; showId: string; atMs: number },
): Promise<ReleaseResult> {
  return forShow(database, { device, showId, atMs }, async (queries, readShow) => {
    const [row] = await queries.query<{ outcome: 'voided' | 'unknown' | 'redeemed'; recorded_at: Date; how: UsageHow }>(
      ...call('release_reservation', { id, show: showId, device: device.id, at: toTimestamp(atMs) }),
    );
    if (row === undefined || row.outcome === 'unknown') return { outcome: 'unknown-reservation' };
    const { recorded_at: recordedAt, how } = row;
    if (row.outcome === 'voided') return { outcome: 'voided', recordedAt, show: await readShow() };
    const rule = rules['already-recorded'];
    const refusal = { reason: 'already-recorded', rule, recordedAt: recordedAt.toISOString(), how } as const;
    return { outcome: 'refused', first: true, refusal, show: await readShow() };
  });
}
