import type { Locale } from '../locale.ts';
import { cards, people, places } from './counts.ts';

export const group: Locale['group'] = {
  title: 'Ryhmäkäynti',
  nextCard: 'Lue ryhmän seuraava kortti.',
  total: (cardCount, peopleCount) => (cardCount === 0 ? 'Ei kortteja' : `${cards(cardCount)}, ${people(peopleCount)}`),
  minors: {
    children: (under) => `Alle ${under}-vuotiaat lapset`,
    clients: (under) => `Alle ${under}-vuotiaat asiakkaat`,
  },
  reserved: 'Varattu',
  hasTicket: 'Lippu on jo',
  removeOf: (maskedCard) => `Poista kortti ${maskedCard} ryhmästä`,
  remove: 'Poista',
  ofCard: (what, maskedCard) => `${what}: kortti ${maskedCard}`,
  twice: (maskedCard) => `Kortti ${maskedCard} on jo ryhmässä.`,
  joined: (maskedCard) => `Kortti ${maskedCard} on ryhmässä.`,
  notJoined: (maskedCard) => `Korttia ${maskedCard} ei lisätty ryhmään.`,
  notRecorded: 'Ryhmää ei kirjattu.',
  bigGroup: 'Isosta ryhmästä sovitaan erikseen. Onko tästä ryhmästä sovittu?',
  agreed: 'Kyllä, ryhmästä on sovittu',
  inside: 'Asiakas on jo sisällä tai hänellä on jo lippu',
  fits: (remaining, peopleCount) => `Jäljellä on ${places(remaining)}, ryhmässä on ${people(peopleCount)}.`,
  takeFitting: 'Ota mukaan ne, jotka mahtuvat',
  choose: 'Valitse, ketkä tulevat mukaan. Muita ei kirjata.',
  nobody: 'Ketään ei ole valittu.',
  comes: (maskedCard) => `Kortti ${maskedCard} tulee mukaan`,
  confirm: 'Kirjaa ryhmä',
  confirmProvisional: 'Kirjaa ryhmä alustavasti',
  letIn: 'Päästä ryhmä sisään',
  cancel: 'Peruuta ryhmä',
};
