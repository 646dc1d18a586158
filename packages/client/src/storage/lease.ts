import type { ClockReading } from '../environment.ts';

/**
 * Tickets of one show that this device may give out offline: the device's part of a lease.
 *
 * | state | means | leaves it by |
 * |---|---|---|
 * | `requested` | the registry was asked, and may have granted tickets | answer → `open`; removed if none were granted |
 * | `open` | its tickets may be given out during its term | recalled, used up or expired → `closing` |
 * | `closing` | none are given out | all entries that consumed it and its return acknowledged → removed |
 */
export interface Lease {
  readonly id: string;
  readonly showId: string;
  readonly state: 'requested' | 'open' | 'closing';
  /** Tickets that the registry granted. 0 while it is `requested`. */
  readonly granted: number;
  /** Tickets that this device may still give out. 0 while it is `requested`. */
  readonly left: number;
  /** When the lease was requested. Its term counts from here, so it never outlasts the registry's. */
  readonly requestedAt: ClockReading;
  /** The term, from `requestedAt`. 0 while it is `requested`. */
  readonly useForMs: number;
  /** The latest time of the device's clock when the lease was written. A clock that shows less was set back. */
  readonly seenWallMs: number;
}

/** A change of a show's capacity, in the same transaction as the entry that it belongs to. */
export type CapacityChange =
  /** Consumes tickets of the show's open lease; a negative number refunds them. */
  | {
      readonly from: 'lease';
      readonly showId: string;
      readonly leaseId: string;
      readonly tickets: number;
      readonly wallMs: number;
    }
  /** Counts one more unconfirmed visit of a show; at most `max`. */
  | { readonly from: 'unconfirmed'; readonly showId: string; readonly max: number }
  /** Counts one fewer. */
  | { readonly from: 'unconfirmed-refund'; readonly showId: string };

/** The capacity that an entry consumed. */
export type CapacitySource =
  | { readonly from: 'lease'; readonly leaseId: string; readonly tickets: number }
  | { readonly from: 'unconfirmed' };

/** Returns the refund of consumed tickets. It does not show the current time, so `wallMs` is 0. */
export function refundOf(consumedFrom: Extract<CapacitySource, { from: 'lease' }>, showId: string): CapacityChange {
  return { ...consumedFrom, showId, tickets: -consumedFrom.tickets, wallMs: 0 };
}

/** A show's lease and how many of its visits are unconfirmed, on this device. */
export interface Capacity {
  readonly lease: Lease | undefined;
  readonly unconfirmed: number;
}

/** Returns the capacity after a change, or `undefined` if it does not suffice. Pure: storages call it in their transaction. */
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

/** A lease ends on the device this much before its term: 1 %, at least 5 s (decision 0010). */
const endsEarlyMs = 5_000;
const endsEarlyShare = 0.01;

/**
 * True if tickets of a lease may be given out now. The elapsed time is the longer one of the wall clock and the steady clock:
 * the steady clock stops while most devices sleep, and the wall clock may be wrong. A wall clock that was set back ends it.
 */
export function isUsable(lease: Lease, now: ClockReading): boolean {
  if (lease.state !== 'open' || now.wallMs < lease.seenWallMs) return false;
  const wall = now.wallMs - lease.requestedAt.wallMs;
  const steady = now.boot === lease.requestedAt.boot ? now.steadyMs - lease.requestedAt.steadyMs : wall;
  const early = Math.max(endsEarlyMs, lease.useForMs * endsEarlyShare);
  return Math.max(wall, steady) < lease.useForMs - early;
}

/** True if a lease has not changed since it was read. */
export function isSameLease(a: Lease | undefined, b: Lease | undefined): boolean {
  return a?.id === b?.id && a?.state === b?.state && a?.left === b?.left;
}
