import type { ShowFacts } from '@kaiku/client/admission';
import type { TicketSource } from '../store.ts';
import type { Facts } from './facts.ts';

/** What is to be recorded, as far as its tickets go. */
export interface TicketsWanted {
  readonly mode: 'request' | 'report';
  /** Of all its usages. */
  readonly tickets: number;
}

/**
 * Where the tickets of a visit come from, and what the rules say of it then. A report was let in on the tickets its device
 * held, so those come first. A request takes a free one: what the device holds is for when it cannot ask. Tickets come all
 * from the one or all from the other, because a device draws for a whole visit. Those of a lease are within the cap
 * already: it is no matter then. `free` is also what others hold and will reassign, if the cap is soft (`settle`). Pure.
 */
export function findTickets<J>(
  { mode, tickets }: TicketsWanted,
  { show, leaseLeft }: Pick<Facts, 'show' | 'leaseLeft'>,
  rules: { readonly judge: (show: ShowFacts) => J; readonly lacksRoom: (judged: J) => boolean },
): { readonly judged: J; readonly from: TicketSource } {
  const leaseHolds = leaseLeft >= tickets;
  const isFree = () => !rules.lacksRoom(rules.judge({ ...show, capIsHard: true }));
  if (leaseHolds && (mode === 'report' || !isFree())) {
    return { judged: rules.judge({ ...show, cap: null }), from: 'lease' };
  }
  const judged = rules.judge(show);
  return { judged, from: rules.lacksRoom(judged) ? 'over' : 'free' };
}
