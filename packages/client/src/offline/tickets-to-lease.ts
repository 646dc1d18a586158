import type { ShowFacts } from '../admission/facts.ts';
import { instantMs } from '../admission/instant.ts';

/** How many tickets a desk leases for an outage; `auto`: a few while they are useful. */
export type LeaseTickets = number | 'auto';

/** The most that `auto` requests. The registry grants at most half of what is free, divided by the devices. Guess, decision 0010. */
const maxTickets = 5;

/** Minutes before the start at which doors open, if the show has no redemption time. Guess, decision 0010. */
const doorsOpenMin = 60;

/**
 * Returns how many tickets a desk wants to lease now. With `auto`, none if the storage is not durable, and none before the
 * first card is read or the doors open, because other devices lack the tickets in the meantime.
 */
export function ticketsToLease(
  leaseTickets: LeaseTickets,
  now: {
    readonly isDurable: boolean;
    readonly hasReadCard: boolean;
    readonly show: Pick<ShowFacts, 'startsAt' | 'redemptionOpensMin'> | undefined;
    readonly nowMs: number;
  },
): number {
  if (leaseTickets !== 'auto') return leaseTickets;
  const { isDurable, hasReadCard, show, nowMs } = now;
  if (!isDurable) return 0;
  const startsAtMs = show && instantMs(show.startsAt);
  const isOpen = startsAtMs !== undefined && nowMs >= startsAtMs - (show?.redemptionOpensMin ?? doorsOpenMin) * 60_000;
  return hasReadCard || isOpen ? maxTickets : 0;
}
