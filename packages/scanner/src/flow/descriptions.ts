/** The sentences of docs/screen.md about the states, the events and the moves of the flow. */
import type { EventName, StateName } from './moves.ts';

/** The notes of events that are ignored, by state. */
export const ignored: { readonly [S in StateName]?: { readonly [E in EventName]?: 1 | 3 } } = {
  recording: { leave: 3, reset: 3 },
  joining: { read: 1 },
  admitting: { read: 1, leave: 3, reset: 3 },
  undoing: { read: 1, leave: 3, reset: 3 },
};

/** The notes that the moves refer to by number. */
export const moveNotes: Readonly<Record<number, string>> = {
  1: 'An answer will follow in a moment, and the clerk must see it. A card shown until then must be shown again: a camera reports the same code again once it has been out of view (`repeatAfterMs` of its source).',
  2: 'Only if it is another card. The screen must never ask about one card while another lies in front of the reader. The first card is not recorded, and the next screen says so. The same card is the one that is still in view.',
  3: 'A request that has been sent cannot be cancelled. The recording can be undone afterwards.',
  4: 'At once, so that the queue moves. But the same card, still in view of the camera, is not a new card: otherwise a fresh “recorded” would turn into “already recorded”. With a reader or by typing, the same card is deliberate and is checked again.',
  5: 'A community card, which is never used alone, is the first card of a group. Any other card starts a group by `gather`.',
  6: 'Every card joins the group. If a card is refused, the screen shows why and the group stays. If it is in the group already, the screen says so, unless it is the last card, still in view of the camera.',
  7: 'If it is the only card, the group ends.',
  8: 'If the group is refused, it stays, so that no card has to be shown again.',
  9: 'Only if it is another card: the clerk has not been asked about the first one yet. The first card is not recorded, and the next screen says so.',
  10: 'The newest card waits, because the clerk must see the result of the recording first. It is checked when the clerk dismisses the answer, or after the answer was shown briefly.',
  11: 'With `auto`, nothing is asked if the registry admits the card, no one else may come along, the show is today and the code was not typed.',
};

/** What each state means. */
export const stateSentences: Readonly<Record<StateName, string>> = {
  idle: 'there is no desk',
  starting: 'the camera is starting; reader and typing work already',
  scanning: 'ready for a card',
  checking: 'the registry is asked about a card',
  asking: 'the clerk is asked who comes along',
  recording: 'a visit of one card is being recorded',
  gathering: 'a group visit: cards join it one after another',
  joining: 'the registry is asked about another card of the group',
  admitting: 'the group is being recorded',
  showing: 'an answer: recorded, recorded provisionally, has a ticket, refused, or undecided',
  undoing: 'a recording is being undone',
};

/** What each event means. */
export const eventSentences: Readonly<Record<EventName, string>> = {
  start: 'there is a desk',
  ready: 'every source runs or has failed',
  stop: 'the desk or the element is gone',
  read: 'a card was read by camera or reader, or typed',
  checked: 'the desk returns its decision about a card',
  count: 'the clerk sets how many minors come',
  confirm: 'the clerk confirms',
  recorded: 'the desk returns its verdict on a visit',
  gather: 'the clerk starts a group with the card on the screen',
  remove: 'a card leaves the group',
  agree: 'the clerk says that the large group was agreed on',
  inside: 'the clerk says that the client whom a worker joins is inside already',
  choose: 'not everyone fits: the screen proposes who comes',
  come: 'the clerk says whether one card comes',
  undo: 'the clerk undoes the recording',
  correct: 'the clerk corrects the number of minors of the recording',
  voided: 'the desk returns the result of the undo',
  failed: 'the check, the recording or the undo failed',
  leave: 'the clerk dismisses what is on the screen',
  reset: 'the page starts over',
  elapsed: 'an answer was shown long enough',
};
