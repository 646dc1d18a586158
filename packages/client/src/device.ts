import { flushed } from './desk/flushed.ts';
import { openDesk } from './desk/open-desk.ts';
import type { Desk, Device, DeviceOptions } from './desk/port.ts';
import { connect } from './device/connect.ts';
import type { DeviceContext } from './device/context.ts';
import { keepStanding } from './device/keep-standing.ts';
import { createUpkeep } from './device/upkeep.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { KaikuError } from './errors.ts';
import { createListeners } from './listeners.ts';
import { createCapMemory } from './offline/cap-memory.ts';
import { createClock } from './offline/clock.ts';
import { unconfirmedLimit } from './offline/policy.ts';
import { createOutbox } from './outbox/outbox.ts';
import { watchContact } from './registry/contact.ts';
import { deliverOneByOne } from './registry/deliver-one-by-one.ts';
import type { TimeHeard } from './registry/http.ts';
import { createSealer } from './sealing/sealer.ts';
import type { Acknowledgement } from './verdict.ts';

/**
 * Creates a device: one token, one storage and one sender for any number of desks. Starts to send the entries that an
 * earlier run left in the storage.
 * @throws KaikuError `config/invalid` if an option is invalid; `config/no-storage` if `storage` is missing and there is no
 *   IndexedDB
 */
export function createDevice(options: DeviceOptions): Device {
  const closing = new AbortController();
  const context = createContext(options, closing.signal);
  const { outbox, upkeep, capMemory } = context;
  const desks = new Set<Desk>();

  return {
    desk(show) {
      assertOpen(closing.signal);
      const desk = openDesk(context, show, () => void desks.delete(desk));
      desks.add(desk);
      return desk;
    },
    async flushed({ signal } = {}) {
      assertOpen(closing.signal);
      return flushed(context, { signal, closing: closing.signal });
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await Promise.all([...desks].map((desk) => desk.close()));
      capMemory.close();
      upkeep.close();
      await outbox.close();
    },
  };
}

function assertOpen(closing: AbortSignal): void {
  if (!closing.aborted) return;
  throw new KaikuError('desk/closed', 'This device is closed. Create a new one.', { retryable: false });
}

function createContext(options: DeviceOptions, closing: AbortSignal): DeviceContext {
  const { timeoutMs = 2500, maxUnconfirmed = 5, leaseTickets = 'auto', offline: policy = 'accept' } = options;
  const environment: Environment = { ...createEnvironment(), ...options.environment };
  const onTime = (heard: TimeHeard) => clock.hear(heard);
  const connection = connect({ options, environment, timeoutMs, onTime, closing });
  const { storage, otherVenues } = connection;
  const clock = createClock(environment, storage);
  const contact = watchContact(connection.registry, environment.now);
  const { registry } = contact;
  keepStanding(contact, storage);
  const acknowledged = createListeners<[Acknowledgement, string]>();
  const capMemory = createCapMemory({ contact, storage });
  const sealer = createSealer({ contact, storage, environment, timeoutMs });
  const outbox = createOutbox({
    storage,
    seal: sealer.seal,
    delivery: {
      request: (visit, sent, signal, mode = 'request') => registry.record(visit, mode, signal, sent),
      deliver: (batch, signal) => registry.offline?.deliver(batch, signal) ?? deliverOneByOne(registry, batch, signal),
    },
    environment,
    timeoutMs,
    mayAsk: () => contact.circuit === 'closed',
    unconfirmedLimit({ showId }, tickets) {
      if (!connection.isVenueKnown()) return 0;
      const { unconfirmed } = outbox.capacityOf(showId);
      const last = contact.lastKnown(showId);
      const cap = capMemory.of(showId);
      return unconfirmedLimit({ policy, maxUnconfirmed, cap, last, nowMs: environment.now(), unconfirmed }, tickets);
    },
    lockedOut: contact.lockOutOf,
    clockSuspect: clock.isSuspect,
    // Of other registries nothing would come back, or card codes would stay in clear.
    keepsAcknowledged: registry.offline !== undefined && registry.sealingKey !== undefined,
    onDelivered: (delivered) => upkeep.receive(delivered),
    onAcknowledged: acknowledged.call,
  });
  const upkeep = createUpkeep({ contact, environment, storage, outbox, sealer, timeoutMs, otherVenues });
  const keepsHistory = options.history === true;
  return {
    ...{ environment, storage, otherVenues, clock, contact, outbox, sealer, upkeep, capMemory, acknowledged },
    ...{ timeoutMs, leaseTickets, keepsHistory },
  };
}
