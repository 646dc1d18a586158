import type { Origin } from '@kaiku/client/contract';
import type { Queries } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';
import { accountFor } from '../journals/journals.ts';
import type { RecordResult, VoidResult } from './results.ts';

type Outcome = (RecordResult | VoidResult)['outcome'];

const accountedOutcomes = {
  counted: 'counted',
  refused: 'refused',
  voided: 'voided',
  reduced: 'voided',
  mismatch: 'rejected',
  'missing-role': 'rejected',
  'unknown-show': 'rejected',
  'foreign-journal': 'rejected',
  'unknown-visit': 'rejected',
} as const satisfies Record<Outcome, string>;

/**
 * Returns the result of `record`. If the entry has a sequence number, the outcome of that number is stored: in the row of
 * a visit that was stored for the first time, otherwise in `accounted`.
 */
export async function withSequenceNumber<T extends { readonly outcome: Outcome; readonly first?: boolean }>(
  queries: Queries,
  entry: {
    readonly device: Device;
    readonly id: string;
    readonly showId: string;
    readonly origin?: Origin | undefined;
    readonly atMs: number;
  },
  record: () => Promise<T>,
): Promise<T> {
  const result = await record();
  const { device, id, origin, atMs } = entry;
  if (origin === undefined || result.first === true) return result;
  const outcome = accountedOutcomes[result.outcome];
  const showId = outcome === 'rejected' ? null : entry.showId;
  await accountFor(queries, { device, journal: origin.journal, atMs }, { id, seq: origin.seq, showId, outcome });
  return result;
}
