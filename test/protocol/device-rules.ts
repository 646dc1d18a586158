/** What a device and its clerk do without a message: docs/protocol.md, R1, R4, R5, R10, R11. Each step is one transaction. */
import { createClock } from './device-clock.ts';
import { createSaving, giveBack, noteDraw, overdrawn } from './device-lease.ts';
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

export interface DeviceSteps {
  readonly all: readonly Step[];
  /** Returns the lease; also what a device does at the end of a show. */
  readonly returning: Step;
}

export function createDeviceSteps(layout: Layout, device: DevicePlaces, flaw: Flaw | undefined): DeviceSteps {
  const { configuration } = layout;
  const clock = createClock(layout, device, flaw);
  const own = device.entries.filter(({ isCopy }) => !isCopy);
  const returning = {
    name: `${device.name} returns its lease`,
    apply: (state: State) => giveBack(state, device, flaw),
  };
  const taking = own.flatMap((entry, nth) => {
    const isNext = (state: State) =>
      state[device.isThere] === 1 &&
      state[entry.stage] === stage.none &&
      (nth === 0 || state[(own[nth - 1] as EntryPlaces).stage] !== stage.none);
    return createAdmitting({ layout, device, entry, clock, flaw, isNext });
  });
  const undoing = device.entries.map((entry) => createUndo(device, entry, flaw));
  const saving = createSaving(device, flaw);
  return {
    all: [
      ...taking,
      ...(configuration.undo ? undoing : []),
      ...(configuration.restart ? [{ name: `${device.name} restarts`, apply: restart }] : []),
      ...(device.ownLeases > 0 ? [{ name: `${device.name} requests a lease`, apply: askForLease }] : []),
      ...(device.leases.length > 0 ? [returning] : []),
      ...clock.steps,
      ...saving,
    ],
    returning,
  };

  function askForLease(state: State): boolean {
    const number = read(state, device.lease) + 1;
    const next = device.leases[number - 1];
    if (next === undefined || (state[device.held] !== held.none && state[device.held] !== held.closed)) return false;
    add(state, layout.show.overdrawn, overdrawn(state, device));
    for (const place of [device.left, device.drawn, device.drawnBeforeRecall, device.mayDraw, device.wasNotified])
      state[place] = 0;
    state[device.lease] = number;
    state[device.held] = held.asked;
    clock.start(state);
    send(state, next.messages.request);
    return true;
  }

  /** R10: a request without an answer must not count, because no clerk has seen an answer. */
  function restart(state: State): boolean {
    let isOther = clock.restart(state);
    for (const { stage: at, visit } of device.entries) {
      if (state[at] !== stage.asked && state[at] !== stage.unsaved) continue;
      isOther = true;
      if (state[at] === stage.asked) {
        state[visit.shown] = shown.away;
        const isForgotten = flaw === 'a request left over after a restart is forgotten';
        state[at] = isForgotten ? stage.gone : stage.void;
        if (!isForgotten) send(state, visit.messages.void);
      } else state[at] = stage.gone;
    }
    if (state[device.unsavedDraw] !== 0) isOther = true;
    state[device.unsavedDraw] = 0;
    return isOther;
  }
}

interface Admitting {
  readonly layout: Layout;
  readonly device: DevicePlaces;
  readonly entry: EntryPlaces;
  readonly clock: ReturnType<typeof createClock>;
  readonly flaw: Flaw | undefined;
  readonly isNext: (state: State) => boolean;
}

/** R1 and R4: a visit is requested, consumes a lease, is admitted unconfirmed, or is given up. */
function createAdmitting({ layout, device, entry, clock, flaw, isNext }: Admitting): readonly Step[] {
  const { visit } = entry;
  const mayDecide = (state: State) => state[entry.stage] === stage.asked || isNext(state);

  function admit(state: State, from: number, message: MessageBit): true {
    clock.journal(state);
    state[visit.shown] = shown.in;
    state[entry.source] = from;
    state[entry.stage] = stage.report;
    if (flaw === 'in is shown before it is durable') state[entry.stage] = stage.unsaved;
    else send(state, message);
    if (flaw === 'an entry is deleted before it is sent') state[entry.stage] = stage.gone;
    return true;
  }
  function ask(state: State): boolean {
    if (!isNext(state)) return false;
    clock.journal(state);
    state[entry.stage] = stage.asked;
    send(state, visit.messages.asks[0] as MessageBit);
    return true;
  }
  /**
   * The leased tickets that the registry may give are consumed before the request is sent (escrow): otherwise this device could
   * give them out while the answer is in flight.
   */
  function drawAndAsk(state: State): boolean {
    if (!isNext(state) || !isUsable(state)) return false;
    const number = read(state, device.lease);
    if (flaw !== 'a request names a lease without drawing on it first') {
      takePlaces(state);
      state[entry.source] = source.lease + number;
    }
    clock.journal(state);
    state[entry.stage] = stage.asked;
    send(state, visit.messages.asks[number] as MessageBit);
    return true;
  }
  function isUsable(state: State, isDrawn = false): boolean {
    const isOpen =
      state[device.held] === held.open ||
      (state[device.held] === held.closing && flaw === 'a lease being returned is drawn from');
    if (!isOpen || state[device.mayDraw] === 0) return false;
    if (isDrawn) return clock.isInTime(state) || flaw === 'what is drawn for a request is kept beyond its time';
    return clock.isInTime(state) && read(state, device.left) - read(state, device.unsavedDraw) >= visit.tickets;
  }
  const isDrawnFor = (state: State) => state[entry.source] === source.lease + read(state, device.lease);
  function takePlaces(state: State): void {
    if (flaw === 'a draw and its entry are two transactions') add(state, device.unsavedDraw, visit.tickets);
    else add(state, device.left, -visit.tickets);
    noteDraw(state, device, visit.tickets);
  }
  function draw(state: State): boolean {
    const from = source.lease + read(state, device.lease);
    const isDrawn = state[entry.stage] === stage.asked && isDrawnFor(state);
    if (!mayDecide(state) || !isUsable(state, isDrawn)) return false;
    if (!isDrawn) takePlaces(state);
    return admit(state, from, visit.messages.reports[from - source.lease] as MessageBit);
  }
  function letInBlind(state: State): boolean {
    if (!mayDecide(state) || !mayLetInBlind(state, layout, { device, tickets: visit.tickets, flaw })) return false;
    return admit(state, source.blind, visit.messages.reports[0] as MessageBit);
  }
  /** Without an answer and above the unconfirmed limit, or if the clerk decides so. */
  function giveUp(state: State): boolean {
    if (state[entry.stage] !== stage.asked) return false;
    state[visit.shown] = shown.away;
    const isSilent = flaw === 'a visit given up is not voided';
    state[entry.stage] = isSilent ? stage.gone : stage.void;
    if (!isSilent) send(state, visit.messages.void);
    if (
      flaw === 'what an unanswered request has drawn is put back' &&
      isDrawnFor(state) &&
      state[device.held] === held.open
    ) {
      add(state, device.left, visit.tickets);
      noteDraw(state, device, -visit.tickets);
    }
    return true;
  }
  const { policy } = layout.configuration;
  return [
    { name: `${device.name} requests ${visit.name} (${visit.tickets})`, apply: ask },
    { name: `${device.name} gives ${visit.name} up and turns its holder away`, apply: giveUp },
    ...(device.leases.length > 0
      ? [
          {
            name: `${device.name} consumes its lease and requests ${visit.name} (${visit.tickets})`,
            apply: drawAndAsk,
          },
          { name: `${device.name} admits ${visit.name} (${visit.tickets}) on its lease: ✓`, apply: draw },
        ]
      : []),
    ...(policy.kind === 'deny'
      ? []
      : [{ name: `${device.name} lets ${visit.name} (${visit.tickets}) in unconfirmed: ✓`, apply: letInBlind }]),
  ];
}

function mayLetInBlind(
  state: State,
  { configuration: { policy } }: Layout,
  { device, tickets, flaw }: { device: DevicePlaces; tickets: number; flaw: Flaw | undefined },
): boolean {
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
  return Math.floor(Math.max(0, read(state, device.known)) / policy.devices) - taken >= tickets;
}

/** R5, for admitted visits. */
function createUndo(
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
