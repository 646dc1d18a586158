import type { Locale } from '../locale.ts';

export const enrol: Locale['enrol'] = {
  title: 'Lägg till den här enheten',
  byCamera: 'Visa QR-koden på husets sida Enheter för kameran, eller skriv koden under den.',
  byHand: 'Skriv koden som står under QR-koden på husets sida Enheter.',
  label: 'Enhetens kod',
  example: 'Åtta tecken, till exempel ACDE\u2011FGHJ',
  submit: 'Lägg till',
  sending: 'Enheten läggs till',
  foreign: 'Det här är ingen kod för en enhet.',
  named: (device, venue) => ({
    sentence: `Enhetens namn är ${device}.`,
    nextStep: `Den registrerar besök för ${venue}.`,
  }),
  begin: 'Börja',
  replacing: (device, venue) => ({
    sentence: `Enheten har redan lagts till: ${device}, ${venue}.`,
    nextStep: 'Lägg till den på nytt bara om ansvarspersonen har gett en ny kod för den.',
  }),
  replace: 'Lägg till på nytt',
  keep: 'Lägg inte till',
  again: 'Ange en ny kod',
  failed: {
    'registry/unreachable': {
      sentence: 'Tjänsten kunde inte nås.',
      nextStep: 'Kontrollera enhetens nätverk och ange koden på nytt.',
    },
    'registry/busy': {
      sentence: 'Det har varit för många felaktiga koder, eller så är tjänsten överbelastad.',
      nextStep: 'Vänta tio minuter och be ansvarspersonen om en ny kod.',
    },
    'registry/failed': {
      sentence: 'Det är störningar i tjänsten.',
      nextStep: 'Ange koden på nytt om en stund.',
    },
    'config/invalid': {
      sentence: 'På den här sidan går det inte att lägga till enheten.',
      nextStep: 'Öppna sidan på en adress som börjar med https.',
    },
    unexpected: {
      sentence: 'Det gick inte att lägga till enheten.',
      nextStep: 'Öppna sidan i ett vanligt fönster, inte ett privat, och be ansvarspersonen om en ny kod.',
    },
  },
};
