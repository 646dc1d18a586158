/** A device's transitions on the registry's answers: docs/protocol.md, R2, R3, R6, R7, R9. Each is one transaction. */
import { noteDraw } from './device-lease.ts';
import {
  add,
  type DevicePlaces,
  type EntryPlaces,
  held,
  type LeasePlaces,
  read,
  type State,
  shown,
  source,
  stage,
} from './model-state.ts';
import type { Flaw } from './mutants.ts';

/** Each handles an answer, and returns false if it changes nothing on this device. */
export interface DeviceAnswers {
  /** @param pooled how many of its tickets are counted outside any lease */
  counted(state: State, entry: EntryPlaces, pooled: number): boolean;
  refused(state: State, entry: EntryPlaces): boolean;
  /** The answer to a request or a report whose visit is voided. */
  voidAcknowledged(state: State, entry: EntryPlaces): boolean;
  /** The answer to a void. */
  voided(state: State, entry: EntryPlaces): boolean;
  placesLeft(state: State, places: number): boolean;
  granted(state: State, lease: LeasePlaces, tickets: number): boolean;
  closed(state: State, lease: LeasePlaces): boolean;
  recalled(state: State, lease: LeasePlaces): boolean;
}

export function createDeviceAnswers(
  device: DevicePlaces,
  { flaw, leaseAnswered }: { readonly flaw: Flaw | undefined; readonly leaseAnswered: (state: State) => void },
): DeviceAnswers {
  const isPresent = (state: State, lease: LeasePlaces, as: number) =>
    state[device.lease] === lease.number && state[device.held] === as;

  /** R6: refunds tickets that the registry did not take from the lease, for reports and requests. */
  function refund(state: State, from: number, pooled: number): void {
    if (flaw === 'what was not drawn after all is not put back') return;
    const isOpen = state[device.held] === held.open && from === source.lease + read(state, device.lease);
    if (!isOpen || from < source.lease) return;
    add(state, device.left, pooled);
    noteDraw(state, device, -pooled);
  }

  return {
    counted(state, { visit, stage: at, source: from }, pooled) {
      if (state[at] !== stage.asked && state[at] !== stage.report) return false;
      const isAllBack = flaw === 'what the registry gave of the lease is put back' && state[at] === stage.asked;
      if (state[at] === stage.asked) state[visit.shown] = shown.in;
      refund(state, read(state, from), isAllBack ? visit.tickets : pooled);
      state[at] = stage.gone;
      return true;
    },
    refused(state, { visit, stage: at, source: from }) {
      // R9: it answers the earlier request; the device has decided since.
      if (state[at] === stage.report && flaw !== 'a late refusal ends a report') return false;
      if (state[at] !== stage.asked && state[at] !== stage.report) return false;
      if (state[at] === stage.asked) {
        state[visit.shown] = shown.away;
        refund(state, read(state, from), visit.tickets);
      }
      state[at] = stage.gone;
      return true;
    },
    voidAcknowledged(state, { visit, stage: at }) {
      // Only another copy of this device can have voided it. If the visitor is inside, a person must review it.
      if (state[at] === stage.report) state[at] = stage.review;
      else if (state[at] === stage.asked) {
        state[at] = stage.gone;
        state[visit.shown] = shown.away;
      } else return false;
      return true;
    },
    voided(state, { stage: at }) {
      if (state[at] !== stage.void) return false;
      state[at] = stage.gone;
      return true;
    },
    placesLeft(state, places) {
      if (state[device.known] === places) return false;
      state[device.known] = places;
      return true;
    },
    granted(state, lease, tickets) {
      if (!isPresent(state, lease, held.asked)) return false;
      leaseAnswered(state);
      state[device.left] = tickets;
      state[device.held] = tickets === 0 ? held.closed : held.open;
      state[device.mayDraw] = 1;
      return true;
    },
    closed(state, lease) {
      if (!isPresent(state, lease, held.closing)) return false;
      state[device.held] = held.closed;
      return true;
    },
    recalled(state, lease) {
      if (!isPresent(state, lease, held.open) || state[device.wasNotified] === 1) return false;
      state[device.wasNotified] = 1;
      if (flaw !== 'a recalled lease is drawn from') state[device.mayDraw] = 0;
      return true;
    },
  };
}
