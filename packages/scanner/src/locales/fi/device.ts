import type { Locale } from '../locale.ts';
import { recordings } from './counts.ts';

const missing =
  'Jos tiedät, mitkä käynnit puuttuvat, kirjaa ne uudelleen. Kerro asiasta Kaikukortti-toiminnan vastuuhenkilölle.';

export const device: Locale['device'] = {
  title: 'Laite',
  warnings: {
    lost: ({ entries }) => ({
      sentence: `Laitteen tallennustila on tyhjentynyt tai vioittunut. Lähettämättä jäi ja katosi ${recordings(entries)}.`,
      nextStep: missing,
    }),
    cloned: () => ({
      sentence: 'Toinen laite kirjaa samalla tunnisteella kuin tämä.',
      nextStep: 'Kirjaa vain toisella laitteista ja kerro asiasta sivun ylläpitäjälle.',
    }),
    missing: ({ entries }) => ({
      sentence: `${recordings(entries)} ei ole tullut perille Kaikukantaan, eikä ${entries === 1 ? 'sitä' : 'niitä'} ole enää tällä laitteella.`,
      nextStep: missing,
    }),
    'makeshift-storage': ({ entries }) => ({
      sentence: `Laitteen tavallinen tallennustila ei toimi. Varatallennuksessa on ${recordings(entries)}.`,
      nextStep: 'Pidä tämä sivu auki, kunnes kirjaukset on lähetetty, tai tallenna ne tiedostoon.',
    }),
    'other-venue': ({ venue, entries }) => ({
      sentence: `Tällä laitteella odottaa ${recordings(entries)}, ${entries === 1 ? 'joka kuuluu' : 'jotka kuuluvat'} toimijalle ${venue}.`,
      nextStep: `${entries === 1 ? 'Se lähetetään' : 'Ne lähetetään'}, kun sivulla on taas toimijan ${venue} käyttöoikeus. Voit myös tallentaa odottavat tiedostoon ja ottaa sen vastaan sen omalla laitteella.`,
    }),
    'clock-wrong': ({ byMs }, { duration }) => ({
      sentence: `Laitteen kello on ${duration(byMs)} ${byMs > 0 ? 'jäljessä' : 'edellä'}.`,
      nextStep: 'Korjaa kello laitteen asetuksista. Kirjausten ajat lasketaan Kaikukannan kellosta.',
    }),
  },
  acknowledge: 'Selvä',
  unknown: 'Ei tiedossa',
  keeping: {
    label: 'Tietojen säilyminen',
    granted: 'Selain on luvannut säilyttää kirjaukset.',
    denied: 'Selain ei ole luvannut säilyttää kirjauksia.',
  },
  persist: 'Pyydä selainta säilyttämään',
  persistGranted: 'Selain lupasi säilyttää kirjaukset.',
  persistDenied: {
    sentence: 'Selain ei luvannut säilyttää kirjauksia.',
    nextStep: 'Lisää sivu kirjanmerkkeihin tai asenna se sovelluksena, ja pyydä uudelleen.',
  },
  privateSuspected: {
    sentence: 'Tämä näyttää yksityiseltä ikkunalta: kirjaukset katoavat, kun ikkuna suljetaan.',
    nextStep: 'Avaa sivu tavallisessa ikkunassa.',
  },
  clock: { label: 'Kello', right: 'Oikeassa' },
  pending: {
    label: 'Odottaa lähetystä',
    none: 'Kaikki on lähetetty.',
    some: recordings,
    oldest: (at) => `vanhin ${at}`,
  },
  places: 'Paikkoja tällä laitteella',
  room: { label: 'Tallennustila', used: (used, quota) => `${used} / ${quota}` },
  sendNow: 'Lähetä nyt',
  save: 'Tallenna odottavat tiedostoon',
  saveWarning:
    'Tiedostossa on korttien tunnuksia. Säilytä se huolellisesti ja poista se, kun kirjaukset ovat Kaikukannassa.',
  saved: (name) => `Tallennettiin tiedostoon ${name}.`,
  saveFailed: {
    sentence: 'Tiedostoa ei voitu tehdä.',
    nextStep: 'Kirjoita odottavat käynnit paperilomakkeelle.',
  },
  open: 'Ota vastaan toisen laitteen tiedosto',
  opened: (count) =>
    count === 0 ? 'Tiedostossa ei ollut uusia kirjauksia.' : `Otettiin vastaan ${recordings(count)}.`,
  notAFile: {
    sentence: 'Tiedostossa ei ole toisen laitteen kirjauksia.',
    nextStep: 'Valitse tiedosto, joka on tallennettu Laite-kohdasta.',
  },
  openFailed: {
    sentence: 'Tiedostoa ei voitu ottaa vastaan.',
    nextStep: 'Kokeile uudelleen tai käytä toista laitetta. Tiedosto kannattaa säilyttää.',
  },
  acknowledgeFailed: 'Tätä ei voitu merkitä muistiin. Kokeile uudelleen.',
};
