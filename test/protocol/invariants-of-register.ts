/** What the register alone must keep to: I1, I3, I7, I8, I9 of docs/protocol.md. */
import type { Invariant } from './invariants.ts';
import {
  type LeasePlaces,
  leaseStatus,
  type MessageBit,
  read,
  row,
  type State,
  type UnitPlaces,
  via,
} from './model-state.ts';
import { wasSent } from './network.ts';
import { unreported } from './register-rules.ts';

export const I1: Invariant = {
  name: 'I1',
  promise: 'used = Σ counted, over = Σ beyond the cap, reserved = Σ of open leases (granted − consumed) ≥ 0',
  judge: ({ layout: { show, units, leases } }) => {
    const parts = units.flatMap((unit) => unit.parts);
    return (state) => {
      let [used, over, reserved] = [0, 0, 0];
      for (const part of parts) {
        if (state[part.via] !== via.none) used += part.tickets;
        if (state[part.via] === via.over) over += part.tickets;
      }
      for (const lease of leases) if (state[lease.status] === leaseStatus.open) reserved += unreported(state, lease);
      if (used !== state[show.used]) return `used is ${state[show.used]}, the rows say ${used}`;
      if (over !== state[show.over]) return `over is ${state[show.over]}, the rows say ${over}`;
      if (reserved !== state[show.reserved]) return `reserved is ${state[show.reserved]}, the leases say ${reserved}`;
      return reserved < 0 ? `reserved is ${reserved}` : undefined;
    };
  },
};

export const I3: Invariant = {
  name: 'I3',
  promise: 'covered + reserved ≤ cap',
  judge:
    ({ layout: { show, configuration } }) =>
    (state) => {
      const covered = read(state, show.used) - read(state, show.over);
      const sum = covered + read(state, show.reserved);
      return sum > configuration.cap ? `covered + reserved is ${sum}, the cap ${configuration.cap}` : undefined;
    },
};

/** Every answer ever given is still in the network, so that a contradiction shows in the state alone. */
export const I7: Invariant = {
  name: 'I7',
  promise: 'answers on one id never go counted → refused, refused → counted without a fact, nor away from void',
  judge: ({ layout: { units } }) => {
    return (state) => {
      for (const { name, row: at, messages } of units) {
        const told = messages.counted.filter((message) => wasSent(state, message)).length;
        const isVoid = wasSent(state, messages.annulled) || wasSent(state, messages.voided);
        if (told > 1) return `${name} was told to be counted in two ways`;
        if (told > 0 && (state[at] === row.none || state[at] === row.refused)) return `${name} was told to be counted`;
        if (isVoid && state[at] !== row.void) return `${name} was told to be annulled`;
        const wasFact = messages.facts.some((message) => wasSent(state, message));
        if (state[at] === row.counted && wasSent(state, messages.refused) && !wasFact) {
          return `${name} was refused, is counted now, and no fact was ever sent`;
        }
      }
      return undefined;
    };
  },
};

export const I8: Invariant = {
  name: 'I8',
  promise: 'all of a visit is counted or none of it',
  judge: ({ layout: { units } }) => {
    const visits = units.filter(({ parts }) => parts.length > 1);
    return (state) => {
      for (const { name, row: at, parts } of visits) {
        const counted = parts.filter((part) => state[part.via] !== via.none).length;
        if (counted !== (state[at] === row.counted ? parts.length : 0)) return `${counted} of ${name} are counted`;
      }
      return undefined;
    };
  },
};

export const I9: Invariant = {
  name: 'I9',
  promise: 'nothing is refused that there was place for, free or in the lease that was drawn on for it',
  isOfSteps: true,
  judge:
    ({ layout }) =>
    (state, before) => {
      const { show, units, configuration } = layout;
      for (const { name, row: at, tickets, messages, device } of units) {
        if (state[at] !== row.refused || before[at] === row.refused) continue;
        const free = configuration.cap - read(before, show.used) - read(before, show.reserved);
        if (tickets <= free) return `${name} (${tickets}) is refused with ${free} places free`;
        const inLease = heldFor(before, messages, layout.devices[device]?.leases ?? []);
        if (tickets <= inLease) return `${name} (${tickets}) is refused what its lease has`;
      }
      return undefined;
    },
};

/** How much there is in the open lease that an ask names. No usage is asked for twice. */
function heldFor(state: State, { asks }: UnitPlaces['messages'], leases: readonly LeasePlaces[]): number {
  const lease = leases.find((_, nth) => wasSent(state, asks[nth + 1] as MessageBit));
  return lease !== undefined && state[lease.status] === leaseStatus.open ? unreported(state, lease) : 0;
}
