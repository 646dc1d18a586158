import type { DeviceContext } from '../device/context.ts';
import { createLeaseKeeper } from '../offline/lease-keeper.ts';
import { ticketsToLease } from '../offline/tickets-to-lease.ts';
import { pendingCount } from '../outbox/outbox-state.ts';

/** The tickets that this device leases for one show, for use in an outage. */
export interface ShowLease {
  /** Returns the leased tickets to the registry, unless an entry that consumed some is still pending. Never throws. */
  returnTickets(): Promise<void>;
  /** Records that a first card was read: automatic leasing starts then. */
  noteCard(): void;
  /** See `Desk.goOffline`. */
  goOffline(): Promise<number>;
  /** Waits for a lease request in flight, if there is one. Returns true if it was granted. Never throws. */
  grantArrived(): Promise<boolean>;
  /**
   * Returns how many of the show's `leased` tickets are this device's. The registry's responses count a new lease before
   * the lease itself has arrived.
   */
  ownShareOf(leased: number): number;
  /** Stops leasing and starts to return the tickets. */
  close(): void;
}

/** Starts to lease tickets for a show while the registry responds, until closed. */
export function createShowLease(device: DeviceContext, showId: string): ShowLease {
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
  const stopUpkeep = upkeep.add({
    showId,
    prepare: async () => keeper?.step(),
    receiveLeases: async (leases) => keeper?.hear(leases),
  });
  const stopOnLeave = environment.onLeave?.(leaveAtOnce);

  /** Returns the lease while the page closes. Skips a hard cap, which needs the registry's answer to a return. */
  function leaveAtOnce(): void {
    const { lease } = outbox.capacityOf(showId);
    const show = contact.show(showId);
    if (lease?.state === 'open' && pendingCount(outbox.journal) === 0 && show?.capIsHard !== true)
      keeper?.leaveAtOnce(lease);
  }

  return {
    returnTickets: async () => keeper?.giveBack(),
    noteCard() {
      if (hasReadCard) return;
      hasReadCard = true;
      if (leaseTickets === 'auto' && contact.circuit === 'closed') void keeper?.step();
    },
    goOffline: async () => (await keeper?.keep()) ?? 0,
    grantArrived: async () => keeper?.arrived() ?? false,
    ownShareOf: (leased) =>
      keeper?.leasedBefore === undefined
        ? (outbox.capacityOf(showId).lease?.left ?? 0)
        : Math.max(0, leased - keeper.leasedBefore),
    close() {
      closing.abort();
      stopUpkeep();
      stopOnLeave?.();
      const isReachable = contact.circuit === 'closed' && contact.failure === null;
      const { lease } = outbox.capacityOf(showId);
      if (isReachable && lease?.state === 'open') void keeper?.leave(lease);
    },
  };
}
