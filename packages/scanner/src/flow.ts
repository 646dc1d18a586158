/**
 * SPINE: what the screen does, without a screen. Pure: `reduce` takes where we stand and what happened, and returns
 * where we stand now and what the world is asked to do. It knows no DOM, no Lit, no clock and no desk.
 *
 * A camera that is absent, denied or lost is no event here: the sources' states stand beside the flow, so they can
 * never hold up a card that comes by reader or by hand.
 *
 *   idle       start → starting
 *   starting   ready → scanning    read → checking
 *   scanning                       read → checking
 *   checking   checked → asking, or showing    failed → showing    leave → scanning    read (1)
 *   asking     count → asking    confirm → recording    read → checking (2)    leave → scanning
 *   recording  recorded → showing    failed → showing    read (1)    leave (3)
 *   showing    undo → undoing    leave, elapsed → scanning    read → checking (4)
 *   undoing    annulled → showing    failed → showing    read (1)    leave (3)
 *   all        stop → idle
 *
 * Every other event leaves every state as it is, and so do those that bear only a note:
 * (1) An answer is a moment away, and it must be seen. A card shown meanwhile is lifted and shown again: a camera tells a
 *     text anew once it has been out of view (`repeatAfterMs` of its source).
 * (2) Only another card. The screen must never ask about one card while another lies in front of the reader. Nothing of
 *     the first is recorded, and `unrecorded` says so on the next screen. The same card again is the card still in view.
 * (3) What is on its way cannot be called back by looking away; the undo comes after.
 * (4) Also at once, for the queue's sake; but the camera seeing the same card still is no new card: it would turn a
 *     fresh "recorded" into "already recorded". By reader or by hand the same card is an act, and is checked again.
 *
 * Answers bear the `turn` they answer; one that is not of this turn is late and changes nothing.
 */
import type { Annulment, CardCode, Decision, KaikuErrorCode, Party, Repair, Verdict } from '@kaiku/client';

/** How a card came: a source of `@kaiku/capture`, or the typed field. */
export type Origin = 'camera' | 'wedge' | 'typed';

/** Why there is no answer: a code of the client, or an error nobody foresaw. */
export type FailureCause = KaikuErrorCode | 'unexpected';

/** A decision that asks the clerk something. */
export type AskedDecision = Exclude<Decision, { outcome: 'refused' }>;

/** What is shown at the end: a verdict, or an undecided whose cause nobody foresaw. */
export type Shown = Verdict | { readonly outcome: 'undecided'; readonly cause: FailureCause };

/** Where the undo of a shown verdict stands. */
export type Undo =
  | { readonly status: 'none' }
  | { readonly status: 'offered' }
  | { readonly status: 'annulled' }
  /** Kept on this device and on its way. */
  | { readonly status: 'provisional' }
  | { readonly status: 'failed'; readonly cause: FailureCause };

interface Turn {
  /** Counts the questions put to the desk. */
  readonly turn: number;
}

/** One card under way. Only these states hold a code, and leaving them forgets it. */
interface Card extends Turn {
  /** The text as it was read or typed. */
  readonly text: string;
  /** The card that was asked about before and put aside unrecorded by this one. */
  readonly unrecorded: CardCode | undefined;
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
}
interface Result extends Card {
  readonly code: CardCode | undefined;
  readonly repairs: readonly Repair[];
  readonly shown: Shown;
}
export interface Showing extends Result {
  readonly at: 'showing';
  readonly undo: Undo;
}
export interface Undoing extends Result {
  readonly at: 'undoing';
}

export type FlowState = Idle | Starting | Scanning | Checking | Asking | Recording | Showing | Undoing;

export type FlowEvent =
  /** A desk is at hand. */
  | { readonly type: 'start' }
  /** The sources have come up, or have said that they cannot. */
  | { readonly type: 'ready' }
  /** The desk is gone, or the element. */
  | { readonly type: 'stop' }
  | { readonly type: 'read'; readonly text: string; readonly origin: Origin }
  | { readonly type: 'checked'; readonly turn: number; readonly decision: Decision }
  /** The clerk sets how many minors come. Outside what is allowed it changes nothing. */
  | { readonly type: 'count'; readonly minors: number }
  | { readonly type: 'confirm' }
  | { readonly type: 'recorded'; readonly turn: number; readonly verdict: Verdict }
  | { readonly type: 'undo' }
  | { readonly type: 'annulled'; readonly turn: number; readonly annulment: Annulment }
  /** Checking, admitting or annulling threw. */
  | { readonly type: 'failed'; readonly turn: number; readonly cause: FailureCause }
  /** The clerk puts aside what is on the screen. */
  | { readonly type: 'leave' }
  /** A verdict has been shown long enough. */
  | { readonly type: 'elapsed'; readonly turn: number };

/** What the world is asked to do. */
export type FlowEffect =
  | { readonly type: 'open-sources' }
  | { readonly type: 'close-sources' }
  | { readonly type: 'check'; readonly turn: number; readonly text: string }
  | { readonly type: 'admit'; readonly turn: number; readonly decision: AskedDecision; readonly party: Party }
  | { readonly type: 'annul'; readonly turn: number; readonly usageId: string }
  /** Tell `elapsed` after a while. Only what went well is asked this for: a no stays until somebody has read it. */
  | { readonly type: 'linger'; readonly turn: number };

export interface Step {
  readonly state: FlowState;
  readonly effects: readonly FlowEffect[];
}

export const initialFlow: FlowState = { at: 'idle', turn: 0 };

/** The next state and what is to be done. Pure and total: every event has an answer in every state, and none throws. */
export function reduce(state: FlowState, event: FlowEvent): Step {
  if ('turn' in event && event.turn !== state.turn) return stay(state);
  // The row is of the state's kind and the cell of the event's, which the compiler cannot follow through two unions.
  const cell = table[state.at][event.type] as (state: FlowState, event: FlowEvent) => Step;
  return cell(state, event);
}

/** True where a card shown now would be taken up rather than ignored. */
export function takesReadings(state: FlowState): boolean {
  return state.at === 'starting' || state.at === 'scanning' || state.at === 'asking' || state.at === 'showing';
}

type StateAt<S extends FlowState['at']> = Extract<FlowState, { at: S }>;
type EventAt<E extends FlowEvent['type']> = Extract<FlowEvent, { type: E }>;
type Table = {
  readonly [S in FlowState['at']]: {
    readonly [E in FlowEvent['type']]: (state: StateAt<S>, event: EventAt<E>) => Step;
  };
};

const ignoreAll = {
  start: stay,
  ready: stay,
  stop: stay,
  read: stay,
  checked: stay,
  count: stay,
  confirm: stay,
  recorded: stay,
  undo: stay,
  annulled: stay,
  failed: stay,
  leave: stay,
  elapsed: stay,
};

const table: Table = {
  idle: { ...ignoreAll, start },
  starting: { ...ignoreAll, ready: toScanning, read: check, stop },
  scanning: { ...ignoreAll, read: check, stop },
  checking: { ...ignoreAll, checked: decided, failed: undecided, leave: toScanning, stop },
  asking: { ...ignoreAll, read: replace, count, confirm, leave: toScanning, stop },
  recording: { ...ignoreAll, recorded, failed: undecided, stop },
  showing: { ...ignoreAll, read: next, undo, leave: toScanning, elapsed: toScanning, stop },
  undoing: { ...ignoreAll, annulled, failed: undoFailed, stop },
};

function stay(state: FlowState): Step {
  return { state, effects: [] };
}

function start({ turn }: Idle): Step {
  return { state: { at: 'starting', turn }, effects: [{ type: 'open-sources' }] };
}

function stop({ turn }: FlowState): Step {
  return { state: { at: 'idle', turn }, effects: [{ type: 'close-sources' }] };
}

function toScanning({ turn }: FlowState): Step {
  return { state: { at: 'scanning', turn }, effects: [] };
}

function check(state: FlowState, { text }: EventAt<'read'>, unrecorded?: CardCode): Step {
  const turn = state.turn + 1;
  return { state: { at: 'checking', turn, text, unrecorded }, effects: [{ type: 'check', turn, text }] };
}

function replace(state: Asking, event: EventAt<'read'>): Step {
  return isSameCard(event.text, state) ? stay(state) : check(state, event, state.decision.code);
}

function next(state: Showing, event: EventAt<'read'>): Step {
  return event.origin === 'camera' && isSameCard(event.text, state) ? stay(state) : check(state, event);
}

function decided({ turn, text, unrecorded }: Checking, { decision }: EventAt<'checked'>): Step {
  const card = { turn, text, unrecorded };
  if (decision.outcome === 'refused' || (decision.outcome === 'undecided' && !decision.mayRecord)) {
    const { code, repairs } = decision;
    const shown: Shown =
      decision.outcome === 'refused'
        ? { outcome: 'refused', refusal: decision.refusal }
        : { outcome: 'undecided', cause: decision.cause };
    return { state: { at: 'showing', ...card, code, repairs, shown, undo: { status: 'none' } }, effects: [] };
  }
  return { state: { at: 'asking', ...card, decision, minors: decision.minors.least }, effects: [] };
}

function count(state: Asking, { minors }: EventAt<'count'>): Step {
  const { least, most } = state.decision.minors;
  return Number.isInteger(minors) && minors >= least && minors <= most ? stay({ ...state, minors }) : stay(state);
}

function confirm(state: Asking): Step {
  const turn = state.turn + 1;
  const { decision, minors } = state;
  return {
    state: { ...state, at: 'recording', turn },
    effects: [{ type: 'admit', turn, decision, party: { minors } }],
  };
}

function recorded({ turn, text, decision }: Recording, { verdict }: EventAt<'recorded'>): Step {
  const kept = verdict.outcome === 'confirmed' || verdict.outcome === 'provisional';
  const { code, repairs } = decision;
  const undo: Undo = { status: kept ? 'offered' : 'none' };
  return {
    state: { at: 'showing', turn, text, unrecorded: undefined, code, repairs, shown: verdict, undo },
    effects: kept ? [{ type: 'linger', turn }] : [],
  };
}

function undecided(state: Checking | Recording, { cause }: EventAt<'failed'>): Step {
  const { turn, text, unrecorded } = state;
  const code = state.at === 'recording' ? state.decision.code : undefined;
  const shown: Shown = { outcome: 'undecided', cause };
  return stay({ at: 'showing', turn, text, unrecorded, code, repairs: [], shown, undo: { status: 'none' } });
}

function undo(state: Showing): Step {
  const { undo: standing, shown } = state;
  if (standing.status !== 'offered' && standing.status !== 'failed') return stay(state);
  if (shown.outcome !== 'confirmed' && shown.outcome !== 'provisional') return stay(state);
  const { text, unrecorded, code, repairs } = state;
  const turn = state.turn + 1;
  return {
    state: { at: 'undoing', turn, text, unrecorded, code, repairs, shown },
    effects: [{ type: 'annul', turn, usageId: shown.usageId }],
  };
}

function annulled(state: Undoing, { annulment }: EventAt<'annulled'>): Step {
  return {
    state: { ...state, at: 'showing', undo: { status: annulment.outcome } },
    effects: [{ type: 'linger', turn: state.turn }],
  };
}

function undoFailed(state: Undoing, { cause }: EventAt<'failed'>): Step {
  return stay({ ...state, at: 'showing', undo: { status: 'failed', cause } });
}

/** Whether a text is the card that is up: readers may add spaces, asterisks and a symbology prefix before it. */
function isSameCard(text: string, state: Asking | Showing): boolean {
  const code = state.at === 'asking' ? state.decision.code : state.code;
  const shown = plain(code?.text ?? state.text);
  return shown !== '' && plain(text).endsWith(shown);
}

function plain(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
