import type { Locale } from '../locale.ts';
import { cards, people, places } from './counts.ts';

export const group: Locale['group'] = {
  title: 'Gruppbesök',
  nextCard: 'Läs gruppens nästa kort.',
  total: (cardCount, peopleCount) => (cardCount === 0 ? 'Inga kort' : `${cards(cardCount)}, ${people(peopleCount)}`),
  minors: {
    children: (under) => `Barn under ${under} år`,
    clients: (under) => `Klienter under ${under} år`,
  },
  reserved: 'Reserverat',
  hasTicket: 'Har redan biljett',
  removeOf: (maskedCard) => `Ta bort kort ${maskedCard} ur gruppen`,
  remove: 'Ta bort',
  ofCard: (what, maskedCard) => `${what}: kort ${maskedCard}`,
  twice: (maskedCard) => `Kort ${maskedCard} är redan i gruppen.`,
  joined: (maskedCard) => `Kort ${maskedCard} är i gruppen.`,
  notJoined: (maskedCard) => `Kort ${maskedCard} lades inte till i gruppen.`,
  notRecorded: 'Gruppen registrerades inte.',
  bigGroup: 'Om stora grupper avtalar man separat. Har ni avtalat om den här gruppen?',
  agreed: 'Ja, vi har avtalat om gruppen',
  inside: 'En klient är redan inne eller har redan biljett',
  fits: (remaining, peopleCount) => `Det finns ${places(remaining)} kvar, gruppen är ${people(peopleCount)}.`,
  takeFitting: 'Ta med dem som ryms',
  choose: 'Välj vilka som kommer med. De andra registreras inte.',
  nobody: 'Ingen är vald.',
  comes: (maskedCard) => `Kort ${maskedCard} kommer med`,
  confirm: 'Registrera gruppen',
  confirmProvisional: 'Registrera gruppen preliminärt',
  letIn: 'Släpp in gruppen',
  cancel: 'Avbryt gruppen',
};
