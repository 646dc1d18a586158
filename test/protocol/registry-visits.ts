/** The registry's transactions on visits, each with the answer it sends. */
import {
  add,
  type LeasePlaces,
  leaseStatus,
  type MessageBit,
  read,
  row,
  type State,
  type VisitPlaces,
  via,
} from './model-state.ts';
import { send } from './network.ts';
import { free, type Rules, revoke } from './registry-leases.ts';
import { type ReassigningOrder, unused } from './registry-reassigning.ts';

type Mode = 'request' | 'report';

/** A request or a report that arrives. */
export interface Arrival {
  readonly visit: VisitPlaces;
  readonly mode: Mode;
  /** The lease that its device has consumed for it. */
  readonly lease: LeasePlaces | undefined;
  /** Where it may get tickets if none are free. */
  readonly reassigning: ReassigningOrder;
}

/**
 * A visit in the registry, cases 1 to 6. A report's tickets come from the lease it names; a request's only if none are free.
 * All its tickets come from one of the two.
 */
export function use(rules: Rules, state: State, arrival: Arrival): void {
  const { flaw, layout } = rules;
  const { visit, mode } = arrival;
  const is = state[visit.row];
  const revives = flaw === 'a late report revives what was voided' && is === row.void && mode === 'report';
  if (is === row.none && flaw === 'what is counted is told before it is kept') {
    send(state, visit.messages.counted[0] as MessageBit);
    return;
  }
  if (is === row.counted && flaw === 'counts again what it gets again') add(state, layout.show.taken, visit.tickets);
  if (is === row.none || (is === row.refused && mode === 'report') || revives) {
    const became = countOrRefuse(rules, state, arrival);
    if (became === 'waits') return;
    noticeCopy(rules, state);
    if (became === 'refused') {
      send(state, visit.messages.refused);
      return;
    }
  }
  const isJudgedAnew = flaw === 'a request that comes again is judged anew' && is === row.counted && mode === 'request';
  if (isJudgedAnew && visit.tickets > free(rules, state)) send(state, visit.messages.refused);
  else answer(state, visit);
}

export function voidVisit(rules: Rules, state: State, visit: VisitPlaces): void {
  const { show } = rules.layout;
  const isNew = state[visit.row] !== row.counted;
  for (const usage of visit.usages) {
    if (state[usage.via] === via.none) continue;
    add(state, show.taken, -usage.tickets);
    if (state[usage.via] === via.over) add(state, show.over, -usage.tickets);
    state[usage.via] = via.none;
  }
  if (!isNew || rules.flaw !== 'no tombstone for what is not there yet') state[visit.row] = row.void;
  noticeCopy(rules, state);
  send(state, visit.messages.voided);
}

function countOrRefuse(rules: Rules, state: State, arrival: Arrival): 'counted' | 'refused' | 'waits' {
  const { flaw, layout } = rules;
  const { show } = layout;
  const { visit, mode, lease } = arrival;
  const how = findPlaces(rules, state, arrival);
  if (how === 'waits') return how;
  if (how === via.none) {
    if (flaw !== 'a refusal is not kept') state[visit.row] = row.refused;
    return 'refused';
  }
  for (const usage of visit.usages) {
    if (usage !== visit.usages[0] && isLeftOut(rules, mode)) continue;
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

function isLeftOut({ flaw }: Rules, mode: Mode): boolean {
  return flaw === `a visit that ${mode === 'request' ? 'asks' : 'is a report'} is counted in part`;
}

/** Returns where its tickets come from; `via.none` if it is refused. Reassigns some if a soft show has none free. */
function findPlaces(rules: Rules, state: State, { visit, mode, lease, reassigning: order }: Arrival): number | 'waits' {
  const { flaw, reassigning } = rules;
  const isFree = hasFree(rules, state, visit.tickets);
  const isHeld = lease !== undefined && holds(rules, state, lease, visit.tickets);
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

function hasFree(rules: Rules, state: State, tickets: number): boolean {
  const { flaw } = rules;
  if (flaw === 'requests are not held against the cap') return true;
  return flaw === 'the last place is refused' ? tickets < free(rules, state) : tickets <= free(rules, state);
}

/** Returns whether an open lease has the tickets. */
function holds({ flaw }: Rules, state: State, lease: LeasePlaces, tickets: number): boolean {
  if (state[lease.status] !== leaseStatus.open) return false;
  if (flaw === 'a lease is drawn beyond its grant') return true;
  const drawableTwice =
    flaw === 'what is reassigned counts again when its device reports it' ? read(state, lease.reassigned) : 0;
  return tickets <= unused(state, lease) + drawableTwice;
}

/** Sends the same answer as the first time. */
function answer(state: State, { row: at, usages, messages }: VisitPlaces): void {
  let pooled = 0;
  for (const usage of usages) if (state[usage.via] === via.pool) pooled += usage.tickets;
  if (state[at] === row.refused) send(state, messages.refused);
  else if (state[at] === row.void) send(state, messages.voidAcknowledged);
  else send(state, messages.counted[pooled] as MessageBit);
}

/**
 * Detects two visits of one device with the same `seq`, and revokes the lease of both copies, because what is
 * still in it may have been used twice.
 */
function noticeCopy(rules: Rules, state: State): void {
  const { configuration, show, devices } = rules.layout;
  const [original, copy] = devices;
  if (!configuration.copied || original === undefined || copy === undefined) return;
  if (state[show.copied] === 0 || state[show.cloneKnown] === 1 || rules.flaw === 'two copies are not told apart')
    return;
  const begun = read(state, show.copied) - 1;
  const isSeen = copy.entries.some(({ visit, isCopy }, nth) => {
    const twin = isCopy ? undefined : original.entries[begun + nth]?.visit;
    return twin !== undefined && state[visit.row] !== row.none && state[twin.row] !== row.none;
  });
  if (!isSeen) return;
  state[show.cloneKnown] = 1;
  for (const lease of original.leases) if (state[lease.status] === leaseStatus.open) revoke(rules, state, lease);
}
