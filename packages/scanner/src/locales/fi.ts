import { createDates } from './dates.ts';
import { failures } from './fi-failures.ts';
import { group } from './fi-group.ts';
import { flags, refusals } from './fi-refusals.ts';
import type { Locale } from './locale.ts';

const dates = createDates({ tag: 'fi-FI', month: 'numeric', joint: ' klo ' });
const children = (count: number) => (count === 1 ? '1 lapsi' : `${count} lasta`);
const clients = (count: number) => (count === 1 ? '1 asiakas' : `${count} asiakasta`);

export const fi: Locale = {
  lang: 'fi',
  dates,
  title: 'Kaikukortin käytön kirjaaminen',
  header: {
    noShow: 'Tilaisuuden tietoja haetaan',
    places: (remaining, cap, kind) =>
      `${kind === 'course' ? 'Kurssipaikkoja' : 'Paikkoja'} jäljellä ${remaining}/${cap}`,
    noCap: 'Ei ylärajaa',
    connecting: 'Yhteyttä avataan',
    connected: 'Yhteys kunnossa',
    offline: 'Ei yhteyttä',
    waiting: (count) => `${count} odottaa lähetystä`,
  },
  attention: {
    title: (count) => (count === 1 ? 'Tarkista 1 kirjaus' : `Tarkista ${count} kirjausta`),
    unit: ({ kind, cards, minors, takenAt }) => {
      const when = dates.instant(takenAt);
      if (cards === 0) return when;
      if (kind === 'visit') return `${group.title}: ${group.total(cards, cards + minors)}, ${when}`;
      return `1 aikuinen${minors > 0 ? ` ja ${children(minors)}` : ''}, ${when}`;
    },
    interrupted: {
      sentence: 'Kirjaus jäi kesken, ja se peruttiin.',
      nextStep: 'Jos seurue pääsi sisään, kirjaa käynti paperilomakkeelle.',
    },
    notAccepted: {
      sentence: 'Kaikukanta ei hyväksynyt kirjausta.',
      nextStep: 'Merkitse käynti paperilomakkeelle ja kerro siitä Kaikukortti-toiminnan vastuuhenkilölle.',
    },
    dismiss: 'Kuittaa',
    dismissOf: (maskedCard) => `Kuittaa kortin ${maskedCard} kirjaus`,
  },
  camera: {
    label: 'Kameran kuva',
    starting: 'Kameraa käynnistetään.',
    stopped: 'Kamera ei ole käytössä.',
    othersWork: 'Kortin voi lukea lukijalla tai tunnuksen kirjoittaa.',
    retry: 'Kokeile kameraa uudelleen',
  },
  typed: { label: 'Kortin tunnus', example: 'Esimerkiksi A045198723', submit: 'Tarkista' },
  ready: {
    idle: { sentence: 'Kirjaus ei ole käytössä.', nextStep: 'Valitse tilaisuus, niin kortteja voi lukea.' },
    starting: { sentence: 'Kameraa käynnistetään', nextStep: 'Lukija ja kirjoittaminen toimivat jo.' },
    scanning: 'Valmis seuraavaan korttiin',
    ways: {
      camera: 'Näytä kortin koodi kameralle.',
      wedge: 'Lue koodi lukijalla.',
      typed: 'Kirjoita kortin tunnus.',
    },
    foreign: 'Tämä ei ole Kaikukortin koodi.',
    checking: 'Tarkistetaan',
  },
  card: {
    holder: { children: 'Asiakkaan kortti', clients: 'Yhteisön kortti' },
    repaired: (repairs) => `Korjattiin: ${repairs.map((repair) => repairNames[repair]).join(', ')}`,
    unrecorded: (maskedCard) => `Edellistä korttia ${maskedCard} ei kirjattu.`,
  },
  asking: {
    question: 'Montako lasta tulee mukaan?',
    reserved: (minors, at) =>
      `Varaus: 1 aikuinen${minors > 0 ? ` ja ${children(minors)}` : ''}, varattu ${dates.instant(at)}.`,
    justConfirm: 'Kortilla tulee yksi aikuinen.',
    allowed: ({ least, most }) =>
      least === most ? `Määrä on ${most}` : least === 0 ? `Enintään ${most}` : `Vähintään ${least}, enintään ${most}`,
    whoCounts: {
      children: (under) => `Alle ${under}-vuotiaat omat lapset ja lapsenlapset samasta taloudesta.`,
      clients: (under) => `${under} vuotta täyttäneet asiakkaat näyttävät oman korttinsa.`,
    },
    startGroup: 'Lisää toinen kortti ryhmään',
    provisional: 'Kaikukantaan ei saada yhteyttä. Käynnin voi kirjata alustavasti tälle laitteelle.',
    readCardboard: 'Katso lasten määrä pahvikortista.',
    fewer: 'Vähemmän',
    more: 'Enemmän',
    confirm: 'Kirjaa',
    confirmProvisional: 'Kirjaa alustavasti',
    cancel: 'Peruuta',
    recording: 'Kirjataan',
  },
  group,
  verdict: {
    word: {
      confirmed: 'Kirjattu',
      provisional: 'Kirjattu alustavasti',
      refused: 'Ei voi kirjata',
      undecided: 'Ei voida ratkaista nyt',
    },
    party: (minors, who) =>
      minors === 0 ? '1 aikuinen' : `1 aikuinen ja ${who === 'children' ? children(minors) : clients(minors)}`,
    visit: group.total,
    kept: 'Kirjaus on tallessa tällä laitteella ja lähetetään, kun yhteys palaa. Kaikukanta ei ole vielä vahvistanut sitä.',
    flagged: 'Kirjattiin, mutta huomaa:',
    reminders: [
      'Narikka on maksuton.',
      'Avustaja, tulkki tai opas pääsee aina maksutta. Häntä ei kirjata, mutta hän tarvitsee oman paikkalipun.',
    ],
    rule: 'Peruste',
    next: 'Seuraava kortti',
    undo: 'Peru kirjaus',
    undoing: 'Perutaan',
    annulled: { sentence: 'Kirjaus on peruttu.', nextStep: 'Kortin voi lukea uudelleen.' },
    visitAnnulled: { sentence: 'Koko ryhmän kirjaus on peruttu.', nextStep: 'Kortit voi lukea uudelleen.' },
    annulledProvisionally: {
      sentence: 'Kirjaus perutaan.',
      nextStep: 'Peruutus on tallessa tällä laitteella ja lähetetään, kun yhteys palaa.',
    },
    undoFailed: 'Kirjausta ei voitu perua.',
  },
  refusals,
  flags,
  failures,
};

const repairNames: Readonly<Record<Parameters<Locale['card']['repaired']>[0][number], string>> = {
  'upper-cased': 'pienet kirjaimet',
  'spaces-removed': 'välilyönti',
  'control-characters-removed': 'lukijan ohjausmerkit',
  'symbology-prefix-removed': 'lukijan etuliite',
  'asterisks-removed': 'tähtimerkit',
};
