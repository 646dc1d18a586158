/** One device: its connection, its storage, its sender. Its desks are light, and share them. */
import { openDesk } from './desk/desk.ts';
import { defaultStorage, registryOf } from './desk/ends.ts';
import { flushed } from './desk/flushed.ts';
import type { Desk, Device, DeviceOptions } from './desk/port.ts';
import type { DeviceParts } from './device/parts.ts';
import { createUpkeep } from './device/upkeep.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { KaikuError } from './errors.ts';
import { createListeners } from './listeners.ts';
import { createCapMemory } from './offline/cap-memory.ts';
import { createClock } from './offline/clock.ts';
import { unconfirmedLimit } from './offline/policy.ts';
import { createOutbox } from './outbox/outbox.ts';
import { watchContact } from './registry/contact.ts';
import { deliverOneByOne } from './registry/one-by-one.ts';
import type { Acknowledgement } from './verdict.ts';

/**
 * Opens the device. Begins at once to send what an earlier life of it left behind.
 * @throws KaikuError `config/invalid`, `config/no-storage`
 */
export function createDevice(options: DeviceOptions): Device {
  const parts = createParts(options);
  const { outbox, upkeep, capMemory } = parts;
  const desks = new Set<Desk>();
  const closing = new AbortController();

  return {
    desk(show) {
      assertOpen(closing.signal);
      const desk = openDesk(parts, show, () => void desks.delete(desk));
      desks.add(desk);
      return desk;
    },
    async flushed({ signal } = {}) {
      assertOpen(closing.signal);
      return flushed(parts, { signal, closing: closing.signal });
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
  if (closing.aborted) throw new KaikuError('desk/closed', 'This device has been closed.', { retryable: false });
}

function createParts(options: DeviceOptions): DeviceParts {
  const { timeoutMs = 2500, maxUnconfirmed = 5, leaseTickets = 'auto', offline: policy = 'accept' } = options;
  const environment: Environment = { ...createEnvironment(), ...options.environment };
  const storage = options.storage ?? defaultStorage();
  const clock = createClock(environment, storage);
  const contact = watchContact(registryOf(options, environment, clock.hear), environment.now);
  const { registry } = contact;
  const acknowledged = createListeners<[Acknowledgement, string]>();
  const capMemory = createCapMemory({ contact, storage });
  const outbox = createOutbox({
    storage,
    delivery: {
      request: (visit, sent, signal, mode = 'request') => registry.record(visit, mode, signal, sent),
      deliver: (batch, signal) => registry.offline?.deliver(batch, signal) ?? deliverOneByOne(registry, batch, signal),
    },
    environment,
    timeoutMs,
    mayAsk: () => contact.link === 'up',
    unconfirmedLimit({ showId }, tickets) {
      const { unconfirmed } = outbox.capacityOf(showId);
      const last = contact.lastTold(showId);
      const cap = capMemory.of(showId);
      return unconfirmedLimit({ policy, maxUnconfirmed, cap, last, nowMs: environment.now(), unconfirmed }, tickets);
    },
    lockedOut: () => contact.lockedOut,
    clockSuspect: clock.isSuspect,
    onDelivered: (delivered) => upkeep.hear(delivered),
    onAcknowledged: acknowledged.call,
  });
  const upkeep = createUpkeep({ contact, environment, storage, outbox, timeoutMs });
  const keepsHistory = options.history === true;
  return {
    ...{ environment, storage, clock, contact, outbox, upkeep, capMemory, acknowledged },
    ...{ timeoutMs, leaseTickets, keepsHistory },
  };
}
