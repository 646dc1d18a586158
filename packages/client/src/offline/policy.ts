import { freeTickets } from '../admission/cap.ts';
import type { ShowFacts } from '../admission/facts.ts';
import type { CapKind } from './cap-memory.ts';

/**
 * What a device does in an outage where it holds no tickets (docs/promises.md#policy). `accept`: a few visits, unconfirmed.
 * `last-known`: a few, while the places left were told not long ago and are clearly enough. `deny`: none.
 */
export type OfflinePolicy = 'accept' | 'last-known' | 'deny';

export interface Outage {
  readonly policy: OfflinePolicy;
  /** How many visits of the show may wait unconfirmed at once on this device. */
  readonly maxUnconfirmed: number;
  readonly cap: CapKind;
  /** The show as it was last told in this life, and when, by this device's clock; `undefined`: never. */
  readonly last: { readonly show: ShowFacts; readonly atMs: number } | undefined;
  readonly nowMs: number;
  /** Visits of the show that wait unconfirmed already. */
  readonly unconfirmed: number;
}

/** What was told longer ago than this says nothing of now (decision 0010). */
const lastKnownForMs = 600_000;

/** Another device may be giving the same tickets out: only a part of them is this one's. Guess, decision 0010. */
const shareOfLast = 0.5;

/**
 * How many visits of the show may wait unconfirmed, one with so many tickets among them. A show without a cap has nothing to
 * be overrun: as on the paper form, any number may wait. A cap that is a matter of safety lets none.
 */
export function unconfirmedLimit(outage: Outage, tickets: number): number {
  const { policy, maxUnconfirmed, cap, last, nowMs, unconfirmed } = outage;
  if (policy === 'deny' || cap === 'hard') return 0;
  if (cap === 'none') return Number.MAX_SAFE_INTEGER;
  if (policy === 'accept') return maxUnconfirmed;
  if (last === undefined || nowMs - last.atMs > lastKnownForMs || nowMs < last.atMs) return 0;
  // Each that waits counts as large as this one: what they took is not known to the registry yet.
  const room = Math.floor((freeTickets(last.show) ?? 0) * shareOfLast) - unconfirmed * tickets;
  return room >= tickets ? maxUnconfirmed : 0;
}
