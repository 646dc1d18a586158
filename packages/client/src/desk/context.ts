import type { ShowFacts, UsageHow } from '../admission/facts.ts';
import { within } from '../deadline.ts';
import type { DeviceContext } from '../device/context.ts';
import { KaikuError } from '../errors.ts';
import type { HistoryKeeper } from './history.ts';
import type { ShowLease } from './show-lease.ts';

/** What the functions of one desk work with. */
export interface DeskContext extends DeviceContext {
  readonly showId: string;
  /** How visits are recorded unless a check says otherwise. */
  readonly recordsAs: UsageHow;
  readonly showLease: ShowLease;
  readonly history: HistoryKeeper | undefined;
  /** Cards that were turned away for lack of tickets: each is counted once. In memory only. */
  readonly turnedAway: Set<string>;
  /** Aborts when the desk closes. */
  readonly closing: AbortSignal;
}

/** Returns the show with this device's own leased tickets counted as free; `undefined` before the first look-up. */
export function currentShow({ contact, showId, showLease }: Pick<DeskContext, 'contact' | 'showId' | 'showLease'>) {
  const show = contact.show(showId);
  return show && withOwnTickets(show, showLease);
}

/** Returns the show without this device's own tickets in `leased`. */
export function withOwnTickets(show: ShowFacts, showLease: ShowLease): ShowFacts {
  const { leased } = show;
  return leased === undefined ? show : { ...show, leased: Math.max(0, leased - showLease.ownShareOf(leased)) };
}

/**
 * Returns the result of an exchange with the registry, which has the time a clerk waits.
 * @throws the reason of `callerSignal`, once that aborts
 */
export async function inTime<T>(
  { environment, timeoutMs, closing }: DeskContext,
  exchange: (signal: AbortSignal) => Promise<T>,
  callerSignal?: AbortSignal,
): Promise<T> {
  callerSignal?.throwIfAborted();
  const work = within({ environment, ms: timeoutMs, closing, callerSignal }, exchange);
  return await work.catch((error) => {
    callerSignal?.throwIfAborted();
    throw error;
  });
}

/** @throws KaikuError `desk/closed` */
export function assertOpen({ closing }: DeskContext): void {
  if (!closing.aborted) return;
  throw new KaikuError('desk/closed', 'This desk is closed. Open a new one.', { retryable: false });
}
