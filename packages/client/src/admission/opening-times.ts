import type { ShowFacts, UsageHow } from './facts.ts';
import { monthBefore } from './helsinki-clock.ts';
import { instantMs } from './instant.ts';
import { isCount } from './valid-facts.ts';

/** True if a venue may limit when tickets are redeemed. Course places have no such limit (docs/sources.md#time-windows). */
export function mayLimitRedemption({ kind }: Pick<ShowFacts, 'kind'>): boolean {
  return kind !== 'course';
}

/**
 * Returns when reservation or redemption of a show opens, in milliseconds since the Unix epoch; `undefined` if it is always
 * open, or if the facts are malformed.
 *
 * A venue that opens a month before opens both then, because tickets can be "reserved and redeemed only a month before"
 * (docs/sources.md#time-windows). It may open redemption even later. Courses have no opening of redemption; one that was
 * stored before this was checked is ignored. Nothing closes again, because a usage may be recorded late, after an outage.
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
