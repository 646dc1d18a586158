import { within } from '../deadline.ts';
import type { Environment } from '../environment.ts';
import { isKaikuError } from '../errors.ts';
import type { CardList } from '../offline/card-list.ts';
import { createLeaseKeeper } from '../offline/lease-keeper.ts';
import { type HoldPlaces, placesToHold } from '../offline/places-to-hold.ts';
import { createWatch, type Watch } from '../offline/watch.ts';
import type { Outbox } from '../outbox/port.ts';
import type { OutboxStorage } from '../outbox/storage.ts';
import type { Contact } from '../registry/contact.ts';
import type { DeliveredBatch } from '../usage/delivery.ts';

/** Keeps a desk ready while there is a network, and notices when there is none and when it is back. */
export interface Readiness {
  readonly watch: Watch;
  /** Asks the register for the show, and does whatever makes ready for the next outage. Never throws. */
  refresh(): Promise<void>;
  /** What a delivery told of this journal. */
  hear(delivered: DeliveredBatch): void;
  /** Gives the places held for the show back, where nothing drawn on them is on its way. Never throws. */
  giveBack(): Promise<void>;
  /** A card was read: the evening has begun. */
  noteCard(): void;
  /** See `Desk.goOffline`. */
  goOffline(): Promise<number>;
  /** Waits for places that are being lent, if any are. Whether they were, and have come. Never throws. */
  placesArrived(): Promise<boolean>;
  /**
   * Of so many places that devices hold of the show, as the register tells it, those of this one. It tells of a lease's
   * places with whatever it answers, also before the lease itself has come.
   */
  ownOf(held: number): number;
  /** Begins to give back what is held. */
  close(): void;
}

export interface ReadinessOptions {
  readonly contact: Contact;
  readonly environment: Environment;
  readonly storage: OutboxStorage;
  readonly outbox: Outbox;
  readonly showId: string;
  readonly askWithinMs: number;
  readonly holdPlaces: HoldPlaces;
  readonly cardList: CardList | undefined;
}

/** The register is asked for the show this often, so that the places left are fresh and a lost network is noticed. */
const refreshEveryMs = 15_000;

/** An answer that comes sooner than this did not wait for news. Guess. */
const hastyMs = 1_000;

/** Begins to refresh at once, and goes on until closed. */
export function createReadiness(options: ReadinessOptions): Readiness {
  const { contact, environment, storage, outbox, showId, askWithinMs } = options;
  const { registry } = contact;
  const closing = new AbortController();
  let hasReadCard = false;
  /** This storage's journal, once it was read. */
  let journal: string | undefined;
  const watch = createWatch(storage, outbox.isStanding);
  const keeper =
    registry.offline &&
    createLeaseKeeper({
      registry: registry.offline,
      storage,
      environment,
      showId,
      want: () =>
        placesToHold(options.holdPlaces, {
          isDurable: storage.isDurable !== false,
          hasReadCard,
          show: contact.show(showId),
          nowMs: environment.now(),
        }),
      show: () => contact.show(showId),
      isDrawnOn: outbox.isDrawnOn,
      onChange: outbox.lookAtStock,
      closing: closing.signal,
    });

  // The register answers again: what waits can go now, before its next turn.
  let outOfReach = false;
  const stopWatching = contact.subscribe(() => {
    const back = outOfReach && contact.trouble === null;
    outOfReach = contact.trouble !== null;
    if (back) outbox.wakeSoon();
  });
  const stopOnline = environment.onOnline(() => void refresh());
  const stopLeaving = environment.onLeave?.(leaveAtOnce);
  let cancelRefresh = () => {};
  void keepFresh();
  void listen();

  async function keepFresh(): Promise<void> {
    await refresh();
    // Anywhere from half to one and a half of the time, so that many desks do not ask in step.
    if (!closing.signal.aborted)
      cancelRefresh = environment.after(refreshEveryMs * (0.5 + environment.random()), () => void keepFresh());
  }

  async function refresh(): Promise<void> {
    const wasDown = contact.link === 'down';
    try {
      await askForShow();
      // One answer after an outage may be luck: two in a row are not.
      if (wasDown) await askForShow();
      await makeReady();
    } catch (error) {
      if (!isKaikuError(error)) throw error;
    }
  }

  /**
   * Waits for news of the show, over and over, while the register answers: of what is left, and of places that are wanted
   * elsewhere. One tab of a storage at a time does, because a browser has few connections to one address.
   */
  async function listen(): Promise<void> {
    const news = registry.offline?.news;
    if (news === undefined) return;
    const once = async (since: string | undefined) => {
      // Known once the register was told of it: the storage is not looked at for this.
      while (journal === undefined && !closing.signal.aborted) await nextAnswer();
      closing.signal.throwIfAborted();
      if (journal === undefined) return undefined;
      const told = await news({ showId, journal, since }, closing.signal);
      await keeper?.hear(told.leases);
      // Something that was asked for later has been answered meanwhile, and may be newer: asked again from the start.
      return contact.show(showId) === told.show ? told.stamp : undefined;
    };
    await environment.locks
      .exclusive(`${storage.name}/news`, async () => {
        let since: string | undefined;
        while (!closing.signal.aborted) {
          const startedMs = environment.clocks().steadyMs;
          try {
            const stamp = await once(since);
            // A register that does not wait is not asked all the time.
            const isHasty = stamp === since && environment.clocks().steadyMs - startedMs < hastyMs;
            since = stamp;
            if (isHasty) await nextAnswer();
          } catch (error) {
            // One that knows of no news is not asked again.
            if (isKaikuError(error) && error.code === 'registry/not-found') return;
            since = undefined;
            await nextAnswer();
          }
        }
      })
      .catch(() => {});
  }

  /** Resolves with the next exchange that goes through, or once the desk is closed. */
  function nextAnswer(): Promise<void> {
    return new Promise((resolve) => {
      const stop = contact.subscribe(() => {
        if (contact.trouble === null) done();
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

  /** Nothing may be on its way that was drawn on it. Of a hard cap it is given back in order, or not at all. */
  function leaveAtOnce(): void {
    const { lease } = outbox.stock;
    const show = contact.show(showId);
    if (lease?.state === 'open' && outbox.waiting === 0 && show?.capIsHard !== true) keeper?.leaveAtOnce(lease);
  }

  function askForShow(): Promise<unknown> {
    const limit = { environment, ms: askWithinMs, closing: closing.signal };
    return within(limit, (signal) => registry.show(showId, signal));
  }

  /** The register answers: it hears of this journal and tells what it knows, and lends places for the next outage. */
  async function makeReady(): Promise<void> {
    await watch.look();
    const { offline } = registry;
    if (offline === undefined || closing.signal.aborted) return;
    await watch.report(offline, closing.signal);
    const { journal: known, seqHigh } = await storage.identity();
    journal = known;
    hear(await offline.deliver({ journal, seqHigh, adopted: [], units: [] }, closing.signal));
    await keeper?.step();
    const { cardList } = offline;
    if (cardList !== undefined) await options.cardList?.refresh(() => cardList(closing.signal));
  }

  function hear(delivered: DeliveredBatch): void {
    watch.hear(delivered);
    void keeper?.hear(delivered.leases);
  }

  return {
    watch,
    refresh,
    hear,
    giveBack: async () => keeper?.giveBack(),
    noteCard() {
      if (hasReadCard) return;
      hasReadCard = true;
      if (options.holdPlaces === 'auto' && contact.link === 'up') void keeper?.step();
    },
    goOffline: async () => (await keeper?.keep()) ?? 0,
    placesArrived: async () => keeper?.arrived() ?? false,
    ownOf: (held) =>
      keeper?.heldBefore === undefined ? (outbox.stock.lease?.left ?? 0) : Math.max(0, held - keeper.heldBefore),
    close() {
      closing.abort();
      cancelRefresh();
      stopWatching();
      stopOnline();
      stopLeaving?.();
      const isReachable = contact.link === 'up' && contact.trouble === null;
      const { lease } = outbox.stock;
      if (isReachable && lease?.state === 'open') void keeper?.leave(lease);
    },
  };
}
