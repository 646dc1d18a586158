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
 *   checking   checked → asking, gathering (5), or showing    failed → showing    leave → scanning    read → checking (9)
 *   asking     count → asking    confirm → recording    gather → gathering    read → checking (2)    leave → scanning
 *   recording  recorded → showing    failed → showing    read → recording (10)    leave (3)
 *   gathering  read → joining (6)    count, come, choose, agree → gathering    remove → gathering, or scanning (7)
 *              confirm → admitting    leave → scanning
 *   joining    checked, failed, leave → gathering    read (1)
 *   admitting  admitted → showing, or gathering (8)    failed → gathering (8)    read (1)    leave (3)
 *   showing    undo → undoing    leave, elapsed → scanning, or checking (10)    read → checking (4)
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
 * (5) A community card, which is never used alone: it is the first of a group. Any other card begins one by `gather`.
 * (6) Every card joins the group; one that may not says why, and the group stays. The same card again is said, not added
 *     (the camera seeing the last one still is nothing new).
 * (7) The only card: the group is given up.
 * (8) A no to the whole keeps the group, so that nobody has to show the cards again.
 * (9) Only another card: nobody has been asked about the first yet. It is not recorded, and the next screen says so.
 * (10) The newest card waits: what is being recorded must be seen first. It is taken up when the answer is put aside, or
 *     has been shown a moment.
 *
 * Answers bear the `turn` they answer; one that is not of this turn is late and changes nothing.
 */
import {
  annulled,
  check,
  confirm,
  count,
  decided,
  next,
  queue,
  recorded,
  replace,
  replaceCheck,
  startGroup,
  undecided,
  undo,
  undoFailed,
} from './flow-card.ts';
import {
  admit,
  admitted,
  agree,
  backToGroup,
  choose,
  comes,
  countPart,
  join,
  joined,
  notAdmitted,
  notJoined,
  removePart,
} from './flow-group.ts';
import {
  type EventAt,
  type FlowEvent,
  type FlowState,
  type Idle,
  type Showing,
  type StateAt,
  type Step,
  stay,
} from './flow-states.ts';

export type * from './flow-states.ts';

export const initialFlow: FlowState = { at: 'idle', turn: 0 };

/** The next state and what is to be done. Pure and total: every event has an answer in every state, and none throws. */
export function reduce(state: FlowState, event: FlowEvent): Step {
  if ('turn' in event && event.turn !== state.turn) return stay(state);
  // The row is of the state's kind and the cell of the event's, which the compiler cannot follow through two unions.
  const cell = table[state.at][event.type] as (state: FlowState, event: FlowEvent) => Step;
  return cell(state, event);
}

const busy: ReadonlySet<FlowState['at']> = new Set(['idle', 'joining', 'admitting', 'undoing']);

/** True where a card shown now would be taken up, at once or as the next, rather than ignored. */
export function takesReadings(state: FlowState): boolean {
  return !busy.has(state.at);
}

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
  gather: stay,
  remove: stay,
  agree: stay,
  choose: stay,
  come: stay,
  admitted: stay,
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
  checking: { ...ignoreAll, read: replaceCheck, checked: decided, failed: undecided, leave: toScanning, stop },
  asking: { ...ignoreAll, read: replace, count, confirm, gather: startGroup, leave: toScanning, stop },
  recording: { ...ignoreAll, read: queue, recorded, failed: undecided, stop },
  gathering: {
    ...ignoreAll,
    read: join,
    count: countPart,
    come: comes,
    choose,
    agree,
    remove: removePart,
    confirm: admit,
    leave: toScanning,
    stop,
  },
  joining: { ...ignoreAll, checked: joined, failed: notJoined, leave: backToGroup, stop },
  admitting: { ...ignoreAll, admitted, failed: notAdmitted, stop },
  showing: { ...ignoreAll, read: next, undo, leave: goOn, elapsed: goOn, stop },
  undoing: { ...ignoreAll, annulled, failed: undoFailed, stop },
};

function start({ turn }: Idle): Step {
  return { state: { at: 'starting', turn }, effects: [{ type: 'open-sources' }] };
}

function stop({ turn }: FlowState): Step {
  return { state: { at: 'idle', turn }, effects: [{ type: 'close-sources' }] };
}

function toScanning({ turn }: FlowState): Step {
  return { state: { at: 'scanning', turn }, effects: [] };
}

/** After an answer: the card that came meanwhile, or whichever comes. */
function goOn(state: Showing): Step {
  return state.next === undefined ? toScanning(state) : check(state, state.next);
}
