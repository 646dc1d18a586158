/**
 * The flow's table of states and events: where each event leads. What stands here is tried against `reduce`, and
 * docs/screen.md is drawn from it; the code that does it is flow.ts.
 */
import type { FlowEffect, FlowEvent, FlowState } from './flow-states.ts';

/** Where an event leads from a state; every event that has no move leaves the state as it is. */
export interface Move {
  /** One of these; the first is the usual one. */
  readonly to: readonly FlowState['at'][];
  /** What the world may be asked for on the way. */
  readonly asks?: readonly FlowEffect['type'][];
  /** The numbers of {@link moveNotes}. */
  readonly notes?: readonly (keyof typeof moveNotes)[];
}

type Moves = { readonly [S in FlowState['at']]: { readonly [E in FlowEvent['type']]?: Move } };

const stop: Move = { to: ['idle'], asks: ['close-sources'] };
const change: Move = { to: ['gathering'] };
const reset: Move = { to: ['scanning'] };

export const moves: Moves = {
  idle: { start: { to: ['starting'], asks: ['open-sources'] } },
  starting: { ready: { to: ['scanning'] }, read: { to: ['checking'], asks: ['check'] }, stop },
  scanning: { read: { to: ['checking'], asks: ['check'] }, stop },
  checking: {
    read: { to: ['checking'], asks: ['check'], notes: [9] },
    checked: { to: ['asking', 'gathering', 'recording', 'showing'], asks: ['admit', 'linger'], notes: [5, 11] },
    failed: { to: ['showing'] },
    leave: { to: ['scanning'] },
    reset,
    stop,
  },
  asking: {
    read: { to: ['checking', 'asking'], asks: ['check'], notes: [2] },
    count: { to: ['asking'] },
    confirm: { to: ['recording'], asks: ['admit'] },
    gather: { to: ['gathering'] },
    leave: { to: ['scanning'] },
    reset,
    stop,
  },
  recording: {
    read: { to: ['recording'], notes: [10] },
    recorded: { to: ['showing'], asks: ['linger'] },
    failed: { to: ['showing'] },
    stop,
  },
  gathering: {
    read: { to: ['joining', 'gathering'], asks: ['check'], notes: [6] },
    count: change,
    come: change,
    choose: change,
    agree: change,
    inside: change,
    remove: { to: ['gathering', 'scanning'], notes: [7] },
    confirm: { to: ['admitting', 'gathering'], asks: ['admit'] },
    leave: { to: ['scanning'] },
    reset,
    stop,
  },
  joining: { checked: change, failed: change, leave: change, reset, stop },
  admitting: {
    recorded: { to: ['showing', 'gathering'], asks: ['linger'], notes: [8] },
    failed: { to: ['gathering'], notes: [8] },
    stop,
  },
  showing: {
    read: { to: ['checking', 'showing'], asks: ['check'], notes: [4] },
    undo: { to: ['undoing', 'showing'], asks: ['void'] },
    leave: { to: ['scanning', 'checking'], asks: ['check'], notes: [10] },
    elapsed: { to: ['scanning', 'checking'], asks: ['check'], notes: [10] },
    reset,
    stop,
  },
  undoing: { voided: { to: ['showing'], asks: ['linger'] }, failed: { to: ['showing'] }, stop },
};

/** Events that bear a note where they have no move. */
export const ignored: { readonly [S in FlowState['at']]?: { readonly [E in FlowEvent['type']]?: 1 | 3 } } = {
  recording: { leave: 3, reset: 3 },
  joining: { read: 1 },
  admitting: { read: 1, leave: 3, reset: 3 },
  undoing: { read: 1, leave: 3, reset: 3 },
};

export const moveNotes = {
  1: 'An answer is a moment away, and it must be seen. A card shown meanwhile is lifted and shown again: a camera tells a text anew once it has been out of view (`repeatAfterMs` of its source).',
  2: 'Only another card. The screen must never ask about one card while another lies in front of the reader. Nothing of the first is recorded, and the next screen says so. The same card again is the card still in view.',
  3: 'What is on its way cannot be called back by looking away; the undo comes after.',
  4: 'Also at once, for the queue’s sake; but the camera seeing the same card still is no new card: it would turn a fresh “recorded” into “already recorded”. By reader or by hand the same card is an act, and is checked again.',
  5: 'A community card, which is never used alone, is the first of a group. Any other card begins one by `gather`.',
  6: 'Every card joins the group; one that may not says why, and the group stays. The same card again is said, not added (the camera seeing the last one still is nothing new).',
  7: 'The only card: the group is given up.',
  8: 'A no to the whole keeps the group, so that nobody has to show the cards again.',
  9: 'Only another card: nobody has been asked about the first yet. It is not recorded, and the next screen says so.',
  10: 'The newest card waits: what is being recorded must be seen first. It is taken up when the answer is put aside, or has been shown a moment.',
  11: 'With `auto`: where the registry says yes, nobody else may come, the show is today’s and the code was not typed, nothing is asked.',
} as const;

export const stateSentences: Readonly<Record<FlowState['at'], string>> = {
  idle: 'there is no desk to work at',
  starting: 'the camera is coming up; reader and typing work already',
  scanning: 'ready for a card',
  checking: 'the registry is asked about a card',
  asking: 'the clerk is asked who comes along',
  recording: 'a party is being recorded',
  gathering: 'a group visit: cards join it one after another',
  joining: 'the registry is asked about a further card of the group',
  admitting: 'the group is being recorded',
  showing: 'an answer: recorded, recorded provisionally, has a ticket, refused, or undecided',
  undoing: 'a recording is being taken back',
};

export const eventSentences: Readonly<Record<FlowEvent['type'], string>> = {
  start: 'a desk is at hand',
  ready: 'every source runs, or has said that it cannot',
  stop: 'the desk is gone, or the element',
  read: 'a card came: by camera, by reader or by hand',
  checked: 'the desk says what a card comes to',
  count: 'the clerk sets how many minors come',
  confirm: 'the clerk confirms',
  recorded: 'the desk says what became of a party or a group',
  gather: 'the clerk begins a group with the card that is asked about',
  remove: 'a card leaves the group',
  agree: 'the clerk says that a large group was agreed on',
  inside: 'the clerk says that the client whom a worker joins is inside already',
  choose: 'not all fit: who comes is proposed',
  come: 'the clerk says whether one card comes',
  undo: 'the clerk takes the recording back',
  voided: 'the desk says what became of the undo',
  failed: 'checking, recording or the undo threw',
  leave: 'the clerk puts aside what is on the screen',
  reset: 'the page begins anew',
  elapsed: 'an answer has been shown long enough',
};
