/** What of a show is not settled, by device. */
import type { ReconciliationAnswer } from '@kaiku/client/offline-contract';

/** One thing that is not settled. */
export interface Unsettled {
  /**
   * `lost`: a storage that was emptied. `missing`: entries that have not arrived. `silent`: tickets that a device out of reach
   * may have given out. `holding`: tickets of an open lease.
   */
  readonly is: 'lost' | 'missing' | 'silent' | 'holding';
  readonly device: string;
  readonly count: number;
  readonly lastSeenAt: string;
}

/** Returns what is not settled, the most urgent first. */
export function unsettledOf({ journals, leases, silent }: ReconciliationAnswer): readonly Unsettled[] {
  return [
    ...journals.map(({ device, lost, lastSeenAt }) => ({ is: 'lost' as const, device, count: lost, lastSeenAt })),
    ...journals.map(({ device, missing, lastSeenAt }) => ({
      ...{ is: 'missing' as const, device, count: missing.length, lastSeenAt },
    })),
    ...silent.map(({ device, tickets, lastSeenAt }) => ({ is: 'silent' as const, device, count: tickets, lastSeenAt })),
    ...leases.map(({ device, lastSeenAt, lease, reassigned }) => ({
      ...{ is: 'holding' as const, device, count: lease.granted - lease.consumed - reassigned, lastSeenAt },
    })),
  ].filter(({ count }) => count > 0);
}
