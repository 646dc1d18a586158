/** A desk: the way of a visit, from the texts of its cards to the registry. check → admit → (void). */
import { createDeskView } from '../desk-state.ts';
import type { DeviceParts } from '../device/parts.ts';
import { lookAtHealth } from '../offline/health.ts';
import { registryError } from '../registry/problems.ts';
import { admit, plan } from './admit.ts';
import { check, ready } from './check.ts';
import { assertOpen, type DeskContext, inTime, shownBy } from './context.ts';
import { howOf } from './ends.ts';
import { find } from './find.ts';
import { flushed } from './flushed.ts';
import { createHistory, noHistory } from './history.ts';
import type { Desk, ShowOptions } from './port.ts';
import { createReadiness } from './readiness.ts';
import { createReservations } from './reservations.ts';
import { voidVisit } from './void-visit.ts';

/** What the registry keeps with a lease that was taken back at a desk. */
const releaseReason = 'Released at a desk.';

/** @throws KaikuError `config/invalid` */
export function openDesk(device: DeviceParts, options: ShowOptions, onClose: () => void): Desk {
  const { show: showId } = options;
  const recordsAs = howOf(options);
  const { environment, storage, clock, contact, outbox, upkeep } = device;
  const { registry } = contact;
  const closing = new AbortController();
  device.capMemory.of(showId);
  const readiness = createReadiness(device, showId);
  const view = createDeskView({
    ...{ contact, clock, outbox, showId },
    watch: upkeep.watch,
    show: () => shownBy({ contact, showId, readiness }),
  });
  const stopHearing = device.acknowledged.add((acknowledged, acknowledgedShowId) => {
    if (acknowledgedShowId === showId) view.tell(acknowledged);
  });
  const history = device.keepsHistory
    ? createHistory({ storage, outbox, environment, showId, onChange: view.touch })
    : undefined;
  const context: DeskContext = { ...device, showId, recordsAs, readiness, history, closing: closing.signal };

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
    reservations: createReservations(context, registry.reservations),
    history: () => history?.now() ?? noHistory,
    refresh: upkeep.refresh,
    dismiss: (visitId) => outbox.dismiss(visitId),
    health: () => lookAtHealth({ environment, storage, outbox, clock, warnings: view.state.warnings }),
    acknowledgeLoss: () => upkeep.watch.acknowledgeLoss(),
    exportOutbox: () => outbox.toFile(),
    importOutbox: (text) => outbox.adoptFile(text),
    async leases({ signal: calledOff } = {}) {
      assertOpen(context);
      const { leases } = registry.offline ?? {};
      return leases === undefined ? [] : inTime(context, (signal) => leases(showId, signal), calledOff);
    },
    async revokeLease(leaseId, { signal: calledOff } = {}) {
      assertOpen(context);
      const { revokeLease } = registry.offline ?? {};
      if (revokeLease === undefined) throw registryError('registry/not-found', 'The registry knows of no leases.');
      const released = await inTime(context, (signal) => revokeLease(leaseId, releaseReason, signal), calledOff);
      void upkeep.refresh();
      return released;
    },
    async goOffline() {
      assertOpen(context);
      return readiness.goOffline();
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
      stopHearing();
      view.close();
      readiness.close();
      onClose();
    },
  };
}
