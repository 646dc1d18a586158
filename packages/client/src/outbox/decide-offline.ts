import type { Environment } from '../environment.ts';
import type { KaikuErrorCode } from '../errors.ts';
import { type NewEntry, unanswered } from '../storage/entry.ts';
import { type CapacitySource, isUsable } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { RecordMode } from '../usage/answer.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import type { CapacityView } from './capacities.ts';
import type { Journal } from './journal.ts';

/** What lets a device decide without the registry. */
export interface OfflineRules {
  /** Returns how many visits of its show may be unconfirmed at once, this one included; 0: none. */
  readonly unconfirmedLimit: (visit: Pick<Visit, 'showId'>, tickets: number) => number;
  /** Returns why the registry locks this device out of a show (see `isLockOut`); then it decides nothing offline. */
  readonly lockedOut: (showId: string) => KaikuErrorCode | undefined;
  /** True if the error of the device's clock is unknown. */
  readonly clockSuspect: () => boolean;
}

export interface DecideOptions extends OfflineRules {
  readonly journal: Journal;
  readonly storage: OutboxStorage;
  readonly environment: Environment;
}

/** A request that is stored in the journal. */
export interface StoredRequest {
  readonly seq: number;
  readonly visit: Visit;
  /** A `report` has already happened and is stored in any case. Default: `request`. */
  readonly mode?: RecordMode;
  /** What it consumed before it was sent. */
  readonly consumedFrom?: CapacitySource;
}

/**
 * Decides a request that the registry has not answered: by leased tickets, else by the unconfirmed limit (decision 0010).
 * Consumes and stores in one transaction. Returns `undefined` if neither has room; then the request becomes a void.
 */
export async function decideOffline(
  options: DecideOptions,
  request: StoredRequest,
): Promise<CapacitySource['from'] | undefined> {
  const by = options.lockedOut(request.visit.showId) === undefined ? await storeReport(options, request) : undefined;
  // No refund: the registry may have given the consumed tickets to this request.
  if (by === undefined)
    await options.journal.change(request.seq, 'request', unanswered(request.visit, 'never-answered', request));
  return by;
}

async function storeReport(
  options: DecideOptions,
  request: StoredRequest,
): Promise<CapacitySource['from'] | undefined> {
  if (request.mode === 'report') return storeUnconfirmed(options, request, Number.MAX_SAFE_INTEGER);
  const { visit } = request;
  return (
    (await storeOnLease(options, request)) ??
    (await storeUnconfirmed(options, request, options.unconfirmedLimit(visit, ticketsOfVisit(visit))))
  );
}

async function storeOnLease(options: DecideOptions, request: StoredRequest): Promise<'lease' | undefined> {
  const { seq, visit, consumedFrom: before } = request;
  const { journal, storage, environment } = options;
  // A lease that cannot be read is not usable.
  const lease = await storage.capacity(visit.showId).then(
    (capacity) => capacity.lease,
    () => undefined,
  );
  const now = environment.clocks();
  if (lease === undefined || !isUsable(lease, now)) return undefined;
  const consumedFrom = { from: 'lease', leaseId: lease.id, tickets: ticketsOfVisit(visit) } as const;
  const isConsumed = before?.from === 'lease' && before.leaseId === lease.id;
  const capacityChange = isConsumed
    ? undefined
    : ({ ...consumedFrom, showId: visit.showId, wallMs: now.wallMs } as const);
  return (await journal.change(seq, 'request', toReport(options, visit, consumedFrom), capacityChange))
    ? 'lease'
    : undefined;
}

/** @param max how many visits may be unconfirmed at once */
async function storeUnconfirmed(
  options: DecideOptions,
  { seq, visit }: StoredRequest,
  max: number,
): Promise<'unconfirmed' | undefined> {
  if (max <= 0) return undefined;
  const capacityChange = { from: 'unconfirmed', showId: visit.showId, max } as const;
  const report = toReport(options, visit, { from: 'unconfirmed' });
  return (await options.journal.change(seq, 'request', report, capacityChange)) ? 'unconfirmed' : undefined;
}

function toReport({ clockSuspect }: OfflineRules, visit: Visit, consumedFrom: CapacitySource): NewEntry {
  return { stage: 'report', visit, consumedFrom, clockSuspect: clockSuspect() };
}

/** What determines if a visit may be recorded without the registry. */
export interface OfflineCapacity extends Pick<OfflineRules, 'unconfirmedLimit' | 'lockedOut'> {
  readonly capacity: CapacityView;
  readonly showId: string;
}

/** True if one more visit with this number of tickets may be recorded without the registry, as last seen. */
export function mayKeep({ capacity, unconfirmedLimit, lockedOut, showId }: OfflineCapacity, tickets: number): boolean {
  if (lockedOut(showId) !== undefined) return false;
  const isLeased = (capacity.usableLease()?.left ?? 0) >= tickets;
  return isLeased || capacity.seen.unconfirmed < unconfirmedLimit({ showId }, tickets);
}

/** Returns the tickets of the largest smaller party that `mayKeep` allows; 0 if it allows none. */
export function roomBelow(tickets: number, given: OfflineCapacity): number {
  for (let fewer = tickets - 1; fewer > 0; fewer--) if (mayKeep(given, fewer)) return fewer;
  return 0;
}
