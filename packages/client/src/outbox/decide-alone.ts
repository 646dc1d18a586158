import type { Environment } from '../environment.ts';
import type { KaikuErrorCode } from '../errors.ts';
import { type NewEntry, unanswered } from '../storage/entry.ts';
import { type CapacitySource, isUsable } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { RecordMode } from '../usage/answer.ts';
import { ticketsOfVisit, type Visit } from '../usage/visit.ts';
import type { CapacityView } from './capacities.ts';
import type { Journal } from './journal.ts';

/** What a device may decide by without the registry. */
export interface AlonePolicy {
  /** How many visits of its show may wait unconfirmed, this one among them. 0: none now. */
  readonly unconfirmedLimit: (visit: Pick<Visit, 'showId'>, tickets: number) => number;
  /** Why the registry lets this device do nothing (see `isLockOut`): then it decides nothing alone. `undefined`: it does. */
  readonly lockedOut: () => KaikuErrorCode | undefined;
  /** Whether the device does not know how wrong its clock is. */
  readonly clockSuspect: () => boolean;
}

export interface AloneOptions extends AlonePolicy {
  readonly journal: Journal;
  readonly storage: OutboxStorage;
  readonly environment: Environment;
}

/** A request as it stands in the journal. */
export interface StandingRequest {
  readonly seq: number;
  readonly visit: Visit;
  /** As a `report` it has happened: it is kept in any case. Left out: `request`. */
  readonly mode?: RecordMode;
  /** What was drawn for it before it was sent. */
  readonly consumedFrom?: CapacitySource;
}

/**
 * Decides about a request that nobody has answered: by the tickets the device was leased, then by the few it may keep
 * unconfirmed (decision 0010). Drawn and kept in one transaction. `undefined`: neither has room, and it is withdrawn.
 */
export async function decideAlone(
  options: AloneOptions,
  request: StandingRequest,
): Promise<CapacitySource['from'] | undefined> {
  const by = options.lockedOut() === undefined ? await keptBy(options, request) : undefined;
  // What was drawn for it may be given already at the registry: it does not come back.
  if (by === undefined)
    await options.journal.change(request.seq, 'request', unanswered(request.visit, 'never-answered', request));
  return by;
}

async function keptBy(options: AloneOptions, request: StandingRequest): Promise<CapacitySource['from'] | undefined> {
  if (request.mode === 'report') return keptUnconfirmed(options, request, Number.MAX_SAFE_INTEGER);
  return (
    (await keptByLease(options, request)) ?? (await keptUnconfirmed(options, request, allowedFor(options, request)))
  );
}

async function keptByLease(options: AloneOptions, request: StandingRequest): Promise<'lease' | undefined> {
  const { seq, visit, consumedFrom: before } = request;
  const { journal, storage, environment } = options;
  // A lease that cannot be read cannot be drawn on.
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

function allowedFor({ unconfirmedLimit }: AlonePolicy, { visit }: StandingRequest): number {
  return unconfirmedLimit(visit, ticketsOfVisit(visit));
}

/** `max`: how many may wait unconfirmed at once. */
async function keptUnconfirmed(
  options: AloneOptions,
  { seq, visit }: StandingRequest,
  max: number,
): Promise<'unconfirmed' | undefined> {
  if (max <= 0) return undefined;
  const capacityChange = { from: 'unconfirmed', showId: visit.showId, max } as const;
  const report = toReport(options, visit, { from: 'unconfirmed' });
  return (await options.journal.change(seq, 'request', report, capacityChange)) ? 'unconfirmed' : undefined;
}

function toReport({ clockSuspect }: AlonePolicy, visit: Visit, consumedFrom: CapacitySource): NewEntry {
  return { stage: 'report', visit, consumedFrom, clockSuspect: clockSuspect() };
}

/** What may be kept without asking hangs on what is leased to the device and on how much waits unconfirmed. */
export interface AloneCapacity extends Pick<AlonePolicy, 'unconfirmedLimit' | 'lockedOut'> {
  readonly capacity: CapacityView;
  readonly showId: string;
}

/** Whether one more visit of so many tickets may be kept without asking, by the capacity as last seen. */
export function mayKeep({ capacity, unconfirmedLimit, lockedOut, showId }: AloneCapacity, tickets: number): boolean {
  if (lockedOut() !== undefined) return false;
  const isLeased = (capacity.usableLease()?.left ?? 0) >= tickets;
  return isLeased || capacity.seen.unconfirmed < unconfirmedLimit({ showId }, tickets);
}

/** The most tickets that a smaller party than this one may have to be kept without asking; 0: none. */
export function roomBelow(tickets: number, given: AloneCapacity): number {
  for (let fewer = tickets - 1; fewer > 0; fewer--) if (mayKeep(given, fewer)) return fewer;
  return 0;
}
