import type { Judge } from './invariant.ts';
import { held, leaseStatus, type Model, type State, stage } from './model-state.ts';

/** More than needed: the longest exchange (request, report, void, lease, return) has half as many. */
const maxRounds = 20;

/**
 * L1: the state after which nothing new starts, everything sent arrives, and devices return their leases.
 * Checks one fair order of arrivals, in which old messages arrive again too; entries at `review` stay.
 */
export function createSettling({ layout, deliveries, returns }: Model): Judge {
  const settled = new Int8Array(layout.width);
  const before = new Int8Array(layout.width);
  const isWaiting = (at: number | undefined) => at === stage.asked || at === stage.report || at === stage.void;

  /** Each arrival moves a state forward only, so this ends, except with a mutant that moves backward. */
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
      if (settled[lease] === held.asked || settled[lease] === held.closing) return `${name} never gets its lease`;
    }
    const open = layout.leases.find((lease) => settled[lease.status] === leaseStatus.open);
    return open === undefined ? undefined : `${open.name} stays open although it is returned`;
  };
}

function isSame(state: State, other: State): boolean {
  for (let place = 0; place < state.length; place += 1) if (state[place] !== other[place]) return false;
  return true;
}
