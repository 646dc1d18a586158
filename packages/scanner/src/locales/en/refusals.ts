import type { Locale } from '../locale.ts';
import { cardPlaces, children, clients } from './counts.ts';

const unusable = {
  sentence: 'The card cannot be used right now.',
  nextStep: 'The place that issued the card can sort this out.',
};
const inactive = 'The card is not in use.';
const renewal = 'The card is renewed where it was issued.';

export const refusals: Locale['refusals'] = {
  'not-a-card': () => ({
    sentence: 'This is not the code of a Kaikukortti.',
    nextStep: 'Read the card again, or type the code on the card, for example A045198723.',
  }),
  'old-card': () => ({
    sentence: 'The card has an old number from before Kaikukanta.',
    nextStep: 'The card holder gets a new card where the old one was issued.',
  }),
  'card-unregistered': () => ({
    sentence: 'The card is not registered in Kaikukanta.',
    nextStep:
      'The office that gave the card registers it. Report the code on the card to the Kaikukortti coordinator of the region.',
  }),
  'card-barred': () => unusable,
  'card-in-transfer': () => unusable,
  'card-inactive': () => ({
    sentence: inactive,
    nextStep:
      'Ask if there is a newer card or a mobile Kaikukortti. If not, the place that issued the card can sort this out.',
  }),
  'card-expired': ({ validUntilOn }, { day }) => ({
    sentence: `The card’s validity ended on ${day(validUntilOn)}.`,
    nextStep: renewal,
  }),
  'community-card-course': () => ({
    sentence: 'A community card cannot be used for course places.',
    nextStep: 'A client can get a course place with their own Kaikukortti.',
  }),
  'show-cancelled': () => ({
    sentence: 'This event has been cancelled.',
    nextStep: 'The card is good for other events. Tell when the next one is.',
  }),
  'show-too-long-over': ({ on }, { day }) => ({
    sentence: `This event was on ${day(on)}. Uses are no longer recorded for it.`,
    nextStep: 'Choose the event of today. Missing visits are entered with Kaikukanta’s import.',
  }),
  'reservation-not-open': ({ opensAt }, { instant }, { of }) => ({
    sentence: `${of === 'course' ? 'Course places can be reserved with a Kaikukortti' : 'Kaikukortti tickets can be reserved'} from ${instant(opensAt)} on.`,
    nextStep: 'Read the card again then.',
  }),
  'redemption-not-open': ({ opensAt }, { instant }, { of }) => ({
    sentence: `${of === 'course' ? 'Course places can be redeemed with a Kaikukortti' : 'Kaikukortti tickets can be redeemed'} from ${instant(opensAt)} on.`,
    nextStep: 'Read the card again then.',
  }),
  'card-twice-in-visit': () => ({
    sentence: 'The same card is in the group twice.',
    nextStep: 'Remove one of them. Each adult shows a card of their own.',
  }),
  'already-recorded': ({ recordedAt, how, onThisDevice = false }, { instant }) => ({
    sentence: {
      reserved: `The card already has a reservation for this event, reserved on ${instant(recordedAt)}.`,
      sold: `A ticket for this event was redeemed in advance with this card on ${instant(recordedAt)}.`,
      door: `The card was already recorded at the door of this event on ${instant(recordedAt)}.`,
      here: `The card was already recorded for this event on this device on ${instant(recordedAt)}.`,
    }[onThisDevice ? 'here' : how],
    nextStep:
      how === 'sold'
        ? 'The ticket is valid for entry. No new recording is needed.'
        : 'No new recording is needed. Each adult shows a card of their own.',
  }),
  'community-card-alone': () => ({
    sentence: 'A community card can only be used together with a client or a group.',
    nextStep: 'Read the other cards of the group, or enter the number of clients under 16.',
  }),
  'course-without-children': () => ({
    sentence: 'The course place is for the card holder only.',
    nextStep: 'Record the course place without children.',
  }),
  'too-many-minors': ({ max, who }) => {
    if (who === 'clients')
      return {
        sentence: `At most ${clients(max)} can be entered for one card.`,
        nextStep: 'Read the card again, and enter the others for another worker’s card in the group.',
      };
    if (max === 0)
      return {
        sentence: 'No children are registered for this card.',
        nextStep: 'Record the card holder alone. The number of children can be updated where the card was issued.',
      };
    return {
      sentence: `At most ${children(max)} can come along with this card.`,
      nextStep: 'Read the card again and choose a smaller number. The number in Kaikukanta applies.',
    };
  },
  'group-not-agreed': ({ people, agreedAbove }) => ({
    sentence: `The group has ${people} people. Groups of more than ${agreedAbove} are agreed on separately.`,
    nextStep: 'Confirm that the group has been agreed on, or agree on it now.',
  }),
  'cap-reached': ({ cap, remaining }, _, { of, holder }) => {
    const full = {
      show: 'All Kaikukortti places of this event',
      course: 'All Kaikukortti places of this course',
      day: 'All of today’s Kaikukortti places',
    }[of];
    const another = { show: 'another event', course: 'another course', day: 'another day' }[of];
    if (remaining === 0)
      return {
        sentence: `${full} have been given. The upper limit is ${cap}.`,
        nextStep: {
          show: 'The card is good for other events. Tell them when the next event is.',
          course: 'The card is good for other courses. Tell them when the next one starts.',
          day: 'Tell them that they can come again tomorrow.',
        }[of],
      };
    return {
      sentence: `${remaining === 1 ? 'There is' : 'There are'} ${cardPlaces(remaining)} left. The upper limit is ${cap}.`,
      nextStep:
        // A worker and one client are two already.
        remaining === 1 && holder === 'community'
          ? `Suggest ${another}.`
          : `Read the card again and record a smaller party, or suggest ${another}.`,
    };
  },
  'unknown-rule': () => ({
    sentence: 'A rule of Kaikukanta does not allow this recording.',
    nextStep: 'Check it in Kaikukanta or ask the coordinator.',
  }),
};

export const flags: Locale['flags'] = {
  'not-a-card': 'The code is not that of a Kaikukortti.',
  'old-card': 'The card has an old number.',
  'card-unregistered': 'The card is not registered.',
  'card-barred': unusable.sentence,
  'card-in-transfer': unusable.sentence,
  'card-inactive': inactive,
  'card-expired': 'The card’s validity has ended.',
  'community-card-course': 'A community card cannot be used for course places.',
  'show-cancelled': 'The event had been cancelled.',
  'show-too-long-over': 'The event had been over for more than two weeks.',
  'reservation-not-open': 'Reservations had not opened yet.',
  'redemption-not-open': 'Tickets could not be redeemed yet.',
  'card-twice-in-visit': 'The same card was in the group twice.',
  'already-recorded': 'The card had already been used for this event.',
  'community-card-alone': 'A community card can only be used with a client.',
  'course-without-children': 'The course place is for the card holder only.',
  'too-many-minors': 'More came along than the card allows.',
  'group-not-agreed': 'The large group had not been marked as agreed on.',
  'cap-reached': 'The upper limit was exceeded.',
  'unknown-rule': 'The recording departs from a rule of Kaikukanta.',
  late: 'The visit was recorded on a later day.',
  'date-unsure': 'The day of the visit may be wrong, because the clock of the device was. Check the day.',
  'card-not-checked': 'The card was not checked here: the house records, Kaikukanta checks.',
};
