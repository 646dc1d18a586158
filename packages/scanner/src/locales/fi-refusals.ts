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
  'already-recorded': ({ recordedAt, how }, { instant }) => ({
    sentence:
      how === 'reserved'
        ? `Kortilla on jo varaus tähän tilaisuuteen, kirjattu ${instant(recordedAt)}.`
        : `Kortti on jo kirjattu tähän tilaisuuteen ${instant(recordedAt)}.`,
    nextStep: 'Uutta kirjausta ei tarvita. Jokainen aikuinen näyttää oman korttinsa.',
  }),
  'community-card-alone': () => ({
    sentence: 'Yhteisön Kaikukortilla tullaan yhdessä asiakkaan tai ryhmän kanssa.',
    nextStep: 'Merkitse alle 16-vuotiaiden asiakkaiden määrä.',
  }),
  'course-without-children': () => ({
    sentence: 'Kurssipaikan saa vain kortinhaltija itse.',
    nextStep: 'Kirjaa kurssipaikka ilman lapsia.',
  }),
  'too-many-minors': ({ most, who }) => ({
    sentence: `Kortilla voi tulla mukaan enintään ${who === 'children' ? children(most) : clients(most)}.`,
    nextStep: 'Lue kortti uudelleen ja valitse pienempi määrä. Kaikukannan tieto ratkaisee.',
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
  'already-recorded': 'Kortti oli jo kirjattu tähän tilaisuuteen.',
  'community-card-alone': 'Yhteisön kortilla tullaan asiakkaan kanssa.',
  'course-without-children': 'Kurssipaikan saa vain kortinhaltija.',
  'too-many-minors': 'Mukaan merkittiin enemmän kuin kortilla saa tulla.',
  'cap-reached': 'Yläraja ylittyi.',
};
