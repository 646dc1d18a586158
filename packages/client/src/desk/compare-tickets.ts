import type { Instant } from '../admission/facts.ts';

/** A Kaikukortti order line at zero price, as the ticketing system has it. */
export interface SoldTicket {
  /** The line's id in the ticketing system. It only names the line in the result. */
  readonly id: string;
  /** When it was sold. */
  readonly soldAt: Instant;
  /** Number of cards: 1 to 50. */
  readonly adults: number;
  /** Number of minors of all cards: 0 or more. */
  readonly minors: number;
  /** The `reference` under which its visit was admitted. @default none: it is paired by time and party */
  readonly reference?: string;
}

/** A visit that counts, or waits on this device. */
export interface RecordedVisit {
  /** The id of the visit. */
  readonly visitId: string;
  /** Its reference, if it has one. */
  readonly reference?: string;
  /** When the clerk confirmed it, by the device's clock. */
  readonly takenAt: Instant;
  /** Number of cards. */
  readonly adults: number;
  /** Number of minors of all cards. */
  readonly minors: number;
  /** The masked card codes. */
  readonly maskedCards: readonly string[];
  /** True if it waits on this device and the registry has not acknowledged it. */
  readonly isPending: boolean;
}

/** A ticket and its visit. */
export interface Pair {
  /** The order line. */
  readonly ticket: SoldTicket;
  /** The visit. */
  readonly visit: RecordedVisit;
}

/** Tickets sold compared with visits recorded. Each ticket and each visit is in exactly one list. */
export interface Reconciliation {
  /** Sold and recorded, with the same party. */
  readonly same: readonly Pair[];
  /** Sold and recorded under one reference, with another number of cards or minors. */
  readonly different: readonly Pair[];
  /** Sold and not recorded: record them as late entries, or cancel the tickets. */
  readonly notRecorded: readonly SoldTicket[];
  /** Recorded and not sold: print the tickets, or void the visits. */
  readonly notSold: readonly RecordedVisit[];
}

/** A line without a reference and its visit may be that far apart, in milliseconds. Guess: a queue with a group in it. */
const maxApartMs = 30 * 60_000;

/**
 * Returns how tickets and visits belong together. Those with one reference do. Of the others, a ticket and a visit of the
 * same party that are at most half an hour apart do, the nearest in time first.
 */
export function compareTickets(tickets: readonly SoldTicket[], visits: readonly RecordedVisit[]): Reconciliation {
  const byReference = new Map(
    visits.flatMap((visit) => (visit.reference === undefined ? [] : [[visit.reference, visit]])),
  );
  const referred: Pair[] = [];
  for (const ticket of tickets) {
    const { reference } = ticket;
    const visit = reference === undefined ? undefined : byReference.get(reference);
    if (reference === undefined || visit === undefined) continue;
    // Another line with this reference has no visit of its own.
    byReference.delete(reference);
    referred.push({ ticket, visit });
  }
  const near = nearest(without(tickets, referred, 'ticket'), without(visits, referred, 'visit'));
  const pairs = [...referred, ...near];
  return {
    same: pairs.filter(isSameParty),
    different: pairs.filter((pair) => !isSameParty(pair)),
    notRecorded: without(tickets, pairs, 'ticket'),
    notSold: without(visits, pairs, 'visit'),
  };
}

/** Returns pairs of the same party, the nearest in time first, each ticket and visit once. */
function nearest(tickets: readonly SoldTicket[], visits: readonly RecordedVisit[]): readonly Pair[] {
  const apartMs = ({ ticket, visit }: Pair) => Math.abs(Date.parse(ticket.soldAt) - Date.parse(visit.takenAt));
  const possible = tickets
    .flatMap((ticket) => visits.map((visit) => ({ ticket, visit })))
    .filter((pair) => mayBelong(pair) && isSameParty(pair) && apartMs(pair) <= maxApartMs)
    .sort((one, other) => apartMs(one) - apartMs(other));
  const pairs: Pair[] = [];
  const paired = new Set<SoldTicket | RecordedVisit>();
  for (const pair of possible) {
    if (paired.has(pair.ticket) || paired.has(pair.visit)) continue;
    paired.add(pair.ticket).add(pair.visit);
    pairs.push(pair);
  }
  return pairs;
}

/** False if both have a reference: then it is another one. */
function mayBelong({ ticket, visit }: Pair): boolean {
  return ticket.reference === undefined || visit.reference === undefined;
}

function isSameParty({ ticket, visit }: Pair): boolean {
  return ticket.adults === visit.adults && ticket.minors === visit.minors;
}

function without<K extends keyof Pair>(all: readonly Pair[K][], pairs: readonly Pair[], key: K): readonly Pair[K][] {
  const paired = new Set(pairs.map((pair) => pair[key]));
  return all.filter((each) => !paired.has(each));
}
