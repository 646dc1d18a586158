import type {
  CardCode,
  Company,
  Decision,
  KaikuErrorCode,
  OpenDecision,
  Refusal,
  Repair,
  Verdict,
  VisitPart,
  VoidResult,
} from '@kaiku/client';

/** The input method of a card: a source of `@kaiku/capture`, or the field to type in. */
export type Origin = 'camera' | 'wedge' | 'typed';

/** Why there is no answer: an error code of the client, or `unexpected` for any other error. */
export type FailureCause = KaikuErrorCode | 'unexpected';

/** A decision that the clerk has to confirm. */
export type AskedDecision = OpenDecision;

/** A verdict with which a visit is recorded, in the registry or on this device. */
export type Recorded = Extract<Verdict, { outcome: 'confirmed' | 'provisional' }>;

/** The answer on the screen: a verdict, or undecided because of any error. */
export type Shown =
  | Verdict
  /** Refused by an imported list of cards of that day. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly listedOn?: string }
  | { readonly outcome: 'undecided'; readonly cause: FailureCause; readonly room?: number };

/** The state of the undo of an answer. */
export type Undo =
  | { readonly status: 'none' }
  | { readonly status: 'offered' }
  | { readonly status: 'voided' }
  /** Stored on this device, not acknowledged yet. */
  | { readonly status: 'provisional' }
  | { readonly status: 'failed'; readonly cause: FailureCause };

interface Turn {
  /** The number of requests made to the desk. */
  readonly turn: number;
}

/** A card by its text, which may contain more than the code. */
export type CardText = Pick<CardCode, 'text'>;

/** A card that was shown. */
export interface ShownCard extends CardText {
  readonly origin: Origin;
  /** When the visit took place, as an ISO 8601 instant. Set if it is entered from the paper form. */
  readonly takenAt?: string | undefined;
}

/** One card in progress. Only this, a group and a result hold card codes; the next state drops them. */
interface Card extends Turn {
  /** The text as it was read or typed. */
  readonly text: string;
  readonly origin: Origin;
  /** The card before, which this one replaced before it was recorded. */
  readonly unrecorded: CardText | undefined;
}

/** What the clerk is asked about one card. */
interface Question {
  readonly decision: AskedDecision;
  readonly minors: number;
  /** The recording that the clerk corrects: another number of minors came. */
  readonly corrects?: Recorded;
}

/** One card of a group. */
export interface Part extends VisitPart {
  /** Whether the card is to be recorded. If not everyone fits, the clerk chooses. */
  readonly coming: boolean;
}

/** Why a card did not join the group, or why the group was not recorded. The group itself is unchanged. */
export type Said =
  /** The card is in the group already. */
  | { readonly outcome: 'twice'; readonly code: CardCode }
  | { readonly outcome: 'refused'; readonly of: 'card' | 'group'; readonly code?: CardCode; readonly refusal: Refusal }
  | {
      readonly outcome: 'undecided';
      readonly of: 'card' | 'group';
      readonly code?: CardCode;
      readonly cause: FailureCause;
      /** How many people this device could still record without the registry. */
      readonly room?: number;
    };

interface Group extends Turn {
  /** At least one; no card twice; in the order they were shown. */
  readonly parts: readonly Part[];
  /** The clerk has confirmed that the large group was agreed on. */
  readonly agreed: boolean;
  /** The client whom a worker joins is inside already: the clerk said so, or the client's card was shown. */
  readonly inside: boolean;
  /** The clerk chooses who comes. */
  readonly choosing: boolean;
  readonly unrecorded: CardText | undefined;
  readonly said: Said | undefined;
  /** The last card, if it was typed. The clerk reads it back, because a typing mistake can be another card. */
  readonly typed: CardCode | undefined;
}

/** No desk. */
export interface Idle extends Turn {
  readonly at: 'idle';
}
/** The sources are starting. */
export interface Starting extends Turn {
  readonly at: 'starting';
}
/** Ready for a card. */
export interface Scanning extends Turn {
  readonly at: 'scanning';
}
/** A card is being checked. */
export interface Checking extends Card {
  readonly at: 'checking';
}
/** The clerk is asked about a card. */
export interface Asking extends Card, Question {
  readonly at: 'asking';
}
/** A visit of one card is being recorded. */
export interface Recording extends Card, Question {
  readonly at: 'recording';
  /** The newest card that was shown since. */
  readonly next: ShownCard | undefined;
}
/** A group visit: cards join it one after another. */
export interface Gathering extends Group {
  readonly at: 'gathering';
}
/** Another card of the group is being checked. */
export interface Joining extends Group {
  readonly at: 'joining';
  /** The input method of that card. */
  readonly origin: Origin;
}
/** The group is being recorded. */
export interface Admitting extends Group {
  readonly at: 'admitting';
}
interface Result extends Turn {
  /** The text of a single card as it was read or typed; empty for a group. */
  readonly text: string;
  readonly unrecorded: CardText | undefined;
  /** The cards of the answer in the order they were shown; empty if the text was not a card code. */
  readonly codes: readonly CardCode[];
  readonly repairs: readonly Repair[];
  readonly shown: Shown;
  /** What was asked about a single card, so that the clerk can correct the number of minors. */
  readonly asked?: Pick<Asking, 'decision' | 'origin'> | undefined;
  /** The card that was shown since. It is checked when this answer ends. */
  readonly next: ShownCard | undefined;
}
/** An answer. */
export interface Showing extends Result {
  readonly at: 'showing';
  readonly undo: Undo;
}
/** The recording of an answer is being undone. */
export interface Undoing extends Result {
  readonly at: 'undoing';
}

/** A state of the flow. docs/screen.md describes each. */
export type FlowState =
  | Idle
  | Starting
  | Scanning
  | Checking
  | Asking
  | Recording
  | Gathering
  | Joining
  | Admitting
  | Showing
  | Undoing;

/** An event of the flow. docs/screen.md describes each. */
export type FlowEvent =
  /** There is a desk. */
  | { readonly type: 'start' }
  /** Every source runs or has failed. */
  | { readonly type: 'ready' }
  /** The desk or the element is gone. */
  | { readonly type: 'stop' }
  | ({ readonly type: 'read' } & ShownCard)
  /** `auto`: record at once if there is nothing to ask the clerk. */
  | { readonly type: 'checked'; readonly turn: number; readonly decision: Decision; readonly auto?: boolean }
  /** The clerk sets how many minors come; in a group, with which card (default: the last). Ignored outside the allowed range. */
  | { readonly type: 'count'; readonly minors: number; readonly part?: number }
  | { readonly type: 'confirm' }
  | { readonly type: 'recorded'; readonly turn: number; readonly verdict: Verdict }
  /** The clerk makes the card on the screen the first card of a group. */
  | { readonly type: 'gather' }
  /** A card leaves the group, by its index; default: the last. */
  | { readonly type: 'remove'; readonly part?: number }
  | { readonly type: 'agree'; readonly agreed: boolean }
  /** The clerk says that the client whom a worker joins is inside already. */
  | { readonly type: 'inside'; readonly inside: boolean }
  /** Not everyone fits: who comes, and with how many minors. One choice for each card, in their order. The clerk may change it. */
  | { readonly type: 'choose'; readonly choices: readonly Pick<Part, 'coming' | 'minors'>[] }
  /** The clerk says whether one card comes. */
  | { readonly type: 'come'; readonly part: number; readonly coming: boolean }
  | { readonly type: 'undo' }
  /** The clerk corrects the number of minors of the recording on the screen. */
  | { readonly type: 'correct' }
  | { readonly type: 'voided'; readonly turn: number; readonly voidResult: VoidResult }
  /** The check, the recording or the undo failed. */
  | { readonly type: 'failed'; readonly turn: number; readonly cause: FailureCause }
  /** The clerk dismisses what is on the screen. */
  | { readonly type: 'leave' }
  /** The page starts over: what is on the screen is dismissed, and none of it is recorded. */
  | { readonly type: 'reset' }
  /** An answer was shown long enough. */
  | { readonly type: 'elapsed'; readonly turn: number };

/** What the session has to do after a step. */
export type FlowEffect =
  | { readonly type: 'open-sources' }
  | { readonly type: 'close-sources' }
  | { readonly type: 'check'; readonly turn: number; readonly text: string; readonly takenAt?: string | undefined }
  | {
      readonly type: 'admit';
      readonly turn: number;
      readonly parts: readonly VisitPart[];
      readonly agreed: boolean;
      readonly company?: Company;
    }
  /** Changes a recording to another number of minors. */
  | {
      readonly type: 'correct';
      readonly turn: number;
      readonly recorded: Recorded;
      readonly part: VisitPart;
    }
  | { readonly type: 'void'; readonly turn: number; readonly visitId: string }
  /**
   * Dispatch `elapsed` after a while, or soon (`brief`: the next card waits). Only after a success: a refusal stays until a
   * person has read it.
   */
  | { readonly type: 'linger'; readonly turn: number; readonly brief: boolean };

/** The result of an event. */
export interface Step {
  readonly state: FlowState;
  /** To be run in their order. */
  readonly effects: readonly FlowEffect[];
  /** True if a card was taken up: it is checked now, or it waits as the next one. */
  readonly taken?: true;
}

/** The state with a given name. */
export type StateAt<S extends FlowState['at']> = Extract<FlowState, { at: S }>;
/** The event with a given name. */
export type EventAt<E extends FlowEvent['type']> = Extract<FlowEvent, { type: E }>;

/** Returns a step to a state, without effects. */
export function stay(state: FlowState): Step {
  return { state, effects: [] };
}
