import type { ShowFacts } from '../admission/facts.ts';
import { instantMs } from '../admission/instant.ts';

/** How many tickets a desk holds for an outage: so many, or (`auto`) a few while they are of use. */
export type LeaseTickets = number | 'auto';

/** What `auto` asks for at the most; the registry gives no more than half of what is free, shared by the tills. Guess, decision 0010. */
const maxPlaces = 5;

/** Doors open so long before the start if tickets have no time of their own, in minutes. Guess, decision 0010. */
const doorsOpenMin = 60;

/**
 * The tickets a desk wants to hold just now. With `auto` none if its storage forgets them with the process, and none before
 * the first card of the evening or the doors' opening: what is held longer than it is of use only worries others.
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
  return hasReadCard || isOpen ? maxPlaces : 0;
}
