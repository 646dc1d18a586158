/** How a device returns its lease, what it has consumed, and what mutants store too late. */
import {
  add,
  type DevicePlaces,
  type EntryPlaces,
  held,
  type MessageBit,
  read,
  type State,
  type Step,
  source,
  stage,
} from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send, wasSent } from './network.ts';

/**
 * R11: nothing is consumed from now on; the lease is returned once everything that consumed it is acknowledged, requests
 * included.
 */
export function giveBack(state: State, device: DevicePlaces, flaw: Flaw | undefined): boolean {
  const isOpen = state[device.held] === held.open;
  if (!isOpen && state[device.held] !== held.closing) return false;
  const number = read(state, device.lease);
  const heedsReports = flaw !== 'a lease is returned before its draws are acknowledged';
  const heedsVoids = heedsReports && flaw !== 'a lease is returned before its voids are acknowledged';
  const isWaiting = device.entries.some(
    (entry) =>
      state[entry.source] === source.lease + number &&
      ((state[entry.stage] === stage.asked && flaw !== 'a lease is returned while a request may use it') ||
        (state[entry.stage] === stage.report && heedsReports) ||
        (state[entry.stage] === stage.void && heedsVoids)),
  );
  const lease = device.leases[number - 1];
  if (lease === undefined || (!isOpen && (isWaiting || wasSent(state, lease.messages.return)))) return false;
  state[device.held] = held.closing;
  if (!isWaiting) send(state, lease.messages.return);
  return true;
}

/** Notes tickets consumed from the current lease; negative for a refund. For the invariants alone. */
export function noteDraw(state: State, device: DevicePlaces, tickets: number): void {
  add(state, device.drawn, tickets);
  if (tickets < 0 || state[device.wasNotified] === 0) add(state, device.drawnBeforeRecall, tickets);
}

/** Returns the tickets of the current lease that its device consumed before it learned that they are reassigned. */
export function overdrawn(state: State, device: DevicePlaces): number {
  const lease = device.leases[read(state, device.lease) - 1];
  if (lease === undefined || state[lease.reassigned] === 0) return 0;
  return Math.max(
    0,
    read(state, device.drawnBeforeRecall) + read(state, lease.reassigned) - read(state, lease.granted),
  );
}

/** The writes that mutants delay. */
export function createSaving(device: DevicePlaces, flaw: Flaw | undefined): readonly Step[] {
  const saveDraw = (state: State) => {
    if (state[device.unsavedDraw] === 0) return false;
    add(state, device.left, -read(state, device.unsavedDraw));
    state[device.unsavedDraw] = 0;
    return true;
  };
  const saveEntry =
    ({ visit, stage: at, source: from }: EntryPlaces) =>
    (state: State) => {
      if (state[at] !== stage.unsaved) return false;
      state[at] = stage.report;
      send(state, visit.messages.reports[Math.max(0, read(state, from) - source.lease)] as MessageBit);
      return true;
    };
  if (flaw === 'a draw and its entry are two transactions') {
    return [{ name: `${device.name} saves its draws`, apply: saveDraw }];
  }
  if (flaw !== 'in is shown before it is durable') return [];
  return device.entries.map((entry) => ({
    name: `${device.name} saves ${entry.visit.name}`,
    apply: saveEntry(entry),
  }));
}
