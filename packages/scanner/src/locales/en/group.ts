import type { Locale } from '../locale.ts';
import { cards, people, places } from './counts.ts';

export const group: Locale['group'] = {
  title: 'Group visit',
  nextCard: 'Read the next card of the group.',
  total: (cardCount, peopleCount) => (cardCount === 0 ? 'No cards' : `${cards(cardCount)}, ${people(peopleCount)}`),
  minors: {
    children: (under) => `Children under ${under}`,
    clients: (under) => `Clients under ${under}`,
  },
  reserved: 'Reserved',
  hasTicket: 'Has a ticket',
  removeOf: (maskedCard) => `Remove card ${maskedCard} from the group`,
  remove: 'Remove',
  ofCard: (what, maskedCard) => `${what}: card ${maskedCard}`,
  twice: (maskedCard) => `Card ${maskedCard} is already in the group.`,
  joined: (maskedCard) => `Card ${maskedCard} is in the group.`,
  notJoined: (maskedCard) => `Card ${maskedCard} was not added to the group.`,
  notRecorded: 'The group was not recorded.',
  bigGroup: 'Large groups are agreed on separately. Has this group been agreed on?',
  agreed: 'Yes, the group has been agreed on',
  inside: 'A client is inside already, or has a ticket',
  fits: (remaining, peopleCount) =>
    `${remaining === 1 ? 'There is' : 'There are'} ${places(remaining)} left. The group has ${people(peopleCount)}.`,
  takeFitting: 'Take those who fit',
  choose: 'Choose who comes in. The others are not recorded.',
  nobody: 'Nobody has been chosen.',
  comes: (maskedCard) => `Card ${maskedCard} comes in`,
  confirm: 'Record the group',
  confirmProvisional: 'Record the group provisionally',
  letIn: 'Let the group in',
  cancel: 'Cancel the group',
};
