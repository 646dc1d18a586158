import type { Locale } from '../locale.ts';
import { recordings } from './counts.ts';

const missing = 'Om du vet vilka besök som saknas, registrera dem på nytt. Meddela ansvarspersonen för Kaikukortti.';

export const device: Locale['device'] = {
  title: 'Enheten',
  warnings: {
    lost: ({ entries }) => ({
      sentence: `Enhetens minne har tömts eller skadats. ${recordings(entries)} skickades aldrig och har försvunnit.`,
      nextStep: missing,
    }),
    cloned: () => ({
      sentence: 'En annan enhet registrerar med samma beteckning som den här.',
      nextStep: 'Registrera bara med den ena enheten och meddela sidans administratör.',
    }),
    missing: ({ entries }) => ({
      sentence: `${recordings(entries)} har inte kommit fram till Kaikukanta och finns inte längre på den här enheten.`,
      nextStep: missing,
    }),
    'makeshift-storage': ({ entries }) => ({
      sentence: `Enhetens vanliga minne fungerar inte. ${recordings(entries)} är ${entries === 1 ? 'sparad' : 'sparade'} i ett reservminne.`,
      nextStep: 'Håll sidan öppen tills allt har skickats, eller spara registreringarna i en fil.',
    }),
    'other-venue': ({ venue, entries }) => ({
      sentence: `På den här enheten väntar ${recordings(entries)} som hör till ${venue}.`,
      nextStep: `${entries === 1 ? 'Den' : 'De'} skickas när sidan åter har en nyckel för ${venue}. Du kan också spara det som väntar i en fil och ta emot den på en enhet som hör till ${venue}.`,
    }),
    'clock-wrong': ({ byMs }, { duration }) => ({
      sentence: `Enhetens klocka går ${duration(byMs)} ${byMs > 0 ? 'efter' : 'före'}.`,
      nextStep: 'Ställ klockan i enhetens inställningar. Registreringarnas tider räknas efter Kaikukantas klocka.',
    }),
  },
  acknowledge: 'Uppfattat',
  unknown: 'Inte känt',
  keeping: {
    label: 'Bevarande',
    granted: 'Webbläsaren har lovat att bevara registreringarna.',
    denied: 'Webbläsaren har inte lovat att bevara registreringarna.',
  },
  persist: 'Be webbläsaren bevara dem',
  persistGranted: 'Webbläsaren lovade att bevara registreringarna.',
  persistDenied: {
    sentence: 'Webbläsaren lovade inte att bevara registreringarna.',
    nextStep: 'Lägg till sidan bland bokmärkena eller installera den som app, och be på nytt.',
  },
  privateSuspected: {
    sentence: 'Det här ser ut att vara ett privat fönster: registreringarna försvinner när det stängs.',
    nextStep: 'Öppna sidan i ett vanligt fönster.',
  },
  clock: { label: 'Klocka', right: 'Går rätt' },
  pending: {
    label: 'Väntar på att skickas',
    none: 'Allt har skickats.',
    some: recordings,
    oldest: (at) => `den äldsta ${at}`,
  },
  places: 'Platser på den här enheten',
  room: { label: 'Lagringsutrymme', used: (used, quota) => `${used} / ${quota}` },
  sendNow: 'Skicka nu',
  save: 'Spara det som väntar i en fil',
  saveWarning: 'Filen innehåller kortens koder. Förvara den väl och radera den när allt finns i Kaikukanta.',
  saved: (name) => `Sparades i filen ${name}.`,
  saveFailed: {
    sentence: 'Filen kunde inte skapas.',
    nextStep: 'Anteckna besöken som väntar på pappersblanketten.',
  },
  open: 'Ta emot en fil från en annan enhet',
  opened: (count) => (count === 0 ? 'Filen innehöll inga nya registreringar.' : `${recordings(count)} togs emot.`),
  notAFile: {
    sentence: 'Filen innehåller inte en annan enhets registreringar.',
    nextStep: 'Välj en fil som har sparats under Enheten.',
  },
  openFailed: {
    sentence: 'Filen kunde inte tas emot.',
    nextStep: 'Försök igen eller använd en annan enhet. Spara filen.',
  },
  acknowledgeFailed: 'Det gick inte att anteckna. Försök igen.',
};
