import type { ClockReading } from '../environment.ts';

/**
 * Tickets of one show's cap that this device may give out without asking: the device's half of a lease.
 *
 * | state | means | leaves it by |
 * |---|---|---|
 * | `requested` | the registry was asked; it may hold tickets for it | answer → `open`, or gone where none were granted |
 * | `open` | tickets may be given out, while its time lasts | wanted back, used up or out of time → `closing` |
 * | `closing` | no more are given out | everything drawn on it acknowledged and its return acknowledged → gone |
 */
export interface Lease {
  readonly id: string;
  readonly showId: string;
  readonly state: 'requested' | 'open' | 'closing';
  /** Tickets the registry holds for it. 0 while it is `requested`. */
  readonly granted: number;
  /** Tickets this device may still give out. 0 while it is `requested`. */
  readonly left: number;
  /** When the request was sent that got it: its time is counted from there, so that it ends too early rather than too late. */
  readonly requestedAt: ClockReading;
  /** For how long from `requestedAt` the tickets may be given out. 0 while it is `requested`. */
  readonly useForMs: number;
  /** The latest the device's clock has shown while the lease was written. A clock that shows less has been put back. */
  readonly seenWallMs: number;
}

/** What a report takes besides its own entry, in the same transaction. */
export type CapacityChange =
  /** Tickets of the open lease of a show; a negative number gives back. */
  | {
      readonly from: 'lease';
      readonly showId: string;
      readonly leaseId: string;
      readonly tickets: number;
      readonly wallMs: number;
    }
  /** One of the few visits of a show that may wait unconfirmed; `max` of them at once. */
  | { readonly from: 'unconfirmed'; readonly showId: string; readonly max: number }
  /** One of them back. */
  | { readonly from: 'unconfirmed-refund'; readonly showId: string };

/** What an entry was drawn on, kept with it. */
export type CapacitySource =
  | { readonly from: 'lease'; readonly leaseId: string; readonly tickets: number }
  | { readonly from: 'unconfirmed' };

/** Gives tickets back that were drawn. A lease that is written again by it has not seen a later clock. */
export function refundOf(consumedFrom: Extract<CapacitySource, { from: 'lease' }>, showId: string): CapacityChange {
  return { ...consumedFrom, showId, tickets: -consumedFrom.tickets, wallMs: 0 };
}

/** What is left of a show's lease, and how many of its visits wait unconfirmed. */
export interface Capacity {
  readonly lease: Lease | undefined;
  readonly unconfirmed: number;
}

/** The capacity after a draw; `undefined` where it cannot be drawn. Pure: storages call it inside their transaction. */
export function applyChange(capacity: Capacity, capacityChange: CapacityChange): Capacity | undefined {
  switch (capacityChange.from) {
    case 'lease':
      return changeOfLease(capacity, capacityChange);
    case 'unconfirmed':
      return capacity.unconfirmed < capacityChange.max
        ? { ...capacity, unconfirmed: capacity.unconfirmed + 1 }
        : undefined;
    case 'unconfirmed-refund':
      return { ...capacity, unconfirmed: Math.max(0, capacity.unconfirmed - 1) };
    default:
      return capacityChange satisfies never;
  }
}

function changeOfLease(
  capacity: Capacity,
  { leaseId, tickets, wallMs }: Extract<CapacityChange, { from: 'lease' }>,
): Capacity | undefined {
  const { lease } = capacity;
  if (lease?.id !== leaseId || lease.state !== 'open') return tickets < 0 ? capacity : undefined;
  const left = lease.left - tickets;
  if (left < 0 || (tickets > 0 && wallMs < lease.seenWallMs)) return undefined;
  return {
    ...capacity,
    lease: { ...lease, left: Math.min(left, lease.granted), seenWallMs: Math.max(wallMs, lease.seenWallMs) },
  };
}

/** A lease ends on the device this much before the registry's time for it: 1 %, at least 5 s (decision 0010). */
const endsEarlierMs = 5_000;
const endsEarlierShare = 0.01;

/**
 * Whether tickets of a lease may be given out now. Elapsed is the longer of what the clock on the wall and the steady one
 * say: the steady one stands still while most devices sleep, the wall's may be wrong. One that was put back ends it.
 */
export function isUsable(lease: Lease, now: ClockReading): boolean {
  if (lease.state !== 'open' || now.wallMs < lease.seenWallMs) return false;
  const wall = now.wallMs - lease.requestedAt.wallMs;
  const steady = now.boot === lease.requestedAt.boot ? now.steadyMs - lease.requestedAt.steadyMs : wall;
  const early = Math.max(endsEarlierMs, lease.useForMs * endsEarlierShare);
  return Math.max(wall, steady) < lease.useForMs - early;
}

/** Whether a lease still is what its reader has seen. */
export function isSameLease(a: Lease | undefined, b: Lease | undefined): boolean {
  return a?.id === b?.id && a?.state === b?.state && a?.left === b?.left;
}
