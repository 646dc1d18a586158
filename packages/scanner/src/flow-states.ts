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

/** How a card came: a source of `@kaiku/capture`, or the typed field. */
export type Origin = 'camera' | 'wedge' | 'typed';

/** Why there is no answer: a code of the client, or an error nobody foresaw. */
export type FailureCause = KaikuErrorCode | 'unexpected';

/** A decision that asks the clerk something. */
export type AskedDecision = OpenDecision;

/** What is shown at the end: a verdict, or an undecided whose cause nobody foresaw. */
export type Shown = Verdict | { readonly outcome: 'undecided'; readonly cause: FailureCause; readonly room?: number };

/** Where the undo of a shown verdict stands. */
export type Undo =
  | { readonly status: 'none' }
  | { readonly status: 'offered' }
  | { readonly status: 'voided' }
  /** Kept on this device and on its way. */
  | { readonly status: 'provisional' }
  | { readonly status: 'failed'; readonly cause: FailureCause };

interface Turn {
  /** Counts the questions put to the desk. */
  readonly turn: number;
}

/** A card by its text, which may hold more than the code. */
export type CardText = Pick<CardCode, 'text'>;

/** A card that was shown, and how it came. */
export interface ShownCard extends CardText {
  readonly origin: Origin;
  /** When its visit happened, where it is typed in from the paper form: an instant. */
  readonly takenAt?: string | undefined;
}

/** One card under way. Only this, a group and a result hold codes, and leaving them forgets them. */
interface Card extends Turn {
  /** The text as it was read or typed. */
  readonly text: string;
  readonly origin: Origin;
  /** The card that was checked or asked about before and put aside unrecorded by this one. */
  readonly unrecorded: CardText | undefined;
}

/** One card of a group. */
export interface Part extends VisitPart {
  /** Whether it is to be recorded: where not all fit, the clerk chooses. */
  readonly coming: boolean;
}

/** Why a card did not join the group, or the group was not recorded. The group stays as it was. */
export type Said =
  /** The card is in the group already. */
  | { readonly outcome: 'twice'; readonly code: CardCode }
  | { readonly outcome: 'refused'; readonly of: 'card' | 'group'; readonly code?: CardCode; readonly refusal: Refusal }
  | {
      readonly outcome: 'undecided';
      readonly of: 'card' | 'group';
      readonly code?: CardCode;
      readonly cause: FailureCause;
      /** People that this device could still keep without the registry. */
      readonly room?: number;
    };

interface Group extends Turn {
  /** At least one, no card twice, in the order they were shown. */
  readonly parts: readonly Part[];
  /** The clerk has confirmed that the large group was agreed on. */
  readonly agreed: boolean;
  /** The client whom a worker joins is inside already: the clerk says so, or the client's card was shown. */
  readonly inside: boolean;
  /** The clerk chooses who comes. */
  readonly choosing: boolean;
  readonly unrecorded: CardText | undefined;
  readonly said: Said | undefined;
  /** The last card, if it was typed: to be read back, for a slip of the finger is another card. */
  readonly typed: CardCode | undefined;
}

export interface Idle extends Turn {
  readonly at: 'idle';
}
export interface Starting extends Turn {
  readonly at: 'starting';
}
export interface Scanning extends Turn {
  readonly at: 'scanning';
}
export interface Checking extends Card {
  readonly at: 'checking';
}
export interface Asking extends Card {
  readonly at: 'asking';
  readonly decision: AskedDecision;
  readonly minors: number;
}
export interface Recording extends Card {
  readonly at: 'recording';
  readonly decision: AskedDecision;
  readonly minors: number;
  /** The newest card that was shown meanwhile. */
  readonly next: ShownCard | undefined;
}
/** A group visit: cards join it one after another. */
export interface Gathering extends Group {
  readonly at: 'gathering';
}
/** A further card of the group is checked. */
export interface Joining extends Group {
  readonly at: 'joining';
  /** How it came. */
  readonly origin: Origin;
}
/** The group is recorded. */
export interface Admitting extends Group {
  readonly at: 'admitting';
}
interface Result extends Turn {
  /** The text of a card alone as it was read or typed; empty of a group. */
  readonly text: string;
  readonly unrecorded: CardText | undefined;
  /** The cards it is about, in the order they were shown; none where the text came to no code. */
  readonly codes: readonly CardCode[];
  readonly repairs: readonly Repair[];
  readonly shown: Shown;
  /** The card that came meanwhile: taken up when this is put aside. */
  readonly next: ShownCard | undefined;
}
export interface Showing extends Result {
  readonly at: 'showing';
  readonly undo: Undo;
}
export interface Undoing extends Result {
  readonly at: 'undoing';
}

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

export type FlowEvent =
  /** A desk is at hand. */
  | { readonly type: 'start' }
  /** The sources have come up, or have said that they cannot. */
  | { readonly type: 'ready' }
  /** The desk is gone, or the element. */
  | { readonly type: 'stop' }
  | ({ readonly type: 'read' } & ShownCard)
  /** `auto`: where there is nothing to ask the clerk, record at once. */
  | { readonly type: 'checked'; readonly turn: number; readonly decision: Decision; readonly auto?: boolean }
  /** The clerk sets how many minors come (of a group: with which card, else the last). Outside what is allowed it changes nothing. */
  | { readonly type: 'count'; readonly minors: number; readonly part?: number }
  | { readonly type: 'confirm' }
  | { readonly type: 'recorded'; readonly turn: number; readonly verdict: Verdict }
  /** The clerk makes the card that is asked about the first of a group. */
  | { readonly type: 'gather' }
  /** A card leaves the group, by its place; else the last. */
  | { readonly type: 'remove'; readonly part?: number }
  | { readonly type: 'agree'; readonly agreed: boolean }
  /** The clerk says that the client whom a worker joins is inside already. */
  | { readonly type: 'inside'; readonly inside: boolean }
  /** Not all fit: who comes and with how many minors, one choice for each card in their order. The clerk may change it. */
  | { readonly type: 'choose'; readonly choices: readonly Pick<Part, 'coming' | 'minors'>[] }
  /** The clerk says whether one card comes. */
  | { readonly type: 'come'; readonly part: number; readonly coming: boolean }
  | { readonly type: 'undo' }
  | { readonly type: 'voided'; readonly turn: number; readonly voidResult: VoidResult }
  /** Checking, admitting or voiding threw. */
  | { readonly type: 'failed'; readonly turn: number; readonly cause: FailureCause }
  /** The clerk puts aside what is on the screen. */
  | { readonly type: 'leave' }
  /** The page begins anew: what is on the screen is dismissed, and nothing of it is recorded. */
  | { readonly type: 'reset' }
  /** A verdict has been shown long enough. */
  | { readonly type: 'elapsed'; readonly turn: number };

/** What the world is asked to do. */
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
  | { readonly type: 'void'; readonly turn: number; readonly visitId: string }
  /**
   * Tell `elapsed` after a while, or after a moment (`brief`: the next card waits). Only what went well is asked this for:
   * a no stays until somebody has read it.
   */
  | { readonly type: 'linger'; readonly turn: number; readonly brief: boolean };

export interface Step {
  readonly state: FlowState;
  readonly effects: readonly FlowEffect[];
}

export type StateAt<S extends FlowState['at']> = Extract<FlowState, { at: S }>;
export type EventAt<E extends FlowEvent['type']> = Extract<FlowEvent, { type: E }>;

/** Nothing is asked of the world. */
export function stay(state: FlowState): Step {
  return { state, effects: [] };
}
