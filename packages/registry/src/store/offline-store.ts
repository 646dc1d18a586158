import type { JournalAnswer, LeaseRequest, LostRequest } from '@kaiku/client/offline-contract';
import pLimit from 'p-limit';
import type { Database } from './database/database.ts';
import { type Delivered, type Delivery, deliver } from './deliveries/deliver.ts';
import { readJournal, reportLost } from './journals/journal.ts';
import { type Reconciliation, readReconciliation } from './journals/reconciliation.ts';
import { grantLease, keepLease, type Leased, type Revoked, returnLease, revokeLease } from './leases/leases.ts';
import type { News, NewsQuestion, Newsroom } from './news/news.ts';
import type { Device, KnownDevice } from './store.ts';

/** What the registry does for devices that go on without a network. Journals and leases of other venues are unknown. */
export interface OfflineStore {
  /**
   * Records entries of a journal, each by itself; `undefined` where the journal is unknown to the venue. `complain` is told
   * of what failed in the registry itself: those entries are not recorded now.
   */
  deliver(device: Device, delivery: Delivery, complain: (error: unknown) => void): Promise<Delivered | undefined>;
  /** Leases tickets of a show's cap to a journal, once by the lease's id. */
  lease(device: Device, request: LeaseRequest): Promise<Leased>;
  /** Holds a lease for a device that goes offline on purpose. */
  keepLease(device: Device, leaseId: string): Promise<Leased>;
  /** Takes back what a device gives back. */
  returnLease(device: Device, leaseId: string): Promise<Leased>;
  /** Takes tickets back without hearing from the device; `undefined` where there is no such lease. For coordinators. */
  revokeLease(device: Device, leaseId: string, reason: string): Promise<Revoked | undefined>;
  /** What has arrived of a journal, from a number on. */
  journal(device: Device, journal: string, from: number): Promise<Omit<JournalAnswer, 'serverTime'> | undefined>;
  /** Keeps that entries of a journal are gone for good; false where the journal is unknown to the venue. */
  reportLost(device: Device, journal: string, lost: LostRequest): Promise<boolean>;
  /** Shows when something has changed, or after a while; `undefined` where none is the venue's. */
  news(device: Device, question: NewsQuestion, signal: AbortSignal): Promise<News | undefined>;
  /** Whether all of a show has arrived: for its operator and coordinators, and of its own devices for a broker. */
  reconciliation(device: KnownDevice, showId: string): Promise<Reconciliation | undefined>;
}

/**
 * Deliveries of one process that record at the same time. After an outage all devices deliver at once, and nobody stands
 * waiting for it: the others wait, so that requests find a connection and a short line at the show's tally
 * (npm run bench:outbox).
 */
const deliveriesAtOnce = 4;

export function toOfflineStore(
  database: Database,
  { now, newsroom }: { readonly now: () => number; readonly newsroom: Newsroom },
): OfflineStore {
  const inTurn = pLimit(deliveriesAtOnce);
  return {
    deliver: (device, delivery, complain) => inTurn(() => deliver({ database, device, now, complain }, delivery)),
    lease: (device, request) => grantLease(database, { device, request, atMs: now() }),
    keepLease: (device, leaseId) => keepLease(database, { device, leaseId, atMs: now() }),
    returnLease: (device, leaseId) => returnLease(database, { device, leaseId, atMs: now() }),
    revokeLease: (device, leaseId, reason) => revokeLease(database, { device, leaseId, atMs: now() }, reason),
    journal: (device, journal, from) => readJournal(database, { device, journal, atMs: now() }, from),
    reportLost: (device, journal, lost) => reportLost(database, { device, journal, atMs: now() }, lost),
    news: (device, question, signal) => newsroom.wait(device, question, signal),
    reconciliation: (device, showId) => readReconciliation(database, { device, showId, atMs: now() }),
  };
}
