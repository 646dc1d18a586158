import type { Queries } from '../database/database.ts';
import type { Device } from '../store.ts';

/** How fast cards may be looked up: so many a second in the long run, so many at once after a pause. */
export interface Pace {
  readonly perSecond: number;
  readonly atOnce: number;
}

/** What a device may find out about card codes. Recording uses is never slowed down by any of it. */
export interface LookUpLimits {
  readonly device: Pace;
  /** Of all devices of a venue together. */
  readonly venue: Pace;
  /**
   * Different codes that no card has, looked up by one device within an hour of the clock. One more, and it is stopped
   * altogether until somebody lets it in again (`Store.letIn`). Recordings and deliveries do not count, and a registry
   * without a list of cards stops nobody.
   */
  readonly missesPerHour: number;
}

/**
 * A gate looks up one card in a second at the most, and a queue's worth after an outage; a venue has a handful of gates.
 * Of the 10⁹ codes that begin with A at most 150 000 are cards, so who guesses needs some 6 700 tries for one: at 60
 * misses it has to be let in again a hundred times. Guesses, decision 0005.
 */
export const defaultLimits: LookUpLimits = {
  device: { perSecond: 5, atOnce: 30 },
  venue: { perSecond: 25, atOnce: 150 },
  missesPerHour: 60,
};

/** No limits at all: for tests and benches. */
export const noLimits: LookUpLimits = {
  device: { perSecond: 1e9, atOnce: 1e9 },
  venue: { perSecond: 1e9, atOnce: 1e9 },
  missesPerHour: 1e9,
};

export type Allowed =
  | { readonly outcome: 'allowed' }
  | { readonly outcome: 'too-many'; readonly retryAfterMs: number }
  | { readonly outcome: 'stopped' };

/**
 * Takes one look-up from the device's and the venue's quota, and counts it where no card has the code. One statement,
 * the same for any code, so that its time tells nothing.
 */
export async function takeLookUp(
  queries: Queries,
  limits: LookUpLimits,
  { device, card, atMs }: { readonly device: Device; readonly card: string; readonly atMs: number },
): Promise<Allowed> {
  const [row] = await queries.query<{ waitMs: number; stopped: boolean }>(
    `select wait_ms as "waitMs", stopped from take_look_up($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      device.id,
      device.venueId,
      card,
      new Date(atMs).toISOString(),
      limits.device.perSecond,
      limits.device.atOnce,
      limits.venue.perSecond,
      limits.venue.atOnce,
      limits.missesPerHour,
    ],
  );
  if (row?.stopped) return { outcome: 'stopped' };
  const retryAfterMs = row?.waitMs ?? 0;
  return retryAfterMs > 0 ? { outcome: 'too-many', retryAfterMs } : { outcome: 'allowed' };
}
