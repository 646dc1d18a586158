/**
 * The state of the modelled protocol. A state is a row of small integers, one block for the show and one
 * for each device with its entries, its leases, the registry's rows of its visits, and its messages.
 * Devices that are alike can be exchanged by exchanging their blocks. `layout.ts` has the indices.
 *
 * Not modelled, and so not covered by the search:
 * - a visit that the registry rejects (`invalid`, `mismatch`, a poison batch) and the splitting of batches: an honest
 *   client never has them in this model. `review` is reached only if another copy of the device voided a visit;
 * - what a clerk saw in the milliseconds around a crash: committed counts as shown, receipts are shown again;
 * - lost storage, and its detection by missing numbers;
 * - a registry that crashes within a transaction or loses a committed one: its transactions are atomic and durable;
 * - a cap that is changed during the show, and the card's own rules (a card used twice): `cap` alone refuses here;
 * - pauses and timeouts, and the fairness of the network: a message may arrive at any time; only L1 assumes that it arrives;
 * - the ten minutes after which the tickets last known expire: any number ever received is used, which is worse;
 * - the size of grants (`½ · free / devices`): a grant is as large as wanted and free; a smaller `want` gives smaller ones;
 * - a device that learns that its lease was revoked: it consumes it until it returns it, which is worse. The end of a lease
 *   at `expiresAt` is a revoke that may come at any time;
 * - the durations of a soft show: a device may fall silent (30 s), its lease expire (10 min) and a waiting request reassign from
 *   devices that have not answered (1.5 s) at any moment. So the model does not show that a request is answered in time. A device that
 *   goes offline on purpose is one whose lease does not expire; one that is closed returns its lease, as it may at any time;
 * - which silent device is reassigned from first (the one silent for longest): any, which is worse;
 * - drift of clocks and the margin against it (5 s, 1 %): a clock is right, stops, or is set, in
 *   whole steps; and clocks matter on one device alone.
 */
import type { Configuration } from './configurations.ts';

/** One state. Do not keep a reference: the search overwrites it. */
export type State = Int8Array;

/** The index of a number in a state. */
export type Place = number;

/** A message's index in a state: 8 · byte + bit. A sent message stays: it may arrive never, late or repeatedly. */
export type MessageBit = number;

/** The stage of a device's entry, as in `packages/client/src/storage/entry.ts`. */
export const stage = {
  /** Not started. */
  none: 0,
  asked: 1,
  report: 2,
  void: 3,
  /** Acknowledged. */
  gone: 4,
  review: 5,
  /** Only in mutants: in memory, not in the storage. */
  unsaved: 6,
} as const;

/** What the clerk was last shown of a visit. */
export const shown = { nothing: 0, in: 1, away: 2 } as const;

/**
 * What admitted the holder: the registry, the unconfirmed limit, or a lease (`lease` + its number). For an entry that
 * is `asked`: the lease that it consumed in advance (escrow), or `registry`. For an entry
 * of a copied device also: it was `asked` at that time, so that the copy voids it.
 */
export const source = { registry: 0, blind: 1, lease: 2, askedWhenCopied: -1 } as const;

/** The registry's row of a visit. */
export const row = { none: 0, refused: 1, counted: 2, void: 3 } as const;

/** How a usage is counted: not, from a lease, from free tickets, or over the cap. */
export const via = { none: 0, lease: 1, pool: 2, over: 3 } as const;

/** A lease's state on its device. */
export const held = { none: 0, asked: 1, open: 2, closing: 3, closed: 4 } as const;

/** A lease's state in the registry. */
export const leaseStatus = { none: 0, open: 1, closed: 2, revoked: 3 } as const;

/** Returns the number at an index. There always is one, which the compiler cannot know. */
export function read(state: State, place: Place): number {
  return state[place] as number;
}

export function add(state: State, place: Place, amount: number): void {
  state[place] = read(state, place) + amount;
}

/** The show in the registry, and numbers that only the invariants know. */
export interface ShowPlaces {
  readonly taken: Place;
  readonly over: Place;
  readonly leased: Place;
  /** Tickets of revoked leases that a device may have used already. */
  readonly revoked: Place;
  /** Tickets that two copies of one device may both have used. */
  readonly doubled: Place;
  /** Tickets of ended leases that their devices had consumed although they were reassigned. */
  readonly overdrawn: Place;
  /** The registry has detected that a device exists twice. */
  readonly cloneKnown: Place;
  /** One more than the visits that the device had started when it was copied; 0 if it was not copied. */
  readonly copied: Place;
}

/** A visit with its usages. */
export interface VisitPlaces {
  readonly name: string;
  readonly device: number;
  /** Its index on its device, from 0. */
  readonly nth: number;
  /** All together. */
  readonly tickets: number;
  readonly usages: readonly { readonly tickets: number; readonly via: Place }[];
  readonly row: Place;
  readonly shown: Place;
  readonly messages: {
    /** Without a lease first, then for each lease that may give it tickets. */
    readonly asks: readonly MessageBit[];
    /** Without a lease first, then for each lease that it may consume. */
    readonly reports: readonly MessageBit[];
    readonly void: MessageBit;
    readonly refused: MessageBit;
    /** The answer to a request or a report of a voided visit; `voided` answers the void. */
    readonly voidAcknowledged: MessageBit;
    /** By the number of its tickets that are counted `via.pool`. */
    readonly counted: readonly MessageBit[];
    readonly voided: MessageBit;
  };
}

/** A visit in the journal of a device: its own, or one that came with the copy. */
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
  /** Tickets of it that the registry has given to others, although its device may still use them. */
  readonly reassigned: Place;
  readonly isRecalled: Place;
  /** Its device has sent a message within 30 s. Only in soft shows, while it is open. */
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

/** Times since the first request for the current lease, by its device's clocks, and the true time, for the invariants alone. */
export interface ClockPlaces {
  readonly trueAge: Place;
  readonly wall: Place;
  readonly mono: Place;
  /** The latest `wall` stored in the journal. */
  readonly journaled: Place;
  /** For the invariants: `mono` has missed some of the time. */
  readonly monoStopped: Place;
  /** For the invariants: `wall` was set back. */
  readonly wasSetBack: Place;
}

export interface DevicePlaces {
  readonly name: string;
  readonly number: number;
  /** 0 while it is a copy that does not exist yet. */
  readonly isThere: Place;
  /** Its own visits in their order, then copies. */
  readonly entries: readonly EntryPlaces[];
  readonly leases: readonly LeasePlaces[];
  /** The number of leases that it may request itself; a copy has only those that came with it. */
  readonly ownLeases: number;
  /** The number of the current lease. */
  readonly lease: Place;
  readonly held: Place;
  readonly left: Place;
  /** For the invariants: tickets consumed from the current lease and not refunded. */
  readonly drawn: Place;
  /** For the invariants: those consumed before the device was notified of the recall. */
  readonly drawnBeforeRecall: Place;
  readonly mayDraw: Place;
  /** For the invariants: it was notified of the recall. */
  readonly wasNotified: Place;
  /** Only in mutants: consumed tickets that are not stored yet. */
  readonly unsavedDraw: Place;
  /** Tickets left as the device last received, −1 if never. */
  readonly known: Place;
  /** By the number of tickets left. Empty if no policy uses it. */
  readonly placesLeft: readonly MessageBit[];
  readonly clock: ClockPlaces;
}

/** The index of every number in a state of one configuration. */
export interface Layout {
  readonly configuration: Configuration;
  readonly show: ShowPlaces;
  readonly devices: readonly DevicePlaces[];
  /** Those of all devices. */
  readonly visits: readonly VisitPlaces[];
  readonly leases: readonly LeasePlaces[];
  /** Bytes of a state. A multiple of four, like every block, so that states can be compared by words. */
  readonly width: number;
  /** Blocks of equal size that can be exchanged without changing what can happen. */
  readonly alike: { readonly first: Place; readonly size: number; readonly count: number };
}

/** A possible event. */
export interface Step {
  /** Names that differ only in numbers are of the same kind of step. */
  readonly name: string;
  /** The message that arrives: without it in the network, `apply` is not possible, and need not be called. */
  readonly message?: MessageBit;
  /** Changes `state`. Returns false, with nothing changed, if the event is not possible. */
  readonly apply: (state: State) => boolean;
}

/** The protocol in one configuration, as the search sees it. */
export interface Model {
  readonly layout: Layout;
  readonly initial: State;
  readonly steps: readonly Step[];
  /** The steps in which a message arrives. */
  readonly deliveries: readonly Step[];
  /** The steps in which a lease is returned. */
  readonly returns: readonly Step[];
}
