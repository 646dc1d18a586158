import type { ShowFacts, UsageHow } from './facts.ts';
import { monthBefore } from './helsinki-clock.ts';
import { instantMs } from './instant.ts';
import { isCount } from './soundness.ts';

/**
 * From when a show's tickets are reserved, or given out, in milliseconds since the Unix epoch; `undefined`: at once, or
 * the show's facts are none. A venue that opens a month before opens both then: tickets come "to be reserved and to be
 * redeemed only a month before" (docs/sources.md#time-windows); a later opening of redemption stands beside it.
 * No document closes a window: a use may be recorded late, after a lost network for instance.
 */
export function opensAtMs(show: ShowFacts, how: UsageHow): number | undefined {
  const startsAtMs = instantMs(show.startsAt);
  if (startsAtMs === undefined) return undefined;
  const month = show.reservationOpens === 'month-before' ? monthBefore(startsAtMs) : undefined;
  if (how === 'reserved' || show.redemptionOpensMin === null || !isCount(show.redemptionOpensMin)) return month;
  const redemption = startsAtMs - show.redemptionOpensMin * 60_000;
  return month === undefined ? redemption : Math.max(month, redemption);
}
