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
 *   checking   checked → asking, gathering (5), or showing    failed → showing    leave → scanning    read (1)
 *   asking     count → asking    confirm → recording    gather → gathering    read → checking (2)    leave → scanning
 *   recording  recorded → showing    failed → showing    read (1)    leave (3)
 *   gathering  read → joining (6)    count, come, choose, agree → gathering    remove → gathering, or scanning (7)
 *              confirm → admitting    leave → scanning
 *   joining    checked, failed, leave → gathering    read (1)
 *   admitting  admitted → showing, or gathering (8)    failed → gathering (8)    read (1)    leave (3)
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
 * (5) A community card, which is never used alone: it is the first of a group. Any other card begins one by `gather`.
 * (6) Every card joins the group; one that may not says why, and the group stays. The same card again is said, not added
 *     (the camera seeing the last one still is nothing new).
 * (7) The only card: the group is given up.
 * (8) A no to the whole keeps the group, so that nobody has to show the cards again.
 *
 * Answers bear the `turn` they answer; one that is not of this turn is late and changes nothing.
 */
import type { CardCode } from '@kaiku/client';
import {
  admit,
  admitted,
  agree,
  backToGroup,
  choose,
  comes,
  countPart,
  gather,
  join,
  joined,
  notAdmitted,
  notJoined,
  removePart,
  reservedMinors,
} from './flow-group.ts';
import {
  type Asking,
  type Checking,
  type EventAt,
  type FlowEvent,
  type FlowState,
  type Idle,
  type Recording,
  type Showing,
  type Shown,
  type StateAt,
  type Step,
  stay,
  type Undo,
  type Undoing,
} from './flow-states.ts';
import { isSameCard } from './same-card.ts';

export type * from './flow-states.ts';

export const initialFlow: FlowState = { at: 'idle', turn: 0 };

/** The next state and what is to be done. Pure and total: every event has an answer in every state, and none throws. */
export function reduce(state: FlowState, event: FlowEvent): Step {
  if ('turn' in event && event.turn !== state.turn) return stay(state);
  // The row is of the state's kind and the cell of the event's, which the compiler cannot follow through two unions.
  const cell = table[state.at][event.type] as (state: FlowState, event: FlowEvent) => Step;
  return cell(state, event);
}

const taking: ReadonlySet<FlowState['at']> = new Set(['starting', 'scanning', 'asking', 'gathering', 'showing']);

/** True where a card shown now would be taken up rather than ignored. */
export function takesReadings(state: FlowState): boolean {
  return taking.has(state.at);
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
  checking: { ...ignoreAll, checked: decided, failed: undecided, leave: toScanning, stop },
  asking: { ...ignoreAll, read: replace, count, confirm, gather: startGroup, leave: toScanning, stop },
  recording: { ...ignoreAll, recorded, failed: undecided, stop },
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
  showing: { ...ignoreAll, read: next, undo, leave: toScanning, elapsed: toScanning, stop },
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

function check(state: FlowState, { text }: EventAt<'read'>, unrecorded?: CardCode): Step {
  const turn = state.turn + 1;
  return { state: { at: 'checking', turn, text, unrecorded }, effects: [{ type: 'check', turn, text }] };
}

function replace(state: Asking, event: EventAt<'read'>): Step {
  return isSameCard(event.text, state.decision.code) ? stay(state) : check(state, event, state.decision.code);
}

function next(state: Showing, event: EventAt<'read'>): Step {
  const shown = [state.code ?? state, ...state.company];
  const still = event.origin === 'camera' && shown.some((card) => isSameCard(event.text, card));
  return still ? stay(state) : check(state, event);
}

function decided({ turn, text, unrecorded }: Checking, { decision }: EventAt<'checked'>): Step {
  const card = { turn, text, unrecorded };
  if (decision.outcome === 'refused' || (decision.outcome === 'undecided' && !decision.mayRecord)) {
    const { code, repairs } = decision;
    const shown: Shown =
      decision.outcome === 'refused'
        ? { outcome: 'refused', refusal: decision.refusal }
        : { outcome: 'undecided', cause: decision.cause };
    return {
      state: { at: 'showing', ...card, code, company: [], repairs, shown, undo: { status: 'none' } },
      effects: [],
    };
  }
  if (decision.code.holder === 'community') return stay(gather(turn, decision, unrecorded));
  return stay({ at: 'asking', ...card, decision, minors: reservedMinors(decision) ?? decision.minors.least });
}

function count(state: Asking, { minors }: EventAt<'count'>): Step {
  const { least, most } = state.decision.minors;
  return Number.isInteger(minors) && minors >= least && minors <= most ? stay({ ...state, minors }) : stay(state);
}

function startGroup({ turn, decision, unrecorded, minors }: Asking): Step {
  const group = gather(turn, decision, unrecorded);
  return stay({ ...group, parts: group.parts.map((part) => ({ ...part, minors })) });
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
    state: { at: 'showing', turn, text, unrecorded: undefined, code, company: [], repairs, shown: verdict, undo },
    effects: kept ? [{ type: 'linger', turn }] : [],
  };
}

function undecided(state: Checking | Recording, { cause }: EventAt<'failed'>): Step {
  const { turn, text, unrecorded } = state;
  const code = state.at === 'recording' ? state.decision.code : undefined;
  const shown: Shown = { outcome: 'undecided', cause };
  return stay({
    at: 'showing',
    turn,
    text,
    unrecorded,
    code,
    company: [],
    repairs: [],
    shown,
    undo: { status: 'none' },
  });
}

function undo(state: Showing): Step {
  const { undo: standing, shown, ...result } = state;
  if (standing.status !== 'offered' && standing.status !== 'failed') return stay(state);
  if (shown.outcome !== 'confirmed' && shown.outcome !== 'provisional') return stay(state);
  const turn = state.turn + 1;
  const unit =
    'visitId' in shown
      ? ({ kind: 'visit', unitId: shown.visitId } as const)
      : ({ kind: 'usage', unitId: shown.usageId } as const);
  return { state: { ...result, shown, at: 'undoing', turn }, effects: [{ type: 'annul', turn, ...unit }] };
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
