import type { Locale } from './locale.ts';

const cards = (count: number) => (count === 1 ? '1 kortti' : `${count} korttia`);
const people = (count: number) => (count === 1 ? '1 henkilö' : `${count} henkilöä`);

export const group: Locale['group'] = {
  title: 'Ryhmäkäynti',
  nextCard: 'Lue ryhmän seuraava kortti.',
  total: (cardCount, peopleCount) => `${cards(cardCount)}, ${people(peopleCount)}`,
  minors: {
    children: (under) => `Alle ${under}-vuotiaat lapset`,
    clients: (under) => `Alle ${under}-vuotiaat asiakkaat`,
  },
  reserved: 'Varattu',
  removeOf: (maskedCard) => `Poista kortti ${maskedCard} ryhmästä`,
  remove: 'Poista',
  ofCard: (what, maskedCard) => `${what}: kortti ${maskedCard}`,
  twice: (maskedCard) => `Kortti ${maskedCard} on jo ryhmässä.`,
  joined: (maskedCard) => `Kortti ${maskedCard} on ryhmässä.`,
  notJoined: (maskedCard) => `Korttia ${maskedCard} ei lisätty ryhmään.`,
  notRecorded: 'Ryhmää ei kirjattu.',
  bigGroup: 'Isosta ryhmästä sovitaan etukäteen. Onko tästä ryhmästä sovittu?',
  agreed: 'Kyllä, ryhmästä on sovittu',
  fits: (remaining, peopleCount) => `Paikkoja on jäljellä ${remaining}, ryhmässä on ${people(peopleCount)}.`,
  takeFitting: 'Ota mukaan mahtuvat',
  choose: 'Valitse, ketkä tulevat mukaan. Muita ei kirjata.',
  nobody: 'Kukaan ei ole valittuna.',
  comes: (maskedCard) => `Kortti ${maskedCard} tulee mukaan`,
  confirm: 'Kirjaa ryhmä',
  confirmProvisional: 'Kirjaa ryhmä alustavasti',
  cancel: 'Peruuta ryhmä',
};
