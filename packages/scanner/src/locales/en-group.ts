import type { Locale } from './locale.ts';

const cards = (count: number) => (count === 1 ? '1 card' : `${count} cards`);
const people = (count: number) => (count === 1 ? '1 person' : `${count} people`);

export const group: Locale['group'] = {
  title: 'Group visit',
  nextCard: 'Read the next card of the group.',
  total: (cardCount, peopleCount) => `${cards(cardCount)}, ${people(peopleCount)}`,
  minors: {
    children: (under) => `Children under ${under}`,
    clients: (under) => `Clients under ${under}`,
  },
  reserved: 'Reserved',
  removeOf: (maskedCard) => `Remove card ${maskedCard} from the group`,
  remove: 'Remove',
  ofCard: (what, maskedCard) => `${what}: card ${maskedCard}`,
  twice: (maskedCard) => `Card ${maskedCard} is already in the group.`,
  joined: (maskedCard) => `Card ${maskedCard} is in the group.`,
  notJoined: (maskedCard) => `Card ${maskedCard} was not added to the group.`,
  notRecorded: 'The group was not recorded.',
  bigGroup: 'Large groups are agreed beforehand. Has this group been agreed?',
  agreed: 'Yes, the group has been agreed',
  fits: (remaining, peopleCount) => `Places left: ${remaining}. The group has ${people(peopleCount)}.`,
  takeFitting: 'Take those who fit',
  choose: 'Choose who comes in. The others are not recorded.',
  nobody: 'Nobody has been chosen.',
  comes: (maskedCard) => `Card ${maskedCard} comes in`,
  confirm: 'Record the group',
  confirmProvisional: 'Record the group provisionally',
  cancel: 'Cancel the group',
};
