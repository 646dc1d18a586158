import type { Locale } from './locale.ts';

const children = (count: number) => (count === 1 ? '1 child' : `${count} children`);
const clients = (count: number) => (count === 1 ? '1 client' : `${count} clients`);
const renewal = 'The card is renewed where it was issued.';

export const refusals: Locale['refusals'] = {
  'not-a-card': () => ({
    sentence: 'This is not the code of a Kaikukortti.',
    nextStep: 'Read the card again, or type the code on the card, for example A045198723.',
  }),
  'old-card': () => ({ sentence: 'The card has an old number that is no longer in use.', nextStep: renewal }),
  'card-unregistered': () => ({
    sentence: 'The card is not registered in Kaikukanta.',
    nextStep: 'The office that gave the card registers it.',
  }),
  'card-barred': () => ({
    sentence: 'The card cannot be used right now.',
    nextStep: 'The place that issued the card can sort this out.',
  }),
  'card-in-transfer': () => ({
    sentence: 'The card is moving from one office to another and cannot be used right now.',
    nextStep: 'The new office takes the card into use.',
  }),
  'card-inactive': () => ({
    sentence: 'The card is not in use.',
    nextStep: 'The card can be taken into use where it was issued.',
  }),
  'card-expired': ({ validUntilOn }, { day }) => ({
    sentence: `The card’s validity ended on ${day(validUntilOn)}.`,
    nextStep: renewal,
  }),
  'community-card-course': () => ({
    sentence: 'A community card does not give course places.',
    nextStep: 'A course place is given with the client’s own Kaikukortti.',
  }),
  'reservation-not-open': ({ opensAt }, { instant }) => ({
    sentence: `Kaikukortti tickets can be reserved from ${instant(opensAt)} on.`,
    nextStep: 'Read the card again then.',
  }),
  'redemption-not-open': ({ opensAt }, { instant }) => ({
    sentence: `Kaikukortti tickets are given out from ${instant(opensAt)} on.`,
    nextStep: 'Read the card again then.',
  }),
  'card-twice-in-visit': () => ({
    sentence: 'The same card is in the group twice.',
    nextStep: 'Remove one of them. Each adult shows a card of their own.',
  }),
  'already-recorded': ({ recordedAt, how }, { instant }) => ({
    sentence: {
      reserved: `The card already has a reservation for this event, reserved on ${instant(recordedAt)}.`,
      sold: `A ticket for this event was already redeemed in advance with this card on ${instant(recordedAt)}.`,
      door: `The card was already recorded at the door of this event on ${instant(recordedAt)}.`,
    }[how],
    nextStep: 'No new recording is needed. Each adult shows a card of their own.',
  }),
  'community-card-alone': () => ({
    sentence: 'A community card is used together with a client or a group.',
    nextStep: 'Read the other cards of the group, or enter the number of clients under 16.',
  }),
  'course-without-children': () => ({
    sentence: 'The course place is for the card holder only.',
    nextStep: 'Record the course place without children.',
  }),
  'too-many-minors': ({ most, who }) => ({
    sentence: `At most ${who === 'children' ? children(most) : clients(most)} can come along with this card.`,
    nextStep: 'Read the card again and choose a smaller number. What Kaikukanta says counts.',
  }),
  'group-not-agreed': ({ people, agreedAbove }) => ({
    sentence: `The group has ${people} people. Groups of more than ${agreedAbove} are agreed beforehand.`,
    nextStep: 'Confirm that the group has been agreed.',
  }),
  'cap-reached': ({ cap, remaining }) => ({
    sentence:
      remaining === 0
        ? `All Kaikukortti places of this event have been given. The upper limit is ${cap}.`
        : `Kaikukortti places left: ${remaining}. The upper limit is ${cap}.`,
    nextStep:
      remaining === 0
        ? 'The card is good for other events. Tell when the next one is.'
        : 'Read the card again and record a smaller party, or suggest another event.',
  }),
  'unknown-rule': () => ({
    sentence: 'A rule of Kaikukanta does not allow this recording.',
    nextStep: 'Check it in Kaikukanta or ask the coordinator.',
  }),
};

export const flags: Locale['flags'] = {
  'not-a-card': 'The code is not that of a Kaikukortti.',
  'old-card': 'The card has an old number.',
  'card-unregistered': 'The card is not registered.',
  'card-barred': 'The card cannot be used right now.',
  'card-in-transfer': 'The card is moving to another office.',
  'card-inactive': 'The card is not in use.',
  'card-expired': 'The card’s validity has ended.',
  'community-card-course': 'A community card does not give course places.',
  'reservation-not-open': 'Reserving had not begun yet.',
  'redemption-not-open': 'Tickets were not given out yet.',
  'card-twice-in-visit': 'The same card was in the group twice.',
  'already-recorded': 'The card had already been recorded for this event.',
  'community-card-alone': 'A community card is used with a client.',
  'course-without-children': 'The course place is for the card holder only.',
  'too-many-minors': 'More came along than the card allows.',
  'group-not-agreed': 'The large group had not been marked as agreed.',
  'cap-reached': 'The upper limit was exceeded.',
  'unknown-rule': 'The recording departs from a rule of Kaikukanta.',
};
