import type { ShowFacts } from '@kaiku/client/admission';
import type { Facts } from './facts.ts';
import type { TicketSource } from './results.ts';

/** The tickets a visit needs. */
export interface TicketsWanted {
  readonly mode: 'request' | 'report';
  /** Of all its usages. */
  readonly tickets: number;
}

/**
 * Returns where the tickets of a visit come from, and how the rules evaluate it then. A report was admitted with tickets
 * its device had leased, so those come first. A request takes free tickets and leaves the lease for an outage. All
 * tickets of a visit have one source, because a device consumes a lease for a whole visit. Leased tickets are already
 * within the cap, so no cap applies to them. `free` includes tickets of a soft cap that other devices hold:
 * `commit_visits` reassigns those. Pure.
 */
export function chooseTicketSource<E>(
  { mode, tickets }: TicketsWanted,
  { show, leaseLeft }: Pick<Facts, 'show' | 'leaseLeft'>,
  rules: { readonly evaluate: (show: ShowFacts) => E; readonly isOverCap: (evaluation: E) => boolean },
): { readonly evaluation: E; readonly source: TicketSource } {
  const leaseSuffices = leaseLeft >= tickets;
  const isFree = () => !rules.isOverCap(rules.evaluate({ ...show, capIsHard: true }));
  if (leaseSuffices && (mode === 'report' || !isFree())) {
    return { evaluation: rules.evaluate({ ...show, cap: null }), source: 'lease' };
  }
  const evaluation = rules.evaluate(show);
  return { evaluation, source: rules.isOverCap(evaluation) ? 'over' : 'free' };
}
