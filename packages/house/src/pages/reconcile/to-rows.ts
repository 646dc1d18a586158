/** The lists of a comparison, as rows to show and to save. */
import type { Pair, Reconciliation, RecordedVisit, SoldTicket } from '@kaiku/client';

/** The lists, the most urgent first. */
export const lists = ['notRecorded', 'notSold', 'different', 'same'] as const;

/** The name of a list. */
export type ListName = (typeof lists)[number];

/** A row of a list. Has masked card codes only. */
export interface Row {
  /** The line of the ticketing system; empty if nothing was sold. */
  readonly line: string;
  readonly reference: string;
  /** When it was sold, or else recorded. */
  readonly at: string;
  /** Adults and children of the ticket and of the visit, such as `1 + 2`; empty without one. */
  readonly sold: string;
  readonly recorded: string;
  /** The masked card codes of the visit. */
  readonly cards: string;
}

/** Returns the rows of each list, by time. */
export function toRows(reconciliation: Reconciliation): Readonly<Record<ListName, readonly Row[]>> {
  const byTime = (rows: readonly Row[]) => [...rows].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return {
    notRecorded: byTime(reconciliation.notRecorded.map((ticket) => toRow(ticket, undefined))),
    notSold: byTime(reconciliation.notSold.map((visit) => toRow(undefined, visit))),
    different: byTime(reconciliation.different.map(ofPair)),
    same: byTime(reconciliation.same.map(ofPair)),
  };
}

function ofPair({ ticket, visit }: Pair): Row {
  return toRow(ticket, visit);
}

function toRow(ticket: SoldTicket | undefined, visit: RecordedVisit | undefined): Row {
  return {
    line: ticket?.id ?? '',
    reference: ticket?.reference ?? visit?.reference ?? '',
    at: ticket?.soldAt ?? visit?.takenAt ?? '',
    sold: partyOf(ticket),
    recorded: partyOf(visit),
    cards: visit?.maskedCards.join(' ') ?? '',
  };
}

function partyOf(party: Pick<SoldTicket, 'adults' | 'minors'> | undefined): string {
  return party === undefined ? '' : `${party.adults} + ${party.minors}`;
}
