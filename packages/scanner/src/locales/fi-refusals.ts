import type { Locale } from './locale.ts';

const children = (count: number) => (count === 1 ? '1 lapsi' : `${count} lasta`);
const clients = (count: number) => (count === 1 ? '1 asiakas' : `${count} asiakasta`);
const renewal = 'Kortti uusitaan siellä, missä se on myönnetty.';

export const refusals: Locale['refusals'] = {
  'not-a-card': () => ({
    sentence: 'Tämä ei ole Kaikukortin tunnus.',
    nextStep: 'Lue kortti uudelleen tai kirjoita tunnus kortista, esimerkiksi A045198723.',
  }),
  'old-card': () => ({ sentence: 'Kortissa on vanha numero, joka ei ole enää käytössä.', nextStep: renewal }),
  'card-unregistered': () => ({
    sentence: 'Korttia ei ole rekisteröity Kaikukantaan.',
    nextStep: 'Kortin rekisteröi se toimipiste, josta kortti on saatu.',
  }),
  'card-barred': () => ({
    sentence: 'Kortti ei ole nyt käytettävissä.',
    nextStep: 'Asia selviää siellä, missä kortti on myönnetty.',
  }),
  'card-in-transfer': () => ({
    sentence: 'Kortti on siirrossa toimipisteestä toiseen eikä ole nyt käytettävissä.',
    nextStep: 'Kortin uusi toimipiste ottaa sen käyttöön.',
  }),
  'card-inactive': () => ({
    sentence: 'Kortti ei ole käytössä.',
    nextStep: 'Kortin voi ottaa käyttöön siellä, missä se on myönnetty.',
  }),
  'card-expired': ({ validUntilOn }, { day }) => ({
    sentence: `Kortin voimassaolo päättyi ${day(validUntilOn)}.`,
    nextStep: renewal,
  }),
  'community-card-course': () => ({
    sentence: 'Yhteisön Kaikukortilla ei voi hankkia kurssipaikkaa.',
    nextStep: 'Kurssipaikan voi hankkia asiakkaan omalla Kaikukortilla.',
  }),
  'reservation-not-open': ({ opensAt }, { instant }) => ({
    sentence: `Kaikukortti-lippuja voi varata ${instant(opensAt)} alkaen.`,
    nextStep: 'Lue kortti silloin uudelleen.',
  }),
  'redemption-not-open': ({ opensAt }, { instant }) => ({
    sentence: `Kaikukortti-liput annetaan ${instant(opensAt)} alkaen.`,
    nextStep: 'Lue kortti silloin uudelleen.',
  }),
  'card-twice-in-visit': () => ({
    sentence: 'Sama kortti on ryhmässä kahdesti.',
    nextStep: 'Poista toinen. Jokainen aikuinen näyttää oman korttinsa.',
  }),
  'already-recorded': ({ recordedAt, how }, { instant }) => ({
    sentence: {
      reserved: `Kortilla on jo varaus tähän tilaisuuteen, varattu ${instant(recordedAt)}.`,
      sold: `Kortilla on jo lunastettu lippu ennakkoon tähän tilaisuuteen ${instant(recordedAt)}.`,
      door: `Kortti on jo kirjattu ovella tähän tilaisuuteen ${instant(recordedAt)}.`,
    }[how],
    nextStep: 'Uutta kirjausta ei tarvita. Jokainen aikuinen näyttää oman korttinsa.',
  }),
  'community-card-alone': () => ({
    sentence: 'Yhteisön Kaikukortilla tullaan yhdessä asiakkaan tai ryhmän kanssa.',
    nextStep: 'Lue ryhmän muut kortit tai merkitse alle 16-vuotiaiden asiakkaiden määrä.',
  }),
  'course-without-children': () => ({
    sentence: 'Kurssipaikan saa vain kortinhaltija itse.',
    nextStep: 'Kirjaa kurssipaikka ilman lapsia.',
  }),
  'too-many-minors': ({ most, who }) => ({
    sentence: `Kortilla voi tulla mukaan enintään ${who === 'children' ? children(most) : clients(most)}.`,
    nextStep: 'Lue kortti uudelleen ja valitse pienempi määrä. Kaikukannan tieto ratkaisee.',
  }),
  'group-not-agreed': ({ people, agreedAbove }) => ({
    sentence: `Ryhmässä on ${people} henkilöä. Yli ${agreedAbove} hengen ryhmästä sovitaan etukäteen.`,
    nextStep: 'Vahvista, että ryhmästä on sovittu.',
  }),
  'cap-reached': ({ cap, remaining }) => ({
    sentence:
      remaining === 0
        ? `Tilaisuuden Kaikukortti-paikat on annettu. Yläraja on ${cap}.`
        : `Kaikukortti-paikkoja on jäljellä ${remaining}. Yläraja on ${cap}.`,
    nextStep:
      remaining === 0
        ? 'Kortti käy muihin tilaisuuksiin. Kerro, milloin seuraava on.'
        : 'Lue kortti uudelleen ja kirjaa pienempi seurue, tai ehdota toista tilaisuutta.',
  }),
  'unknown-rule': () => ({
    sentence: 'Kaikukannan sääntö estää kirjauksen.',
    nextStep: 'Tarkista asia Kaikukannasta tai kysy vastuuhenkilöltä.',
  }),
};

export const flags: Locale['flags'] = {
  'not-a-card': 'Tunnus ei ole Kaikukortin tunnus.',
  'old-card': 'Kortissa on vanha numero.',
  'card-unregistered': 'Korttia ei ole rekisteröity.',
  'card-barred': 'Kortti ei ole nyt käytettävissä.',
  'card-in-transfer': 'Kortti on siirrossa.',
  'card-inactive': 'Kortti ei ole käytössä.',
  'card-expired': 'Kortin voimassaolo on päättynyt.',
  'community-card-course': 'Yhteisön kortilla ei saa kurssipaikkaa.',
  'reservation-not-open': 'Varaaminen ei ollut vielä alkanut.',
  'redemption-not-open': 'Lippujen antaminen ei ollut vielä alkanut.',
  'card-twice-in-visit': 'Sama kortti oli ryhmässä kahdesti.',
  'already-recorded': 'Kortti oli jo kirjattu tähän tilaisuuteen.',
  'community-card-alone': 'Yhteisön kortilla tullaan asiakkaan kanssa.',
  'course-without-children': 'Kurssipaikan saa vain kortinhaltija.',
  'too-many-minors': 'Mukaan merkittiin enemmän kuin kortilla saa tulla.',
  'group-not-agreed': 'Isosta ryhmästä ei ollut merkitty sovituksi.',
  'cap-reached': 'Yläraja ylittyi.',
  'unknown-rule': 'Kirjaus poikkeaa Kaikukannan säännöstä.',
};
