import type { Judge } from './invariants.ts';
import type { Model } from './model.ts';
import { held, leaseStatus, type State, stage } from './model-state.ts';

/** Never needed: the longest exchange (ask, fact, void, lease, return) has half as many. */
const maxRounds = 20;

/**
 * L1: what becomes of a state if nobody begins anything new, everything sent arrives, and devices return their leases.
 * One fair order of arrivals is tried, in which old messages arrive again too; entries at `review` wait for a person.
 */
export function createSettling({ layout, deliveries, returns }: Model): Judge {
  const settled = new Int8Array(layout.width);
  const before = new Int8Array(layout.width);
  const isWaiting = (at: number | undefined) => at === stage.asked || at === stage.report || at === stage.void;

  /** Arrivals change only upwards on every ladder there is: this ends, but for a mutant that climbs down. */
  function deliverAll(state: State): void {
    for (let round = 0; round < maxRounds; round += 1) {
      before.set(state);
      for (const step of deliveries) step.apply(state);
      if (isSame(state, before)) return;
    }
  }

  return (state) => {
    settled.set(state);
    deliverAll(settled);
    while (returns.reduce((isReturned, { apply }) => apply(settled) || isReturned, false)) deliverAll(settled);
    for (const { name, entries, held: lease, isThere } of layout.devices) {
      if (settled[isThere] === 0) continue;
      const stuck = entries.find((entry) => isWaiting(settled[entry.stage]));
      if (stuck !== undefined) return `${stuck.visit.name} is never acknowledged to ${name}`;
      if (settled[lease] === held.asked || settled[lease] === held.closing)
        return `${name} waits for its lease for ever`;
    }
    const open = layout.leases.find((lease) => settled[lease.status] === leaseStatus.open);
    return open === undefined ? undefined : `${open.name} stays open though returned`;
  };
}

function isSame(state: State, other: State): boolean {
  for (let place = 0; place < state.length; place += 1) if (state[place] !== other[place]) return false;
  return true;
}
