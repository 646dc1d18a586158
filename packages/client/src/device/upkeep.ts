import { within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError, isKaikuError } from '../errors.ts';
import { createWatch, type Watch } from '../offline/watch.ts';
import type { Outbox } from '../outbox/port.ts';
import type { Contact } from '../registry/contact.ts';
import type { OfflineRegistry } from '../registry/registry.ts';
import type { Sealer } from '../sealing/sealer.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { DeliveredBatch, RegistryLease } from '../usage/delivery.ts';
import type { OtherVenues } from './connect.ts';
import { listenForNews } from './listen-for-news.ts';

/** Keeps the shows of a device fresh and prepares it for an outage. Detects when the network goes and returns. */
export interface Upkeep {
  readonly watch: Watch;
  /** Fetches the shows and prepares the device for the next outage. Never throws. */
  refresh(): Promise<void>;
  /** Takes over what the answer to a delivery says about this journal and its leases. */
  receive(delivered: DeliveredBatch): void;
  /** Keeps a show fresh. Returns a function that ends this. */
  add(show: KeptShow): () => void;
  close(): void;
}

/** A show for which a desk of the device is open. */
export interface KeptShow {
  readonly showId: string;
  /** Takes the next step of preparing the show for an outage. Called while the registry responds. Never throws. */
  prepare(): Promise<void>;
  /** Receives the open leases of this journal. Never throws. */
  receiveLeases(leases: readonly RegistryLease[]): Promise<void>;
}

export interface UpkeepOptions {
  readonly contact: Contact;
  readonly environment: Environment;
  readonly storage: OutboxStorage;
  readonly outbox: Outbox;
  readonly sealer: Sealer;
  readonly timeoutMs: number;
  readonly otherVenues: OtherVenues;
}

/** The interval between refreshes while the registry responds. */
const refreshIntervalMs = 15_000;

/**
 * The interval while the registry is unreachable. In Node, which has no event for a network that is back, this is how
 * soon the device detects it. A busy registry is not called more often. Guess, decision 0006.
 */
const unreachableIntervalMs = 4_000;

/** Creates the upkeep of a device. It starts with the first show and runs until closed. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { contact, environment, storage, outbox, sealer, otherVenues } = options;
  const closing = new AbortController();
  const shows = new Set<KeptShow>();
  const isInJournal = (seq: number) => outbox.journal.entry(seq) !== undefined;
  const watch = createWatch({ storage, isInJournal, waitingElsewhere: otherVenues.waiting });
  const timer = createRefreshTimer(options, refresh);
  const stopWatching = watchForChange(contact, { onReachable: outbox.wakeSoon, onUnreachable: timer.plan });
  const stopOnline = environment.onOnline(() => void refresh());
  /** The journal of this storage; `undefined` until it was read. */
  let journal: string | undefined;
  let restartNews: (() => void) | undefined;
  let isStartQueued = false;

  function start(): void {
    isStartQueued = false;
    if (closing.signal.aborted) return;
    if (restartNews !== undefined) {
      restartNews();
      return void refresh();
    }
    timer.start();
    restartNews = listenForNews({
      ...{ contact, environment, showIds, closing: closing.signal },
      journal: () => journal,
      onLeases: receiveLeases,
    });
  }

  const showIds = () => [...new Set([...shows].map(({ showId }) => showId))];

  async function refresh(): Promise<void> {
    const wasOpen = contact.circuit === 'open';
    try {
      await Promise.all([fetchShows(options, showIds(), closing.signal), sealer.refresh()]);
      // After an outage it takes two responses to close the circuit breaker.
      if (wasOpen) await fetchShows(options, showIds(), closing.signal);
      await watch.look();
      if (contact.registry.offline !== undefined && !closing.signal.aborted) await prepare(contact.registry.offline);
    } catch (error) {
      if (!isKaikuError(error)) throw error;
    }
  }

  /** Reports this journal to the registry, and leases tickets for the next outage. */
  async function prepare(offline: OfflineRegistry): Promise<void> {
    await watch.report(offline, closing.signal);
    journal = (await storage.identity()).journal;
    receive(await deliverNothing(options, offline, closing.signal));
    for (const show of shows) await show.prepare();
  }

  function receive(delivered: DeliveredBatch): void {
    watch.hear(delivered);
    void receiveLeases(delivered.leases);
  }

  async function receiveLeases(leases: readonly RegistryLease[]): Promise<void> {
    for (const show of shows) await show.receiveLeases(leases);
  }

  function add(show: KeptShow): () => void {
    shows.add(show);
    // Queued, so that several shows opened at once are fetched together.
    if (!isStartQueued) queueMicrotask(start);
    isStartQueued = true;
    return () => void shows.delete(show);
  }

  function close(): void {
    closing.abort();
    timer.stop();
    stopWatching();
    stopOnline();
  }

  return { watch, refresh, receive, add, close };
}

/** Sends a delivery without entries, which says what the registry lacks of the journal. What was acknowledged goes again. */
async function deliverNothing(
  { storage, outbox, environment }: UpkeepOptions,
  offline: OfflineRegistry,
  closing: AbortSignal,
): Promise<DeliveredBatch> {
  const { journal, seqHigh } = await storage.identity();
  const sentMs = environment.now();
  const delivered = await offline.deliver({ journal, seqHigh, adopted: [], entries: [] }, closing);
  await outbox.sendAgain(delivered, sentMs);
  return delivered;
}

/** Repeats `refresh` from `start` to `stop`. `plan` sets the next time again, by the state of the registry. */
function createRefreshTimer({ contact, environment }: UpkeepOptions, refresh: () => Promise<void>) {
  let state: 'new' | 'started' | 'stopped' = 'new';
  let cancel = () => {};

  async function refreshAndPlan(): Promise<void> {
    await refresh();
    plan();
  }

  function plan(): void {
    cancel();
    if (state !== 'started') return;
    const intervalMs = contact.failure === 'registry/unreachable' ? unreachableIntervalMs : refreshIntervalMs;
    // From half to one and a half of the interval, so that many devices do not call in step.
    cancel = environment.after(intervalMs * (0.5 + environment.random()), () => void refreshAndPlan());
  }

  return {
    start() {
      state = 'started';
      void refreshAndPlan();
    },
    plan,
    stop() {
      state = 'stopped';
      cancel();
    },
  };
}

/** Calls back when the registry responds again after a failure, and when it becomes unreachable. */
function watchForChange(
  contact: Contact,
  { onReachable, onUnreachable }: { readonly onReachable: () => void; readonly onUnreachable: () => void },
): () => void {
  let last: Contact['failure'] = null;
  return contact.subscribe(() => {
    const { failure } = contact;
    if (failure === null && last !== null) onReachable();
    if (failure === 'registry/unreachable' && last !== 'registry/unreachable') onUnreachable();
    last = failure;
  });
}

/**
 * Fetches one show by its id, several by the list of today's shows. A show that is not on that list is fetched by its id.
 */
async function fetchShows(
  { contact: { registry }, environment, timeoutMs }: UpkeepOptions,
  [first, ...others]: readonly string[],
  closing: AbortSignal,
): Promise<void> {
  if (first === undefined) return;
  const inTime = <T>(exchange: (signal: AbortSignal) => Promise<T>) =>
    within({ environment, ms: timeoutMs, closing }, exchange);
  if (others.length === 0) return void (await inTime((signal) => registry.show(first, signal)));
  const listed = new Set((await inTime((signal) => registry.shows(signal))).map(({ id }) => id));
  const unlisted = [first, ...others].filter((showId) => !listed.has(showId));
  // An unknown show must not keep the others from being refreshed.
  await Promise.all(unlisted.map((showId) => inTime((signal) => registry.show(showId, signal)).catch(asKaikuError)));
}
