import type { ShowFacts, UsageHow } from '../admission/facts.ts';
import { within } from '../deadline.ts';
import type { DeviceParts } from '../device/parts.ts';
import { KaikuError } from '../errors.ts';
import type { HistoryKeeper } from './history.ts';
import type { Readiness } from './readiness.ts';

/** What the calls of one desk work with. */
export interface DeskContext extends DeviceParts {
  readonly showId: string;
  /** As what it records, where a call says nothing else. */
  readonly recordsAs: UsageHow;
  readonly readiness: Readiness;
  readonly history: HistoryKeeper | undefined;
  /** Aborts when the desk is closed. */
  readonly closing: AbortSignal;
}

/** The show as this desk may count on it: the tickets it holds itself are free to it. `undefined` until it was told. */
export function shownBy({ contact, showId, readiness }: Pick<DeskContext, 'contact' | 'showId' | 'readiness'>) {
  const show = contact.show(showId);
  return show && withOwnPlaces(show, readiness);
}

export function withOwnPlaces(show: ShowFacts, readiness: Readiness): ShowFacts {
  const { leased } = show;
  return leased === undefined ? show : { ...show, leased: Math.max(0, leased - readiness.ownOf(leased)) };
}

/**
 * An exchange with the registry, for as long as a clerk waits for it.
 * @throws the reason of `calledOff`, once that aborts
 */
export async function inTime<T>(
  { environment, timeoutMs, closing }: DeskContext,
  exchange: (signal: AbortSignal) => Promise<T>,
  calledOff?: AbortSignal,
): Promise<T> {
  calledOff?.throwIfAborted();
  const work = within({ environment, ms: timeoutMs, closing, calledOff }, exchange);
  return await work.catch((error) => {
    calledOff?.throwIfAborted();
    throw error;
  });
}

/** @throws KaikuError `desk/closed` */
export function assertOpen({ closing }: DeskContext): void {
  if (closing.aborted) throw new KaikuError('desk/closed', 'This desk has been closed.', { retryable: false });
}
