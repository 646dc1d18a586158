/** The registry of docs/protocol.md. Each function is one transaction and the answer it sends. */
import { type DevicePlaces, type Layout, type LeasePlaces, read, type State, type VisitPlaces } from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send } from './network.ts';
import { free, grant, lapse, type Rules, revoke, takeBack } from './registry-leases.ts';
import { createReassigning } from './registry-reassigning.ts';
import { type Arrival, use, voidVisit } from './registry-visits.ts';

export interface Registry {
  /** A message of a device has arrived. Only soft shows use it. */
  hear(state: State, leases: readonly LeasePlaces[]): void;
  /** A device has sent nothing for 30 s. Returns false if it was silent already. */
  fallSilent(state: State, lease: LeasePlaces): boolean;
  /** A soft show's lease expires, because its device was silent for ten minutes. */
  lapse(state: State, lease: LeasePlaces): boolean;
  /** Counts or refuses a visit. */
  use(state: State, arrival: Arrival): void;
  void(state: State, visit: VisitPlaces): void;
  grant(state: State, lease: LeasePlaces): void;
  takeBack(state: State, lease: LeasePlaces): void;
  /** By a coordinator. Returns false if there is nothing to revoke. */
  revoke(state: State, lease: LeasePlaces): boolean;
  /** Requests a lease back. Sent with any answer, so it is a separate message. */
  recall(state: State, lease: LeasePlaces): boolean;
  /** Sends the number of tickets left. Sent with any answer too. */
  tellPlacesLeft(state: State, device: DevicePlaces): boolean;
}

export function createRegistry(layout: Layout, flaw: Flaw | undefined): Registry {
  const reassigning = createReassigning(layout, flaw);
  const rules: Rules = { layout, flaw, reassigning };
  const { hear, fallSilent, recall } = reassigning;
  return {
    ...{ hear, fallSilent, recall },
    use: (state, arrival) => use(rules, state, arrival),
    void: (state, visit) => voidVisit(rules, state, visit),
    grant: (state, lease) => grant(rules, state, lease),
    takeBack: (state, lease) => takeBack(rules, state, lease),
    revoke: (state, lease) => revoke(rules, state, lease),
    lapse: (state, lease) => lapse(rules, state, lease),
    tellPlacesLeft: (state, device) => tellPlacesLeft(rules, state, device),
  };
}

function tellPlacesLeft(rules: Rules, state: State, { placesLeft }: DevicePlaces): boolean {
  const { show, configuration } = rules.layout;
  const left = configuration.soft ? configuration.cap - read(state, show.taken) : free(rules, state);
  const message = placesLeft[Math.max(0, left)];
  if (message === undefined) return false;
  send(state, message);
  return true;
}
