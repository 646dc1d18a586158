import type { Locale } from './locale.ts';

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

export const shift: Locale['shift'] = {
  title: 'Vuoro',
  none: 'Tällä laitteella ei ole vielä kirjattu tätä tilaisuutta.',
  since: (at) => `Alkoi ${at}`,
  recorded: 'Kirjattu',
  uses: (count, people) =>
    `${count === 1 ? '1 käynti' : `${count} käyntiä`}, ${people === 1 ? '1 henkilö' : `${people} henkilöä`}`,
  provisional: 'Niistä vahvistamatta',
  waiting: 'Odottaa lähetystä',
  attention: 'Tarkistettava',
  undone: 'Peruttu',
  notRecorded: 'Jäi kirjaamatta',
  left: 'Paikkoja jäljellä',
  edition: 'Sääntöjen painos',
  history: 'Viimeksi',
  standing: {
    confirmed: 'Kirjattu',
    provisional: 'Vahvistamatta',
    refused: 'Ei kirjattu',
    undecided: 'Ratkaisematta',
    undone: 'Peruttu',
    attention: 'Tarkistettava',
  },
  who: (cards, people) =>
    cards > 1 ? `${cards} korttia, ${people} henkilöä` : people === 1 ? '1 henkilö' : `${people} henkilöä`,
  undoUntil: (clock) => `Peru (${clock} asti)`,
  undoOf: (maskedCard) => `Peru kirjaus: kortti ${maskedCard}`,
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
