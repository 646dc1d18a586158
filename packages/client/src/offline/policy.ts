import { freeTickets } from '../admission/cap.ts';
import type { ShowFacts } from '../admission/facts.ts';
import type { CapKind } from './cap-memory.ts';

/**
 * What a device without leased tickets does in an outage (docs/promises.md#policy). `accept`: records a few visits,
 * unconfirmed. `last-known`: a few, if enough tickets were free a short time ago. `deny`: none.
 */
export type OfflinePolicy = 'accept' | 'last-known' | 'deny';

export interface Outage {
  readonly policy: OfflinePolicy;
  /** How many visits of the show may be unconfirmed at once on this device. */
  readonly maxUnconfirmed: number;
  readonly cap: CapKind;
  /** The show as this page last received it, and when, by this device's clock. */
  readonly last: { readonly show: ShowFacts; readonly atMs: number } | undefined;
  readonly nowMs: number;
  /** How many visits of the show are unconfirmed already. */
  readonly unconfirmed: number;
}

/** Older data says nothing about the present (decision 0010). */
const lastKnownForMs = 600_000;

/** Other devices may give out the same tickets, so this one counts on a share. Guess, decision 0010. */
const shareOfLast = 0.5;

/**
 * Returns how many visits of the show may be unconfirmed, including one with this number of tickets. Any number without a
 * cap, as on the paper form; none with a hard cap.
 */
export function unconfirmedLimit(outage: Outage, tickets: number): number {
  const { policy, maxUnconfirmed, cap, last, nowMs, unconfirmed } = outage;
  if (policy === 'deny' || cap === 'hard') return 0;
  if (cap === 'none') return Number.MAX_SAFE_INTEGER;
  if (policy === 'accept') return maxUnconfirmed;
  if (last === undefined || nowMs - last.atMs > lastKnownForMs || nowMs < last.atMs) return 0;
  // The unconfirmed ones are not in the registry's count yet. Each is taken to be as large as this one.
  const room = Math.floor((freeTickets(last.show) ?? 0) * shareOfLast) - unconfirmed * tickets;
  return room >= tickets ? maxUnconfirmed : 0;
}
