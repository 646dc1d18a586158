import { calledOffReason, untilAborted, within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { asKaikuError, isKaikuError } from '../errors.ts';
import { createWatch, type Watch } from '../offline/watch.ts';
import type { Outbox } from '../outbox/port.ts';
import type { Contact } from '../registry/contact.ts';
import type { OutboxStorage } from '../storage/storage.ts';
import type { DeliveredBatch, RegistryLease } from '../usage/delivery.ts';

/** Keeps a device ready while there is a network, and notices when there is none and when it is back. */
export interface Upkeep {
  readonly watch: Watch;
  /** Asks the registry for the shows, and does whatever makes ready for the next outage. Never throws. */
  refresh(): Promise<void>;
  /** What a delivery told of this journal. */
  hear(delivered: DeliveredBatch): void;
  /** Keeps a show fresh from now on. Returns what ends that. */
  add(show: TendedShow): () => void;
  close(): void;
}

/** A show that a desk of the device is open for. */
export interface TendedShow {
  readonly showId: string;
  /** The registry can be reached: whatever makes the show ready for an outage goes one step on. Never throws. */
  step(): Promise<void>;
  /** The open leases of this journal. Never throws. */
  hear(leases: readonly RegistryLease[]): Promise<void>;
}

export interface UpkeepOptions {
  readonly contact: Contact;
  readonly environment: Environment;
  readonly storage: OutboxStorage;
  readonly outbox: Outbox;
  readonly timeoutMs: number;
}

/** The registry is asked for the shows this often, so that the places left are fresh and a lost network is noticed. */
const refreshEveryMs = 15_000;

/**
 * While nothing answers at all it is looked for this often: where nothing tells that the network is back (Node), this is how
 * soon it is noticed. A registry that answers that it is busy is not asked more often. Guess, decision 0006.
 */
const lookForEveryMs = 4_000;

/** An answer that comes sooner than this did not wait for news. Guess. */
const hastyMs = 1_000;

/** Begins with the first show, and goes on until closed. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { contact, environment, storage, outbox, timeoutMs } = options;
  const { registry } = contact;
  const closing = new AbortController();
  const tended = new Set<TendedShow>();
  /** Aborts when another show is added: the question under way does not ask for it. */
  let asksForAll = new AbortController();
  /** This storage's journal, once it was read. */
  let journal: string | undefined;
  const watch = createWatch(storage, outbox.isStanding);

  let outOfReach = false;
  let unanswered = false;
  const stopWatching = contact.subscribe(() => {
    // The registry answers again: what waits can go now, before its next turn.
    const back = outOfReach && contact.failure === null;
    outOfReach = contact.failure !== null;
    if (back) outbox.wakeSoon();
    const lost = !unanswered && contact.failure === 'registry/unreachable';
    unanswered = contact.failure === 'registry/unreachable';
    if (lost && hasBegun) planRefresh();
  });
  const stopOnline = environment.onOnline(() => void refresh());
  let cancelRefresh = () => {};

  /** Shows were added: several at once are asked for together. */
  let isDue = false;
  let hasBegun = false;
  function begin(): void {
    isDue = false;
    if (closing.signal.aborted) return;
    asksForAll.abort(calledOffReason);
    if (hasBegun) return void refresh();
    hasBegun = true;
    asksForAll = following(closing.signal);
    void keepFresh();
    void listen();
  }

  function showIds(): readonly string[] {
    return [...new Set([...tended].map(({ showId }) => showId))];
  }

  async function keepFresh(): Promise<void> {
    await refresh();
    planRefresh();
  }

  /** Anywhere from half to one and a half of the time, so that many devices do not ask in step. */
  function planRefresh(): void {
    cancelRefresh();
    if (closing.signal.aborted) return;
    const everyMs = contact.failure === 'registry/unreachable' ? lookForEveryMs : refreshEveryMs;
    cancelRefresh = environment.after(everyMs * (0.5 + environment.random()), () => void keepFresh());
  }

  async function refresh(): Promise<void> {
    const wasDown = contact.link === 'down';
    try {
      await askForShows();
      // One answer after an outage may be luck: two in a row are not.
      if (wasDown) await askForShows();
      await makeReady();
    } catch (error) {
      if (!isKaikuError(error)) throw error;
    }
  }

  /** One show by itself, several by the list of today's; those that are not on it each by themselves. */
  async function askForShows(): Promise<void> {
    const [first, ...others] = showIds();
    if (first === undefined) return;
    if (others.length === 0) return void (await inTime((signal) => registry.show(first, signal)));
    const listed = new Set((await inTime((signal) => registry.shows(signal))).map(({ id }) => id));
    const unlisted = [first, ...others].filter((showId) => !listed.has(showId));
    // One that is unknown is no reason to look after the others no more.
    await Promise.all(unlisted.map((showId) => inTime((signal) => registry.show(showId, signal)).catch(asKaikuError)));
  }

  function inTime<T>(exchange: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return within({ environment, ms: timeoutMs, closing: closing.signal }, exchange);
  }

  /**
   * Waits for news of all shows, over and over, while the registry answers: of what is left, and of tickets that are wanted
   * elsewhere. One tab of a storage at a time does, because a browser has few connections to one address.
   */
  async function listen(): Promise<void> {
    const news = registry.offline?.news;
    if (news === undefined) return;
    const once = async (since: string | undefined) => {
      // Known once the registry was told of it: the storage is not looked at for this.
      while (journal === undefined && !closing.signal.aborted) await nextAnswer();
      closing.signal.throwIfAborted();
      if (journal === undefined) return undefined;
      const asked = showIds();
      // All desks are closed: until one is opened there is nothing to ask.
      if (asked.length === 0) return await untilAborted(new Promise<never>(() => {}), asksForAll.signal);
      const { leases, shows, stamp } = await news({ shows: asked, journal, since }, asksForAll.signal);
      await hearLeases(leases);
      // Something that was asked for later has been answered meanwhile, and may be newer: asked again from the start.
      return shows.every((show) => contact.show(show.id) === show) ? stamp : undefined;
    };
    await environment.locks
      .exclusive(`${storage.name}/news`, async () => {
        let since: string | undefined;
        while (!closing.signal.aborted) {
          const startedMs = environment.clocks().steadyMs;
          try {
            const stamp = await once(since);
            // A registry that does not wait is not asked all the time.
            const isHasty = stamp === since && environment.clocks().steadyMs - startedMs < hastyMs;
            since = stamp;
            if (isHasty) await nextAnswer();
          } catch (error) {
            since = undefined;
            // Asked at once for the shows that were added.
            if (asksForAll.signal.aborted) asksForAll = following(closing.signal);
            // One that knows of no news is not asked again.
            else if (isKaikuError(error) && error.code === 'registry/not-found') return;
            else await nextAnswer();
          }
        }
      })
      .catch(() => {});
  }

  /** Resolves with the next exchange that goes through, or once the device is closed. */
  function nextAnswer(): Promise<void> {
    return new Promise((resolve) => {
      const stop = contact.subscribe(() => {
        if (contact.failure === null) done();
      });
      const done = () => {
        stop();
        closing.signal.removeEventListener('abort', done);
        resolve();
      };
      closing.signal.addEventListener('abort', done);
      if (closing.signal.aborted) done();
    });
  }

  /** The registry answers: it hears of this journal and tells what it knows, and leases tickets for the next outage. */
  async function makeReady(): Promise<void> {
    await watch.look();
    const { offline } = registry;
    if (offline === undefined || closing.signal.aborted) return;
    await watch.report(offline, closing.signal);
    const { journal: known, seqHigh } = await storage.identity();
    journal = known;
    hear(await offline.deliver({ journal, seqHigh, adopted: [], entries: [] }, closing.signal));
    for (const show of tended) await show.step();
  }

  function hear(delivered: DeliveredBatch): void {
    watch.hear(delivered);
    void hearLeases(delivered.leases);
  }

  async function hearLeases(leases: readonly RegistryLease[]): Promise<void> {
    for (const show of tended) await show.hear(leases);
  }

  return {
    watch,
    refresh,
    hear,
    add(show) {
      tended.add(show);
      if (!isDue) queueMicrotask(begin);
      isDue = true;
      return () => void tended.delete(show);
    },
    close() {
      closing.abort();
      cancelRefresh();
      stopWatching();
      stopOnline();
    },
  };
}

/** Aborts with another, or by itself. */
function following(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  signal.addEventListener('abort', () => controller.abort());
  return controller;
}
