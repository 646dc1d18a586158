/** Keeps a lease on tickets of one show while there is a network, for an outage (decision 0010). */
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
  /** Returns how many tickets to lease now. 0: none, and a lease is returned. */
  readonly want: () => number;
  /** Returns the show as the registry last returned it. */
  readonly show: () => ShowFacts | undefined;
  /** Returns whether an entry that consumed the lease is not acknowledged yet. */
  readonly isConsumedFrom: (leaseId: string) => Promise<boolean>;
  /** Called after a change of the lease; awaited, so that this device knows about it before the next step. */
  readonly onChange: () => Promise<void>;
  readonly closing: AbortSignal;
}

export interface LeaseKeeper {
  /** Takes the next step, if there is one. Call it when the registry responds. One step at a time among all tabs. Never throws. */
  step(): Promise<void>;
  /** Handles the open leases of this journal that the registry has returned. Never throws. */
  hear(news: readonly RegistryLease[]): Promise<void>;
  /**
   * Returns the lease, once no entry that consumed it is pending, and requests none for a minute: another device needs the
   * tickets. Never throws.
   */
  giveBack(): Promise<void>;
  /**
   * How many tickets of the show were leased before this device's request for a lease. Everything leased since is taken to be
   * this device's. `undefined` while no request is in flight.
   */
  readonly leasedBefore: number | undefined;
  /**
   * Keeps leased tickets while the device goes offline on purpose: requests a lease if there is none, and has the registry
   * keep it until the show is over. Returns the number of tickets; 0 if there are none.
   * @throws KaikuError of the registry, `outbox/storage`
   */
  keep(): Promise<number>;
  /** Returns the lease when the desk closes, unless it is kept. The caller need not wait. Never throws. */
  leave(lease: Lease): Promise<void>;
  /**
   * Sends the return of the lease at once, because the page is about to go. Uses the lease as last seen: what another tab
   * consumes in the meantime is still counted, over the cap if necessary.
   */
  leaveAtOnce(lease: Lease): void;
  /** Waits for the answer to a request for a lease. Returns true if there was one and it has arrived. Never throws. */
  arrived(): Promise<boolean>;
}

/** A lease with a smaller share left than this is returned for a full one (decision 0010). */
const refillBelowShare = 0.3;

/** A device that goes offline on purpose requests at least this number of tickets. Guess, decision 0010. */
const minKept = 5;

/** A registry without free tickets is not asked again before this time. Guess, decision 0010. */
const retryAfterMs = 60_000;

/** What the steps share. */
interface Keeping {
  readonly options: LeaseKeeperOptions;
  readonly lockName: string;
  /** No lease is requested before this time, by the steady clock. */
  notBeforeMs: number;
  leasedBefore: number | undefined;
  /** The device goes offline on purpose. */
  isKept: boolean;
}

/**
 * | lease | step |
 * |---|---|
 * | none | requests one, if the show has a cap and tickets are free → `requested` |
 * | `requested` | requests it again under the same id: granted → `open`, otherwise → none |
 * | `open` | nearly used up, expired or no longer wanted → `closing`, and the next step at once |
 * | `closing` | once all entries that consumed it are acknowledged: returns it → none |
 */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { storage, environment, showId } = options;
  const keeping: Keeping = {
    options,
    lockName: `${storage.name}/lease`,
    notBeforeMs: Number.NEGATIVE_INFINITY,
    leasedBefore: undefined,
    isKept: false,
  };
  return {
    step: () => step(keeping),
    async hear(news) {
      const { lease } = await storage.capacity(showId).catch(() => ({ lease: undefined }));
      if (lease?.state !== 'open') return;
      const about = news.find(({ id }) => id === lease.id);
      const keeps =
        about === undefined ? await isStillGranted(keeping, lease) : about.state === 'open' && !about.recall;
      if (!keeps) await giveBack(keeping, lease.id);
    },
    giveBack: () => giveBack(keeping),
    keep: () => keep(keeping),
    leave: (lease) => leave(keeping, lease),
    leaveAtOnce: (lease) => leaveAtOnce(keeping, lease),
    async arrived() {
      if (keeping.leasedBefore === undefined) return false;
      // The step that requests a lease holds the lock until the answer.
      await environment.locks.exclusive(keeping.lockName, async () => {}).catch(() => {});
      return keeping.leasedBefore === undefined;
    },
    get leasedBefore() {
      return keeping.leasedBefore;
    },
  };
}

async function step(keeping: Keeping): Promise<void> {
  const { environment, closing } = keeping.options;
  if (closing.aborted) return;
  // A step that fails is repeated by the next call.
  await environment.locks.exclusive(keeping.lockName, () => takeStep(keeping)).catch(() => {});
}

async function takeStep(keeping: Keeping): Promise<void> {
  const { storage, showId } = keeping.options;
  const { lease } = await storage.capacity(showId);
  if (lease?.state !== 'requested') keeping.leasedBefore = undefined;
  switch (lease?.state) {
    case undefined:
      return needsLease(keeping) ? requestLease(keeping, undefined) : undefined;
    case 'requested':
      return requestLease(keeping, lease);
    case 'open':
      if (mustReturn(keeping, lease) && (await closeLease(keeping, lease)))
        await returnLease(keeping, { ...lease, state: 'closing' });
      return;
    case 'closing':
      return returnLease(keeping, lease);
  }
}

function wantedTickets({ options, isKept }: Keeping): number {
  return isKept ? Math.max(options.want(), minKept) : options.want();
}

function needsLease(keeping: Keeping): boolean {
  const { options, notBeforeMs } = keeping;
  const show = options.show();
  if (wantedTickets(keeping) === 0 || show === undefined) return false;
  return (freeTickets(show) ?? 0) > 0 && options.environment.clocks().steadyMs >= notBeforeMs;
}

function mustReturn(keeping: Keeping, lease: Lease): boolean {
  const isUsedUp = lease.left < lease.granted * refillBelowShare;
  return wantedTickets(keeping) === 0 || isUsedUp || !isUsable(lease, keeping.options.environment.clocks());
}

async function requestLease(keeping: Keeping, before: Lease | undefined): Promise<void> {
  const { registry, storage, environment, showId, show, closing } = keeping.options;
  const now = environment.clocks();
  // Requested again it is the same lease, and its term still counts from the first request.
  const { id, requestedAt } = before ?? { id: environment.newId(), requestedAt: now };
  const none = { granted: 0, left: 0, useForMs: 0 };
  const seenWallMs = Math.max(now.wallMs, before?.seenWallMs ?? 0);
  const requested: Lease = { id, showId, state: 'requested', ...none, requestedAt, seenWallMs };
  keeping.leasedBefore ??= show()?.leased ?? 0;
  if (!(await changeLease(keeping, before, requested))) return;
  const { journal } = await storage.identity();
  // At least 1, because an earlier request may have been granted: then the lease is returned.
  const want = Math.max(1, wantedTickets(keeping));
  const { lease, useForMs } = await registry.lease({ id, showId, journal, want }, closing);
  const { granted } = lease;
  if (lease.state === 'open' && granted > 0)
    await changeLease(keeping, requested, { ...requested, state: 'open', granted, left: granted, useForMs });
  else {
    keeping.notBeforeMs = now.steadyMs + retryAfterMs;
    await changeLease(keeping, requested, undefined);
  }
  keeping.leasedBefore = undefined;
}

function closeLease(keeping: Keeping, lease: Lease): Promise<boolean> {
  return changeLease(keeping, lease, { ...lease, state: 'closing' });
}

async function returnLease(keeping: Keeping, lease: Lease): Promise<void> {
  const { registry, isConsumedFrom, closing } = keeping.options;
  if (await isConsumedFrom(lease.id)) return;
  // A registry without this lease (another one, or one with new data) has no tickets reserved for it.
  await registry.returnLease(lease.id, closing).catch((error) => {
    if (asKaikuError(error).code !== 'registry/not-found') throw error;
  });
  await changeLease(keeping, lease, undefined);
}

async function keep(keeping: Keeping): Promise<number> {
  const { registry, storage, environment, showId, closing } = keeping.options;
  keeping.isKept = true;
  keeping.notBeforeMs = Number.NEGATIVE_INFINITY;
  return environment.locks.exclusive(keeping.lockName, async () => {
    await takeStep(keeping);
    const { lease } = await storage.capacity(showId);
    if (lease?.state !== 'open') return 0;
    await registry.keepLease?.(lease.id, closing);
    return lease.left;
  });
}

async function leave(keeping: Keeping, lease: Lease): Promise<void> {
  const { registry, storage, showId, isConsumedFrom } = keeping.options;
  if (keeping.isKept) return;
  try {
    // Start both before the first await, and in this order: the caller closes the storage right after this.
    const [isClosing, isConsumed] = await Promise.all([closeLease(keeping, lease), isConsumedFrom(lease.id)]);
    if (!isClosing || isConsumed) return;
    await registry.returnLease(lease.id, undefined, { isLeaving: true });
    await storage.changeLease(showId, { ...lease, state: 'closing' }, undefined);
  } catch {
    // The next desk returns it, or the registry expires it.
  }
}

function leaveAtOnce(keeping: Keeping, lease: Lease): void {
  if (keeping.isKept) return;
  void keeping.options.registry.returnLease(lease.id, undefined, { isLeaving: true }).catch(() => {});
  void closeLease(keeping, lease).catch(() => {});
}

/**
 * Requests an open lease again, which does not change it: news that do not list it may be older than its grant. Returns true
 * without an answer too, because the next news ask again.
 */
async function isStillGranted({ options }: Keeping, { id, showId, granted }: Lease): Promise<boolean> {
  const { registry, storage, closing } = options;
  try {
    const { journal } = await storage.identity();
    const { lease } = await registry.lease({ id, showId, journal, want: granted }, closing);
    return lease.state === 'open' && lease.granted === granted && !lease.recall;
  } catch (error) {
    return asKaikuError(error).code !== 'registry/not-found';
  }
}

/** Returns the lease, only that of `id` if given. */
async function giveBack(keeping: Keeping, id?: string): Promise<void> {
  const { storage, environment, showId } = keeping.options;
  try {
    const { lease } = await storage.capacity(showId);
    if (lease?.state !== 'open' || (id !== undefined && lease.id !== id)) return;
    keeping.notBeforeMs = environment.clocks().steadyMs + retryAfterMs;
    await closeLease(keeping, lease);
  } catch {
    // The registry recalls it again in the answer to the next delivery.
  }
  await step(keeping);
}

async function changeLease({ options }: Keeping, from: Lease | undefined, to: Lease | undefined): Promise<boolean> {
  const changed = await options.storage.changeLease(options.showId, from, to);
  if (changed) await options.onChange();
  return changed;
}
