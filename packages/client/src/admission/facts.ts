import type { CardCode } from '../card/card-code.ts';

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** An instant, ISO 8601 with offset. */
export type Instant = string;

export const cardStatuses = ['active', 'inactive', 'barred', 'in-transfer'] as const;

/** The state of a card in the registry (docs/sources.md#card-status). */
export type CardStatus = (typeof cardStatuses)[number];

/** What the registry says about a card. Takes precedence over the text on the cardboard (docs/sources.md#registry-wins). */
export type CardFacts =
  | { readonly registered: false }
  /**
   * The registry does not have the card and does not check it, because its list of cards is not Kaikukanta's. The usage is
   * recorded with the flag `card-not-checked`, and Kaikukanta checks it at the import (docs/house.md).
   */
  | { readonly registered: 'not-checked' }
  | {
      readonly registered: true;
      readonly status: CardStatus;
      /** The last day of validity, that day included, in Europe/Helsinki. */
      readonly validUntilOn: Day;
      /** Own children and grandchildren under 18 of the household; 0 for community cards. */
      readonly minors: number;
      /** The day of the list that the registry has imported this from, in Europe/Helsinki. Absent for its own data. */
      readonly listedOn?: Day;
    };

export const showKinds = ['performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer'] as const;

/** The kind of a show, which decides the rules for its cap (docs/sources.md#cap-policy). */
export type ShowKind = (typeof showKinds)[number];

export const showAdmissions = ['once', 'per-day'] as const;

/**
 * How often a show admits a card: once, or once a day (in Europe/Helsinki), as an exhibition, a swimming hall or a gym does
 * (docs/sources.md#one-adult). With `per-day` the cap is per day too.
 */
export type ShowAdmission = (typeof showAdmissions)[number];

export const reservationOpenings = ['at-once', 'month-before'] as const;

/** What the registry says about a show: all that the rules need, and no data about people. */
export interface ShowFacts {
  /** The id of the show. */
  readonly id: string;
  /** Its name, for display. */
  readonly name: string;
  /** The name of its venue, for display. */
  readonly venue: string;
  /** The kind of show. */
  readonly kind: ShowKind;
  /** When it starts. */
  readonly startsAt: Instant;
  /** The number of all tickets, or of course places. */
  readonly seats: number;
  /** The most Kaikukortti tickets (`ticketsOf`) the show gives; `null` without a cap. */
  readonly cap: number | null;
  /**
   * Kaikukortti tickets given so far, to adults and children, including reserved ones; in a swimming hall card holders
   * (docs/sources.md#cap-swimming-hall). If the show admits per day: those of the day in question (in Europe/Helsinki).
   */
  readonly taken: number;
  /** When reservation opens (docs/sources.md#time-windows). */
  readonly reservationOpens: (typeof reservationOpenings)[number];
  /**
   * How long before the start redemption opens, in minutes; `null` if it is always open (docs/sources.md#time-windows). Not
   * for courses.
   */
  readonly redemptionOpensMin: number | null;
  /** How often it admits a card. Never changes. @default `per-day` for a swimming hall, otherwise `once` (`admissionOf`) */
  readonly admission?: ShowAdmission;
  /**
   * How long before the start reservations lapse, in minutes; `null` if they never do. A reservation made before that moment
   * then holds no tickets, and `taken` excludes it. Not for swimming halls.
   * @default 0
   */
  readonly reservationsLapseMin?: number | null;
  /** Tickets that devices have leased and not given out (docs/promises.md#leases). @default 0 */
  readonly leased?: number;
  /** True if the cap must hold even in an outage, for safety. @default false */
  readonly capIsHard?: boolean;
  /** True if the venue has cancelled the show. @default false */
  readonly cancelled?: boolean;
}

/** The ways in which a card code is entered, in the order of statistics. */
export const usageInputs = ['camera', 'reader', 'typed', 'paper', 'import'] as const;

/**
 * How a card code was entered: read by a camera or a reader, typed at the door, or afterwards from the paper form or from
 * a file.
 */
export type UsageInput = (typeof usageInputs)[number];

export const usageHows = ['reserved', 'sold', 'door'] as const;

/**
 * How a usage comes about (docs/sources.md#three-moments): `reserved` holds tickets for later; `sold` and `door` give them
 * out, in advance or at the door.
 */
export type UsageHow = (typeof usageHows)[number];

/** An earlier usage of the same card for the same show, or on the same day if the show admits per day. */
export interface EarlierUsage {
  /** The id of the usage. */
  readonly usageId: string;
  /** How it came about. */
  readonly how: UsageHow;
  /** Number of minors. */
  readonly minors: number;
  /** When it was recorded. */
  readonly recordedAt: Instant;
}

export const companies = ['client-inside'] as const;

/**
 * With whom a worker comes who is not in the visit. `client-inside`: a client whose own ticket is recorded already. The clerk
 * confirms it; the client's card is not named (docs/sources.md#community-cards).
 */
export type Company = (typeof companies)[number];

/** The people on one card: always one adult (docs/sources.md#one-adult), and the minors. */
export interface Party {
  /** Number of children with a customer card, or of clients under 16 with a community card. */
  readonly minors: number;
}

/** The input of the rules for one card. */
export interface AdmissionQuestion {
  /** The card code. */
  readonly code: CardCode;
  /** What the registry says about the card. */
  readonly card: CardFacts;
  /** What the registry says about the show. */
  readonly show: ShowFacts;
  /** The card's earlier usage; `null` without one. */
  readonly earlier: EarlierUsage | null;
  /** How the usage is to be recorded. */
  readonly how: UsageHow;
  /** When it is to be recorded, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** The clerk has confirmed that the venue agreed to a group of more than five. @default false */
  readonly agreed?: boolean | undefined;
  /** With whom a worker comes who is not in the visit. @default none */
  readonly company?: Company | undefined;
}

/** One card of a visit, with the minors it brings. */
export interface VisitMember {
  /** The card code. */
  readonly code: CardCode;
  /** What the registry says about the card. */
  readonly card: CardFacts;
  /** The card's earlier usage; `null` without one. */
  readonly earlier: EarlierUsage | null;
  /** Number of minors. */
  readonly minors: number;
}

/** The input of the rules for a visit (docs/sources.md#groups). */
export interface VisitQuestion {
  /** At least one card, in the order they were shown. */
  readonly members: readonly VisitMember[];
  /** What the registry says about the show. */
  readonly show: ShowFacts;
  /** How the visit is to be recorded. */
  readonly how: UsageHow;
  /** The clerk has confirmed that the venue agreed to a group of more than five. */
  readonly agreed: boolean;
  /** With whom a worker comes who is not in the visit. @default none */
  readonly company?: Company | undefined;
  /** When it is to be recorded, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** How many minors may come along. */
export interface MinorsAllowed {
  /**
   * 1 for a community card alone, because a client must come along; 0 if only the worker's own ticket is left. Fewer may
   * come if a client has a card in the visit or is inside already.
   */
  readonly min: number;
  /** The most minors. */
  readonly max: number;
  /** The age limit, by the edition of the show's date (docs/sources.md#children). For display only: no one checks ages. */
  readonly under: 16 | 18;
  /** `children`: the cardholder's own. `clients`: clients under 16 with a worker's community card. */
  readonly who: 'children' | 'clients';
}
