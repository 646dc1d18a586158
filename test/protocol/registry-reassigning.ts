/**
 * Reassigning, in soft shows: while the cap is not reached, a visit that finds too few free tickets gets leased ones.
 * docs/protocol.md, "Reassigning". Leases of reachable devices are recalled first if there is time.
 */
import { add, type Layout, type LeasePlaces, leaseStatus, read, type State, type VisitPlaces } from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send } from './network.ts';

/** The order in which leases are reassigned, and if a request recalls all reachable devices' leases before it reassigns any. */
export interface ReassigningOrder {
  readonly leases: readonly LeasePlaces[];
  /** False: tickets of silent devices are reassigned at once if they suffice. Both keep the promises, so both are searched. */
  readonly recallsFirst: boolean;
}

export interface Reassigning {
  /** A message of a device has arrived: it counts as reachable until it falls silent. */
  hear(state: State, leases: readonly LeasePlaces[]): void;
  /** Thirty seconds without a message. */
  fallSilent(state: State, lease: LeasePlaces): boolean;
  recall(state: State, lease: LeasePlaces): boolean;
  /**
   * `reassigned`: more tickets are free now. `waits`: leases are recalled first, and the same request comes again
   * once their devices have answered or the time is over. `full`: the cap itself is reached.
   */
  reassign(
    state: State,
    visit: VisitPlaces,
    mode: 'request' | 'report',
    order: ReassigningOrder,
  ): 'reassigned' | 'waits' | 'full';
}

/** Returns the granted tickets that are neither known to be used nor reassigned. */
export function unused(state: State, lease: LeasePlaces): number {
  return read(state, lease.granted) - read(state, lease.consumed) - read(state, lease.reassigned);
}

export function createReassigning({ show, configuration }: Layout, flaw: Flaw | undefined): Reassigning {
  const { cap, soft } = configuration;
  const reassigns = soft || flaw === 'a hard show reassigns what leases hold';
  const has = (state: State, lease: LeasePlaces) =>
    state[lease.status] === leaseStatus.open && unused(state, lease) > 0;

  function recall(state: State, lease: LeasePlaces): boolean {
    if (state[lease.status] !== leaseStatus.open || state[lease.isRecalled] === 1) return false;
    state[lease.isRecalled] = 1;
    send(state, lease.messages.recall);
    return true;
  }

  /** Returns whether a request must wait: a reachable device has tickets, and its lease was not recalled yet. */
  function recallsLeasesFirst(state: State, short: number, { leases, recallsFirst }: ReassigningOrder): boolean {
    if (flaw === 'a device that is there is reassigned from unasked') return false;
    const holding = leases.filter((lease) => has(state, lease));
    const silent = holding.filter((lease) => state[lease.isHeard] === 0);
    if (!recallsFirst && silent.reduce((sum, lease) => sum + unused(state, lease), 0) >= short) return false;
    const asked = holding.filter((lease) => state[lease.isHeard] === 1 && recall(state, lease));
    return asked.length > 0;
  }

  function reassignFrom(state: State, lease: LeasePlaces, short: number): number {
    const reassigned = flaw === 'more is reassigned than a lease holds' ? short : Math.min(short, unused(state, lease));
    add(state, lease.reassigned, reassigned);
    if (flaw !== 'what is reassigned stays leased') add(state, show.leased, -reassigned);
    if (flaw !== 'a device is not told that its tickets are reassigned') recall(state, lease);
    return reassigned;
  }

  return {
    recall,
    hear(state, leases) {
      if (!soft) return;
      for (const lease of leases) if (state[lease.status] === leaseStatus.open) state[lease.isHeard] = 1;
    },
    fallSilent(state, lease) {
      if (state[lease.isHeard] === 0) return false;
      state[lease.isHeard] = 0;
      return true;
    },
    reassign(state, { tickets }, mode, order) {
      const taken = read(state, show.taken);
      if (!reassigns || (taken + tickets > cap && flaw !== 'tickets are reassigned beyond the cap')) return 'full';
      let short = taken + read(state, show.leased) + tickets - cap;
      if (mode === 'request' && recallsLeasesFirst(state, short, order)) return 'waits';
      for (const isHeard of [0, 1]) {
        for (const lease of order.leases) {
          if (short > 0 && state[lease.isHeard] === isHeard && has(state, lease))
            short -= reassignFrom(state, lease, short);
        }
      }
      return 'reassigned';
    },
  };
}
