import type { CaptureErrorCode, Symbology } from '@kaiku/capture';
import type {
  Acknowledgement,
  Decision,
  HeldTicket,
  KaikuErrorCode,
  ProvisionalBy,
  RecordedUsage,
  RefusalReason,
  ReviewItem,
  Verdict,
} from '@kaiku/client';
import type { FailureCause, Origin } from './flow/flow.ts';
import type { KaikuScanner } from './scanner.component.ts';

/** A card was taken up. Without its text: the host needs to know that, not which. */
export interface KaikuReadingDetail {
  readonly origin: Origin;
  /** `undefined` where the origin does not say (typed, keyboard wedge). */
  readonly symbology: Symbology | undefined;
}

/** What a card came to, before anybody confirmed. Nothing is recorded yet. */
export interface KaikuDecisionDetail {
  readonly outcome: Decision['outcome'];
  /** The card with its middle hidden (`A0…723`); `undefined` where the text was no card code of today. */
  readonly maskedCard: string | undefined;
  /** Only with `refused`. */
  readonly reason: RefusalReason | undefined;
  /** With `provisional` (the registry could not be asked; it may be recorded all the same) and `undecided`. */
  readonly cause: KaikuErrorCode | undefined;
  /** Only with `has-ticket`: let in, and nothing is recorded. No verdict follows. */
  readonly ticket: HeldTicket | undefined;
}

/**
 * What became of a confirmed visit: of one card, or of a group. `has-ticket`: let in, and nothing was recorded, because the
 * ticket was redeemed while the clerk was asked, or everyone of the group has one. Bears no card code, only masks.
 */
export interface KaikuVerdictDetail {
  readonly outcome: Verdict['outcome'];
  /** How many cards, each with one adult: 1, or those of a group. Where some were recorded, those. */
  readonly cards: number;
  /** Adults and minors of those. */
  readonly people: number;
  /** Cards of a group that came in too and were not recorded: they had tickets. */
  readonly withTicket: number;
  /** With `confirmed` and `provisional`. */
  readonly visitId: string | undefined;
  /** Of each card that was recorded, in the order they were shown; else none. */
  readonly usages: readonly RecordedUsage[];
  /** Only with `refused`. */
  readonly reason: RefusalReason | undefined;
  /** With `provisional` and `undecided`. */
  readonly cause: KaikuErrorCode | undefined;
  /** With `provisional`: on what it stands. */
  readonly by: ProvisionalBy | undefined;
  /** Only with `has-ticket`: that of the first card. */
  readonly ticket: HeldTicket | undefined;
}

/** A visit was taken back, all its visits; `provisional` where the registry has not heard of it yet. */
export interface KaikuVoidedDetail {
  readonly visitId: string;
  readonly outcome: 'voided' | 'provisional';
}

/**
 * Visits came to the review list that were not on it: somebody must look at them, who may not be at this screen. Told
 * once an item and desk; also of those that an earlier life of the page left behind. Bears no card code, only masks.
 */
export interface KaikuReviewDetail {
  readonly added: readonly ReviewItem[];
  /** All that are on the list now. */
  readonly count: number;
}

/** The connection and the queue, for a host that shows them elsewhere. Told when any of it changes. */
export interface KaikuStateDetail {
  /** Whether the last exchange with Kaikukanta went through; `undefined` before the first. */
  readonly reachable: boolean | undefined;
  /** Why it did not; `undefined` where it did. */
  readonly failure: KaikuErrorCode | undefined;
  /** Visits kept on this device, and undos, that are not acknowledged. */
  readonly pending: number;
  /** What counts for nobody, and of which the registry has yet to hear. The device is drained once this and `pending` are 0. */
  readonly voiding: number;
  /** Items on the review list. */
  readonly review: number;
}

/** What became of a visit in the registry, for good: also of one that was `provisional`, or of an earlier life of the page. */
export type KaikuAcknowledgedDetail = Omit<Acknowledgement, 'type'>;

/** Something failed that somebody must look at. The screen tells the clerk; this tells the host. */
export interface KaikuErrorDetail {
  readonly during:
    | 'setup'
    /** The device could not sign in: told once each time that begins. */
    | 'token'
    | 'language'
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
  /** The error itself; `undefined` where a source only told its code. */
  readonly error: unknown;
}

/** Every event of the element, by name. All bubble and cross shadow roots; none can be cancelled. */
export interface KaikuScannerEventMap {
  'kaiku-reading': CustomEvent<KaikuReadingDetail>;
  'kaiku-decision': CustomEvent<KaikuDecisionDetail>;
  'kaiku-verdict': CustomEvent<KaikuVerdictDetail>;
  'kaiku-voided': CustomEvent<KaikuVoidedDetail>;
  'kaiku-review': CustomEvent<KaikuReviewDetail>;
  'kaiku-state': CustomEvent<KaikuStateDetail>;
  'kaiku-acknowledged': CustomEvent<KaikuAcknowledgedDetail>;
  'kaiku-error': CustomEvent<KaikuErrorDetail>;
}

/** Tells one of the element's events, name and detail held together by the compiler. */
export type Emit = <N extends keyof KaikuScannerEventMap>(name: N, detail: KaikuScannerEventMap[N]['detail']) => void;

/** An {@link Emit} that dispatches on an element. */
export function emitFrom(target: EventTarget): Emit {
  return (name, detail) => {
    target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementEventMap extends KaikuScannerEventMap {}
  interface HTMLElementTagNameMap {
    'kaiku-scanner': KaikuScanner;
  }
}
