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
export const longestRoundWaitMs = 60_000;
/** With nothing under way one timer runs: the storage is looked at from time to time. */
export const theNextLook = 1;
/** By unconfirmed limit, after the registry did not answer. */
export const kept = { outcome: 'kept', cause: 'registry/unreachable', by: 'unconfirmed' } as const;

export interface PageOptions {
  readonly storage?: OutboxStorage;
  readonly maxUnconfirmed?: number;
  readonly locks?: Locks;
  /** Asks are decided at once. */
  readonly linkDown?: boolean;
}

/** Pages of one device with their outboxes, the latest at hand, and the requests under way. */
export class OutboxStand {
  readonly locks = createInProcessLocks();
  readonly storage = memoryStorage();
  readonly newId = createIds();
  readonly delivered: DeliveredBatch[] = [];
  world: World;
  open: Exchange[] = [];
  outbox: Outbox;
  linkDown = false;
  #release: (() => void)[] = [];

  constructor() {
    this.world = createWorld(this.locks, this.newId);
    this.outbox = this.begin();
  }

  /** A page begins: on the storage and the locks of those before it. */
  begin(options: PageOptions = {}): Outbox {
    const { storage = this.storage, maxUnconfirmed = 5, locks = this.#noticing(), linkDown = false } = options;
    const { open, delivery } = createScriptedDelivery();
    this.world = createWorld(locks, this.newId);
    this.open = open;
    this.linkDown = linkDown;
    this.outbox = createOutbox({
      storage,
      delivery,
      environment: this.world.environment,
      timeoutMs,
      mayAsk: () => !this.linkDown,
      unconfirmedLimit: () => maxUnconfirmed,
      lockedOut: () => undefined,
      clockSuspect: () => false,
      onDelivered: (batch) => void this.delivered.push(batch),
      onAcknowledged: () => {},
    });
    return this.outbox;
  }

  /** The page closes, and another begins. */
  async beginAnew(options: PageOptions = {}): Promise<void> {
    await this.outbox.close();
    this.begin(options);
  }

  /** The page is gone without a word: its requests too, and its locks with it. */
  crash(): void {
    for (const letGo of this.#release.splice(0)) letGo();
  }

  #noticing(): Locks {
    return {
      ...this.locks,
      // The page that is gone can never end its turn.
      exclusive: (_, task) => task(),
      hold: async (name) => {
        const letGo = await this.locks.hold(name);
        this.#release.push(letGo);
        return letGo;
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

  /** What may be given out without asking. */
  get capacity() {
    return this.outbox.capacityOf(hamlet.id);
  }

  async stages() {
    return (await this.storage.entries()).map(({ stage }) => stage);
  }

  only(): Exchange {
    expect(this.open).toHaveLength(1);
    const [exchange] = this.open;
    if (exchange === undefined) throw new Error('Nothing is under way.');
    return exchange;
  }

  /** The device holds so many tickets. */
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

  // Each of these brings one visit to a stage. What is under way for it then stands in `open`.

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

  /** So many reports, oldest first, of an outage that ends now: their first delivery is under way. */
  async reports(count: number): Promise<string[]> {
    await this.beginAnew({ maxUnconfirmed: 1000, linkDown: true });
    await settled();
    const ids: string[] = [];
    for (let nth = 0; nth < count; nth += 1) {
      const visit = this.visit();
      ids.push(visit.id);
      await this.outbox.request(visit);
    }
    await this.beginAnew({ maxUnconfirmed: 1000 });
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

  /** What the registry has said it will never take. */
  async review(code: 'registry/invalid-request' | 'idempotency/mismatch' = 'registry/invalid-request') {
    const id = await this.report();
    this.reject(code);
    await settled();
    expect(this.open).toEqual([]);
    return id;
  }

  /** The only delivery under way is answered: its every entry is rejected for good. */
  reject(code: 'registry/invalid-request' | 'idempotency/mismatch' | 'registry/not-found'): void {
    const entries = this.only().batch?.entries ?? [];
    this.only().deliver(entries.map(({ seq }) => ({ outcome: 'rejected', seq, code })));
  }
}
