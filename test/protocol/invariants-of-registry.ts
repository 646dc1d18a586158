/** Invariants of the registry alone: I1, I3, I7 to I10 of docs/protocol.md. */
import type { Invariant, Judge } from './invariant.ts';
import {
  type LeasePlaces,
  leaseStatus,
  type MessageBit,
  type Model,
  read,
  row,
  type State,
  type VisitPlaces,
  via,
} from './model-state.ts';
import { wasSent } from './network.ts';
import { unused } from './registry-reassigning.ts';

export const I1: Invariant = {
  name: 'I1',
  promise:
    'taken = Σ counted, over = Σ beyond the cap, leased = Σ of open leases (granted − consumed − reassigned), each at least 0; a hard show reassigns nothing',
  judge: ({ layout: { show, visits, leases, configuration } }) => {
    const all = visits.flatMap(({ usages }) => usages);
    return (state) => {
      let [taken, over, leased] = [0, 0, 0];
      for (const usage of all) {
        if (state[usage.via] !== via.none) taken += usage.tickets;
        if (state[usage.via] === via.over) over += usage.tickets;
      }
      for (const lease of leases) {
        const left = unused(state, lease);
        if (left < 0) return `${lease.name} has given out ${-left} more than it was granted`;
        if (state[lease.reassigned] !== 0 && !configuration.soft)
          return `${lease.name} is reassigned from, and the show is hard`;
        if (state[lease.status] === leaseStatus.open) leased += left;
      }
      if (taken !== state[show.taken]) return `taken is ${state[show.taken]}, the rows say ${taken}`;
      if (over !== state[show.over]) return `over is ${state[show.over]}, the rows say ${over}`;
      if (leased !== state[show.leased]) return `leased is ${state[show.leased]}, the leases say ${leased}`;
      return undefined;
    };
  },
};

export const I3: Invariant = {
  name: 'I3',
  promise: 'taken − over + leased ≤ cap, where leased is without reassigned tickets',
  judge:
    ({ layout: { show, configuration } }) =>
    (state) => {
      const covered = read(state, show.taken) - read(state, show.over);
      const sum = covered + read(state, show.leased);
      return sum > configuration.cap ? `covered + leased is ${sum}, the cap ${configuration.cap}` : undefined;
    },
};

/** Every answer ever sent is still in the network, so that a contradiction shows in the state alone. */
export const I7: Invariant = {
  name: 'I7',
  promise: 'answers on one id never go counted → refused, refused → counted without a report, nor away from void',
  judge: ({ layout: { visits } }) => {
    return (state) => {
      for (const { name, row: at, messages } of visits) {
        const told = messages.counted.filter((message) => wasSent(state, message)).length;
        const isVoid = wasSent(state, messages.voidAcknowledged) || wasSent(state, messages.voided);
        if (told > 1) return `${name} was answered as counted in two ways`;
        if (told > 0 && (state[at] === row.none || state[at] === row.refused)) return `${name} was answered as counted`;
        if (isVoid && state[at] !== row.void) return `${name} was answered as voided`;
        const wasReport = messages.reports.some((message) => wasSent(state, message));
        if (state[at] === row.counted && wasSent(state, messages.refused) && !wasReport) {
          return `${name} was refused, is counted now, and no report was ever sent`;
        }
      }
      return undefined;
    };
  },
};

export const I8: Invariant = {
  name: 'I8',
  promise: 'all of a visit is counted or none of it',
  judge:
    ({ layout: { visits } }) =>
    (state) => {
      for (const { name, row: at, usages } of visits) {
        const counted = usages.filter((usage) => state[usage.via] !== via.none).length;
        if (counted !== (state[at] === row.counted ? usages.length : 0)) return `${counted} of ${name} are counted`;
      }
      return undefined;
    },
};

export const I9: Invariant = {
  name: 'I9',
  promise: 'nothing is refused that there were tickets for, free or in the lease that it consumed',
  isOfSteps: true,
  judge:
    ({ layout }) =>
    (state, before) => {
      const { show, visits, configuration } = layout;
      for (const { name, row: at, tickets, messages, device } of visits) {
        if (state[at] !== row.refused || before[at] === row.refused) continue;
        const free = configuration.cap - read(before, show.taken) - read(before, show.leased);
        if (tickets <= free) return `${name} (${tickets}) is refused with ${free} tickets free`;
        const inLease = heldFor(before, messages, layout.devices[device]?.leases ?? []);
        if (tickets <= inLease) return `${name} (${tickets}) is refused what its lease has`;
      }
      return undefined;
    },
};

/** No phantom full house: the cap of a soft show is reached only by people, never by leased tickets. */
export const I9soft: Invariant = {
  name: 'I9′',
  promise:
    'in a soft show a request is refused, and a report flagged as over, only where it does not fit into the cap itself',
  isOfSteps: true,
  judge: (model) => (model.layout.configuration.soft ? judgeFullHouse(model) : () => undefined),
};

export function judgeFullHouse({ layout: { show, visits, configuration } }: Model): Judge {
  return (state, before) => {
    const left = configuration.cap - read(before, show.taken);
    for (const { name, row: at, tickets, usages } of visits) {
      if (tickets > left) continue;
      if (state[at] === row.refused && before[at] !== row.refused) return `${name} is refused, the cap leaves ${left}`;
      const isOver = usages.some((usage) => state[usage.via] === via.over && before[usage.via] !== via.over);
      if (isOver) return `${name} (${tickets}) is over, the cap leaves ${left}`;
    }
    return undefined;
  };
}

/**
 * For a request: a visit that never had a report. With a report, the registry handles the request in the same way, so
 * nothing is missed.
 */
export const I10: Invariant = {
  name: 'I10',
  promise:
    'for a request, tickets of a reachable device are reassigned only after its lease was recalled, and every device whose tickets are reassigned is notified',
  isOfSteps: true,
  judge:
    ({ layout: { visits, leases } }) =>
    (state, before) => {
      for (const lease of leases) {
        if (read(state, lease.reassigned) <= read(before, lease.reassigned)) continue;
        if (!wasSent(state, lease.messages.recall))
          return `${lease.name} is reassigned from, and its device is never notified`;
        if (state[lease.isHeard] === 0 || before[lease.isRecalled] === 1) continue;
        const reassignedTo = visits.find(({ row: at }) => state[at] === row.counted && before[at] !== row.counted);
        const isAsk = !reassignedTo?.messages.reports.some((message) => wasSent(state, message));
        if (isAsk)
          return `${lease.name} is reassigned from for ${reassignedTo?.name}, and its device was reachable and not recalled first`;
      }
      return undefined;
    },
};

/** Returns how many tickets the open lease has that a request names. No visit is requested twice. */
function heldFor(state: State, { asks }: VisitPlaces['messages'], leases: readonly LeasePlaces[]): number {
  const lease = leases.find((_, nth) => wasSent(state, asks[nth + 1] as MessageBit));
  return lease !== undefined && state[lease.status] === leaseStatus.open ? unused(state, lease) : 0;
}
