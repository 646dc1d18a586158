import type { EarlierUse, Party, ShowFacts, UsageHow } from './facts.ts';
import { isCount } from './soundness.ts';

/**
 * Kaikukortti tickets left for a show; never below 0, `null` if it has no cap. A cap counts tickets, not cards.
 * Tickets that devices hold for an outage are left, because a cap is no quota (docs/sources.md#cap-policy): nothing that
 * is held back turns anyone away. Only a hard cap counts them as gone.
 */
export function capRemaining(show: ShowFacts): number | null {
  return show.cap === null ? null : Math.max(0, show.cap - goneOf(show));
}

/** Tickets that nobody has and no device holds: what a device counts on that asks nobody. `null` without a cap. */
export function freeTickets({ cap, taken, held = 0 }: ShowFacts): number | null {
  return cap === null ? null : Math.max(0, cap - taken - held);
}

/** Tickets that are not there for the next visitor. */
function goneOf({ taken, held = 0, capIsHard = false }: ShowFacts): number {
  return taken + (capIsHard ? held : 0);
}

/** Tickets a party takes: the adult and the minors. */
export function ticketsOf(party: Party): number {
  return 1 + party.minors;
}

/** The reservation that a use redeems: one of the same card that is now given out. `null` where there is none. */
export function redeemed(earlier: EarlierUse | null, how: UsageHow): EarlierUse | null {
  return earlier?.how === 'reserved' && (how === 'sold' || how === 'door') ? earlier : null;
}

/**
 * Tickets there are for those who come: what the cap leaves, and what they hold reserved themselves, which is counted
 * already. So a reservation is good for its own tickets also where the cap has since been lowered or overrun.
 * `null` where the show has no cap; NaN where its numbers are none.
 */
export function roomFor(show: ShowFacts, reservations: readonly EarlierUse[]): number | null {
  if (show.cap === null) return null;
  if (!Number.isSafeInteger(show.cap) || !isCount(show.taken) || !isCount(show.held ?? 0)) return Number.NaN;
  const own = reservations.reduce((sum, { minors }) => sum + (isCount(minors) ? ticketsOf({ minors }) : 0), 0);
  return Math.max(0, show.cap - goneOf(show)) + own;
}
