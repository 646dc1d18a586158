import type { CardCode } from '../card/card-code.ts';

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** An instant, ISO 8601 with offset. */
export type Instant = string;

export const cardStatuses = ['active', 'inactive', 'barred', 'in-transfer'] as const;

/** The state of a card in the registry (docs/sources.md#card-status). */
export type CardStatus = (typeof cardStatuses)[number];

/** What the registry says of a card. It wins over whatever is written on the cardboard (docs/sources.md#registry-wins). */
export type CardFacts =
  | { readonly registered: false }
  | {
      readonly registered: true;
      readonly status: CardStatus;
      /** The last day of validity, that day included, in Europe/Helsinki. */
      readonly validUntilOn: Day;
      /** Own children and grandchildren under 18 of the household; 0 for community cards. */
      readonly minors: number;
    };

export const showKinds = ['performance', 'course', 'mass-event', 'swimming-hall', 'visiting-producer'] as const;

/** The kind of a show, which decides the rules for its cap (docs/sources.md#cap-policy). */
export type ShowKind = (typeof showKinds)[number];

export const showAdmissions = ['once', 'per-day'] as const;

/**
 * Whether a card admits its holder to a show once, or once each day (of Europe/Helsinki) that it is open, such as an
 * exhibition, a swimming hall or a gym (docs/sources.md#one-adult). Per day, the cap counts by the day as well.
 */
export type ShowAdmission = (typeof showAdmissions)[number];

export const reservationOpenings = ['at-once', 'month-before'] as const;

/** A show as the registry knows it: all that admission needs, nothing about people. */
export interface ShowFacts {
  readonly id: string;
  readonly name: string;
  readonly venue: string;
  readonly kind: ShowKind;
  readonly startsAt: Instant;
  /** Tickets (or course places) there are in all. */
  readonly seats: number;
  /** The most Kaikukortti tickets (`ticketsOf`) this show gives; `null` where the venue has set no cap. */
  readonly cap: number | null;
  /**
   * Kaikukortti tickets given so far, reserved ones included, adults and children; in a swimming hall card holders
   * (docs/sources.md#cap-swimming-hall). Of a show that admits per day: those of the calendar day (Europe/Helsinki) that is
   * asked about.
   */
  readonly taken: number;
  /** From when reservations are taken (docs/sources.md#time-windows). */
  readonly reservationOpens: (typeof reservationOpenings)[number];
  /** Tickets are given out from so many minutes before the start; `null`: at once (docs/sources.md#time-windows). Never of a course. */
  readonly redemptionOpensMin: number | null;
  /** Left out: `per-day` for a swimming hall, else `once` (`admissionOf`). It never changes. */
  readonly admission?: ShowAdmission;
  /**
   * From so many minutes before the start on, reservations made before that hold their tickets no more, and `taken` counts
   * them no more; `null`: they do for good. Left out: 0, at the start. Not of a swimming hall.
   */
  readonly reservationsLapseMin?: number | null;
  /**
   * Places of the cap that devices hold for an outage and have not given out (docs/promises.md#leases). Left out: none.
   */
  readonly leased?: number;
  /** The cap is a matter of safety: no usage beyond it even in an outage. Left out: it is not. */
  readonly capIsHard?: boolean;
  /** The venue has cancelled it: nothing more is admitted. Left out: it has not. */
  readonly cancelled?: boolean;
}

export const usageHows = ['reserved', 'sold', 'door'] as const;

/**
 * The three ways in which a usage comes about (docs/sources.md#three-moments): `reserved` holds tickets for later;
 * `sold` and `door` give them out, in advance or at the door.
 */
export type UsageHow = (typeof usageHows)[number];

/** An earlier use of the same card for the same show (of one that admits per day: on the same day). */
export interface EarlierUsage {
  readonly usageId: string;
  readonly how: UsageHow;
  readonly minors: number;
  readonly recordedAt: Instant;
}

export const companies = ['client-inside'] as const;

/**
 * A client whom a worker joins and who is not in the visit, because their own ticket is recorded already: inside, or on the
 * way in. The clerk sees it; no card of the client is named (docs/sources.md#community-cards).
 */
export type Company = (typeof companies)[number];

/** Who comes: one adult, implicitly (docs/sources.md#one-adult), and so many minors. */
export interface Party {
  /** Children with a customer card; clients under 16 with a community card. Whole, 0 or more. */
  readonly minors: number;
}

/** All that admission looks at. Plain facts: the clock is one of them. */
export interface AdmissionQuestion {
  readonly code: CardCode;
  readonly card: CardFacts;
  readonly show: ShowFacts;
  readonly earlier: EarlierUsage | null;
  /** As what the usage is to be recorded. */
  readonly how: UsageHow;
  /** The moment of recording, milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** The clerk has confirmed that a group of more than five was agreed on with the venue separately. Left out: not. */
  readonly agreed?: boolean | undefined;
  /** With whom a worker comes besides the party. Left out: nobody. */
  readonly company?: Company | undefined;
}

/** One card of a visit, with the minors it brings. */
export interface VisitMember {
  readonly code: CardCode;
  readonly card: CardFacts;
  readonly earlier: EarlierUsage | null;
  readonly minors: number;
}

/** People who come together on several cards, recorded all or none (docs/sources.md#groups). */
export interface VisitQuestion {
  /** At least one, in the order they were shown. */
  readonly members: readonly VisitMember[];
  readonly show: ShowFacts;
  readonly how: UsageHow;
  /** The clerk has confirmed that a group of more than five was agreed on with the venue separately. */
  readonly agreed: boolean;
  /** With whom a worker of the visit comes besides its members. Left out: nobody. */
  readonly company?: Company | undefined;
  readonly atMs: number;
}

/** How many minors may come along. */
export interface MinorsAllowed {
  /**
   * Of a community card by itself 1, because a client comes along; 0 where only the worker's own ticket is left. Fewer
   * may come where a client has a card of their own in the visit, or is inside already.
   */
  readonly min: number;
  readonly max: number;
  /** The age they are under, by the edition of the show's date (docs/sources.md#children): for a sentence, never asked. */
  readonly under: 16 | 18;
  /** `children`: the holder's own; `clients`: under-16 clients with a worker's community card. */
  readonly who: 'children' | 'clients';
}
