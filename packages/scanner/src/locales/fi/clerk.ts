import type { Locale } from '../locale.ts';
import { cards, people, places, visits } from './counts.ts';
import { device } from './device.ts';

export const discreet: Locale['discreet'] = {
  ready: { scanning: 'Valmis seuraavaan' },
  asking: { justConfirm: 'Yksi aikuinen' },
  verdict: { word: { refused: 'Tarkistetaan yhdessä' }, next: 'Seuraava' },
};

export const sound: Locale['sound'] = {
  title: 'Ääni',
  mute: 'Mykistä',
  volume: 'Voimakkuus',
  listen: 'Näin vastaukset kuulostavat:',
};

export const drawer: Locale['drawer'] = { open: 'Vuoro, laite ja ääni', close: 'Sulje' };

export const shift: Locale['shift'] = {
  title: 'Vuoro',
  none: 'Tällä laitteella ei ole vielä kirjattu käyntejä tähän tilaisuuteen.',
  since: (at) => `Alkoi ${at}`,
  recorded: 'Kirjattu',
  visits: (count, peopleCount) => (count === 0 ? 'Ei käyntejä' : `${visits(count)}, ${people(peopleCount)}`),
  provisional: 'Niistä vahvistamatta',
  pending: device.pending.label,
  review: 'Tarkistettava',
  undone: 'Peruttu',
  hasTicket: 'Lippu oli jo',
  notRecorded: 'Jäi kirjaamatta',
  left: 'Paikkoja jäljellä',
  edition: 'Sääntöjen versio',
  history: 'Viimeisimmät',
  standing: {
    confirmed: 'Kirjattu',
    provisional: 'Vahvistamatta',
    'has-ticket': 'Lippu oli jo',
    refused: 'Ei kirjattu',
    undecided: 'Ratkaisematta',
    undone: 'Peruttu',
    review: 'Tarkistettava',
  },
  who: (cardCount, peopleCount) =>
    cardCount > 1 ? `${cards(cardCount)}, ${people(peopleCount)}` : people(peopleCount),
  undoUntil: (clock) => `Peru (${clock} asti)`,
  undoOf: (what, maskedCard) => `${what}: kortti ${maskedCard}`,
  fewer: 'Korjaa lasten määrä:',
};

export const shows: Locale['shows'] = {
  title: 'Mihin tilaisuuteen kirjataan?',
  loading: 'Haetaan tilaisuuksia',
  noneToday: 'Tänään ei ole tilaisuuksia.',
  later: (count) => `Myöhemmin (${count})`,
  again: 'Hae uudelleen',
  back: 'Takaisin',
  change: (time, name) => `Vaihdetaanko tilaisuudeksi ${time} ${name}?`,
  sure: 'Vaihda',
  keep: 'Älä vaihda',
  choose: 'Vaihda tilaisuutta',
};

export const reservations: Locale['reservations'] = {
  title: 'Varaukset',
  loading: 'Haetaan varauksia',
  none: 'Tähän tilaisuuteen ei ole voimassa olevia varauksia.',
  redeem: 'Lunasta',
  redeemOf: (maskedCard) => `Lunasta varaus: kortti ${maskedCard}`,
  release: 'Vapauta',
  releaseOf: (maskedCard) => `Vapauta varaus: kortti ${maskedCard}`,
  releaseSure: 'Vapauta lopullisesti',
  releaseSureOf: (maskedCard) => `Vapauta lopullisesti: kortin ${maskedCard} varaus`,
  redeemed: (maskedCard) => `Kortin ${maskedCard} varaus on lunastettu.`,
  released: (maskedCard) => `Kortin ${maskedCard} varaus on vapautettu. Sen paikat ovat muiden saatavilla.`,
  tryAgain: 'Yritä hetken päästä uudelleen.',
};

export const training: Locale['training'] = {
  begin: 'Harjoittele esimerkkikorteilla',
  title: 'Harjoitus',
  nothingLeaves: 'Mitään ei kirjata. Valitse esimerkkikortti.',
  end: 'Lopeta harjoitus',
  cards: 'Esimerkkikortit',
  card: {
    children: 'Kolme lasta',
    alone: 'Yksin',
    community: 'Yhteisö',
    expired: 'Voimassaolo päättynyt',
    unregistered: 'Rekisteröimätön',
    ticket: 'Lippu ennakkoon',
    used: 'Jo kirjattu',
    old: 'Vanha numero',
    silent: 'Yhteys poikki',
    failing: 'Häiriö',
  },
};

export const elsewhere: Locale['elsewhere'] = {
  sentence: 'Kamera ja lukija ovat käytössä sivun toisessa kirjausnäkymässä.',
  take: 'Käytä tässä',
};

export const leases: Locale['leases'] = {
  ofThese: (leased) => `joista ${leased} muilla laitteilla`,
  title: (leased) => `Muilla laitteilla ${places(leased)}`,
  looking: 'Haetaan tietoja',
  failed: 'Tietoja ei saatu. Yritä uudelleen, kun yhteys toimii.',
  holds: (leased, since) => `${places(leased)}, ${since} lähtien`,
  seen: (since) => `Viimeksi yhteydessä ${since}`,
  release: 'Vapauta',
  releaseOf: (device) => `Vapauta paikat: ${device}`,
  mayCost: (leased) =>
    `Laite on voinut jo antaa ${leased === 1 ? '1 paikan' : places(leased)}. Silloin yläraja ylittyy yhtä paljon.`,
  releaseNow: 'Vapauta silti',
};
