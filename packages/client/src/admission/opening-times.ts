import type { ShowFacts, UsageHow } from './facts.ts';
import { monthBefore } from './helsinki-clock.ts';
import { instantMs } from './instant.ts';
import { isCount } from './valid-facts.ts';

/**
 * Whether a venue may limit when what it gives out is redeemed: tickets only, never course places
 * (docs/sources.md#time-windows).
 */
export function mayLimitRedemption({ kind }: Pick<ShowFacts, 'kind'>): boolean {
  return kind !== 'course';
}

/**
 * From when a show's tickets are reserved, or given out, in milliseconds since the Unix epoch; `undefined`: at once, or
 * the show's facts are none. A venue that opens a month before opens both then: tickets come "to be reserved and to be
 * redeemed only a month before" (docs/sources.md#time-windows); a later opening of redemption stands beside it.
 * A course that has such an opening all the same, from before it was refused, is taken for one without.
 * No document closes a window: a usage may be recorded late, after a lost network for instance.
 */
export function opensAtMs(show: ShowFacts, how: UsageHow): number | undefined {
  const startsAtMs = instantMs(show.startsAt);
  if (startsAtMs === undefined) return undefined;
  const month = show.reservationOpens === 'month-before' ? monthBefore(startsAtMs) : undefined;
  const openingMin = mayLimitRedemption(show) ? show.redemptionOpensMin : null;
  if (how === 'reserved' || openingMin === null || !isCount(openingMin)) return month;
  const redemption = startsAtMs - openingMin * 60_000;
  return month === undefined ? redemption : Math.max(month, redemption);
}
