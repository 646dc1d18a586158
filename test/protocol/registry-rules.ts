/** The registry of docs/protocol.md. Each function is one transaction and the answer it sends. */
import {
  add,
  type DevicePlaces,
  type Layout,
  type LeasePlaces,
  leaseStatus,
  type MessageBit,
  read,
  row,
  type State,
  type VisitPlaces,
  via,
} from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send } from './network.ts';
import { createReassigning, type ReassigningOrder, unused } from './registry-reassigning.ts';

/** Where a visit may get its tickets if none are free. */
export interface PlacesToUse {
  /** The lease it names. */
  readonly lease: LeasePlaces | undefined;
  readonly reassigning: ReassigningOrder;
}

export interface Registry {
  /** A message of a device has arrived. Only soft shows use it. */
  hear(state: State, leases: readonly LeasePlaces[]): void;
  /** A device has sent nothing for 30 s. Returns false if it was silent already. */
  fallSilent(state: State, lease: LeasePlaces): boolean;
  /** A soft show's lease expires, because its device was silent for ten minutes. */
  lapse(state: State, lease: LeasePlaces): boolean;
  /**
   * A visit in the registry, cases 1 to 6. A report may name the lease that it consumed; a request the lease that its device has
   * consumed for it, which gives it tickets if none are free. All its tickets come from one of the two.
   */
  use(state: State, visit: VisitPlaces, mode: 'request' | 'report', from: PlacesToUse): void;
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
  const { show, configuration } = layout;
  const free = (state: State) => configuration.cap - read(state, show.taken) - read(state, show.leased);
  const reassigning = createReassigning(layout, flaw);
  const noticeCopy = createNotice(layout, flaw, release);

  function use(state: State, visit: VisitPlaces, mode: 'request' | 'report', from: PlacesToUse): void {
    const is = state[visit.row];
    const revives = flaw === 'a late report revives what was voided' && is === row.void && mode === 'report';
    if (is === row.none && flaw === 'what is counted is told before it is kept') {
      send(state, visit.messages.counted[0] as MessageBit);
      return;
    }
    if (is === row.counted && flaw === 'counts again what it gets again') add(state, show.taken, visit.tickets);
    if (is === row.none || (is === row.refused && mode === 'report') || revives) {
      const became = countOrRefuse(state, visit, mode, from);
      if (became === 'waits') return;
      noticeCopy(state);
      if (became === 'refused') {
        send(state, visit.messages.refused);
        return;
      }
    }
    const isJudgedAnew =
      flaw === 'a request that comes again is judged anew' && is === row.counted && mode === 'request';
    if (isJudgedAnew && visit.tickets > free(state)) send(state, visit.messages.refused);
    else answer(state, visit);
  }

  function countOrRefuse(
    state: State,
    visit: VisitPlaces,
    mode: 'request' | 'report',
    from: PlacesToUse,
  ): 'counted' | 'refused' | 'waits' {
    const how = findPlaces(state, visit, mode, from);
    if (how === 'waits') return how;
    if (how === via.none) {
      if (flaw !== 'a refusal is not kept') state[visit.row] = row.refused;
      return 'refused';
    }
    const { lease } = from;
    for (const usage of visit.usages) {
      if (usage !== visit.usages[0] && isLeftOut(mode)) continue;
      state[usage.via] = how;
      add(state, show.taken, usage.tickets);
      if (how === via.over) add(state, show.over, usage.tickets);
      if (how !== via.lease || lease === undefined) continue;
      add(state, show.leased, -usage.tickets);
      add(state, lease.consumed, usage.tickets);
    }
    state[visit.row] = row.counted;
    return 'counted';
  }

  /** Returns where its tickets come from; `via.none` if it is refused. Reassigns some if a soft show has none free. */
  function findPlaces(
    state: State,
    visit: VisitPlaces,
    mode: 'request' | 'report',
    { lease, reassigning: order }: PlacesToUse,
  ): number | 'waits' {
    const isFree = hasFree(state, visit.tickets);
    const isHeld = lease !== undefined && holds(state, lease, visit.tickets);
    if (isHeld && (mode === 'report' || (!isFree && flaw !== 'a request is refused what its lease has')))
      return via.lease;
    if (isFree) return via.pool;
    const isOver =
      mode === 'request'
        ? 'a request is refused what could be reassigned'
        : 'a report is over where tickets could be reassigned';
    const became = flaw === isOver ? 'full' : reassigning.reassign(state, visit, mode, order);
    if (became === 'waits') return became;
    if (became === 'reassigned') return via.pool;
    return mode === 'request' || flaw === 'a report beyond the cap is refused' ? via.none : via.over;
  }

  function hasFree(state: State, tickets: number): boolean {
    if (flaw === 'requests are not held against the cap') return true;
    return flaw === 'the last place is refused' ? tickets < free(state) : tickets <= free(state);
  }

  const holds = (state: State, lease: LeasePlaces, tickets: number) =>
    state[lease.status] === leaseStatus.open &&
    (flaw === 'a lease is drawn beyond its grant' || tickets <= unused(state, lease) + drawableTwice(state, lease));
  const drawableTwice = (state: State, lease: LeasePlaces) =>
    flaw === 'what is reassigned counts again when its device reports it' ? read(state, lease.reassigned) : 0;
  const isLeftOut = (mode: 'request' | 'report') =>
    flaw === `a visit that ${mode === 'request' ? 'asks' : 'is a report'} is counted in part`;

  function voidVisit(state: State, visit: VisitPlaces): void {
    const isNew = state[visit.row] !== row.counted;
    for (const usage of visit.usages) {
      if (state[usage.via] === via.none) continue;
      add(state, show.taken, -usage.tickets);
      if (state[usage.via] === via.over) add(state, show.over, -usage.tickets);
      state[usage.via] = via.none;
    }
    if (!isNew || flaw !== 'no tombstone for what is not there yet') state[visit.row] = row.void;
    noticeCopy(state);
    send(state, visit.messages.voided);
  }

  function grant(state: State, lease: LeasePlaces): void {
    if (state[lease.status] === leaseStatus.none) {
      const coming = flaw === 'a recalled lease counts as returned' ? recalledLeft(state, layout.leases) : 0;
      const tickets = Math.max(0, Math.min(configuration.want, free(state) + coming));
      state[lease.granted] = tickets;
      state[lease.status] = tickets === 0 ? leaseStatus.closed : leaseStatus.open;
      add(state, show.leased, tickets);
    } else if (flaw === 'a grant asked for twice is leased twice') {
      add(state, show.leased, read(state, lease.granted));
    }
    reassigning.hear(state, [lease]);
    send(state, lease.messages.granted[read(state, lease.granted)] as MessageBit);
  }

  function takeBack(state: State, lease: LeasePlaces): void {
    if (state[lease.status] === leaseStatus.open) release(state, lease, leaseStatus.closed);
    send(state, lease.messages.closed);
  }

  /** Returns the number of returned tickets. */
  function release(state: State, lease: LeasePlaces, to: number): number {
    const reassigned =
      flaw === 'what is reassigned is free once more when its lease ends' ? read(state, lease.reassigned) : 0;
    const tickets = unused(state, lease) + reassigned;
    add(state, show.leased, -tickets);
    state[lease.status] = to;
    state[lease.isHeard] = 0;
    return tickets;
  }

  function revoke(state: State, lease: LeasePlaces): boolean {
    const isAgain = state[lease.status] === leaseStatus.revoked && flaw === 'revoked twice gives back twice';
    if (state[lease.status] !== leaseStatus.open && !isAgain) return false;
    add(state, show.revoked, release(state, lease, leaseStatus.revoked));
    return true;
  }

  function lapse(state: State, lease: LeasePlaces): boolean {
    return state[lease.isHeard] === 0 && revoke(state, lease);
  }

  /** Sends the same answer as the first time. */
  function answer(state: State, { row: at, usages, messages }: VisitPlaces): void {
    let pooled = 0;
    for (const usage of usages) if (state[usage.via] === via.pool) pooled += usage.tickets;
    if (state[at] === row.refused) send(state, messages.refused);
    else if (state[at] === row.void) send(state, messages.voidAcknowledged);
    else send(state, messages.counted[pooled] as MessageBit);
  }

  function tellPlacesLeft(state: State, { placesLeft }: DevicePlaces): boolean {
    const left = configuration.soft ? configuration.cap - read(state, show.taken) : free(state);
    const message = placesLeft[Math.max(0, left)];
    if (message === undefined) return false;
    send(state, message);
    return true;
  }

  const { hear, fallSilent, recall } = reassigning;
  return { use, void: voidVisit, grant, takeBack, revoke, lapse, hear, fallSilent, recall, tellPlacesLeft };
}

function recalledLeft(state: State, leases: readonly LeasePlaces[]): number {
  return leases.reduce(
    (sum, lease) =>
      state[lease.status] === leaseStatus.open && state[lease.isRecalled] === 1 ? sum + unused(state, lease) : sum,
    0,
  );
}

/**
 * Detects two visits of one device with the same `seq`, and revokes the lease of both copies, because what is
 * still in it may have been used twice.
 */
function createNotice(
  { configuration, show, devices }: Layout,
  flaw: Flaw | undefined,
  release: (state: State, lease: LeasePlaces, to: number) => number,
): (state: State) => void {
  const [original, copy] = devices;
  if (!configuration.copied || original === undefined || copy === undefined) return () => {};
  return (state) => {
    if (state[show.copied] === 0 || state[show.cloneKnown] === 1 || flaw === 'two copies are not told apart') return;
    const begun = read(state, show.copied) - 1;
    const isSeen = copy.entries.some(({ visit, isCopy }, nth) => {
      const twin = isCopy ? undefined : original.entries[begun + nth]?.visit;
      return twin !== undefined && state[visit.row] !== row.none && state[twin.row] !== row.none;
    });
    if (!isSeen) return;
    state[show.cloneKnown] = 1;
    for (const lease of original.leases) {
      if (state[lease.status] === leaseStatus.open)
        add(state, show.revoked, release(state, lease, leaseStatus.revoked));
    }
  };
}
