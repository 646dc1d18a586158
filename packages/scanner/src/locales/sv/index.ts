import { createAmounts } from '../amounts.ts';
import { createDates } from '../dates.ts';
import type { Locale } from '../locale.ts';
import { createRepairsText } from '../repairs-text.ts';
import { createVisitText } from '../visit-text.ts';
import { camera } from './camera.ts';
import { discreet, drawer, elsewhere, leases, reservations, shift, shows, sound, training } from './clerk.ts';
import { cards, children, clients, places, recordings } from './counts.ts';
import { device } from './device.ts';
import { enrol } from './enrol.ts';
import { failures } from './failures.ts';
import { group } from './group.ts';
import { reader } from './reader.ts';
import { flags, refusals } from './refusals.ts';

const dates = createDates({ tag: 'sv-FI', month: 'numeric', joint: ' kl. ', clockMark: 'kl. ' });
const amounts = createAmounts('sv-FI');
const party: Locale['verdict']['party'] = (count, who) =>
  count === 0 ? '1 vuxen' : `1 vuxen och ${{ children, clients }[who](count)}`;

export const sv: Locale = {
  lang: 'sv',
  dates,
  amounts,
  title: 'Registrering av användningen av Kaikukortti',
  header: {
    noShow: 'Uppgifter om tillställningen hämtas',
    places: (remaining, cap, kind) => `${kind === 'course' ? 'Kursplatser' : 'Platser'} kvar ${remaining}/${cap}`,
    noCap: 'Ingen övre gräns',
  },
  status: {
    connecting: 'Ansluter',
    connected: 'Anslutningen fungerar',
    healing: 'Anslutningen är tillbaka. Registreringar skickas.',
    sending: (count) => `Skickas, ${count} väntar`,
    offline: (since) => `Ingen anslutning sedan ${since}`,
    kept: 'Registreringarna sparas på den här enheten.',
    pending: (count) => `${count} väntar på att skickas.`,
    places: (count) =>
      count === 0
        ? 'Inga platser är reserverade för den här enheten.'
        : `Den här enheten kan ännu ge ut ${places(count)}.`,
  },
  review: {
    title: (count) => `Kontrollera ${recordings(count)}`,
    visit: createVisitText(dates, group, party),
    unanswered: {
      sentence: 'Det är okänt om den har registrerats.',
      nextStep: 'Registrera den på nytt i biljettsystemet eller ångra den där.',
    },
    interrupted: {
      sentence: 'Registreringen avbröts och togs tillbaka.',
      nextStep: 'Om sällskapet kom in, anteckna besöket på pappersblanketten.',
    },
    flagged: {
      sentence: 'Besöket finns i Kaikukanta, men observera:',
      nextStep: 'Det behöver inte registreras på nytt. Meddela ansvarspersonen för Kaikukortti.',
    },
    voidedElsewhere: {
      sentence: 'Besöket har annullerats i Kaikukanta.',
      nextStep: 'Om sällskapet kom in, meddela ansvarspersonen för Kaikukortti.',
    },
    notAccepted: {
      sentence: 'Kaikukanta godkände inte registreringen.',
      nextStep: 'Anteckna besöket på pappersblanketten och meddela ansvarspersonen för Kaikukortti.',
    },
    undoNotAccepted: {
      sentence: 'Registreringen kunde inte ångras och gäller fortfarande i Kaikukanta.',
      nextStep: 'Annullera den i Kaikukanta eller be ansvarspersonen för Kaikukortti om hjälp.',
    },
    reference: (reference) => `Referens ${reference}`,
    dismiss: 'Ta bort från listan',
    dismissOf: (maskedCard) => `Ta bort från listan: kort ${maskedCard}`,
  },
  camera,
  typed: {
    label: 'Kortets kod',
    example: 'Till exempel A045198723. Koden kan också sägas per telefon.',
    submit: 'Kontrollera',
    meant: 'Menade du:',
    take: 'Använd den här',
    readBack: 'Läs upp koden:',
    paper: {
      title: 'Från papper',
      takenAt: 'Besökets datum och tid',
      wrong: { missing: 'Ange besökets datum och tid.', 'in-the-future': 'Besöket kan inte vara i framtiden.' },
    },
    letters: { A: 'Adam', M: 'Martin', X: 'Xerxes', Y: 'Yngve', Z: 'Zäta' },
  },
  ready: {
    idle: {
      sentence: 'Registreringen är inte i bruk.',
      nextStep: 'Välj en tillställning för att läsa kort. Om sidan inte erbjuder någon, meddela sidans administratör.',
    },
    stopped: {
      sentence: 'Registreringen är stoppad.',
      nextStep: 'Den här sidan startar den igen. Det som väntar skickas ändå.',
    },
    starting: { sentence: 'Kameran startas', nextStep: 'Läsaren och inskrivning fungerar redan.' },
    scanning: 'Redo för nästa kort',
    ways: {
      camera: 'Visa kortets kod för kameran.',
      wedge: 'Läs koden med läsaren.',
      typed: 'Skriv in kortets kod.',
    },
    foreign: 'Det här är inte koden på ett Kaikukortti.',
    hidden: 'En del av koden är skymd. Flytta fingret eller vänd på kortet.',
    checking: 'Kontrolleras',
  },
  card: {
    holder: { children: 'Klientens kort', clients: 'Kort för samfund' },
    repaired: createRepairsText('Rättades', {
      'upper-cased': 'små bokstäver',
      'spaces-removed': 'mellanslag',
      'invisible-characters-removed': 'osynliga tecken',
      'control-characters-removed': 'styrtecken',
      'symbology-prefix-removed': 'läsarens prefix',
      'asterisks-removed': 'asterisker',
    }),
    unrecorded: (maskedCard) => `Det föregående kortet ${maskedCard} registrerades inte.`,
    waits: (maskedCard) => `Nästa kort ${maskedCard} väntar.`,
  },
  asking: {
    question: 'Hur många barn kommer med?',
    reserved: (count, at, who) => `Reservation: ${party(count, who)}, reserverad ${dates.instant(at)}.`,
    late: (at) => `Från papper: besök ${dates.instant(at)}.`,
    lateAgainst: 'Besöket registreras, men observera:',
    justConfirm: 'En vuxen kommer med kortet.',
    allowed: ({ min, max }) =>
      min === max ? `Bara ${max}` : min === 0 ? `Högst ${max}` : `Minst ${min}, högst ${max}`,
    fewPlaces: (count, remaining) => `${children(count)} på kortet, ${places(remaining)} kvar.`,
    whoCounts: {
      children: (under) => `Egna barn och barnbarn under ${under} år i samma hushåll.`,
      clients: (under) => `Klienter som fyllt ${under} år visar sitt eget kort.`,
    },
    startGroup: 'Lägg till ett annat kort i gruppen',
    provisional: 'Tjänsten kunde inte nås. Besöket kan registreras preliminärt på den här enheten.',
    readCardboard: 'Se antalet barn på kartongkortet.',
    notChecked: 'Inte kontrollerat här: huset registrerar, Kaikukanta kontrollerar.',
    kaikukantaNumber: 'Uppgiften om barn i Kaikukanta gäller.',
    listed: (day) => `Enligt husets kortlista (${day}).`,
    warnings: {
      'show-over': (day) => `Tillställningen var den ${day}. Ska besöket registreras ändå?`,
      'show-not-today': (day) => `Tillställningen är den ${day}, inte i dag. Ska besöket registreras vid dörren ändå?`,
    },
    recordedHere: (at) =>
      `På den här enheten har den ${at} registrerats ett kort vars kod börjar och slutar likadant. Ska besöket registreras ändå?`,
    confirmAnyway: 'Registrera ändå',
    fewer: 'Färre',
    more: 'Fler',
    confirm: 'Registrera',
    confirmProvisional: 'Registrera preliminärt',
    cancel: 'Avbryt',
    recording: 'Registreras',
  },
  group,
  verdict: {
    word: {
      confirmed: 'Registrerat',
      provisional: 'Preliminärt registrerat',
      'has-ticket': 'Biljetten är klar',
      refused: 'Kan inte registreras',
      undecided: 'Kan inte avgöras nu',
    },
    party,
    visit: group.total,
    toDo: { door: 'Släpp in.', sold: 'Ge biljetterna.' },
    takenAt: (at) => `Registrerat för ${dates.instant(at)}`,
    ticket: (at) => ({
      sentence: at === undefined ? 'Biljetterna har lösts ut i förväg.' : `Utlöst i förväg ${dates.instant(at)}.`,
      nextStep: 'Släpp in. Ingen ny registrering behövs.',
    }),
    withTicket: (count) => `Dessutom hade ${cards(count)} redan biljett och registrerades inte på nytt.`,
    standsOn: { lease: 'Plats reserverad', unconfirmed: 'Obekräftad' },
    kept: {
      lease: 'Sparad på den här enheten, och platsen är reserverad. Skickas när anslutningen är tillbaka.',
      unconfirmed: 'Sparad på den här enheten, ännu inte bekräftad. Skickas när anslutningen är tillbaka.',
    },
    flagged: 'Registrerades, men observera:',
    reminders: {
      cloakroom: 'Garderoben är gratis.',
      companion:
        'En assistent, tolk eller ledsagare har alltid gratis inträde, och det är bra om också en stödperson kommer in gratis. De registreras inte, men behöver en egen platsbiljett.',
      identity: 'Vid behov kan klienten ombes styrka sin identitet.',
      serviceFee: 'Klienten ansvarar för serviceavgiften, också för assistentens biljett.',
    },
    rule: 'Grund',
    next: 'Nästa kort',
    correct: 'Rätta antalet',
    undo: 'Ångra registreringen',
    undoing: 'Ångras',
    voided: (count) =>
      count > 1
        ? { sentence: 'Registreringen av hela gruppen är ångrad.', nextStep: 'Korten kan läsas på nytt.' }
        : { sentence: 'Registreringen är ångrad.', nextStep: 'Kortet kan läsas på nytt.' },
    voidedProvisionally: {
      sentence: 'Registreringen ångras.',
      nextStep: 'Ångringen är sparad på den här enheten och skickas när anslutningen är tillbaka.',
    },
    undoFailed: 'Registreringen kunde inte ångras.',
    undoUntil: (clock) => `Kan ångras till ${clock} i menyn, under Arbetspass.`,
    tooMany: (room) => ({
      sentence: `Utan anslutning räcker platserna på den här enheten till ${room === 1 ? 'en person' : `${room} personer`}.`,
      nextStep: 'Registrera ett mindre sällskap eller skriv upp besöket på pappersblanketten.',
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
