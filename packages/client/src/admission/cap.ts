import type { EarlierUsage, Party, ShowFacts, UsageHow } from './facts.ts';
import { isCount } from './valid-facts.ts';

/**
 * Kaikukortti tickets left for a show; never below 0, `null` if it has no cap.
 * Tickets that devices hold for an outage are left, because a cap is no quota (docs/sources.md#cap-policy): nothing that
 * is held back turns anyone away. Only a hard cap counts them as gone.
 */
export function capRemaining(show: ShowFacts): number | null {
  return show.cap === null ? null : Math.max(0, show.cap - goneOf(show));
}

/** Tickets that nobody has and no device holds: what a device counts on that asks nobody. `null` without a cap. */
export function freeTickets({ cap, taken, leased = 0 }: ShowFacts): number | null {
  return cap === null ? null : Math.max(0, cap - taken - leased);
}

/** Tickets that are not there for the next visitor. */
function goneOf({ taken, leased = 0, capIsHard = false }: ShowFacts): number {
  return taken + (capIsHard ? leased : 0);
}

/** The people of a party: the adult and the minors. */
export function peopleOf(party: Party): number {
  return 1 + party.minors;
}

/**
 * What a party takes of a show's cap: a ticket for each of its people; in a swimming hall one for its card, because the
 * cap there counts card holders and their children do not use it up (docs/sources.md#cap-swimming-hall).
 */
export function ticketsOf(party: Party, show: Pick<ShowFacts, 'kind'>): number {
  return countsHolders(show) ? 1 : peopleOf(party);
}

/** The most minors that so many tickets are enough for, with the adult; below 0 where they are not enough for the adult. */
export function minorsWithin(tickets: number, show: Pick<ShowFacts, 'kind'>): number {
  return countsHolders(show) && tickets >= 1 ? Number.POSITIVE_INFINITY : tickets - 1;
}

function countsHolders({ kind }: Pick<ShowFacts, 'kind'>): boolean {
  return kind === 'swimming-hall';
}

/** The reservation that a usage redeems: one of the same card that is now given out. `null` where there is none. */
export function redeemed(earlier: EarlierUsage | null, how: UsageHow): EarlierUsage | null {
  return earlier?.how === 'reserved' && (how === 'sold' || how === 'door') ? earlier : null;
}

/**
 * Tickets there are for those who come: what the cap leaves, and what they hold reserved themselves, which is counted
 * already. So a reservation is good for its own tickets also where the cap has since been lowered or overrun.
 * `null` where the show has no cap; NaN where its numbers are none.
 */
export function roomFor(show: ShowFacts, reservations: readonly EarlierUsage[]): number | null {
  if (show.cap === null) return null;
  if (!Number.isSafeInteger(show.cap) || !isCount(show.taken) || !isCount(show.leased ?? 0)) return Number.NaN;
  const own = reservations.reduce((sum, one) => sum + (isCount(one.minors) ? ticketsOf(one, show) : 0), 0);
  return Math.max(0, show.cap - goneOf(show)) + own;
}
