import { createDeskView } from '../desk-state.ts';
import type { DeviceContext } from '../device/context.ts';
import { lookAtHealth } from '../offline/health.ts';
import { visitStatesOf } from '../outbox/outbox-state.ts';
import { registryError } from '../registry/problems.ts';
import { admit, plan } from './admit.ts';
import type { CallOptions } from './call-options.ts';
import { check, ready } from './check.ts';
import { assertOpen, currentShow, type DeskContext, inTime } from './context.ts';
import { find } from './find.ts';
import { flushed } from './flushed.ts';
import { createHistory, noHistory } from './history.ts';
import { toUsageHow } from './options.ts';
import type { Desk, ShowOptions } from './port.ts';
import { reconcile } from './reconcile.ts';
import { createReservations } from './reservations.ts';
import { createShowLease } from './show-lease.ts';
import { voidVisit } from './void-visit.ts';

/** Opens a desk on a device. Calls `onClose` when it closes. @throws KaikuError `config/invalid` */
export function openDesk(device: DeviceContext, options: ShowOptions, onClose: () => void): Desk {
  const { show: showId } = options;
  const recordsAs = toUsageHow(options);
  const { environment, storage, otherVenues, clock, contact, outbox, upkeep } = device;
  const closing = new AbortController();
  device.capMemory.of(showId);
  const showLease = createShowLease(device, showId);
  const view = createDeskView({
    ...{ contact, clock, outbox, showId },
    watch: upkeep.watch,
    show: () => currentShow({ contact, showId, showLease }),
  });
  const stopAcknowledged = device.acknowledged.add((acknowledged, acknowledgedShowId) => {
    if (acknowledgedShowId === showId) view.emit(acknowledged);
  });
  const history = device.keepsHistory
    ? createHistory({
        ...{ storage, environment, showId },
        visitStates: () => visitStatesOf(outbox.journal),
        onChange: view.notify,
      })
    : undefined;
  const context: DeskContext = {
    ...device,
    showId,
    recordsAs,
    showLease,
    history,
    turnedAway: new Set(),
    closing: closing.signal,
  };

  return {
    showId,
    recordsAs,
    get state() {
      return view.state;
    },
    ready: (given) => ready(context, given),
    check: (text, given) => check(context, text, given),
    plan: (parts, given) => plan(context, parts, given),
    admit: (parts, given) => admit(context, parts, given),
    void: (visitId, given) => voidVisit(context, visitId, given),
    find: (wanted) => find(context, wanted),
    reconcile: (tickets, given) => reconcile(context, tickets, given),
    reservations: createReservations(context, contact.registry.reservations),
    history: () => history?.now() ?? noHistory,
    refresh: upkeep.refresh,
    dismiss: (visitId) => outbox.dismiss(visitId),
    health: () => lookAtHealth({ environment, storage, outbox, clock, warnings: view.state.warnings }),
    acknowledgeLoss: () => upkeep.watch.acknowledgeLoss(),
    exportOutbox: (venueId) => (venueId === undefined ? outbox.toFile() : otherVenues.toFile(venueId)),
    importOutbox: (text) => outbox.adoptFile(text),
    leases: (given) => leases(context, given),
    revokeLease: (leaseId, given) => revokeLease(context, leaseId, given),
    async goOffline() {
      assertOpen(context);
      return showLease.goOffline();
    },
    sendNow: () => outbox.wake(),
    async flushed({ signal } = {}) {
      assertOpen(context);
      return flushed(context, { signal, closing: closing.signal });
    },
    subscribe: view.subscribe,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      stopAcknowledged();
      view.close();
      showLease.close();
      onClose();
    },
  };
}

async function leases(context: DeskContext, { signal: callerSignal }: CallOptions = {}) {
  assertOpen(context);
  const { leases } = context.contact.registry.offline ?? {};
  return leases === undefined ? [] : inTime(context, (signal) => leases(context.showId, signal), callerSignal);
}

/** The reason that the registry stores with the revoked lease. */
const revokeReason = 'Released at a desk.';

async function revokeLease(context: DeskContext, leaseId: string, { signal: callerSignal }: CallOptions = {}) {
  assertOpen(context);
  const { revokeLease } = context.contact.registry.offline ?? {};
  if (revokeLease === undefined) throw registryError('registry/not-found', 'This registry does not lease tickets.');
  const revoked = await inTime(context, (signal) => revokeLease(leaseId, revokeReason, signal), callerSignal);
  void context.upkeep.refresh();
  return revoked;
}
