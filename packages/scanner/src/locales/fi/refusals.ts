import type { Locale } from '../locale.ts';
import { cardPlaces, children, clients } from './counts.ts';

const unusable = {
  sentence: 'Kortti ei ole nyt käytettävissä.',
  nextStep: 'Asia selviää siellä, missä kortti on myönnetty.',
};
const inactive = 'Kortti ei ole käytössä.';
const renewal = 'Kortti uusitaan siellä, missä se on myönnetty.';

export const refusals: Locale['refusals'] = {
  'not-a-card': () => ({
    sentence: 'Tämä ei ole Kaikukortin tunnus.',
    nextStep: 'Lue kortti uudelleen tai kirjoita tunnus kortista, esimerkiksi A045198723.',
  }),
  'old-card': () => ({
    sentence: 'Kortissa on vanha numero ajalta ennen Kaikukantaa.',
    nextStep: 'Kortinhaltija saa uuden kortin sieltä, missä vanha on myönnetty.',
  }),
  'card-unregistered': () => ({
    sentence: 'Korttia ei ole rekisteröity Kaikukantaan.',
    nextStep:
      'Kortin rekisteröi se toimipiste, josta kortti on saatu. Ilmoita kortin tunnus alueen Kaikukortti-toiminnan vastuuhenkilölle.',
  }),
  'card-barred': () => unusable,
  'card-in-transfer': () => unusable,
  'card-inactive': () => ({
    sentence: inactive,
    nextStep:
      'Kysy, onko käytössä uudempi kortti tai mobiili-Kaikukortti. Muuten asia selviää siellä, missä kortti on myönnetty.',
  }),
  'card-expired': ({ validUntilOn }, { day }) => ({
    sentence: `Kortin voimassaolo päättyi ${day(validUntilOn)}.`,
    nextStep: renewal,
  }),
  'community-card-course': () => ({
    sentence: 'Yhteisön Kaikukortilla ei voi hankkia kurssipaikkaa.',
    nextStep: 'Kurssipaikan voi hankkia asiakkaan omalla Kaikukortilla.',
  }),
  'show-cancelled': () => ({
    sentence: 'Tämä tilaisuus on peruttu.',
    nextStep: 'Kortti kelpaa muihin tilaisuuksiin. Kerro, milloin seuraava on.',
  }),
  'show-too-long-over': ({ on }, { day }) => ({
    sentence: `Tämä tilaisuus oli ${day(on)}. Siihen ei enää kirjata käyntejä.`,
    nextStep: 'Valitse tämän päivän tilaisuus. Puuttuvat käynnit viedään Kaikukannan tuontitoiminnolla.',
  }),
  'reservation-not-open': ({ opensAt }, { instant }, { of }) => ({
    sentence: `${of === 'course' ? 'Kurssipaikkoja voi varata Kaikukortilla' : 'Kaikukortti-lippuja voi varata'} ${instant(opensAt)} alkaen.`,
    nextStep: 'Lue kortti silloin uudelleen.',
  }),
  'redemption-not-open': ({ opensAt }, { instant }, { of }) => ({
    sentence: `${of === 'course' ? 'Kurssipaikkoja voi lunastaa Kaikukortilla' : 'Kaikukortti-lippuja voi lunastaa'} ${instant(opensAt)} alkaen.`,
    nextStep: 'Lue kortti silloin uudelleen.',
  }),
  'card-twice-in-visit': () => ({
    sentence: 'Sama kortti on ryhmässä kahdesti.',
    nextStep: 'Poista toinen. Jokainen aikuinen näyttää oman korttinsa.',
  }),
  'already-recorded': ({ recordedAt, how, onThisDevice = false }, { instant }) => ({
    sentence: {
      reserved: `Kortilla on jo varaus tähän tilaisuuteen, varattu ${instant(recordedAt)}.`,
      sold: `Kortilla on ${instant(recordedAt)} lunastettu ennakkoon lippu tähän tilaisuuteen.`,
      door: `Kortti on jo kirjattu ovella tähän tilaisuuteen ${instant(recordedAt)}.`,
      here: `Kortti on jo kirjattu tällä laitteella tähän tilaisuuteen ${instant(recordedAt)}.`,
    }[onThisDevice ? 'here' : how],
    nextStep:
      how === 'sold'
        ? 'Lipulla pääsee sisään, eikä uutta kirjausta tarvita.'
        : 'Uutta kirjausta ei tarvita. Jokainen aikuinen näyttää oman korttinsa.',
  }),
  'community-card-alone': () => ({
    sentence: 'Yhteisön Kaikukorttia voi käyttää vain yhdessä asiakkaan tai ryhmän kanssa.',
    nextStep: 'Lue ryhmän muut kortit tai merkitse alle 16-vuotiaiden asiakkaiden määrä.',
  }),
  'course-without-children': () => ({
    sentence: 'Kurssipaikan saa vain kortinhaltija itse.',
    nextStep: 'Kirjaa kurssipaikka ilman lapsia.',
  }),
  'too-many-minors': ({ max, who }) => {
    if (who === 'clients')
      return {
        sentence: `Yhdelle kortille voi merkitä enintään ${clients(max)}.`,
        nextStep: 'Lue kortti uudelleen ja merkitse muut ryhmään toisen työntekijän kortille.',
      };
    if (max === 0)
      return {
        sentence: 'Kortille ei ole merkitty lapsia Kaikukantaan.',
        nextStep: 'Kirjaa kortinhaltija yksin. Lasten määrän voi päivittää siellä, missä kortti on myönnetty.',
      };
    return {
      sentence: `Kortilla voi tulla mukaan enintään ${children(max)}.`,
      nextStep: 'Lue kortti uudelleen ja valitse pienempi määrä. Kaikukannan tieto ratkaisee.',
    };
  },
  'group-not-agreed': ({ people, agreedAbove }) => ({
    sentence: `Ryhmässä on ${people} henkilöä. Yli ${agreedAbove} hengen ryhmästä sovitaan erikseen.`,
    nextStep: 'Vahvista, että ryhmästä on sovittu, tai sovi siitä nyt.',
  }),
  'cap-reached': ({ cap, remaining }, _, { of, holder }) => {
    const full = { show: 'Tilaisuuden', course: 'Kurssin', day: 'Tämän päivän' }[of];
    const another = { show: 'toista tilaisuutta', course: 'toista kurssia', day: 'toista päivää' }[of];
    if (remaining === 0)
      return {
        sentence: `${full} Kaikukortti-paikat on annettu. Yläraja on ${cap}.`,
        nextStep: {
          show: 'Kortti käy muihin tilaisuuksiin. Kerro, milloin on seuraava tilaisuus.',
          course: 'Kortti käy muillakin kursseilla. Kerro, milloin seuraava alkaa.',
          day: 'Huomenna voi tulla uudelleen.',
        }[of],
      };
    return {
      sentence: `Jäljellä on ${cardPlaces(remaining)}. Yläraja on ${cap}.`,
      nextStep:
        // A worker and one client are two already.
        remaining === 1 && holder === 'community'
          ? `Ehdota ${another}.`
          : `Lue kortti uudelleen ja kirjaa pienempi seurue, tai ehdota ${another}.`,
    };
  },
  'unknown-rule': () => ({
    sentence: 'Kaikukannan sääntö estää kirjauksen.',
    nextStep: 'Tarkista asia Kaikukannasta tai kysy vastuuhenkilöltä.',
  }),
};

export const flags: Locale['flags'] = {
  'not-a-card': 'Tunnus ei ole Kaikukortin tunnus.',
  'old-card': 'Kortissa on vanha numero.',
  'card-unregistered': 'Korttia ei ole rekisteröity.',
  'card-barred': unusable.sentence,
  'card-in-transfer': unusable.sentence,
  'card-inactive': inactive,
  'card-expired': 'Kortin voimassaolo on päättynyt.',
  'community-card-course': 'Yhteisön kortilla ei saa kurssipaikkaa.',
  'show-cancelled': 'Tilaisuus oli peruttu.',
  'show-too-long-over': 'Tilaisuus oli ollut ohi yli kaksi viikkoa.',
  'reservation-not-open': 'Varaaminen ei ollut vielä alkanut.',
  'redemption-not-open': 'Lunastaminen ei ollut vielä alkanut.',
  'card-twice-in-visit': 'Sama kortti oli ryhmässä kahdesti.',
  'already-recorded': 'Kortti oli jo kirjattu tähän tilaisuuteen.',
  'community-card-alone': 'Yhteisön korttia voi käyttää vain asiakkaan kanssa.',
  'course-without-children': 'Kurssipaikan saa vain kortinhaltija.',
  'too-many-minors': 'Mukaan merkittiin enemmän kuin kortilla saa tulla.',
  'group-not-agreed': 'Ei ollut merkitty, että isosta ryhmästä oli sovittu.',
  'cap-reached': 'Yläraja ylittyi.',
  'unknown-rule': 'Kirjaus poikkeaa Kaikukannan säännöstä.',
  late: 'Käynti kirjattiin vasta jälkeenpäin.',
  'date-unsure': 'Käynnin päivä voi olla väärä, koska laitteen kello ei ollut oikeassa. Tarkista päivä.',
  'card-not-checked': 'Korttia ei tarkistettu täällä: talo kirjaa, Kaikukanta tarkistaa.',
};
