/**
 * Lending, in soft shows: while the cap is not reached, a visit that finds too few places free gets some that leases hold.
 * docs/protocol.md, "Lending". Whoever may be asked for them is asked first, where there is time to.
 */
import type { Layout } from './layout.ts';
import { add, type LeasePlaces, leaseStatus, read, type State, type VisitPlaces } from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send } from './network.ts';

/** In what order leases are lent from, and whether a request asks all devices that are there before it lends any. */
export interface LendingOrder {
  readonly leases: readonly LeasePlaces[];
  /** False: what silent devices hold is lent at once, where it is enough. Both keep the promises, so both are searched. */
  readonly recallsFirst: boolean;
}

export interface Lending {
  /** A message of a device has arrived: it counts as there, until it falls silent. */
  hear(state: State, leases: readonly LeasePlaces[]): void;
  /** Thirty seconds without a message. */
  fallSilent(state: State, lease: LeasePlaces): boolean;
  recall(state: State, lease: LeasePlaces): boolean;
  /**
   * `lent`: places are free now that were not. `waits`: devices are asked for theirs first, and the same request comes again
   * once they have answered, or the time is over. `full`: the cap itself is reached.
   */
  lend(state: State, visit: VisitPlaces, mode: 'request' | 'report', order: LendingOrder): 'lent' | 'waits' | 'full';
}

/** Granted, and neither known to be used nor lent. */
export function unused(state: State, lease: LeasePlaces): number {
  return read(state, lease.granted) - read(state, lease.consumed) - read(state, lease.lent);
}

export function createLending({ show, configuration }: Layout, flaw: Flaw | undefined): Lending {
  const { cap, soft } = configuration;
  const lends = soft || flaw === 'a hard show lends what leases hold';
  const has = (state: State, lease: LeasePlaces) =>
    state[lease.status] === leaseStatus.open && unused(state, lease) > 0;

  function recall(state: State, lease: LeasePlaces): boolean {
    if (state[lease.status] !== leaseStatus.open || state[lease.isRecalled] === 1) return false;
    state[lease.isRecalled] = 1;
    send(state, lease.messages.recall);
    return true;
  }

  /** Whether a request must wait: there are devices that are there, have places and were not asked for them yet. */
  function asksFirst(state: State, short: number, { leases, recallsFirst }: LendingOrder): boolean {
    if (flaw === 'a device that is there is lent from unasked') return false;
    const holding = leases.filter((lease) => has(state, lease));
    const silent = holding.filter((lease) => state[lease.isHeard] === 0);
    if (!recallsFirst && silent.reduce((sum, lease) => sum + unused(state, lease), 0) >= short) return false;
    const asked = holding.filter((lease) => state[lease.isHeard] === 1 && recall(state, lease));
    return asked.length > 0;
  }

  function lendFrom(state: State, lease: LeasePlaces, short: number): number {
    const lent = flaw === 'more is lent than a lease holds' ? short : Math.min(short, unused(state, lease));
    add(state, lease.lent, lent);
    if (flaw !== 'what is lent stays reserved') add(state, show.reserved, -lent);
    if (flaw !== 'a device is not told that its places are lent') recall(state, lease);
    return lent;
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
    lend(state, { tickets }, mode, order) {
      const used = read(state, show.used);
      if (!lends || (used + tickets > cap && flaw !== 'places are lent beyond the cap')) return 'full';
      let short = used + read(state, show.reserved) + tickets - cap;
      if (mode === 'request' && asksFirst(state, short, order)) return 'waits';
      for (const isHeard of [0, 1]) {
        for (const lease of order.leases) {
          if (short > 0 && state[lease.isHeard] === isHeard && has(state, lease))
            short -= lendFrom(state, lease, short);
        }
      }
      return 'lent';
    },
  };
}
