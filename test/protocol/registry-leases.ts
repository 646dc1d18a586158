/** The registry's transactions on leases, each with the answer it sends. */
import { add, type Layout, type LeasePlaces, leaseStatus, type MessageBit, read, type State } from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send } from './network.ts';
import { type Reassigning, unused } from './registry-reassigning.ts';

/** What all transactions of the registry need. */
export interface Rules {
  readonly layout: Layout;
  readonly flaw: Flaw | undefined;
  readonly reassigning: Reassigning;
}

/** Returns the tickets that are neither taken nor leased. */
export function free({ layout: { show, configuration } }: Rules, state: State): number {
  return configuration.cap - read(state, show.taken) - read(state, show.leased);
}

export function grant(rules: Rules, state: State, lease: LeasePlaces): void {
  const { layout, flaw, reassigning } = rules;
  const { show, leases, configuration } = layout;
  if (state[lease.status] === leaseStatus.none) {
    const coming = flaw === 'a recalled lease counts as returned' ? recalledLeft(state, leases) : 0;
    const tickets = Math.max(0, Math.min(configuration.want, free(rules, state) + coming));
    state[lease.granted] = tickets;
    state[lease.status] = tickets === 0 ? leaseStatus.closed : leaseStatus.open;
    add(state, show.leased, tickets);
  } else if (flaw === 'a grant asked for twice is leased twice') {
    add(state, show.leased, read(state, lease.granted));
  }
  reassigning.hear(state, [lease]);
  send(state, lease.messages.granted[read(state, lease.granted)] as MessageBit);
}

export function takeBack(rules: Rules, state: State, lease: LeasePlaces): void {
  if (state[lease.status] === leaseStatus.open) release(rules, state, lease, leaseStatus.closed);
  send(state, lease.messages.closed);
}

/** By a coordinator. Returns false if there is nothing to revoke. */
export function revoke(rules: Rules, state: State, lease: LeasePlaces): boolean {
  const { flaw, layout } = rules;
  const isAgain = state[lease.status] === leaseStatus.revoked && flaw === 'revoked twice gives back twice';
  if (state[lease.status] !== leaseStatus.open && !isAgain) return false;
  add(state, layout.show.revoked, release(rules, state, lease, leaseStatus.revoked));
  return true;
}

/** A soft show's lease expires, because its device was silent for ten minutes. */
export function lapse(rules: Rules, state: State, lease: LeasePlaces): boolean {
  return state[lease.isHeard] === 0 && revoke(rules, state, lease);
}

/** Returns the number of returned tickets. */
function release({ layout, flaw }: Rules, state: State, lease: LeasePlaces, to: number): number {
  const reassigned =
    flaw === 'what is reassigned is free once more when its lease ends' ? read(state, lease.reassigned) : 0;
  const tickets = unused(state, lease) + reassigned;
  add(state, layout.show.leased, -tickets);
  state[lease.status] = to;
  state[lease.isHeard] = 0;
  return tickets;
}

function recalledLeft(state: State, leases: readonly LeasePlaces[]): number {
  return leases.reduce(
    (sum, lease) =>
      state[lease.status] === leaseStatus.open && state[lease.isRecalled] === 1 ? sum + unused(state, lease) : sum,
    0,
  );
}
