import type {
  CardFacts,
  Day,
  EarlierUsage,
  Instant,
  MinorsAllowed,
  Party,
  ShowFacts,
  UsageHow,
  UsageInput,
} from './admission/facts.ts';
import type { Refusal } from './admission/refusal.ts';
import type { Flag } from './admission/rules.ts';
import type { ShowWarning } from './admission/show-days.ts';
import type { CardCode, Repair } from './card/card-code.ts';
import type { KaikuErrorCode } from './errors.ts';

/**
 * The result of `check`: what a text means before the clerk has confirmed anything. Nothing is recorded yet. Plain data,
 * which may be cloned or sent as JSON. It is valid only at a desk of the same show and with the same `recordsAs`.
 */
export type Decision = DecisionOf & DecisionBody;

/** The desk that made a decision. */
export interface DecisionOf {
  /** The id of the show. */
  readonly showId: string;
  /** How the visit would be recorded. */
  readonly recordsAs: UsageHow;
  /** As given to `check`, for the venue's statistics. Absent if unknown. */
  readonly input?: UsageInput;
}

/** The part of a decision that does not depend on the desk. */
export type DecisionBody =
  /** The card may be recorded. */
  | {
      readonly outcome: 'admissible';
      readonly code: CardCode;
      /** What was removed from the text to get the card code. */
      readonly repairs: readonly Repair[];
      readonly show: ShowFacts;
      /** What the registry knows about the card. `plan` uses it. */
      readonly card: CardFacts;
      /** The earlier usage of the card for this show, which here can only be a reservation; `null` without one. */
      readonly earlier: EarlierUsage | null;
      readonly minors: MinorsAllowed;
      /** Kaikukortti tickets left before this party; `null` if the show has no cap. */
      readonly remaining: number | null;
      /** The usage id of the reservation that recording redeems, which is not a second usage; `null` without one. */
      readonly redeems: string | null;
      /** Present for a late entry, which may be recorded even if it breaks rules. */
      readonly late?: LateEntry;
      /** What the clerk must confirm before recording; absent if there is nothing. */
      readonly warnings?: readonly DecisionWarning[];
    }
  /** The desk is at the door and the card's ticket was redeemed in advance: admit, record nothing. */
  | {
      readonly outcome: 'has-ticket';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      readonly show: ShowFacts;
      readonly card: CardFacts;
      /** The usage recorded in advance. */
      readonly earlier: EarlierUsage;
      /** The ticket of `earlier`, for display. */
      readonly ticket: HeldTicket;
      /** Exactly the number of minors the ticket is for. */
      readonly minors: MinorsAllowed;
    }
  /** A rule refuses the card. */
  | {
      readonly outcome: 'refused';
      /** `undefined` if the text is not a card code of today. */
      readonly code: CardCode | undefined;
      readonly repairs: readonly Repair[];
      readonly refusal: Refusal;
      /** The day of the imported list of cards by which the registry answered. Absent if it answers by its own data. */
      readonly listedOn?: Day;
    }
  /** The registry did not respond, and the outage policy lets the clerk record provisionally. */
  | {
      readonly outcome: 'provisional';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      /** Why the look-up failed. */
      readonly cause: KaikuErrorCode;
      /** The most that this kind of card may allow. The clerk reads the true number from the cardboard. */
      readonly minors: MinorsAllowed;
      readonly late?: LateEntry;
      /** What the clerk must confirm before recording; absent if there is nothing. */
      readonly warnings?: readonly DecisionWarning[];
    }
  /** The registry did not respond, and nothing may be recorded without it. The clerk uses the paper form. */
  | {
      readonly outcome: 'undecided';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      /** Why the look-up failed. */
      readonly cause: KaikuErrorCode;
    };

/** A visit that has happened and is entered later, from the paper form. */
export interface LateEntry {
  /** When the visit happened. The rules are applied as of that moment. */
  readonly takenAt: Instant;
  /** The rules it breaks, in order of precedence. The clerk reads them before recording. */
  readonly against: readonly Refusal[];
}

/** What the clerk must confirm before recording. */
export type DecisionWarning = ShowWarning | RecordedHereWarning;

/**
 * A card with the same mask was recorded on this device for this show, and the registry cannot be asked if it is the same
 * card. The device has only the mask if the code is stored sealed, or if the registry has acknowledged the visit.
 */
export interface RecordedHereWarning {
  /** Its kind. */
  readonly kind: 'recorded-here';
  /** When the clerk confirmed that visit. */
  readonly at: Instant;
}

/** A ticket that a card received in advance. */
export interface HeldTicket {
  /** When it was given out. */
  readonly recordedAt: Instant;
  /** Always `sold`. */
  readonly how: 'sold';
  /** The people it is for. Absent if an older registry does not say. */
  readonly party?: Party;
}

/** One recorded card of a visit. Has the masked card code only. */
export interface RecordedUsage {
  /** The id of the usage, for `VoidOptions.usages`. */
  readonly usageId: string;
  /** The masked card code. */
  readonly maskedCard: string;
  /** Number of minors. */
  readonly minors: number;
}

/** A visit that is recorded, in the registry or on this device. */
export interface RecordedVisit {
  /** The id of the visit, for `void` and `find`. */
  readonly visitId: string;
  /** In the order of the parts, without those that had tickets. */
  readonly usages: readonly RecordedUsage[];
  /** Adults and minors of `usages`. */
  readonly people: number;
  /** Cards admitted without recording, because they had tickets. Absent if there are none. */
  readonly withTicket?: number;
  /** When the visit happened. Present only for a late entry. */
  readonly takenAt?: Instant;
}

/** The result of `admit`, for the whole visit. */
export type Verdict =
  /** Recorded in the registry. Created only from a response of the registry. */
  | ({
      readonly outcome: 'confirmed';
      readonly recordedAt: Instant;
      /** The flags of all usages, each once. */
      readonly flags: readonly Flag[];
      readonly show: ShowFacts;
    } & RecordedVisit)
  /** Stored on this device and pending. `cause`: why the registry has not confirmed it. */
  | ({ readonly outcome: 'provisional'; readonly cause: KaikuErrorCode; readonly by: ProvisionalBy } & RecordedVisit)
  /** Admitted without recording: all tickets were redeemed in advance, at the latest between `check` and `admit`. */
  | {
      readonly outcome: 'has-ticket';
      /** Number of cards. */
      readonly cards: number;
      /** Adults and minors. */
      readonly people: number;
      /** The ticket of the first card. */
      readonly ticket: HeldTicket;
    }
  /** Refused by a rule. Nothing is recorded. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /**
   * The registry did not respond, and nothing is recorded. The clerk uses the paper form (docs/sources.md#paper-form).
   * `room`: the most people this device could still record provisionally; absent or 0 if a smaller party does not help.
   */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode; readonly room?: number };

/**
 * What allowed the device to record without the registry. `lease`: it had leased tickets, so the cap holds. `unconfirmed`:
 * the unconfirmed limit; the registry may flag the visit later.
 */
export type ProvisionalBy = 'lease' | 'unconfirmed';

/** A decision that lets the clerk record a card. */
export type OpenDecision = Extract<Decision, { outcome: 'admissible' | 'provisional' }>;

/** One card of a visit to plan or to admit. */
export interface VisitPart {
  /** The card's decision. With `has-ticket` the card is admitted with the others and not recorded. */
  readonly decision: OpenDecision | Extract<Decision, { outcome: 'has-ticket' }>;
  /** Number of minors. Ignored for a card with a ticket: the minors of the ticket are admitted. */
  readonly minors: number;
}

/** The result of `plan`: whether people may come in together, as far as is known now. Nothing is recorded yet. */
export type Plan =
  /** The visit may be recorded. */
  | {
      readonly outcome: 'ready';
      /** Adults and minors, including those with tickets. */
      readonly people: number;
      /** Kaikukortti tickets the visit takes, including reserved ones (for a swimming hall, one for each card). */
      readonly tickets: number;
      /** Kaikukortti tickets available to the visit, including its reserved ones; `null` if the show has no cap. */
      readonly remaining: number | null;
      /** The indexes of the parts with tickets, which are admitted and not recorded. */
      readonly withTicket: readonly number[];
    }
  /** A rule refuses the card with the index `at`, or the whole visit if `at` is `null`. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly at: number | null }
  /**
   * At least one card could not be looked up, and no rule that works without the registry refuses the visit. `provisional`:
   * the outage policy allows the visit. `undecided`: it does not.
   */
  | {
      readonly outcome: 'provisional' | 'undecided';
      readonly people: number;
      readonly tickets: number;
      readonly withTicket: readonly number[];
      readonly cause: KaikuErrorCode;
    };

/** The current state of a visit. Has masked card codes only. */
export interface Found {
  /** The id of the visit. */
  readonly visitId: string;
  /**
   * `counted`, `refused`, `voided`: its outcome in the registry. `pending`: on this device, not acknowledged. `undoing`: its
   * void is pending. `review`: the registry rejected it, and it is on the review list.
   */
  readonly standing: 'counted' | 'refused' | 'voided' | 'pending' | 'undoing' | 'review';
  /** The ticketing system's key for the visit. */
  readonly reference?: string;
  /** What the ticketing system stored with the visit. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The usages that are not voided, in the order of the parts. Excludes pending voids. Empty if no data is left. */
  readonly usages: readonly RecordedUsage[];
  /** The flags of a counted visit, each once. */
  readonly flags: readonly Flag[];
}

/**
 * The final result of a visit in the registry. A desk emits one for each visit of its device that was recorded, redeemed,
 * refused or voided, once, in the tab that sent it. Results that arrive while the program is not running are not emitted
 * later: use `find`. A void without effect emits nothing.
 */
export interface Acknowledgement {
  /** Always `acknowledged`. */
  readonly type: 'acknowledged';
  /** The id of the visit. */
  readonly visitId: string;
  /** The ticketing system's key, if the visit has one. */
  readonly reference?: string;
  /**
   * `refused`: by a rule. `voided`: all of it, or its last part, on this or another device. `reduced`: a part was voided,
   * and the rest counts. `rejected`: the registry will never accept it, and it is on the review list.
   */
  readonly outcome: 'counted' | 'refused' | 'voided' | 'reduced' | 'rejected';
  /** The usages that count in the registry now, in any order. Absent if the registry does not say. */
  readonly usages?: readonly Pick<RecordedUsage, 'usageId' | 'minors'>[];
  /** The usages that a partial void changed, with the minors that remain; `null` if the card was voided. */
  readonly changed?: readonly { readonly usageId: string; readonly minors: number | null }[];
  /** The flags of a counted visit, each once. */
  readonly flags: readonly Flag[];
  /** When the registry recorded a counted visit. */
  readonly recordedAt?: Instant;
  /** Why a visit was rejected. */
  readonly code?: KaikuErrorCode;
}

/** The result of `void`. `provisional`: stored and pending, because of `cause`. */
export type VoidResult =
  | { readonly outcome: 'voided' }
  | { readonly outcome: 'provisional'; readonly cause: KaikuErrorCode };
