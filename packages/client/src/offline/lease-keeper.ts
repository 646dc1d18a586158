/** Keeps a lease on tickets of one show while there is a network, for when there is none (decision 0010). */
import { freeTickets } from '../admission/cap.ts';
import type { ShowFacts } from '../admission/facts.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError } from '../errors.ts';
import type { OfflineRegistry } from '../registry/registry.ts';
import { isUsable, type Lease } from '../storage/lease.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { RegistryLease } from '../usage/delivery.ts';

export interface LeaseKeeperOptions {
  readonly registry: OfflineRegistry;
  readonly storage: OutboxStorage;
  readonly environment: Environment;
  readonly showId: string;
  /** How many tickets to ask for just now. 0: none, and one that is held is given back. */
  readonly want: () => number;
  /** The show as it was last told. */
  readonly show: () => ShowFacts | undefined;
  /** Whether something drawn on the lease is not acknowledged yet. */
  readonly isConsumedFrom: (leaseId: string) => Promise<boolean>;
  /** The lease has changed. Resolves when everybody here knows of it. */
  readonly onChange: () => Promise<void>;
  readonly closing: AbortSignal;
}

export interface LeaseKeeper {
  /** The registry can be reached: goes one step on, if there is one. Never throws; one step at a time among all tabs. */
  step(): Promise<void>;
  /** The open leases of this journal, whenever the registry tells them. Never throws. */
  hear(news: readonly RegistryLease[]): Promise<void>;
  /**
   * Gives the tickets back, as soon as nothing drawn on them is on its way, and asks for none for a while: somebody else
   * wants them. Never throws.
   */
  giveBack(): Promise<void>;
  /**
   * Tickets that devices held of the show before the lease that is being asked for: what has come to be held since is this
   * device's, as far as it can know. `undefined` while none is asked for.
   */
  readonly leasedBefore: number | undefined;
  /**
   * Holds tickets although the device goes offline: asks for a lease where it has none, and has the registry hold it until
   * the show is over. The tickets held; 0 where none could be had.
   * @throws KaikuError of the registry, `outbox/storage`
   */
  keep(): Promise<number>;
  /** The desk closes: gives the lease back, unless it is to be kept. Nobody needs to wait for it. Never throws. */
  leave(lease: Lease): Promise<void>;
  /**
   * The page is about to go: sends at once what gives the lease back, and whatever else comes through. By what was last
   * seen of it. What a tab beside it draws meanwhile is counted all the same, beyond the cap if need be.
   */
  leaveAtOnce(lease: Lease): void;
  /** Waits for the lease that is being asked for. Whether there was one, and its answer has come. Never throws. */
  arrived(): Promise<boolean>;
}

/** A lease with less left than this is given back for a fuller one (decision 0010). */
const refillBelowShare = 0.3;

/** Tickets that a device which goes offline asks for at the least. Guess, decision 0010. */
const keptAtLeast = 5;

/** A registry that had no ticket to lease is not asked again before that. Guess, decision 0010. */
const askAgainAfterMs = 60_000;

/**
 * | lease | step |
 * |---|---|
 * | none | asks for one, where the show has a cap and tickets are free → `requested` |
 * | `requested` | asks again under the same id: tickets → `open`, none → none |
 * | `open` | nearly used up, out of time or not wanted any more → `closing`, and on |
 * | `closing` | once everything drawn on it is acknowledged: gives it back → none |
 */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { registry, storage, environment, showId, closing } = options;
  const lock = `${storage.name}/lease`;
  /** By the steady clock. */
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  /** What was held of the show when a lease was asked for that is not known yet. */
  let leasedBefore: number | undefined;
  /** The device has said that it goes offline. */
  let isKept = false;
  const want = () => (isKept ? Math.max(options.want(), keptAtLeast) : options.want());

  async function step(): Promise<void> {
    if (closing.aborted) return;
    // Whatever fails is tried again at the next step.
    await environment.locks.exclusive(lock, takeStep).catch(() => {});
  }

  async function takeStep(): Promise<void> {
    const { lease } = await storage.capacity(showId);
    if (lease?.state !== 'requested') leasedBefore = undefined;
    switch (lease?.state) {
      case undefined:
        return wants() ? ask(undefined) : undefined;
      case 'requested':
        return ask(lease);
      case 'open':
        if (isToBeGivenBack(lease) && (await close(lease))) await returnLease({ ...lease, state: 'closing' });
        return;
      case 'closing':
        return returnLease(lease);
    }
  }

  function wants(): boolean {
    const show = options.show();
    if (want() === 0 || show === undefined) return false;
    return (freeTickets(show) ?? 0) > 0 && environment.clocks().steadyMs >= notBeforeMs;
  }

  function isToBeGivenBack(lease: Lease): boolean {
    return want() === 0 || !isUsable(lease, environment.clocks()) || lease.left < lease.granted * refillBelowShare;
  }

  async function ask(before: Lease | undefined): Promise<void> {
    const now = environment.clocks();
    // Asked again it is the same lease, and its time still runs from the first request.
    const { id, requestedAt } = before ?? { id: environment.newId(), requestedAt: now };
    const none = { granted: 0, left: 0, useForMs: 0 };
    const seenWallMs = Math.max(now.wallMs, before?.seenWallMs ?? 0);
    const asked: Lease = { id, showId, state: 'requested', ...none, requestedAt, seenWallMs };
    leasedBefore ??= options.show()?.leased ?? 0;
    if (!(await change(before, asked))) return;
    const { journal } = await storage.identity();
    // One that may have been granted is asked for again where none is wanted any more: to be given back.
    const { lease, useForMs } = await registry.lease({ id, showId, journal, want: Math.max(1, want()) }, closing);
    const { granted } = lease;
    if (lease.state === 'open' && granted > 0)
      await change(asked, { ...asked, state: 'open', granted, left: granted, useForMs });
    else {
      notBeforeMs = now.steadyMs + askAgainAfterMs;
      await change(asked, undefined);
    }
    leasedBefore = undefined;
  }

  function close(lease: Lease): Promise<boolean> {
    return change(lease, { ...lease, state: 'closing' });
  }

  async function returnLease(lease: Lease): Promise<void> {
    if (await options.isConsumedFrom(lease.id)) return;
    // A registry that knows of no such lease (another one, or begun anew) holds nothing for it.
    await registry.returnLease(lease.id, closing).catch((error) => {
      if (asKaikuError(error).code !== 'registry/not-found') throw error;
    });
    await change(lease, undefined);
  }

  async function keep(): Promise<number> {
    isKept = true;
    notBeforeMs = Number.NEGATIVE_INFINITY;
    return environment.locks.exclusive(lock, async () => {
      await takeStep();
      const { lease } = await storage.capacity(showId);
      if (lease?.state !== 'open') return 0;
      await registry.keepLease?.(lease.id, closing);
      return lease.left;
    });
  }

  async function leave(lease: Lease): Promise<void> {
    if (isKept) return;
    try {
      // Both at once, and in this order: the storage is let go of right after this.
      const [isClosing, isConsumedFrom] = await Promise.all([close(lease), options.isConsumedFrom(lease.id)]);
      if (!isClosing || isConsumedFrom) return;
      await registry.returnLease(lease.id, undefined, { isLeaving: true });
      await storage.changeLease(showId, { ...lease, state: 'closing' }, undefined);
    } catch {
      // The next desk sees to it, or the registry lets go of it by itself.
    }
  }

  function leaveAtOnce(lease: Lease): void {
    if (isKept) return;
    void registry.returnLease(lease.id, undefined, { isLeaving: true }).catch(() => {});
    void close(lease).catch(() => {});
  }

  async function change(from: Lease | undefined, to: Lease | undefined): Promise<boolean> {
    const changed = await storage.changeLease(showId, from, to);
    if (changed) await options.onChange();
    return changed;
  }

  async function giveBack(): Promise<void> {
    try {
      const { lease } = await storage.capacity(showId);
      if (lease?.state !== 'open') return;
      notBeforeMs = environment.clocks().steadyMs + askAgainAfterMs;
      await close(lease);
    } catch {
      // Heard again with the next delivery.
    }
    await step();
  }

  async function arrived(): Promise<boolean> {
    if (leasedBefore === undefined) return false;
    // Whoever asks keeps the lock until it has been answered.
    await environment.locks.exclusive(lock, async () => {}).catch(() => {});
    return leasedBefore === undefined;
  }

  return {
    step,
    arrived,
    async hear(news) {
      const { lease } = await storage.capacity(showId).catch(() => ({ lease: undefined }));
      const about = news.find(({ id }) => id === lease?.id);
      // Wanted elsewhere, or closed there.
      if (lease?.state === 'open' && (about?.state !== 'open' || about.recall)) await giveBack();
    },
    giveBack,
    keep,
    leave,
    leaveAtOnce,
    get leasedBefore() {
      return leasedBefore;
    },
  };
}
