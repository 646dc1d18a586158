/**
 * SPINE: what the screen does, without a screen. Pure: `reduce` takes where we stand and what happened, and returns
 * where we stand now and what the world is asked to do. It knows no DOM, no Lit, no clock and no desk.
 *
 * A camera that is absent, denied or lost is no event here: the sources' states stand beside the flow, so they can
 * never hold up a card that comes by reader or by hand.
 *
 * Where each event leads, and why, is the table of flow-moves.ts (docs/screen.md#states-and-events). Every other event leaves
 * every state as it is.
 *
 * Answers bear the `turn` they answer; one that is not of this turn is late and changes nothing.
 */
import { undo, undoFailed, voided } from './flow-answer.ts';
import {
  answered,
  check,
  confirm,
  count,
  decided,
  next,
  queue,
  replace,
  replaceCheck,
  startGroup,
  undecided,
} from './flow-card.ts';
import {
  admit,
  agree,
  backToGroup,
  choose,
  comes,
  countPart,
  groupAnswered,
  inside,
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

export { isRecorded, type Recorded } from './flow-answer.ts';
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
  inside: stay,
  choose: stay,
  come: stay,
  undo: stay,
  voided: stay,
  failed: stay,
  leave: stay,
  reset: stay,
  elapsed: stay,
};

const table: Table = {
  idle: { ...ignoreAll, start },
  starting: { ...ignoreAll, ready: toScanning, read: check, stop },
  scanning: { ...ignoreAll, read: check, stop },
  checking: {
    ...ignoreAll,
    read: replaceCheck,
    checked: decided,
    failed: undecided,
    leave: toScanning,
    reset: toScanning,
    stop,
  },
  asking: {
    ...ignoreAll,
    read: replace,
    count,
    confirm,
    gather: startGroup,
    leave: toScanning,
    reset: toScanning,
    stop,
  },
  recording: { ...ignoreAll, read: queue, recorded: answered, failed: undecided, stop },
  gathering: {
    ...ignoreAll,
    read: join,
    count: countPart,
    come: comes,
    choose,
    agree,
    inside,
    remove: removePart,
    confirm: admit,
    leave: toScanning,
    reset: toScanning,
    stop,
  },
  joining: { ...ignoreAll, checked: joined, failed: notJoined, leave: backToGroup, reset: toScanning, stop },
  admitting: { ...ignoreAll, recorded: groupAnswered, failed: notAdmitted, stop },
  showing: { ...ignoreAll, read: next, undo, leave: goOn, reset: toScanning, elapsed: goOn, stop },
  undoing: { ...ignoreAll, voided, failed: undoFailed, stop },
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
