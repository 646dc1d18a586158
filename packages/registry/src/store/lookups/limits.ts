import { call, type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';

/** A rate limit: a token bucket that holds `atOnce` and refills by `perSecond`. */
export interface Pace {
  /** Look-ups per second in the long run. */
  readonly perSecond: number;
  /** Look-ups at once after a pause. */
  readonly atOnce: number;
}

/** How many card codes a device may try. Recording visits is never limited. */
export interface LookUpLimits {
  /** The rate limit of each device. */
  readonly device: Pace;
  /** The rate limit of all devices of a venue together. */
  readonly venue: Pace;
  /**
   * How many different codes of no card a device may look up within a clock hour. One more stops the device until
   * `Store.letIn`. Recordings and deliveries do not count. A registry without a list of cards stops no device.
   */
  readonly missesPerHour: number;
}

/**
 * The default limits. A gate looks up at most one card a second, and a queue's worth after an outage; a venue has a
 * handful of gates. Of the 10⁹ codes that begin with A at most 150 000 are cards, so guessing one takes some 6 700
 * attempts: with 60 misses, the device has to be let in again a hundred times. Guesses, decision 0005.
 */
export const defaultLimits: LookUpLimits = {
  device: { perSecond: 5, atOnce: 30 },
  venue: { perSecond: 25, atOnce: 150 },
  missesPerHour: 60,
};

/** For tests and benches. */
export const noLimits: LookUpLimits = {
  device: { perSecond: 1e9, atOnce: 1e9 },
  venue: { perSecond: 1e9, atOnce: 1e9 },
  missesPerHour: 1e9,
};

export type QuotaResult =
  | { readonly outcome: 'allowed' }
  | { readonly outcome: 'too-many'; readonly retryAfterMs: number }
  | { readonly outcome: 'stopped' };

/**
 * Takes one look-up from the quotas of the device and its venue, and counts a miss if no card has the code. It is one
 * statement, the same for any code, so its duration reveals nothing.
 */
export async function takeLookUp(
  queries: Queries,
  limits: LookUpLimits,
  { device, card, atMs }: { readonly device: Device; readonly card: string; readonly atMs: number },
): Promise<QuotaResult> {
  const [row] = await queries.query<{ wait_ms: number; stopped: boolean }>(
    ...call('take_look_up', {
      device: device.id,
      venue: device.venueId,
      card,
      at: toTimestamp(atMs),
      device_per_second: limits.device.perSecond,
      device_at_once: limits.device.atOnce,
      venue_per_second: limits.venue.perSecond,
      venue_at_once: limits.venue.atOnce,
      max_misses: limits.missesPerHour,
    }),
  );
  if (row?.stopped) return { outcome: 'stopped' };
  const retryAfterMs = row?.wait_ms ?? 0;
  return retryAfterMs > 0 ? { outcome: 'too-many', retryAfterMs } : { outcome: 'allowed' };
}
