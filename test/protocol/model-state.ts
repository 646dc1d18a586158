/**
 * What a state of the modelled protocol consists of. A state is a row of small integers, one block for the show and one
 * for each device with all that is its own: its entries, its leases, the registry's rows of its visits, its messages.
 * Devices that are alike can so be exchanged by exchanging their blocks. Tickets in the row are given by `layout.ts`.
 *
 * Not modelled, and so not covered by anything found here:
 * - a visit that the registry will not take at all (`invalid`, `mismatch`, a poison batch) and bisecting batches: an honest
 *   client never meets them in this model. `review` is reached only where another copy of the device voided a visit;
 * - what a clerk saw in the milliseconds around a crash: committed counts as shown, receipts are shown again;
 * - storage that is lost, and the reconciliation by ranges of `seq` (M5) that finds it;
 * - a registry that dies within a transaction or forgets a committed one: its transactions are atomic and durable;
 * - a cap that is changed during the show, and the card's own rules (a card used twice): `cap` alone refuses here;
 * - pauses and deadlines, and whether the network is fair: anything may come at any time, L1 alone supposes that it comes;
 * - the ten minutes after which tickets last known are forgotten: any that were ever told are believed, which is worse;
 * - the size of grants (`½ · free / devices`): a grant is as large as wanted and free; smaller ones come of smaller `want`;
 * - a device that hears it was revoked: it goes on drawing until it returns the lease, which is worse. The release of
 *   itself at `expiresAt` is a revoke that may come at any time;
 * - how long a soft show's times last: a device may fall silent (30 s), its lease lapse (10 min) and a waiting ask reassign from
 *   devices that have not answered (1.5 s) at any moment. So it is not shown that a request is answered in time. A device that
 *   goes offline on purpose is one whose lease does not lapse; one that is closed returns its lease, as it may at any time;
 * - which silent device is reassigned from first (the one silent for longest): any, which is worse;
 * - drift of clocks and the margin against it (5 s, 1 %): a clock is right, stands still, or is put to another time, in
 *   whole steps; and clocks matter on one device alone.
 */

/** One state. Never kept by who is given it: the search overwrites it. */
export type State = Int8Array;

/** The index of a number in a state. */
export type Place = number;

/** A message's place in a state: 8 · byte + bit. A message once sent stays: it may arrive never, late, often. */
export type MessageBit = number;

/** An entry of a device, after `packages/client/src/storage/entry.ts`. */
export const stage = {
  /** Not begun. */
  none: 0,
  asked: 1,
  report: 2,
  void: 3,
  /** Acknowledged: its receipt alone is left. */
  gone: 4,
  review: 5,
  /** Only mutants: in memory, not in the storage. */
  unsaved: 6,
} as const;

/** What the clerk was last shown of a visit. */
export const shown = { nothing: 0, in: 1, away: 2 } as const;

/**
 * Who let the holder in: the registry's word, the unconfirmed limit, or a lease: `lease` + its number. Of an entry that
 * is `asked`: the lease on which was drawn what the registry may give it (escrow), or `registry`. Of an entry
 * that came with a copy of the device also: it was `asked` then, so that the copy voids it.
 */
export const source = { registry: 0, blind: 1, lease: 2, askedWhenCopied: -1 } as const;

/** The registry's row of a visit. */
export const row = { none: 0, refused: 1, counted: 2, void: 3 } as const;

/** How a usage is counted: not, out of a lease, of the tickets that are free, or beyond the cap. */
export const via = { none: 0, lease: 1, pool: 2, over: 3 } as const;

/** A lease as its device has it. */
export const held = { none: 0, asked: 1, open: 2, closing: 3, closed: 4 } as const;

/** A lease as the registry has it. */
export const leaseStatus = { none: 0, open: 1, closed: 2, revoked: 3 } as const;

/** The number at a place; there always is one, which the compiler cannot know. */
export function read(state: State, place: Place): number {
  return state[place] as number;
}

export function add(state: State, place: Place, amount: number): void {
  state[place] = read(state, place) + amount;
}

/** The show as the registry has it, and numbers that nobody in the protocol knows, only its judges. */
export interface ShowPlaces {
  readonly taken: Place;
  readonly over: Place;
  readonly leased: Place;
  /** Tickets given back by an operator's revoke that a device may have used already. */
  readonly revoked: Place;
  /** Tickets that two copies of one device may both have used. */
  readonly doubled: Place;
  /** Tickets of leases that are over which their devices had drawn although they were reassigned. */
  readonly overdrawn: Place;
  /** The registry has noticed that a device exists twice. */
  readonly cloneKnown: Place;
  /** How many visits the device had begun when it was copied, and one; 0 when it was not. */
  readonly copied: Place;
}

/** A visit with its usages. */
export interface VisitPlaces {
  readonly name: string;
  readonly device: number;
  /** Nth of its device, from 0. */
  readonly nth: number;
  /** All together. */
  readonly tickets: number;
  readonly usages: readonly { readonly tickets: number; readonly via: Place }[];
  readonly row: Place;
  readonly shown: Place;
  readonly messages: {
    /** Without a lease first, then by the leases of which it may be given tickets. */
    readonly asks: readonly MessageBit[];
    /** Without a lease first, then by the leases it may be drawn from. */
    readonly reports: readonly MessageBit[];
    readonly void: MessageBit;
    readonly refused: MessageBit;
    /** The answer to a request or a report of what is voided; `voided` answers the void. */
    readonly voidAcknowledged: MessageBit;
    /** By how many of its tickets are counted `via.pool`. */
    readonly counted: readonly MessageBit[];
    readonly voided: MessageBit;
  };
}

/** A visit in the journal of a device: its own, or in a copied device one that came with the copy. */
export interface EntryPlaces {
  readonly visit: VisitPlaces;
  readonly stage: Place;
  readonly source: Place;
  readonly isCopy: boolean;
}

export interface LeasePlaces {
  readonly name: string;
  /** From 1; 0 is none. */
  readonly number: number;
  readonly status: Place;
  readonly granted: Place;
  readonly consumed: Place;
  /** Tickets of it that the registry has given to others, though its device may still use them. */
  readonly reassigned: Place;
  readonly isRecalled: Place;
  /** Its device was heard of within 30 s. Only in soft shows, while it is open. */
  readonly isHeard: Place;
  readonly messages: {
    readonly request: MessageBit;
    readonly return: MessageBit;
    /** By the tickets granted. */
    readonly granted: readonly MessageBit[];
    readonly closed: MessageBit;
    readonly recall: MessageBit;
  };
}

/** Times since the present lease was first asked for, by its device's clocks; and the truth, which only the judge knows. */
export interface ClockPlaces {
  readonly trueAge: Place;
  readonly wall: Place;
  readonly mono: Place;
  /** The latest `wall` written into the journal. */
  readonly journaled: Place;
  /** The judge's: `mono` has missed some of the time. */
  readonly monoStood: Place;
  /** The judge's: `wall` has been put back. */
  readonly wasPutBack: Place;
}

export interface DevicePlaces {
  readonly name: string;
  readonly number: number;
  /** 0 while it is only a copy to come. */
  readonly isThere: Place;
  /** Own visits in the order in which they are begun, then copies. */
  readonly entries: readonly EntryPlaces[];
  readonly leases: readonly LeasePlaces[];
  /** Of these it may ask for so many itself; a copy only has what came with it. */
  readonly ownLeases: number;
  /** The number of the present lease. */
  readonly lease: Place;
  readonly held: Place;
  readonly left: Place;
  /** The judge's: tickets drawn from the present lease and not refunded. */
  readonly drawn: Place;
  /** The judge's: of those, the tickets drawn before the device was told that the lease is recalled. */
  readonly drawnUntold: Place;
  readonly mayDraw: Place;
  /** The judge's: it was told so. */
  readonly wasTold: Place;
  /** Only mutants: tickets drawn whose draw is not in the storage yet. */
  readonly unsavedDraw: Place;
  /** Places left as the device last heard, −1 if it never did. */
  readonly known: Place;
  /** By the places left that are told. Empty where nobody heeds them. */
  readonly placesLeft: readonly MessageBit[];
  readonly clock: ClockPlaces;
}

/** One thing that may happen. */
export interface Step {
  /** Two steps that differ only in numbers are the same by different names. */
  readonly name: string;
  /** Makes it happen in `state`; false, and nothing is changed, where it cannot. */
  readonly apply: (state: State) => boolean;
}
