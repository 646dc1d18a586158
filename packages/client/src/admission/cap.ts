import type { EarlierUsage, Party, ShowFacts, UsageHow } from './facts.ts';
import { isCount } from './valid-facts.ts';

/**
 * Returns the Kaikukortti tickets left for a show; at least 0, `null` without a cap. Leased tickets count as left, because a
 * cap is not a quota (docs/sources.md#cap-policy): a lease must turn no one away. Only a hard cap counts them as taken.
 */
export function capRemaining(show: ShowFacts): number | null {
  return show.cap === null ? null : Math.max(0, show.cap - unavailableTickets(show));
}

/** Returns the tickets that are neither taken nor leased, for use without the registry; `null` without a cap. */
export function freeTickets({ cap, taken, leased = 0 }: ShowFacts): number | null {
  return cap === null ? null : Math.max(0, cap - taken - leased);
}

/** Returns the tickets that the next visitor cannot get. */
function unavailableTickets({ taken, leased = 0, capIsHard = false }: ShowFacts): number {
  return taken + (capIsHard ? leased : 0);
}

/** Returns the number of people in a party: the adult and the minors. */
export function peopleOf(party: Party): number {
  return 1 + party.minors;
}

/**
 * Returns the number of tickets a party takes of a show's cap: one for each person; in a swimming hall one for the card,
 * because children do not count there (docs/sources.md#cap-swimming-hall).
 */
export function ticketsOf(party: Party, show: Pick<ShowFacts, 'kind'>): number {
  return capCountsCards(show) ? 1 : peopleOf(party);
}

/** Returns how many minors fit into `tickets` with the adult; negative if the adult does not fit. */
export function minorsWithin(tickets: number, show: Pick<ShowFacts, 'kind'>): number {
  return capCountsCards(show) && tickets >= 1 ? Number.POSITIVE_INFINITY : tickets - 1;
}

function capCountsCards({ kind }: Pick<ShowFacts, 'kind'>): boolean {
  return kind === 'swimming-hall';
}

/** Returns the reservation of the same card that a usage redeems; `null` without one. */
export function redeemed(earlier: EarlierUsage | null, how: UsageHow): EarlierUsage | null {
  return earlier?.how === 'reserved' && (how === 'sold' || how === 'door') ? earlier : null;
}

/**
 * Returns the number of tickets available to a party: those left, and those of its own reservations. So a reservation keeps
 * its tickets even if the cap was lowered or exceeded since. `null` without a cap; NaN if the show's numbers are malformed.
 */
export function roomFor(show: ShowFacts, reservations: readonly EarlierUsage[]): number | null {
  if (show.cap === null) return null;
  if (!Number.isSafeInteger(show.cap) || !isCount(show.taken) || !isCount(show.leased ?? 0)) return Number.NaN;
  const own = reservations.reduce((sum, party) => sum + (isCount(party.minors) ? ticketsOf(party, show) : 0), 0);
  return Math.max(0, show.cap - unavailableTickets(show)) + own;
}
