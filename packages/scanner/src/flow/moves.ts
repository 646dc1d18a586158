/**
 * The transitions of the flow. `reduce` runs this table, docs/screen.md is generated from it, and the tests check every cell.
 */
import { undo, undoFailed, voided } from './answer.ts';
import {
  answered,
  check,
  confirm,
  correct,
  count,
  decided,
  next,
  queue,
  replace,
  replaceCheck,
  startGroup,
  undecided,
} from './card.ts';
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
} from './group.ts';
import type { EventAt, FlowEffect, FlowEvent, FlowState, Idle, Showing, StateAt, Step } from './states.ts';

/** The names of the states and of the events. */
export type StateName = FlowState['at'];
export type EventName = FlowEvent['type'];

/** What an event does in a state, and where it may lead. */
export interface Move<S extends StateName = never, E extends EventName = never> {
  readonly run: (state: StateAt<S>, event: EventAt<E>) => Step;
  /** The states it may lead to, the usual one first. */
  readonly to: readonly StateName[];
  /** The effects it may have. */
  readonly effects?: readonly FlowEffect['type'][];
  /** The numbers of its notes in descriptions.ts. */
  readonly notes?: readonly number[];
}

type Moves = { readonly [S in StateName]: { readonly [E in EventName]?: Move<S, E> } };

const stop = { run: toIdle, to: ['idle'], effects: ['close-sources'] } as const;
const reset = { run: toScanning, to: ['scanning'] } as const;

/** Every transition. An event that has no move in a state leaves the state unchanged. */
export const moves: Moves = {
  idle: { start: { run: toStarting, to: ['starting'], effects: ['open-sources'] } },
  starting: { ready: reset, read: { run: check, to: ['checking'], effects: ['check'] }, stop },
  scanning: { read: { run: check, to: ['checking'], effects: ['check'] }, stop },
  checking: {
    read: { run: replaceCheck, to: ['checking'], effects: ['check'], notes: [9] },
    checked: {
      run: decided,
      to: ['asking', 'gathering', 'recording', 'showing'],
      effects: ['admit', 'linger'],
      notes: [5, 11],
    },
    failed: { run: undecided, to: ['showing'] },
    leave: reset,
    reset,
    stop,
  },
  asking: {
    read: { run: replace, to: ['checking', 'asking'], effects: ['check'], notes: [2] },
    count: { run: count, to: ['asking'] },
    confirm: { run: confirm, to: ['recording'], effects: ['admit', 'correct'] },
    gather: { run: startGroup, to: ['gathering', 'asking'] },
    leave: reset,
    reset,
    stop,
  },
  recording: {
    read: { run: queue, to: ['recording'], notes: [10] },
    recorded: { run: answered, to: ['showing'], effects: ['linger'] },
    failed: { run: undecided, to: ['showing'] },
    stop,
  },
  gathering: {
    read: { run: join, to: ['joining', 'gathering'], effects: ['check'], notes: [6] },
    count: { run: countPart, to: ['gathering'] },
    come: { run: comes, to: ['gathering'] },
    choose: { run: choose, to: ['gathering'] },
    agree: { run: agree, to: ['gathering'] },
    inside: { run: inside, to: ['gathering'] },
    remove: { run: removePart, to: ['gathering', 'scanning'], notes: [7] },
    confirm: { run: admit, to: ['admitting', 'gathering'], effects: ['admit'] },
    leave: reset,
    reset,
    stop,
  },
  joining: {
    checked: { run: joined, to: ['gathering'] },
    failed: { run: notJoined, to: ['gathering'] },
    leave: { run: backToGroup, to: ['gathering'] },
    reset,
    stop,
  },
  admitting: {
    recorded: { run: groupAnswered, to: ['showing', 'gathering'], effects: ['linger'], notes: [8] },
    failed: { run: notAdmitted, to: ['gathering'], notes: [8] },
    stop,
  },
  showing: {
    read: { run: next, to: ['checking', 'showing'], effects: ['check'], notes: [4] },
    undo: { run: undo, to: ['undoing', 'showing'], effects: ['void'] },
    correct: { run: correct, to: ['asking', 'showing'] },
    leave: { run: toNextCard, to: ['scanning', 'checking'], effects: ['check'], notes: [10] },
    elapsed: { run: toNextCard, to: ['scanning', 'checking'], effects: ['check'], notes: [10] },
    reset,
    stop,
  },
  undoing: {
    voided: { run: voided, to: ['showing'], effects: ['linger'] },
    failed: { run: undoFailed, to: ['showing'] },
    stop,
  },
};

function toStarting({ turn }: Idle): Step {
  return { state: { at: 'starting', turn }, effects: [{ type: 'open-sources' }] };
}

function toIdle({ turn }: FlowState): Step {
  return { state: { at: 'idle', turn }, effects: [{ type: 'close-sources' }] };
}

function toScanning({ turn }: FlowState): Step {
  return { state: { at: 'scanning', turn }, effects: [] };
}

/** Ends an answer: checks the card that waits, or waits for one. */
function toNextCard(state: Showing): Step {
  return state.next === undefined ? toScanning(state) : check(state, state.next);
}
