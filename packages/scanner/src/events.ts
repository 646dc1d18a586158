import type { CaptureErrorCode, Symbology } from '@kaiku/capture';
import {
  type Acknowledgement,
  type Decision,
  type HeldTicket,
  type KaikuErrorCode,
  maskCardCode,
  type ProvisionalBy,
  type RecordedUsage,
  type RefusalReason,
  type ReviewItem,
  type Verdict,
} from '@kaiku/client';
import { type FailureCause, isRecorded, type Origin } from './flow/flow.ts';

/** A card was taken up. Without its text, which the page does not need. */
export interface KaikuReadingDetail {
  readonly origin: Origin;
  /** `undefined` if the input method does not report it (typed, keyboard wedge). */
  readonly symbology: Symbology | undefined;
}

/** The decision about a card, before the clerk confirms. Nothing is recorded yet. */
export interface KaikuDecisionDetail {
  readonly outcome: Decision['outcome'];
  /** The card with its middle hidden (`A0…723`); `undefined` if the text was not a current card code. */
  readonly maskedCard: string | undefined;
  /** Only with `refused`. */
  readonly reason: RefusalReason | undefined;
  /** With `provisional` (the registry did not answer; the visit may still be recorded) and `undecided`. */
  readonly cause: KaikuErrorCode | undefined;
  /** Only with `has-ticket`: the visitor is let in, and nothing is recorded. No verdict follows. */
  readonly ticket: HeldTicket | undefined;
}

/**
 * The verdict on a confirmed visit of one card or of a group. `has-ticket`: the visitors are let in and nothing was recorded,
 * because the ticket was redeemed before the clerk confirmed, or because everyone in the group has a ticket. Contains no card
 * codes, only masks.
 */
export interface KaikuVerdictDetail {
  readonly outcome: Verdict['outcome'];
  /** The number of cards, each with one adult: 1, or those of the group. If some were recorded, only those. */
  readonly cards: number;
  /** The adults and minors of those cards. */
  readonly people: number;
  /** The cards of a group that were let in but not recorded, because they had tickets. */
  readonly withTicket: number;
  /** With `confirmed` and `provisional`. */
  readonly visitId: string | undefined;
  /** One for each recorded card, in the order they were shown; empty if none was recorded. */
  readonly usages: readonly RecordedUsage[];
  /** Only with `refused`. */
  readonly reason: RefusalReason | undefined;
  /** With `provisional` and `undecided`. */
  readonly cause: KaikuErrorCode | undefined;
  /** With `provisional`: whether a leased ticket or the unconfirmed limit allowed it. */
  readonly by: ProvisionalBy | undefined;
  /** Only with `has-ticket`: the ticket of the first card. */
  readonly ticket: HeldTicket | undefined;
}

/** A visit was undone, or reduced. `provisional`: the registry has not acknowledged it yet. */
export interface KaikuVoidedDetail {
  readonly visitId: string;
  /** What remains of the usages that were reduced; `undefined` if the whole visit was undone. */
  readonly usages: readonly { readonly usageId: string; readonly minors?: number }[] | undefined;
  readonly outcome: 'voided' | 'provisional';
}

/**
 * New visits on the review list: a person must look at them, who may not be at this screen. Emitted once for each item and
 * desk, including items from before a reload. Contains no card codes, only masks.
 */
export interface KaikuReviewDetail {
  readonly added: readonly ReviewItem[];
  /** The number of all items on the list now. */
  readonly count: number;
}

/** The connection and the queue, for a page that shows them elsewhere. Emitted when any of it changes. */
export interface KaikuStateDetail {
  /** Whether Kaikukanta answered the last request; `undefined` before the first. */
  readonly reachable: boolean | undefined;
  /** Why it did not; `undefined` if it did. */
  readonly failure: KaikuErrorCode | undefined;
  /** Visits and undos on this device that are not acknowledged; `undefined` until its outbox has been read. */
  readonly pending: number | undefined;
  /**
   * Voids of visits that never counted, not acknowledged yet; `undefined` until the outbox has been read. The device is
   * drained once this and `pending` are 0.
   */
  readonly voiding: number | undefined;
  /** Items on the review list. */
  readonly review: number;
}

/** The final result of a visit in the registry, including a `provisional` one and one from before a reload. */
export type KaikuAcknowledgedDetail = Omit<Acknowledgement, 'type'>;

/** The clerk has chosen a show, or the element has: the next one of today, if the page names none. `show` has its id. */
export interface KaikuShowDetail {
  readonly show: string;
}

/** A failure that a person must look at. The screen shows it to the clerk; this is for the page. */
export interface KaikuErrorDetail {
  readonly during: /** No desk can be made, or the venue has no such show (`registry/not-found`). Emitted once each time this begins. */
    | 'setup'
    /** The device cannot sign in. Emitted once each time this begins. */
    | 'token'
    | 'enrol'
    | 'language'
    /** What the element fetches after its first paint: the drawer and the training. */
    | 'screen'
    | 'check'
    | 'admit'
    | 'void'
    | 'dismiss'
    | 'camera'
    | 'wedge'
    | 'persist'
    | 'export'
    | 'import'
    | 'acknowledge'
    | 'leases';
  readonly code: FailureCause | CaptureErrorCode;
  /** The error itself; `undefined` if a source reported only its code. */
  readonly error: unknown;
}

/** Every event of the element, by name. All bubble and cross shadow roots; none can be cancelled. */
export interface KaikuScannerEventMap {
  'kaiku-reading': CustomEvent<KaikuReadingDetail>;
  'kaiku-decision': CustomEvent<KaikuDecisionDetail>;
  'kaiku-verdict': CustomEvent<KaikuVerdictDetail>;
  'kaiku-voided': CustomEvent<KaikuVoidedDetail>;
  'kaiku-review': CustomEvent<KaikuReviewDetail>;
  'kaiku-show': CustomEvent<KaikuShowDetail>;
  'kaiku-state': CustomEvent<KaikuStateDetail>;
  'kaiku-acknowledged': CustomEvent<KaikuAcknowledgedDetail>;
  'kaiku-error': CustomEvent<KaikuErrorDetail>;
}

/** Emits one of the element's events. */
export type Emit = <N extends keyof KaikuScannerEventMap>(name: N, detail: KaikuScannerEventMap[N]['detail']) => void;

/** Returns an {@link Emit} that dispatches on an element. */
export function emitFrom(target: EventTarget): Emit {
  return (name, detail) => {
    target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  };
}

/** Returns what the page may know of a decision. */
export function toDecisionDetail(decision: Decision): KaikuDecisionDetail {
  const { outcome, code } = decision;
  return {
    outcome,
    maskedCard: code === undefined ? undefined : maskCardCode(code.text),
    reason: outcome === 'refused' ? decision.refusal.reason : undefined,
    cause: 'cause' in decision ? decision.cause : undefined,
    ticket: outcome === 'has-ticket' ? decision.ticket : undefined,
  };
}

/** Returns what the page may know of a verdict. `requested`: the cards it was requested for. */
export function toVerdictDetail(
  verdict: Verdict,
  requested: readonly { readonly minors: number }[],
): KaikuVerdictDetail {
  const { outcome } = verdict;
  const recorded = isRecorded(verdict) ? verdict : undefined;
  const counted = recorded?.usages ?? requested;
  return {
    outcome,
    cards: counted.length,
    people: 'people' in verdict ? verdict.people : counted.reduce((sum, { minors }) => sum + 1 + minors, 0),
    withTicket: recorded?.withTicket ?? 0,
    visitId: recorded?.visitId,
    usages: recorded?.usages ?? [],
    reason: outcome === 'refused' ? verdict.refusal.reason : undefined,
    cause: 'cause' in verdict ? verdict.cause : undefined,
    by: outcome === 'provisional' ? verdict.by : undefined,
    ticket: outcome === 'has-ticket' ? verdict.ticket : undefined,
  };
}
