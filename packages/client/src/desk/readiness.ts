import type { DeviceParts } from '../device/parts.ts';
import { createLeaseKeeper } from '../offline/lease-keeper.ts';
import { ticketsToLease } from '../offline/tickets-to-lease.ts';

/** Holds tickets of a show for the next outage, while there is a network. */
export interface Readiness {
  /** Gives the tickets held for the show back, where nothing drawn on them is on its way. Never throws. */
  giveBack(): Promise<void>;
  /** A card was read: the evening has begun. */
  noteCard(): void;
  /** See `Desk.goOffline`. */
  goOffline(): Promise<number>;
  /** Waits for tickets that are being leased, if any are. Whether they were, and have come. Never throws. */
  placesArrived(): Promise<boolean>;
  /**
   * Of so many tickets that devices hold of the show, as the registry tells it, those of this one. It tells of a lease's
   * tickets with whatever it answers, also before the lease itself has come.
   */
  ownOf(leased: number): number;
  /** Begins to give back what is held. */
  close(): void;
}

/** Begins at once, and goes on until closed. */
export function createReadiness(device: DeviceParts, showId: string): Readiness {
  const { contact, environment, storage, outbox, upkeep, leaseTickets } = device;
  const { offline } = contact.registry;
  const closing = new AbortController();
  let hasReadCard = false;
  const keeper =
    offline &&
    createLeaseKeeper({
      registry: offline,
      storage,
      environment,
      showId,
      want: () =>
        ticketsToLease(leaseTickets, {
          isDurable: storage.isDurable !== false,
          hasReadCard,
          show: contact.show(showId),
          nowMs: environment.now(),
        }),
      show: () => contact.show(showId),
      isConsumedFrom: outbox.isConsumedFrom,
      onChange: outbox.lookAtCapacity,
      closing: closing.signal,
    });
  const leave = upkeep.add({
    showId,
    step: async () => keeper?.step(),
    hear: async (leases) => keeper?.hear(leases),
  });
  const stopLeaving = environment.onLeave?.(leaveAtOnce);

  /** Nothing may be on its way that was drawn on it. Of a hard cap it is given back in order, or not at all. */
  function leaveAtOnce(): void {
    const { lease } = outbox.capacityOf(showId);
    const show = contact.show(showId);
    if (lease?.state === 'open' && outbox.pending === 0 && show?.capIsHard !== true) keeper?.leaveAtOnce(lease);
  }

  return {
    giveBack: async () => keeper?.giveBack(),
    noteCard() {
      if (hasReadCard) return;
      hasReadCard = true;
      if (leaseTickets === 'auto' && contact.link === 'up') void keeper?.step();
    },
    goOffline: async () => (await keeper?.keep()) ?? 0,
    placesArrived: async () => keeper?.arrived() ?? false,
    ownOf: (leased) =>
      keeper?.leasedBefore === undefined
        ? (outbox.capacityOf(showId).lease?.left ?? 0)
        : Math.max(0, leased - keeper.leasedBefore),
    close() {
      closing.abort();
      leave();
      stopLeaving?.();
      const isReachable = contact.link === 'up' && contact.failure === null;
      const { lease } = outbox.capacityOf(showId);
      if (isReachable && lease?.state === 'open') void keeper?.leave(lease);
    },
  };
}
