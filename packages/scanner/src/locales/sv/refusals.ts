import type { Locale } from '../locale.ts';
import { cardPlaces, children, clients } from './counts.ts';

const unusable = {
  sentence: 'Kortet kan inte användas nu.',
  nextStep: 'Saken reds ut där kortet har beviljats.',
};
const inactive = 'Kortet är inte i bruk.';
const renewal = 'Kortet förnyas där det har beviljats.';

export const refusals: Locale['refusals'] = {
  'not-a-card': () => ({
    sentence: 'Det här är inte koden på ett Kaikukortti.',
    nextStep: 'Läs kortet på nytt eller skriv in koden från kortet, till exempel A045198723.',
  }),
  'old-card': () => ({
    sentence: 'Kortet har ett gammalt nummer från tiden före Kaikukanta.',
    nextStep: 'Innehavaren får ett nytt kort där det gamla beviljades.',
  }),
  'card-unregistered': () => ({
    sentence: 'Kortet är inte registrerat i Kaikukanta.',
    nextStep:
      'Platsen som delade ut kortet registrerar det. Meddela kortets kod till ansvarspersonen för områdets Kaikukortti-verksamhet.',
  }),
  'card-barred': () => unusable,
  'card-in-transfer': () => unusable,
  'card-inactive': () => ({
    sentence: inactive,
    nextStep:
      'Fråga om det finns ett nyare kort eller ett mobil-Kaikukortti. Annars reds saken ut där kortet har beviljats.',
  }),
  'card-expired': ({ validUntilOn }, { day }) => ({
    sentence: `Kortets giltighetstid gick ut ${day(validUntilOn)}.`,
    nextStep: renewal,
  }),
  'community-card-course': () => ({
    sentence: 'Kaikukortti för samfund kan inte användas för att skaffa kursplatser.',
    nextStep: 'En kursplats kan skaffas med klientens eget Kaikukortti.',
  }),
  'show-cancelled': () => ({
    sentence: 'Tillställningen är inställd.',
    nextStep: 'Kortet gäller för andra tillställningar. Berätta när nästa är.',
  }),
  'show-too-long-over': ({ on }, { day }) => ({
    sentence: `Tillställningen var den ${day(on)}. Besök registreras inte längre för den.`,
    nextStep: 'Välj dagens tillställning. Besök som fattas förs in med Kaikukantas importfunktion.',
  }),
  'reservation-not-open': ({ opensAt }, { instant }, { of }) => ({
    sentence: `${of === 'course' ? 'Kursplatser kan reserveras med Kaikukortti' : 'Kaikukortti-biljetter kan reserveras'} från och med ${instant(opensAt)}.`,
    nextStep: 'Läs kortet på nytt då.',
  }),
  'redemption-not-open': ({ opensAt }, { instant }, { of }) => ({
    sentence: `${of === 'course' ? 'Kursplatser kan lösas ut med Kaikukortti' : 'Kaikukortti-biljetter kan lösas ut'} från och med ${instant(opensAt)}.`,
    nextStep: 'Läs kortet på nytt då.',
  }),
  'card-twice-in-visit': () => ({
    sentence: 'Samma kort finns två gånger i gruppen.',
    nextStep: 'Ta bort det ena. Varje vuxen visar sitt eget kort.',
  }),
  'already-recorded': ({ recordedAt, how, onThisDevice = false }, { instant }) => ({
    sentence: {
      reserved: `Kortet har redan en reservation till tillställningen, reserverad ${instant(recordedAt)}.`,
      sold: `En biljett till tillställningen löstes ut i förväg med kortet den ${instant(recordedAt)}.`,
      door: `Besöket har redan registrerats vid dörren till tillställningen ${instant(recordedAt)}.`,
      here: `Kortet har redan registrerats på den här enheten för tillställningen ${instant(recordedAt)}.`,
    }[onThisDevice ? 'here' : how],
    nextStep:
      how === 'sold'
        ? 'Biljetten gäller. Ingen ny registrering behövs.'
        : 'Ingen ny registrering behövs. Varje vuxen visar sitt eget kort.',
  }),
  'community-card-alone': () => ({
    sentence: 'Kaikukortti för samfund kan användas bara tillsammans med en klient eller en grupp.',
    nextStep: 'Läs gruppens övriga kort eller ange antalet klienter under 16 år.',
  }),
  'course-without-children': () => ({
    sentence: 'Kursplatsen är bara för kortinnehavaren.',
    nextStep: 'Registrera kursplatsen utan barn.',
  }),
  'too-many-minors': ({ max, who }) => {
    if (who === 'clients')
      return {
        sentence: `Högst ${clients(max)} kan antecknas på ett kort.`,
        nextStep: 'Läs kortet på nytt och anteckna de övriga på en annan anställds kort i gruppen.',
      };
    if (max === 0)
      return {
        sentence: 'Inga barn är antecknade för kortet i Kaikukanta.',
        nextStep: 'Registrera bara kortinnehavaren. Antalet barn kan uppdateras där kortet har beviljats.',
      };
    return {
      sentence: `Högst ${children(max)} får följa med på kortet.`,
      nextStep: 'Läs kortet på nytt och välj ett mindre antal. Uppgiften i Kaikukanta gäller.',
    };
  },
  'group-not-agreed': ({ people, agreedAbove }) => ({
    sentence: `Gruppen är ${people} personer. Om grupper på fler än ${agreedAbove} personer ska man avtala separat.`,
    nextStep: 'Bekräfta att man har avtalat om gruppen, eller avtala nu.',
  }),
  'cap-reached': ({ cap, remaining }, _, { of, holder }) => {
    const full = {
      show: 'Kaikukortti-platserna till tillställningen',
      course: 'Kaikukortti-platserna på kursen',
      day: 'Dagens Kaikukortti-platser',
    }[of];
    const another = { show: 'en annan tillställning', course: 'en annan kurs', day: 'en annan dag' }[of];
    if (remaining === 0)
      return {
        sentence: `${full} är slut. Den övre gränsen är ${cap}.`,
        nextStep: {
          show: 'Kortet gäller till andra tillställningar. Berätta när nästa tillställning är.',
          course: 'Kortet gäller också för andra kurser. Berätta när nästa börjar.',
          day: 'Det går bra att komma tillbaka i morgon.',
        }[of],
      };
    return {
      sentence: `Det finns ${cardPlaces(remaining)} kvar. Den övre gränsen är ${cap}.`,
      nextStep:
        // A worker and one client are two already.
        remaining === 1 && holder === 'community'
          ? `Föreslå ${another}.`
          : `Läs kortet på nytt och registrera ett mindre sällskap, eller föreslå ${another}.`,
    };
  },
  'unknown-rule': () => ({
    sentence: 'En regel i Kaikukanta hindrar registreringen.',
    nextStep: 'Kontrollera saken i Kaikukanta eller fråga ansvarspersonen.',
  }),
};

export const flags: Locale['flags'] = {
  'not-a-card': 'Koden är inte koden på ett Kaikukortti.',
  'old-card': 'Kortet har ett gammalt nummer.',
  'card-unregistered': 'Kortet är inte registrerat.',
  'card-barred': unusable.sentence,
  'card-in-transfer': unusable.sentence,
  'card-inactive': inactive,
  'card-expired': 'Kortets giltighetstid har gått ut.',
  'community-card-course': 'Kort för samfund ger inte kursplatser.',
  'show-cancelled': 'Tillställningen hade ställts in.',
  'show-too-long-over': 'Tillställningen hade varit över i mer än två veckor.',
  'reservation-not-open': 'Reserveringen hade inte börjat ännu.',
  'redemption-not-open': 'Biljetterna kunde ännu inte lösas ut.',
  'card-twice-in-visit': 'Samma kort fanns två gånger i gruppen.',
  'already-recorded': 'Kortet hade redan använts till tillställningen.',
  'community-card-alone': 'Kort för samfund kan användas bara med en klient.',
  'course-without-children': 'Kursplatsen är bara för kortinnehavaren.',
  'too-many-minors': 'Fler antecknades än vad som får följa med på kortet.',
  'group-not-agreed': 'Det var inte antecknat att man hade avtalat om den stora gruppen.',
  'cap-reached': 'Den övre gränsen överskreds.',
  'unknown-rule': 'Registreringen avviker från en regel i Kaikukanta.',
  late: 'Besöket registrerades först i efterhand.',
  'date-unsure': 'Besökets dag kan vara fel, eftersom enhetens klocka inte gick rätt. Kontrollera dagen.',
  'card-not-checked': 'Kortet kontrollerades inte här: huset registrerar, Kaikukanta kontrollerar.',
};
