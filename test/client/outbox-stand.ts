import { expect } from 'vitest';
import { createInProcessLocks, type Locks } from '../../packages/client/src/locks.ts';
import { createOutbox } from '../../packages/client/src/outbox/outbox.ts';
import type { Outbox, RecordResult } from '../../packages/client/src/outbox/port.ts';
import type { Lease } from '../../packages/client/src/storage/lease.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import type { OutboxStorage } from '../../packages/client/src/storage/storage.ts';
import type { DeliveredBatch } from '../../packages/client/src/usage/delivery.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import { createScriptedDelivery, type Exchange } from './scripted-delivery.ts';
import { createIds, createWorld, error, hamlet, settled, type World } from './world.ts';

export const timeoutMs = 2500;
export const maxPassWaitMs = 60_000;
/** Number of timers while nothing is in flight: one, which reads the storage from time to time. */
export const theNextLook = 1;
/** Recorded under the unconfirmed limit, because the registry did not respond. */
export const kept = { outcome: 'kept', cause: 'registry/unreachable', by: 'unconfirmed' } as const;

export interface PageOptions {
  readonly storage?: OutboxStorage;
  readonly maxUnconfirmed?: number;
  readonly locks?: Locks;
  /** Requests are decided offline at once. */
  readonly linkDown?: boolean;
}

/** The pages of one device. `outbox` is the latest page's; `open` are the requests in flight. */
export class OutboxStand {
  readonly locks = createInProcessLocks();
  readonly storage = memoryStorage();
  readonly newId = createIds();
  readonly delivered: DeliveredBatch[] = [];
  /** The outcomes that were emitted. */
  readonly acknowledged: string[] = [];
  world: World;
  open: Exchange[] = [];
  outbox: Outbox;
  linkDown = false;
  #release: (() => void)[] = [];

  constructor() {
    this.world = createWorld(this.locks, this.newId);
    this.outbox = this.begin();
  }

  /** Opens a page with the storage and the locks of the earlier ones. */
  begin(options: PageOptions = {}): Outbox {
    const { storage = this.storage, maxUnconfirmed = 5, locks = this.#noticing(), linkDown = false } = options;
    const { open, delivery } = createScriptedDelivery();
    this.world = createWorld(locks, this.newId);
    this.open = open;
    this.linkDown = linkDown;
    this.outbox = createOutbox({
      storage,
      delivery,
      seal: async (visit) => visit,
      environment: this.world.environment,
      timeoutMs,
      mayAsk: () => !this.linkDown,
      unconfirmedLimit: () => maxUnconfirmed,
      lockedOut: () => undefined,
      clockSuspect: () => false,
      keepsAcknowledged: true,
      onDelivered: (batch) => void this.delivered.push(batch),
      onAcknowledged: ({ outcome }) => void this.acknowledged.push(outcome),
    });
    return this.outbox;
  }

  /** Closes the page and opens another one. */
  async reopen(options: PageOptions = {}): Promise<void> {
    await this.outbox.close();
    this.begin(options);
  }

  /** Ends the page without closing it: its requests and its locks are gone. */
  crash(): void {
    for (const release of this.#release.splice(0)) release();
  }

  #noticing(): Locks {
    return {
      ...this.locks,
      // A crashed page never ends its turn, so each page takes turns of its own.
      exclusive: (_, task) => task(),
      hold: async (name) => {
        const release = await this.locks.hold(name);
        this.#release.push(release);
        return release;
      },
    };
  }

  /** One card for each number of minors. */
  visit(...[first = 0, ...others]: readonly number[]): Visit {
    const usages = [first, ...others].map((minors) => ({ id: this.newId(), card: 'A045198723', minors }));
    return { id: this.newId(), showId: hamlet.id, how: 'sold', takenAt: '2026-05-15T16:00:00.000Z', usages };
  }

  /** Three cards, five people. */
  group(): Visit {
    return { ...this.visit(2, 0, 0), agreed: true };
  }

  /** What the device may give out without the registry. */
  get capacity() {
    return this.outbox.capacityOf(hamlet.id);
  }

  async stages() {
    return (await this.storage.entries()).map(({ stage }) => stage);
  }

  only(): Exchange {
    expect(this.open).toHaveLength(1);
    const [exchange] = this.open;
    if (exchange === undefined) throw new Error('Nothing is in flight.');
    return exchange;
  }

  /** Gives the device a lease with this number of tickets. */
  async hold(left: number): Promise<Lease> {
    const requestedAt = this.world.environment.clocks();
    const lease: Lease = {
      id: '019a0000-0000-7000-8000-00000000000a',
      showId: hamlet.id,
      state: 'open',
      granted: left,
      left,
      requestedAt,
      useForMs: 3_600_000,
      seenWallMs: requestedAt.wallMs,
    };
    await this.storage.changeLease(hamlet.id, undefined, lease);
    await this.outbox.lookAtCapacity();
    return lease;
  }

  async left(): Promise<number | undefined> {
    return (await this.storage.capacity(hamlet.id)).lease?.left;
  }

  async unconfirmed(): Promise<number> {
    return (await this.storage.capacity(hamlet.id)).unconfirmed;
  }

  // Each of these brings one visit to a stage. Its HTTP request is then in `open`.

  async asked(visit: Visit = this.visit(1)): Promise<{ id: string; asked: Promise<RecordResult> }> {
    const asked = this.outbox.request(visit);
    asked.catch(() => {});
    await settled();
    expect(this.only()).toMatchObject({ what: 'request', visitId: visit.id });
    return { id: visit.id, asked };
  }

  async report(visit?: Visit): Promise<string> {
    const { id, asked } = await this.asked(visit);
    this.only().fail(error('registry/unreachable'));
    expect((await asked).outcome).toBe('kept');
    await settled();
    expect(this.only()).toMatchObject({ what: 'report', visitId: id });
    return id;
  }

  /** Stores reports during an outage that ends now. Returns their ids, oldest first; the first delivery is in flight. */
  async reports(count: number): Promise<string[]> {
    await this.reopen({ maxUnconfirmed: 1000, linkDown: true });
    await settled();
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const visit = this.visit();
      ids.push(visit.id);
      await this.outbox.request(visit);
    }
    await this.reopen({ maxUnconfirmed: 1000 });
    await settled();
    return ids;
  }

  async void(): Promise<string> {
    const id = await this.report();
    void this.outbox.void(id, hamlet.id);
    await settled();
    this.only().fail(error('registry/unreachable'));
    await settled();
    expect(this.only()).toMatchObject({ what: 'void', visitId: id });
    return id;
  }

  async interrupted(): Promise<string> {
    const { id } = await this.asked();
    this.crash();
    this.begin();
    await settled();
    expect(this.only()).toMatchObject({ what: 'void', visitId: id });
    return id;
  }

  /** Returns a visit that the registry has rejected. */
  async review(code: 'registry/invalid-request' | 'idempotency/mismatch' = 'registry/invalid-request') {
    const id = await this.report();
    this.reject(code);
    await settled();
    expect(this.open).toEqual([]);
    return id;
  }

  /** The registry lists these numbers as missing, in the answer to a delivery that was sent now. */
  async misses(...missing: readonly number[]): Promise<void> {
    await this.world.pass(1);
    await this.outbox.sendAgain({ missing, cloned: false }, this.world.environment.now());
    await settled();
  }

  /** Answers the only delivery in flight: each of its entries is rejected. */
  reject(code: 'registry/invalid-request' | 'idempotency/mismatch' | 'registry/not-found'): void {
    const entries = this.only().batch?.entries ?? [];
    this.only().deliver(entries.map(({ seq }) => ({ outcome: 'rejected', seq, code })));
  }
}
