import type { ReconciliationAnswer } from '@kaiku/client/offline-contract';
import { describe, expect, it } from 'vitest';
import { unsettledOf } from './unsettled.ts';

const at = '2026-11-20T20:00:00Z';
const journal = { journal: 'j', lastSeenAt: at, cloned: false, missing: [], lost: 0 };
const lease = { id: 'l', showId: 's', state: 'open', granted: 4, consumed: 1, recall: false } as const;
const answer = (change: Partial<ReconciliationAnswer>): ReconciliationAnswer => ({
  ...{ reconciled: false, leases: [], journals: [], silent: [], serverTime: at },
  ...change,
});

describe('what is not settled', () => {
  it('is by device, lost entries first', () => {
    const journals = [
      { ...journal, device: 'Ovi', missing: [3, 4] },
      { ...journal, device: 'Kassa', lost: 1 },
    ];
    const leases = [{ lease, device: 'Ovi', grantedAt: at, lastSeenAt: at, reassigned: 1 }];
    const silent = [{ device: 'Kassa 2', lastSeenAt: at, tickets: 5 }];
    expect(unsettledOf(answer({ journals, leases, silent }))).toEqual([
      { is: 'lost', device: 'Kassa', count: 1, lastSeenAt: at },
      { is: 'missing', device: 'Ovi', count: 2, lastSeenAt: at },
      { is: 'silent', device: 'Kassa 2', count: 5, lastSeenAt: at },
      { is: 'holding', device: 'Ovi', count: 2, lastSeenAt: at },
    ]);
  });

  it('leaves out devices that have sent everything, and leases that are used up', () => {
    const leases = [{ lease, device: 'Ovi', grantedAt: at, lastSeenAt: at, reassigned: 3 }];
    expect(unsettledOf(answer({ journals: [{ ...journal, device: 'Ovi' }], leases }))).toEqual([]);
  });
});
