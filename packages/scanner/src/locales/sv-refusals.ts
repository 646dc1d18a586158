import type { Locale } from './locale.ts';

const children = (count: number) => `${count} barn`;
const clients = (count: number) => (count === 1 ? '1 klient' : `${count} klienter`);
const renewal = 'Kortet förnyas där det har beviljats.';

export const refusals: Locale['refusals'] = {
  'not-a-card': () => ({
    sentence: 'Det här är inte koden på ett Kaikukortti.',
    nextStep: 'Läs kortet på nytt eller skriv in koden från kortet, till exempel A045198723.',
  }),
  'old-card': () => ({ sentence: 'Kortet har ett gammalt nummer som inte längre används.', nextStep: renewal }),
  'card-unregistered': () => ({
    sentence: 'Kortet är inte registrerat i Kaikukanta.',
    nextStep: 'Platsen som delade ut kortet registrerar det.',
  }),
  'card-barred': () => ({
    sentence: 'Kortet kan inte användas nu.',
    nextStep: 'Saken reds ut där kortet har beviljats.',
  }),
  'card-in-transfer': () => ({
    sentence: 'Kortet flyttas från en plats till en annan och kan inte användas nu.',
    nextStep: 'Den nya platsen tar kortet i bruk.',
  }),
  'card-inactive': () => ({
    sentence: 'Kortet är inte i bruk.',
    nextStep: 'Kortet kan tas i bruk där det har beviljats.',
  }),
  'card-expired': ({ validUntilOn }, { day }) => ({
    sentence: `Kortets giltighetstid gick ut ${day(validUntilOn)}.`,
    nextStep: renewal,
  }),
  'community-card-course': () => ({
    sentence: 'Kaikukortti för samfund kan inte användas för att skaffa kursplatser.',
    nextStep: 'En kursplats kan skaffas med klientens eget Kaikukortti.',
  }),
  'reservation-not-open': ({ opensAt }, { instant }) => ({
    sentence: `Kaikukortti-biljetter kan reserveras från och med ${instant(opensAt)}.`,
    nextStep: 'Läs kortet på nytt då.',
  }),
  'redemption-not-open': ({ opensAt }, { instant }) => ({
    sentence: `Kaikukortti-biljetter ges ut från och med ${instant(opensAt)}.`,
    nextStep: 'Läs kortet på nytt då.',
  }),
  'card-twice-in-visit': () => ({
    sentence: 'Samma kort finns två gånger i gruppen.',
    nextStep: 'Ta bort det ena. Varje vuxen visar sitt eget kort.',
  }),
  'already-recorded': ({ recordedAt, how }, { instant }) => ({
    sentence: {
      reserved: `Kortet har redan en reservation till tillställningen, reserverad ${instant(recordedAt)}.`,
      sold: `En biljett till tillställningen har redan lösts ut i förväg med kortet ${instant(recordedAt)}.`,
      door: `Kortet är redan registrerat vid dörren till tillställningen ${instant(recordedAt)}.`,
    }[how],
    nextStep: 'Ingen ny registrering behövs. Varje vuxen visar sitt eget kort.',
  }),
  'community-card-alone': () => ({
    sentence: 'Kaikukortti för samfund används tillsammans med en klient eller en grupp.',
    nextStep: 'Läs gruppens övriga kort eller ange antalet klienter under 16 år.',
  }),
  'course-without-children': () => ({
    sentence: 'Kursplatsen är bara för kortinnehavaren.',
    nextStep: 'Registrera kursplatsen utan barn.',
  }),
  'too-many-minors': ({ most, who }) => ({
    sentence: `Högst ${who === 'children' ? children(most) : clients(most)} kan komma med på kortet.`,
    nextStep: 'Läs kortet på nytt och välj ett mindre antal. Uppgiften i Kaikukanta gäller.',
  }),
  'group-not-agreed': ({ people, agreedAbove }) => ({
    sentence: `Gruppen är ${people} personer. Grupper på fler än ${agreedAbove} personer avtalas på förhand.`,
    nextStep: 'Bekräfta att gruppen har avtalats.',
  }),
  'cap-reached': ({ cap, remaining }) => ({
    sentence:
      remaining === 0
        ? `Kaikukortti-platserna till tillställningen är slut. Den övre gränsen är ${cap}.`
        : `Det finns ${remaining} Kaikukortti-platser kvar. Den övre gränsen är ${cap}.`,
    nextStep:
      remaining === 0
        ? 'Kortet gäller till andra tillställningar. Berätta när nästa är.'
        : 'Läs kortet på nytt och registrera ett mindre sällskap, eller föreslå en annan tillställning.',
  }),
  'unknown-rule': () => ({
    sentence: 'En regel i Kaikukanta hindrar registreringen.',
    nextStep: 'Kontrollera saken i Kaikukanta eller fråga ansvarspersonen.',
  }),
};

export const flags: Locale['flags'] = {
  'not-a-card': 'Koden är inte koden på ett Kaikukortti.',
  'old-card': 'Kortet har ett gammalt nummer.',
  'card-unregistered': 'Kortet är inte registrerat.',
  'card-barred': 'Kortet kan inte användas nu.',
  'card-in-transfer': 'Kortet flyttas.',
  'card-inactive': 'Kortet är inte i bruk.',
  'card-expired': 'Kortets giltighetstid har gått ut.',
  'community-card-course': 'Kort för samfund ger inte kursplatser.',
  'reservation-not-open': 'Reserveringen hade inte börjat ännu.',
  'redemption-not-open': 'Utdelningen av biljetter hade inte börjat ännu.',
  'card-twice-in-visit': 'Samma kort fanns två gånger i gruppen.',
  'already-recorded': 'Kortet var redan registrerat till tillställningen.',
  'community-card-alone': 'Kort för samfund används med en klient.',
  'course-without-children': 'Kursplatsen är bara för kortinnehavaren.',
  'too-many-minors': 'Fler antecknades än vad som får komma med på kortet.',
  'group-not-agreed': 'Det var inte antecknat att den stora gruppen hade avtalats.',
  'cap-reached': 'Den övre gränsen överskreds.',
  'unknown-rule': 'Registreringen avviker från en regel i Kaikukanta.',
};
