import type { CardFacts, EarlierUsage, Instant, MinorsAllowed, Party, ShowFacts, UsageHow } from './admission/facts.ts';
import type { Refusal } from './admission/refusal.ts';
import type { Flag } from './admission/rules.ts';
import type { ShowWarning } from './admission/show-days.ts';
import type { CardCode, Repair } from './card/card-code.ts';
import type { KaikuErrorCode } from './errors.ts';

/**
 * What a text shown at the desk comes to, before anybody has confirmed anything. Nothing is recorded yet. A plain value: it
 * may be cloned, or copied as JSON. Only a desk of the same show that records as the same may record on it.
 */
export type Decision = DecisionOf & DecisionBody;

/** The desk that a decision was made by, as far as it matters to what is recorded. */
export interface DecisionOf {
  readonly showId: string;
  readonly recordsAs: UsageHow;
}

/** What a text comes to, whichever desk says so. */
export type DecisionBody =
  | {
      readonly outcome: 'admissible';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      readonly show: ShowFacts;
      /** What the registry knows of the card: a visit is planned on it. */
      readonly card: CardFacts;
      /** What stands recorded of the card for this show; here only a reservation can. */
      readonly earlier: EarlierUsage | null;
      readonly minors: MinorsAllowed;
      /** Kaikukortti tickets left before this party; `null` where the show has no cap. */
      readonly remaining: number | null;
      /** The reservation that recording redeems; it is then not a second visit. `null` where the card has none. */
      readonly redeems: string | null;
      /** Present where it has happened and is entered later: it may be recorded whatever the rules say. */
      readonly late?: LateEntry;
      /** What the clerk is asked about before recording. Absent: nothing. */
      readonly warnings?: readonly ShowWarning[];
    }
  /** The card's ticket for this show was redeemed in advance, and this desk is a door: let in, nothing is recorded. */
  | {
      readonly outcome: 'has-ticket';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      readonly show: ShowFacts;
      readonly card: CardFacts;
      /** What was recorded in advance. */
      readonly earlier: EarlierUsage;
      /** The same, to be told. */
      readonly ticket: HeldTicket;
      /** As many as the ticket is for, no fewer and no more. */
      readonly minors: MinorsAllowed;
    }
  | {
      readonly outcome: 'refused';
      /** Absent where the text is no card code of today. */
      readonly code: CardCode | undefined;
      readonly repairs: readonly Repair[];
      readonly refusal: Refusal;
    }
  /** The registry could not be asked, and the clerk may admit all the same: it is recorded provisionally, by the outage policy. */
  | {
      readonly outcome: 'provisional';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      /** Why it could not be asked. */
      readonly cause: KaikuErrorCode;
      /** What the card's kind allows at most; the number on the cardboard is the clerk's only guide meanwhile. */
      readonly minors: MinorsAllowed;
      readonly late?: LateEntry;
      /** As of an admissible one. */
      readonly warnings?: readonly ShowWarning[];
    }
  /** The registry could not be asked, and nothing can be recorded without it: the paper form is the way. */
  | {
      readonly outcome: 'undecided';
      readonly code: CardCode;
      readonly repairs: readonly Repair[];
      readonly cause: KaikuErrorCode;
    };

/** A visit that has happened and is entered later, from the paper form. */
export interface LateEntry {
  /** When it happened: it is judged by that moment. */
  readonly takenAt: Instant;
  /** What the rules say against it, in order of precedence: the clerk reads it before recording. */
  readonly against: readonly Refusal[];
}

/** A ticket that a card got in advance. */
export interface HeldTicket {
  /** Since when. */
  readonly recordedAt: Instant;
  readonly how: 'sold';
  /** Whom it is for. Absent where an older registry did not tell it. */
  readonly party?: Party;
}

/** One card of a visit that is recorded. No card code: only its mask. */
export interface RecordedUsage {
  readonly usageId: string;
  readonly maskedCard: string;
  readonly minors: number;
}

/** A visit that is recorded, in the registry or on this device. */
interface RecordedVisit {
  readonly visitId: string;
  /** In the order of the parts; those who had tickets are not among them. */
  readonly usages: readonly RecordedUsage[];
  /** Adults and minors of those. */
  readonly people: number;
  /** Cards that came in too and were not recorded: they had tickets. Absent where there are none. */
  readonly withTicket?: number;
  /** When it happened, where it was entered later. */
  readonly takenAt?: Instant;
}

/**
 * What became of a confirmed visit: of all of it. The five are told apart by word, icon, shape and colour wherever they are
 * shown.
 */
export type Verdict =
  /** In the registry. Made only from a registry's answer. */
  | ({
      readonly outcome: 'confirmed';
      readonly recordedAt: Instant;
      /** Of all its usages; each once. */
      readonly flags: readonly Flag[];
      readonly show: ShowFacts;
    } & RecordedVisit)
  /** Safe on this device and on its way; the registry has not answered yet. */
  | ({ readonly outcome: 'provisional'; readonly cause: KaikuErrorCode; readonly by: ProvisionalBy } & RecordedVisit)
  /**
   * Let in, and nothing was recorded: everyone's ticket was redeemed in advance, at the latest while the clerk was asked.
   */
  | {
      readonly outcome: 'has-ticket';
      readonly cards: number;
      /** Adults and minors. */
      readonly people: number;
      /** That of the first card. */
      readonly ticket: HeldTicket;
    }
  /** A rule said no. Nothing is recorded. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /**
   * Nobody can say now, and nothing is recorded: the paper form is the way (docs/sources.md#paper-form). `room`: the most
   * people that this device could still keep without the registry; absent or 0 where a smaller party is no way.
   */
  | { readonly outcome: 'undecided'; readonly cause: KaikuErrorCode; readonly room?: number };

/**
 * What let the device decide by itself. `lease`: it leased tickets for it, so the cap keeps. `unconfirmed`: one of the few that
 * may wait unconfirmed; the registry may yet flag it.
 */
export type ProvisionalBy = 'lease' | 'unconfirmed';

/** A decision on which a card may be recorded. */
export type OpenDecision = Extract<Decision, { outcome: 'admissible' | 'provisional' }>;

/** One card of a visit: what it came to, and the minors it is to bring. */
export interface VisitPart {
  /** With `has-ticket` it comes in with the others and is not recorded. */
  readonly decision: OpenDecision | Extract<Decision, { outcome: 'has-ticket' }>;
  /** Of a card that has a ticket, those the ticket is for come, whatever is said here. */
  readonly minors: number;
}

/** Whether people may come, and come together, by what is known now. Nothing is recorded yet. */
export type Plan =
  | {
      readonly outcome: 'ready';
      /** Adults and minors, those who have tickets among them. */
      readonly people: number;
      /**
       * Kaikukortti tickets they take (one each; in a swimming hall one for each card), those they hold reserved among them;
       * 0 where all have tickets.
       */
      readonly tickets: number;
      /** Kaikukortti tickets there are for them, those they hold reserved among them; `null` where the show has no cap. */
      readonly remaining: number | null;
      /** The places, from 0, of the parts that have tickets: they come in and are not recorded. */
      readonly withTicket: readonly number[];
    }
  /** A rule says no: to the card with the index `at`, or (`null`) to the visit as a whole. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly at: number | null }
  /**
   * The registry could not be asked about one card or more. What can be said without it says nothing against the visit.
   * `provisional`: the clerk may admit them all, by the outage policy. `undecided`: it has no room for them.
   */
  | {
      readonly outcome: 'provisional' | 'undecided';
      readonly people: number;
      readonly tickets: number;
      readonly withTicket: readonly number[];
      readonly cause: KaikuErrorCode;
    };

/** A visit as it stands. No card code: only masks. */
export interface Found {
  readonly visitId: string;
  /**
   * `counted`, `refused` and `void`: in the registry. `pending`: on this device and on its way. `undoing`: its undo is on its
   * way. `review`: the registry would not take it, and it is on the review list.
   */
  readonly standing: 'counted' | 'refused' | 'voided' | 'pending' | 'undoing' | 'review';
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Those that stand, in the order of the parts; not what this device is to take back. None where nothing of it is kept any
   * more.
   */
  readonly usages: readonly RecordedUsage[];
  /** Of a counted one: what the rules say against it; each once. */
  readonly flags: readonly Flag[];
}

/**
 * What became of a visit in the registry, for good. Told by the desk whose device sent it, of each visit that was recorded,
 * redeemed, refused or taken back, once; of what another tab has sent, by that tab. What nobody heard, because the program was
 * not running, is not told again: `find` tells it. An undo that undid nothing is not told: the visit stands as before.
 */
export interface Acknowledgement {
  readonly type: 'acknowledged';
  readonly visitId: string;
  /** The ticketing system's own key, where the visit has one. */
  readonly reference?: string;
  /**
   * `counted`. `refused`: by a rule. `voided`: taken back, here or by somebody else, all of it or the last part. `reduced`: a
   * part was taken back, and the rest stands. `rejected`: the registry will never take it, and it is on the review list.
   */
  readonly outcome: 'counted' | 'refused' | 'voided' | 'reduced' | 'rejected';
  /** Those that count in the registry now, in any order. Absent where the registry does not say. */
  readonly usages?: readonly Pick<RecordedUsage, 'usageId' | 'minors'>[];
  /** Of a part that was taken back: the usages it was, each with the minors that may stay; `null`: the card was taken back. */
  readonly changed?: readonly { readonly usageId: string; readonly minors: number | null }[];
  /** Of a counted one: what the rules say against it; each once. */
  readonly flags: readonly Flag[];
  /** Of a counted one. */
  readonly recordedAt?: Instant;
  /** Of a rejected one. */
  readonly code?: KaikuErrorCode;
}

/** What became of an undo. */
export type VoidResult =
  | { readonly outcome: 'voided' }
  | { readonly outcome: 'provisional'; readonly cause: KaikuErrorCode };
