import type { Locks } from '../../packages/client/src/locks.ts';
import { createLeaseKeeper, type LeaseKeeper } from '../../packages/client/src/offline/lease-keeper.ts';
import type { Delivery } from '../../packages/client/src/outbox/delivery.ts';
import { createOutbox } from '../../packages/client/src/outbox/outbox.ts';
import type { Outbox } from '../../packages/client/src/outbox/port.ts';
import type { OfflineRegistry } from '../../packages/client/src/registry/registry.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import { createModelNetwork, type Flight, type ModelNetwork } from './model-network.ts';
import { type RegistryModel, toNews } from './registry-model.ts';
import { hamlet, type World } from './world.ts';

/** The settings of a device. */
export interface DeviceSettings {
  readonly maxUnconfirmed: number;
  readonly want: number;
}

/** A page of a device: the real outbox and the real lease keeper on a model of the network and a faulty storage. */
export interface ModelPage {
  readonly outbox: Outbox;
  readonly keeper: LeaseKeeper;
  readonly network: ModelNetwork;
  /** Sets the circuit breaker. */
  hears(link: 'up' | 'down'): void;
  /** Sends a delivery without entries, as the device does from time to time. */
  refresh(): void;
  die(): void;
  readonly isDead: boolean;
}

/** A fault on purpose: wraps what a page uses. */
export interface Flaw {
  readonly storage?: (storage: OutboxStorage) => OutboxStorage;
  readonly delivery?: (delivery: Delivery, storage: OutboxStorage) => Delivery;
}

/** The term of a lease. */
export const useForMs = 600_000;

export interface PageOptions {
  readonly world: World;
  readonly registry: RegistryModel;
  readonly settings: DeviceSettings;
  readonly late: Flight[];
  readonly locks: MortalLocks;
  /** The device's storage as this page sees it. */
  readonly storage: (page: () => Pick<ModelPage, 'isDead' | 'die'>) => OutboxStorage;
  readonly flaw: Flaw;
  readonly onDeath: (page: ModelPage) => void;
}

let boots = 0;

export function createModelPage(options: PageOptions): ModelPage {
  const { registry, settings, flaw } = options;
  const network = createModelNetwork(options.late);
  const closing = new AbortController();
  const life = createLife();
  let isUp = true;
  const environment = environmentOf(options, life);
  const shaky = options.storage(() => page);
  const storage = flaw.storage?.(shaky) ?? shaky;
  const delivery = deliveryOver(network, registry);
  const outbox = createOutbox({
    storage,
    seal: async (visit) => visit,
    delivery: flaw.delivery?.(delivery, storage) ?? delivery,
    environment,
    timeoutMs: 2500,
    mayAsk: () => isUp,
    unconfirmedLimit: () => settings.maxUnconfirmed,
    lockedOut: () => undefined,
    clockSuspect: () => false,
    keepsAcknowledged: true,
    onDelivered: ({ leases }) => void keeper.hear(leases),
    onAcknowledged: () => {},
  });
  const keeper = createLeaseKeeper({
    registry: leasesOver(network, registry, closing.signal),
    storage,
    environment,
    showId: hamlet.id,
    want: () => settings.want,
    show: () => ({ ...hamlet, cap: registry.cap, taken: registry.taken, leased: registry.leased }),
    isConsumedFrom: outbox.isConsumedFrom,
    onChange: outbox.lookAtCapacity,
    closing: closing.signal,
  });
  async function refresh(): Promise<void> {
    const identity = await storage.identity();
    const sentMs = environment.now();
    const delivered = await delivery.deliver({ ...identity, adopted: [], entries: [] }, closing.signal);
    await outbox.sendAgain(delivered, sentMs);
    await keeper.hear(delivered.leases);
  }
  const page: ModelPage = {
    outbox: {
      ...outbox,
      close() {
        closing.abort();
        return outbox.close();
      },
    },
    keeper,
    network,
    hears(link) {
      isUp = link === 'up';
    },
    refresh() {
      void refresh().catch(() => {});
    },
    die() {
      if (life.isOver) return;
      life.end();
      network.abandon();
      options.onDeath(page);
    },
    get isDead() {
      return life.isOver;
    },
  };
  return page;
}

/** The time until a page dies. */
interface Life {
  readonly isOver: boolean;
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  end(): void;
}

function createLife(): Life {
  let isOver = false;
  let resolve = () => {};
  const over = new Promise<void>((done) => {
    resolve = done;
  });
  return {
    get isOver() {
      return isOver;
    },
    over,
    end() {
      isOver = true;
      resolve();
    },
  };
}

/** The world as a page sees it: with a boot of its own, and without timers once the page is dead. */
function environmentOf({ world, locks }: PageOptions, life: Life) {
  boots += 1;
  const boot = `page-${boots}`;
  return {
    ...world.environment,
    clocks: () => ({ ...world.environment.clocks(), boot }),
    after: (ms: number, task: () => void) => world.environment.after(ms, () => life.isOver || task()),
    locks: locks.of(life.over, () => life.isOver),
  };
}

/** Returns the outbox's delivery over the network. */
function deliveryOver(network: ModelNetwork, registry: RegistryModel): Delivery {
  return {
    request: (visit, { leaseId, origin }, signal) =>
      network.send([visit.id], () => registry.request(visit, leaseId, origin.seq), signal).then((answer) => answer),
    deliver: (batch, signal) =>
      network.send(
        batch.entries.map((one) => (one.what === 'report' ? one.visit.id : one.visitId)),
        () => registry.deliver(batch),
        signal,
      ),
  };
}

/** Returns the lease keeper's registry over the network. */
function leasesOver(network: ModelNetwork, registry: RegistryModel, closing: AbortSignal): OfflineRegistry {
  return {
    deliver: () => Promise.reject(new Error('The outbox delivers.')),
    reportLost: async () => {},
    lease: ({ id, journal, want }, signal = closing) =>
      network.send([], () => ({ lease: toNews(registry.grant(id, journal, want)), useForMs, show: hamlet }), signal),
    returnLease: (id, signal = closing) =>
      network.send(
        [],
        () => {
          registry.takeBack(id);
          return { show: hamlet };
        },
        signal,
      ),
  };
}

/** Locks that are released when their page dies, even during its turn. */
export interface MortalLocks {
  of(death: Promise<void>, isDead: () => boolean): Locks;
}

export function createMortalLocks(): MortalLocks {
  const heldNames = new Set<string>();
  const queues = new Map<string, Promise<unknown>>();
  return {
    of(death, isDead) {
      return {
        async hold(name) {
          if (isDead()) return new Promise(() => {});
          heldNames.add(name);
          void death.then(() => heldNames.delete(name));
          return () => heldNames.delete(name);
        },
        held: async () => new Set(heldNames),
        exclusive<T>(name: string, task: () => Promise<T>): Promise<T> {
          const before = queues.get(name) ?? Promise.resolve();
          const turn = before.then(() => (isDead() ? new Promise<T>(() => {}) : task()));
          queues.set(name, Promise.race([turn.catch(() => {}), before.then(() => death)]));
          return turn;
        },
      };
    },
  };
}
