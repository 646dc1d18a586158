import { createAmounts } from '../amounts.ts';
import { createDates } from '../dates.ts';
import type { Locale } from '../locale.ts';
import { createRepairsText } from '../repairs-text.ts';
import { createVisitText } from '../visit-text.ts';
import { camera } from './camera.ts';
import { discreet, drawer, elsewhere, leases, reservations, shift, shows, sound, training } from './clerk.ts';
import { children, clients, places, recordings } from './counts.ts';
import { device } from './device.ts';
import { enrol } from './enrol.ts';
import { failures } from './failures.ts';
import { group } from './group.ts';
import { reader } from './reader.ts';
import { flags, refusals } from './refusals.ts';

const dates = createDates({ tag: 'fi-FI', month: 'numeric', joint: ' klo ', clockMark: 'klo ' });
const amounts = createAmounts('fi-FI');
const party: Locale['verdict']['party'] = (count, who) =>
  count === 0 ? '1 aikuinen' : `1 aikuinen ja ${{ children, clients }[who](count)}`;

export const fi: Locale = {
  lang: 'fi',
  dates,
  amounts,
  title: 'Kaikukortin käytön kirjaaminen',
  header: {
    noShow: 'Tilaisuuden tietoja haetaan',
    places: (remaining, cap, kind) =>
      `${kind === 'course' ? 'Kurssipaikkoja' : 'Paikkoja'} jäljellä ${remaining}/${cap}`,
    noCap: 'Ei ylärajaa',
  },
  status: {
    connecting: 'Yhteyttä avataan',
    connected: 'Yhteys kunnossa',
    healing: 'Yhteys palasi. Kirjauksia lähetetään.',
    sending: (count) => `Lähetetään, ${count} odottaa`,
    offline: (since) => `Ei yhteyttä ${since} lähtien`,
    kept: 'Kirjaukset tallentuvat tälle laitteelle.',
    pending: (count) => `${count} odottaa lähetystä.`,
    places: (count) =>
      count === 0
        ? 'Tälle laitteelle ei ole varattu paikkoja.'
        : `Tällä laitteella voi vielä antaa ${count === 1 ? '1 paikan' : `${count} paikkaa`}.`,
  },
  review: {
    title: (count) => `Tarkista ${recordings(count)}`,
    visit: createVisitText(dates, group, party),
    unanswered: {
      sentence: 'Ei tiedetä, onko se kirjattu.',
      nextStep: 'Kirjaa se lippujärjestelmässä uudelleen tai peru se siellä.',
    },
    interrupted: {
      sentence: 'Kirjaus jäi kesken, ja se peruttiin.',
      nextStep: 'Jos seurue pääsi sisään, kirjaa käynti paperilomakkeelle.',
    },
    flagged: {
      sentence: 'Käynti on Kaikukannassa, mutta huomaa:',
      nextStep: 'Sitä ei tarvitse kirjata uudelleen. Kerro asiasta Kaikukortti-toiminnan vastuuhenkilölle.',
    },
    voidedElsewhere: {
      sentence: 'Käynti on peruttu Kaikukannassa.',
      nextStep: 'Jos seurue pääsi sisään, kerro siitä Kaikukortti-toiminnan vastuuhenkilölle.',
    },
    notAccepted: {
      sentence: 'Kaikukanta ei hyväksynyt kirjausta.',
      nextStep: 'Merkitse käynti paperilomakkeelle ja kerro siitä Kaikukortti-toiminnan vastuuhenkilölle.',
    },
    undoNotAccepted: {
      sentence: 'Kirjausta ei voitu perua, ja se on yhä voimassa Kaikukannassa.',
      nextStep: 'Peru kirjaus Kaikukannassa tai pyydä siihen apua Kaikukortti-toiminnan vastuuhenkilöltä.',
    },
    reference: (reference) => `Viite ${reference}`,
    dismiss: 'Poista listalta',
    dismissOf: (maskedCard) => `Poista listalta: kortti ${maskedCard}`,
  },
  camera,
  typed: {
    label: 'Kortin tunnus',
    example: 'Esimerkiksi A045198723. Tunnuksen voi kertoa myös puhelimessa.',
    submit: 'Tarkista',
    meant: 'Tarkoititko:',
    take: 'Käytä tätä',
    readBack: 'Toista tunnus ääneen:',
    paper: {
      title: 'Paperilta',
      takenAt: 'Käynnin päivä ja aika',
      wrong: { missing: 'Merkitse käynnin päivä ja aika.', 'in-the-future': 'Käynti ei voi olla tulevaisuudessa.' },
    },
    letters: { A: 'Aarne', M: 'Matti', X: 'äksä', Y: 'Yrjö', Z: 'tseta' },
  },
  ready: {
    idle: {
      sentence: 'Kirjaus ei ole käytössä.',
      nextStep:
        'Valitse tilaisuus, niin kortteja voi lukea. Jos sivu ei tarjoa yhtään, kerro siitä sivun ylläpitäjälle.',
    },
    stopped: {
      sentence: 'Kirjaus on pysäytetty.',
      nextStep: 'Tämä sivu käynnistää sen uudelleen. Odottavat kirjaukset lähetetään silti.',
    },
    starting: { sentence: 'Kameraa käynnistetään', nextStep: 'Lukija ja kirjoittaminen toimivat jo.' },
    scanning: 'Valmis seuraavaan korttiin',
    ways: {
      camera: 'Näytä kortin koodi kameralle.',
      wedge: 'Lue koodi lukijalla.',
      typed: 'Kirjoita kortin tunnus.',
    },
    foreign: 'Tämä ei ole Kaikukortin koodi.',
    hidden: 'Osa koodista on peitossa. Siirrä sormea tai käännä korttia.',
    checking: 'Tarkistetaan',
  },
  card: {
    holder: { children: 'Asiakkaan kortti', clients: 'Yhteisön kortti' },
    repaired: createRepairsText('Korjattiin', {
      'upper-cased': 'pienet kirjaimet',
      'spaces-removed': 'välilyönti',
      'invisible-characters-removed': 'näkymättömiä merkkejä',
      'control-characters-removed': 'ohjausmerkit',
      'symbology-prefix-removed': 'lukijan etuliite',
      'asterisks-removed': 'tähtimerkit',
    }),
    unrecorded: (maskedCard) => `Edellistä korttia ${maskedCard} ei kirjattu.`,
    waits: (maskedCard) => `Seuraava kortti ${maskedCard} odottaa.`,
  },
  asking: {
    question: 'Montako lasta tulee mukaan?',
    reserved: (count, at, who) => `Varaus: ${party(count, who)}, varattu ${dates.instant(at)}.`,
    late: (at) => `Paperilta: käynti ${dates.instant(at)}.`,
    lateAgainst: 'Käynti kirjataan, mutta huomaa:',
    justConfirm: 'Kortilla tulee yksi aikuinen.',
    allowed: ({ min, max }) =>
      min === max ? `Vain ${max}` : min === 0 ? `Enintään ${max}` : `Vähintään ${min}, enintään ${max}`,
    fewPlaces: (count, remaining) => `Kortilla on ${children(count)}, ${places(remaining)} jäljellä.`,
    whoCounts: {
      children: (under) => `Alle ${under}-vuotiaat omat lapset ja lapsenlapset samasta taloudesta.`,
      clients: (under) => `${under} vuotta täyttäneet asiakkaat näyttävät oman korttinsa.`,
    },
    startGroup: 'Lisää toinen kortti ryhmään',
    provisional: 'Palveluun ei saatu yhteyttä. Käynnin voi kirjata alustavasti tälle laitteelle.',
    readCardboard: 'Katso lasten määrä pahvikortista.',
    notChecked: 'Ei tarkistettu täällä: talo kirjaa, Kaikukanta tarkistaa.',
    kaikukantaNumber: 'Lasten määrästä ratkaisee Kaikukannan tieto.',
    listed: (day) => `Talon korttiluettelon mukaan (${day}).`,
    warnings: {
      'show-over': (day) => `Tämä tilaisuus oli ${day}. Kirjataanko silti?`,
      'show-not-today': (day) => `Tämä tilaisuus on ${day}, ei tänään. Kirjataanko ovella silti?`,
    },
    recordedHere: (at) =>
      `Tällä laitteella on jo kirjattu ${at} kortti, jonka tunnuksen alku ja loppu ovat samat. Kirjataanko silti?`,
    confirmAnyway: 'Kirjaa silti',
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
      'has-ticket': 'Lippu on valmiina',
      refused: 'Ei voi kirjata',
      undecided: 'Ei voida ratkaista nyt',
    },
    party,
    visit: group.total,
    toDo: { door: 'Päästä sisään.', sold: 'Anna liput.' },
    takenAt: (at) => `Kirjattu ajalle ${dates.instant(at)}`,
    ticket: (at) => ({
      sentence: at === undefined ? 'Liput on lunastettu ennakkoon.' : `Lunastettu ennakkoon ${dates.instant(at)}.`,
      nextStep: 'Päästä sisään. Uutta kirjausta ei tarvita.',
    }),
    withTicket: (count) =>
      `Lisäksi ${count} kortilla oli jo lippu. ${count === 1 ? 'Sitä' : 'Niitä'} ei kirjattu uudelleen.`,
    standsOn: { lease: 'Paikka varattu', unconfirmed: 'Vahvistamatta' },
    kept: {
      lease: 'Tallessa tällä laitteella, ja paikka on varattu. Lähetetään, kun yhteys palaa.',
      unconfirmed: 'Tallessa tällä laitteella, vielä vahvistamatta. Lähetetään, kun yhteys palaa.',
    },
    flagged: 'Kirjattiin, mutta huomaa:',
    reminders: {
      cloakroom: 'Narikka on maksuton.',
      companion:
        'Avustaja, tulkki tai opas pääsee aina maksutta, ja tukihenkilön lipun olisi hyvä olla maksuton. Heitä ei kirjata, mutta he tarvitsevat oman paikkalipun.',
      identity: 'Tarvittaessa asiakasta voi pyytää todistamaan henkilöllisyytensä.',
      serviceFee: 'Asiakas vastaa palvelumaksusta, myös avustajan lipun osalta.',
    },
    rule: 'Peruste',
    next: 'Seuraava kortti',
    correct: 'Korjaa määrä',
    undo: 'Peru kirjaus',
    undoing: 'Perutaan',
    voided: (count) =>
      count > 1
        ? { sentence: 'Koko ryhmän kirjaus on peruttu.', nextStep: 'Kortit voi lukea uudelleen.' }
        : { sentence: 'Kirjaus on peruttu.', nextStep: 'Kortin voi lukea uudelleen.' },
    voidedProvisionally: {
      sentence: 'Kirjaus perutaan.',
      nextStep: 'Peruutus on tallessa tällä laitteella ja lähetetään, kun yhteys palaa.',
    },
    undoFailed: 'Kirjausta ei voitu perua.',
    undoUntil: (clock) => `Voi perua ${clock} asti valikosta, kohdasta Vuoro.`,
    tooMany: (room) => ({
      sentence: `Ilman yhteyttä tältä laitteelta riittää paikkoja enää ${room === 1 ? 'yhdelle' : `${room} hengelle`}.`,
      nextStep: 'Kirjaa pienempi seurue tai merkitse käynti paperilomakkeelle.',
    }),
  },
  device,
  reader,
  discreet,
  shift,
  drawer,
  shows,
  enrol,
  reservations,
  sound,
  training,
  elsewhere,
  leases,
  refusals,
  flags,
  failures,
};
