/** What a device and its clerk do with one visit: docs/protocol.md, R1, R4, R5. Each step is one transaction. */
import type { Clock } from './device-clock.ts';
import { noteDraw } from './device-lease.ts';
import {
  add,
  type DevicePlaces,
  type EntryPlaces,
  held,
  type Layout,
  type MessageBit,
  read,
  type State,
  type Step,
  shown,
  source,
  stage,
} from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send } from './network.ts';

/** One visit on its device. */
export interface Admitting {
  readonly layout: Layout;
  readonly device: DevicePlaces;
  readonly entry: EntryPlaces;
  /** The device's entry before it, which it starts first. */
  readonly previous: EntryPlaces | undefined;
  readonly clock: Clock;
  readonly flaw: Flaw | undefined;
}

/** R1 and R4: a visit is requested, consumes a lease, is admitted unconfirmed, or is given up. */
export function createAdmitting(admitting: Admitting): readonly Step[] {
  const { device, layout } = admitting;
  const { visit } = admitting.entry;
  const does = (name: string, apply: (admitting: Admitting, state: State) => boolean): Step => ({
    name: `${device.name} ${name}`,
    apply: (state) => apply(admitting, state),
  });
  const onLease = [
    does(`consumes its lease and requests ${visit.name} (${visit.tickets})`, drawAndAsk),
    does(`admits ${visit.name} (${visit.tickets}) on its lease: ✓`, draw),
  ];
  const blind = does(`lets ${visit.name} (${visit.tickets}) in unconfirmed: ✓`, letInBlind);
  return [
    does(`requests ${visit.name} (${visit.tickets})`, ask),
    does(`gives ${visit.name} up and turns its holder away`, giveUp),
    ...(device.leases.length > 0 ? onLease : []),
    ...(layout.configuration.policy.kind === 'deny' ? [] : [blind]),
  ];
}

/** R5, for admitted visits. */
export function createUndo(
  device: DevicePlaces,
  { visit, stage: at, source: from, isCopy }: EntryPlaces,
  flaw: Flaw | undefined,
): Step {
  return {
    name: `${device.name} undoes ${visit.name}`,
    apply(state) {
      const isWaiting = state[at] === stage.report;
      if (state[visit.shown] !== shown.in || (!isWaiting && (isCopy || state[at] !== stage.gone))) return false;
      state[visit.shown] = shown.away;
      if (!isWaiting && flaw === 'an undo after the acknowledgement is not sent') return true;
      // A new entry, which has consumed nothing.
      if (!isWaiting) state[from] = source.registry;
      state[at] = stage.void;
      send(state, visit.messages.void);
      return true;
    },
  };
}

function ask(admitting: Admitting, state: State): boolean {
  const { entry, clock } = admitting;
  if (!isNext(admitting, state)) return false;
  clock.journal(state);
  state[entry.stage] = stage.asked;
  send(state, entry.visit.messages.asks[0] as MessageBit);
  return true;
}

/**
 * The leased tickets that the registry may give are consumed before the request is sent (escrow): otherwise this device could
 * give them out while the answer is in flight.
 */
function drawAndAsk(admitting: Admitting, state: State): boolean {
  const { device, entry, clock, flaw } = admitting;
  if (!isNext(admitting, state) || !isUsable(admitting, state)) return false;
  const number = read(state, device.lease);
  if (flaw !== 'a request names a lease without drawing on it first') {
    takePlaces(admitting, state);
    state[entry.source] = source.lease + number;
  }
  clock.journal(state);
  state[entry.stage] = stage.asked;
  send(state, entry.visit.messages.asks[number] as MessageBit);
  return true;
}

function draw(admitting: Admitting, state: State): boolean {
  const { device, entry } = admitting;
  const from = source.lease + read(state, device.lease);
  const isDrawn = state[entry.stage] === stage.asked && isDrawnFor(admitting, state);
  if (!mayDecide(admitting, state) || !isUsable(admitting, state, isDrawn)) return false;
  if (!isDrawn) takePlaces(admitting, state);
  return admit(admitting, state, from);
}

function letInBlind(admitting: Admitting, state: State): boolean {
  if (!mayDecide(admitting, state) || !mayLetInBlind(admitting, state)) return false;
  return admit(admitting, state, source.blind);
}

/** Without an answer and above the unconfirmed limit, or if the clerk decides so. */
function giveUp(admitting: Admitting, state: State): boolean {
  const { device, entry, flaw } = admitting;
  const { visit } = entry;
  if (state[entry.stage] !== stage.asked) return false;
  state[visit.shown] = shown.away;
  const isSilent = flaw === 'a visit given up is not voided';
  state[entry.stage] = isSilent ? stage.gone : stage.void;
  if (!isSilent) send(state, visit.messages.void);
  const isPutBack = flaw === 'what an unanswered request has drawn is put back';
  if (isPutBack && isDrawnFor(admitting, state) && state[device.held] === held.open) {
    add(state, device.left, visit.tickets);
    noteDraw(state, device, -visit.tickets);
  }
  return true;
}

/** Shows ✓ and stores the report. @param from the lease that gives the tickets, or `blind` */
function admit({ entry, clock, flaw }: Admitting, state: State, from: number): true {
  const { visit } = entry;
  clock.journal(state);
  state[visit.shown] = shown.in;
  state[entry.source] = from;
  state[entry.stage] = stage.report;
  if (flaw === 'in is shown before it is durable') state[entry.stage] = stage.unsaved;
  else send(state, visit.messages.reports[Math.max(0, from - source.lease)] as MessageBit);
  if (flaw === 'an entry is deleted before it is sent') state[entry.stage] = stage.gone;
  return true;
}

/** Returns whether the visit is the next one to start. */
function isNext({ device, entry, previous }: Admitting, state: State): boolean {
  return (
    state[device.isThere] === 1 &&
    state[entry.stage] === stage.none &&
    (previous === undefined || state[previous.stage] !== stage.none)
  );
}

function mayDecide(admitting: Admitting, state: State): boolean {
  return state[admitting.entry.stage] === stage.asked || isNext(admitting, state);
}

/** Returns whether the lease may admit the visit. @param isDrawn its tickets were consumed with the request */
function isUsable({ device, entry, clock, flaw }: Admitting, state: State, isDrawn = false): boolean {
  const isOpen =
    state[device.held] === held.open ||
    (state[device.held] === held.closing && flaw === 'a lease being returned is drawn from');
  if (!isOpen || state[device.mayDraw] === 0) return false;
  if (isDrawn) return clock.isInTime(state) || flaw === 'what is drawn for a request is kept beyond its time';
  return clock.isInTime(state) && read(state, device.left) - read(state, device.unsavedDraw) >= entry.visit.tickets;
}

/** Returns whether the request has consumed the current lease. */
function isDrawnFor({ device, entry }: Admitting, state: State): boolean {
  return state[entry.source] === source.lease + read(state, device.lease);
}

function takePlaces({ device, entry, flaw }: Admitting, state: State): void {
  const { tickets } = entry.visit;
  if (flaw === 'a draw and its entry are two transactions') add(state, device.unsavedDraw, tickets);
  else add(state, device.left, -tickets);
  noteDraw(state, device, tickets);
}

function mayLetInBlind({ layout, device, entry: own, flaw }: Admitting, state: State): boolean {
  const { policy } = layout.configuration;
  let entries = 0;
  let taken = 0;
  for (const entry of device.entries) {
    if (state[entry.source] !== source.blind || state[entry.stage] !== stage.report) continue;
    entries += 1;
    taken += entry.visit.tickets;
  }
  if (policy.kind === 'deny') return false;
  if (flaw === 'the unconfirmed limit has no end') return true;
  if (policy.kind === 'accept') return entries < policy.max;
  return Math.floor(Math.max(0, read(state, device.known)) / policy.devices) - taken >= own.visit.tickets;
}
