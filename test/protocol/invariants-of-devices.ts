/** Invariants of devices and registry together: I2, I4, I5, I6 and R12 of docs/protocol.md. */
import { overdrawn } from './device-lease.ts';
import type { Invariant, Judge } from './invariant.ts';
import {
  type EntryPlaces,
  held,
  type Layout,
  read,
  row,
  type State,
  shown,
  source,
  stage,
  type VisitPlaces,
} from './model-state.ts';

/**
 * For each visit alone, which is stronger than "when a device has none left". It stays true for every later delivery,
 * because later deliveries are states too. Two cases are left to a person: an entry at `review`, and one that was `asked`
 * when its device was copied: the copy must void what has no answer there (R10), although the original may
 * still get one. See the limits in `limits.ts`.
 */
export const I2: Invariant = {
  name: 'I2',
  promise:
    'once a device is done with a visit, the registry counts it if and only if its holder was admitted and not undone',
  judge: ({ layout }) => judgeEnds(layout, true),
};

export function judgeEnds(layout: Layout, sparesCopies: boolean): Judge {
  const ends = layout.visits.map((visit) => ({ visit, entries: entriesOf(layout, visit) }));
  return (state) => {
    for (const { visit, entries } of ends) {
      const isCounted = state[visit.row] === row.counted;
      if (isCounted === (state[visit.shown] === shown.in)) continue;
      const isOpen = entries.some(
        (entry) =>
          (state[entry.stage] !== stage.none && state[entry.stage] !== stage.gone) ||
          (sparesCopies && state[entry.source] === source.askedWhenCopied),
      );
      if (!isOpen)
        return `${visit.name} is ${isCounted ? 'counted, and its holder is not in' : 'lost, and its holder is in'}`;
    }
    return undefined;
  };
}

/** Refunded tickets do not count. Each of two copies satisfies it; that there are two is known once both have nothing pending. */
export const I4: Invariant = {
  name: 'I4',
  promise: 'no device draws more from a lease than it was granted; a copied device is noticed when both are at rest',
  judge:
    ({ layout: { show, devices } }) =>
    (state) => {
      for (const device of devices) {
        const lease = device.leases[read(state, device.lease) - 1];
        if (lease !== undefined && read(state, device.drawn) > read(state, lease.granted)) {
          return `${device.name} has drawn ${state[device.drawn]} of ${state[lease.granted]}`;
        }
      }
      if (state[show.copied] === 0 || state[show.cloneKnown] === 1) return undefined;
      const begun = read(state, show.copied) - 1;
      const bothRecorded = devices.every((device, nth) => {
        const next = device.entries[nth === 0 ? begun : 0];
        const isAtRest = device.entries.every(
          (entry) => state[entry.stage] === stage.none || state[entry.stage] === stage.gone,
        );
        return isAtRest && next !== undefined && !next.isCopy && state[next.stage] === stage.gone;
      });
      return bothRecorded
        ? 'two devices with one name have recorded visits of one number, and it is not detected'
        : undefined;
    },
};

export const I5: Invariant = {
  name: 'I5',
  promise:
    'where nobody was let in unconfirmed, nothing revoked, nothing reassigned that its device had drawn and no device copied, no more are in than the cap',
  judge: ({ layout }) => {
    const count = createCount(layout);
    return (state) => {
      const { admitted, blind, excused } = count(state);
      const { cap } = layout.configuration;
      return blind + excused === 0 && admitted > cap ? `${admitted} are in, the cap is ${cap}` : undefined;
    };
  },
};

/**
 * `doubled` is what two copies of one device may both consume (see `device-copy.ts`). Reassigned tickets count only if their
 * device consumed them before it was notified: at most what the registry has stored as reassigned, in the same transaction.
 */
export const I6: Invariant = {
  name: 'I6',
  promise:
    'in ≤ cap + unconfirmed + revoked though maybe used + reassigned though drawn + doubled by a copy; unconfirmed at once ≤ unconfirmed limit',
  judge: ({ layout }) => {
    const count = createCount(layout);
    const { cap, policy } = layout.configuration;
    return (state) => {
      const { admitted, blind, excused } = count(state);
      if (admitted > cap + blind + excused) {
        return `${admitted} are in, the cap is ${cap}, ${blind} unconfirmed, ${excused} revoked, reassigned or doubled`;
      }
      for (const { name, entries } of policy.kind === 'accept' ? layout.devices : []) {
        const waiting = entries.filter(
          ({ stage: at, source: from }) => state[at] === stage.report && state[from] === source.blind,
        );
        if (policy.kind === 'accept' && waiting.length > policy.max)
          return `${waiting.length} unconfirmed wait on ${name}`;
      }
      return undefined;
    };
  },
};

/**
 * R12. Guaranteed if one of the two clocks is right about the time since the request for the lease: `wall` is, or
 * runs ahead, if it was never set back; `mono` is if there was neither sleep nor restart. If both are wrong, nothing is
 * guaranteed, except that a clock that now shows less than the journal's last entry makes the lease unusable.
 */
export const R12: Invariant = {
  name: 'R12',
  promise: 'nothing is consumed after a lease’s term (if one clock is right), nor by a clock behind the journal',
  isOfSteps: true,
  judge: ({ layout }) => judgeDraws(layout, true),
};

export function judgeDraws({ devices, configuration }: Layout, needsARightClock: boolean): Judge {
  const useBy = configuration.clock?.useBy;
  if (useBy === undefined) return () => undefined;
  return (state, before) => {
    for (const { name, entries, drawn, held: at, clock } of devices) {
      const isLetIn = entries.some(
        (entry) =>
          state[entry.stage] === stage.report &&
          before[entry.stage] !== stage.report &&
          read(state, entry.source) >= source.lease,
      );
      if ((read(state, drawn) <= read(before, drawn) && !isLetIn) || state[at] !== held.open) continue;
      const noneIsRight = before[clock.monoStopped] === 1 && before[clock.wasSetBack] === 1;
      const age = read(before, clock.trueAge);
      if (age >= useBy && !(needsARightClock && noneIsRight))
        return `${name} draws at ${age}, the lease is good for ${useBy}`;
      if (read(before, clock.wall) < read(before, clock.journaled))
        return `${name} draws by a clock behind its journal`;
    }
    return undefined;
  };
}

function entriesOf({ devices }: Layout, visit: VisitPlaces): readonly EntryPlaces[] {
  return devices.flatMap(({ entries }) => entries.filter((entry) => entry.visit === visit));
}

/** Counts who is inside, how many of them unconfirmed, and by how many the cap may be exceeded. */
export function createCount({ show, visits, devices, configuration }: Layout) {
  const own = visits.map((visit) => ({
    visit,
    entry: devices[visit.device]?.entries[visit.nth] as EntryPlaces,
  }));
  /** For two copies with one lease, what both have left is in `doubled`, so the one that consumed more is enough. */
  const reassignedAndDrawn = (state: State) => {
    if (!configuration.soft) return 0;
    const present = devices.map((device) => overdrawn(state, device));
    const all = configuration.copied ? Math.max(...present) : present.reduce((sum, tickets) => sum + tickets, 0);
    return read(state, show.overdrawn) + all;
  };
  return (state: State) => {
    let [admitted, blind] = [0, 0];
    for (const { visit, entry } of own) {
      if (state[visit.shown] !== shown.in) continue;
      admitted += visit.tickets;
      if (state[entry.source] === source.blind) blind += visit.tickets;
    }
    return {
      admitted,
      blind,
      excused: read(state, show.revoked) + read(state, show.doubled) + reassignedAndDrawn(state),
    };
  };
}
