import type { Origin } from '@kaiku/client/contract';
import type { Queries } from '../database/database.ts';
import { accountFor } from '../journals/journal.ts';
import type { Device, Recorded, Voided } from '../store.ts';

type Outcome = (Recorded | Voided)['outcome'];

const accountedAs = {
  counted: 'counted',
  refused: 'refused',
  voided: 'voided',
  reduced: 'voided',
  mismatch: 'rejected',
  'unknown-show': 'rejected',
  'unknown-visit': 'rejected',
} as const satisfies Record<Outcome, string>;

/**
 * What `record` gives; where it comes from a journal, its number is accounted for then. A visit that is kept for the first
 * time bears its number itself; everything else is noted beside it.
 */
export async function numbered<T extends { readonly outcome: Outcome; readonly first?: boolean }>(
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
  const recorded = await record();
  const { device, id, origin, atMs } = entry;
  if (origin === undefined || recorded.first === true) return recorded;
  const outcome = accountedAs[recorded.outcome];
  const showId = outcome === 'rejected' ? null : entry.showId;
  await accountFor(queries, { device, journal: origin.journal, atMs }, { id, seq: origin.seq, showId, outcome });
  return recorded;
}
