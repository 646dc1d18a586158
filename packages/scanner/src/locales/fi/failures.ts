import type { Locale } from '../locale.ts';

const onPaper = 'Kirjaa käynti paperilomakkeelle. Se siirretään jälkikäteen mahdollisimman pian.';

export const failures: Locale['failures'] = {
  'config/invalid': {
    sentence: 'Kirjauksen asetuksissa on virhe.',
    nextStep: `Kerro siitä sivun ylläpitäjälle. ${onPaper}`,
  },
  'config/no-storage': {
    sentence: 'Selain ei anna tallentaa kirjauksia tälle laitteelle.',
    nextStep: 'Avaa sivu tavallisessa ikkunassa, ei yksityisessä, ja salli sivuston tiedot.',
  },
  'registry/unreachable': { sentence: 'Palveluun ei saatu yhteyttä.', nextStep: onPaper },
  'registry/busy': { sentence: 'Palvelu on ruuhkautunut.', nextStep: 'Lue kortti hetken kuluttua uudelleen.' },
  'registry/failed': { sentence: 'Palvelussa on häiriö.', nextStep: onPaper },
  'registry/no-token': {
    sentence: 'Sivu ei saanut käyttöoikeutta, jolla laite kirjautuu Kaikukantaan.',
    nextStep: `Kirjaudu sivulle uudelleen. ${onPaper}`,
  },
  'registry/unauthorised': {
    sentence: 'Kaikukanta ei hyväksy laitteen käyttöoikeutta: se on väärä, vanhentunut tai poistettu käytöstä.',
    nextStep:
      'Kirjaudu sivulle uudelleen. Jos se ei auta, pyydä vastuuhenkilöltä uudet käyttöoikeudet ja kirjaa siihen asti paperilomakkeelle.',
  },
  'registry/not-enrolled': {
    sentence: 'Laitetta ei ole lisätty talon laitteisiin.',
    nextStep: `Pyydä vastuuhenkilöltä koodi ja lisää laite. ${onPaper}`,
  },
  'registry/unknown-code': {
    sentence: 'Koodi on väärä, käytetty tai yli kymmenen minuuttia vanha.',
    nextStep: 'Pyydä vastuuhenkilöltä uusi koodi.',
  },
  'registry/frozen': {
    sentence: 'Laite on pysäytetty toistaiseksi. Sen kirjaukset säilyvät laitteella.',
    nextStep: `Sillä ei kirjata mitään, ennen kuin vastuuhenkilö avaa sen. ${onPaper}`,
  },
  'registry/revoked': {
    sentence: 'Laite on poistettu käytöstä. Lähettämättömät kirjaukset säilyvät sillä.',
    nextStep: `Vie laite vastuuhenkilölle. ${onPaper}`,
  },
  'registry/lost': {
    sentence: 'Laite on ilmoitettu kadonneeksi.',
    nextStep: 'Palauta se talolle, jolle se kuuluu.',
  },
  'registry/not-assigned': {
    sentence: 'Laite on nyt muita tilaisuuksia varten.',
    nextStep: `Valitse laitteen oma tilaisuus tai kysy vastuuhenkilöltä. ${onPaper}`,
  },
  'registry/forbidden': {
    sentence: 'Kaikukanta ei anna tämän laitteen kirjata.',
    nextStep: `Kysy vastuuhenkilöltä. ${onPaper}`,
  },
  'registry/missing-role': {
    sentence: 'Laitteen käyttöoikeus ei riitä tähän.',
    nextStep: 'Pyydä vastuuhenkilöä tekemään se tai antamaan laitteelle siihen oikeus.',
  },
  'registry/foreign-journal': {
    sentence: 'Tähän selaimeen tallennetut kirjaukset kuuluvat Kaikukannassa toiselle laitteelle.',
    nextStep: `Pyydä sivun ylläpitäjää siirtämään ne tälle laitteelle. ${onPaper}`,
  },
  'registry/slowed': {
    sentence: 'Laitteella on luettu monta tuntematonta tunnusta, joten Kaikukanta vastaa sille hitaasti.',
    nextStep: 'Lue kortti hetken kuluttua uudelleen tai pyydä vastuuhenkilöä avaamaan laite.',
  },
  'registry/other-venue': {
    sentence:
      'Sivulla on nyt toisen toimijan käyttöoikeus. Tällä laitteella odottavat kirjaukset pysyvät omalla toimijallaan.',
    nextStep: `Sillä ei kirjata tässä mitään. Jos kirjaat toiselle toimijalle, lataa sivu uudelleen. ${onPaper}`,
  },
  'registry/not-found': {
    sentence: 'Tilaisuutta tai kirjausta ei löydy Kaikukannasta.',
    nextStep: 'Tarkista, että tilaisuus on oikea.',
  },
  'registry/invalid-request': {
    sentence: 'Kaikukanta ei ymmärtänyt kirjausta.',
    nextStep: `Kerro siitä sivun ylläpitäjälle. ${onPaper}`,
  },
  'registry/unknown-key': {
    sentence: 'Kaikukanta ei pysty lukemaan laitteelle tallennettua kirjausta.',
    nextStep: 'Kirjaus säilyy laitteella ja lähetetään uudelleen. Kerro siitä sivun ylläpitäjälle.',
  },
  'registry/contract': {
    sentence: 'Kaikukannan vastausta ei ymmärretty.',
    nextStep: `Kerro siitä sivun ylläpitäjälle. ${onPaper}`,
  },
  'idempotency/mismatch': {
    sentence: 'Kaikukannassa on sama kirjaus eri tiedoilla.',
    nextStep: 'Tarkista kirjaus Kaikukannasta ja kerro siitä sivun ylläpitäjälle.',
  },
  'outbox/storage': {
    sentence: 'Tälle laitteelle ei voitu tallentaa, eikä mitään kirjattu.',
    nextStep: `${onPaper} Vapauta sen jälkeen laitteelta tilaa ja lataa sivu uudelleen.`,
  },
  'desk/closed': { sentence: 'Kirjaus on suljettu tällä sivulla.', nextStep: 'Lataa sivu uudelleen.' },
  'desk/too-late': {
    sentence: 'Käynnistä on yli 14 päivää.',
    nextStep: 'Vie se Kaikukantaan tiedostona Kaikukannan tuonnilla.',
  },
  'desk/foreign-decision': {
    sentence: 'Kortti tarkistettiin toista tilaisuutta varten.',
    nextStep: 'Lue kortti uudelleen.',
  },
  'desk/unknown-visit': {
    sentence: 'Kirjausta ei ole tällä laitteella eikä Kaikukannassa.',
    nextStep: 'Mitään ei peruttu. Tarkista kirjaus Kaikukannasta.',
  },
  'desk/voided-visit': {
    sentence: 'Kirjaus on sillä välin peruttu Kaikukannassa. Mitään ei ole kirjattu.',
    nextStep: 'Lue kortti uudelleen.',
  },
  unexpected: {
    sentence: 'Tapahtui odottamaton virhe.',
    nextStep: 'Tarkista Kaikukannasta, tuliko käynti kirjatuksi. Jos ei, lue kortti uudelleen.',
  },
  'camera/insecure-context': {
    sentence: 'Kamera toimii vain suojatulla sivulla.',
    nextStep: 'Avaa sivu https-alkuisesta osoitteesta.',
  },
  'camera/unsupported': {
    sentence: 'Tämä selain ei osaa käyttää kameraa.',
    nextStep: 'Kameran saa käyttöön uudemmalla selaimella.',
  },
  'camera/policy-blocked': {
    sentence: 'Tämä sivu ei salli kameran käyttöä.',
    nextStep: 'Sivun ylläpitäjä voi sallia sen.',
  },
  'camera/denied-by-user': {
    sentence: 'Kameran käyttöä ei ole sallittu.',
    nextStep: 'Salli kamera selaimen osoiterivin asetuksista ja kokeile uudelleen.',
  },
  'camera/denied-by-system': {
    sentence: 'Laite ei anna selaimen käyttää kameraa.',
    nextStep: 'Salli kamera selaimelle laitteen asetuksista ja kokeile uudelleen.',
  },
  'camera/no-camera': {
    sentence: 'Laitteessa ei ole kameraa.',
    nextStep: 'Kytke kamera, jos haluat käyttää sellaista.',
  },
  'camera/busy': {
    sentence: 'Kamera on toisen ohjelman käytössä.',
    nextStep: 'Sulje toinen ohjelma ja kokeile uudelleen.',
  },
  'camera/over-constrained': {
    sentence: 'Kamera ei sovellu kortin lukemiseen.',
    nextStep: 'Kokeile toista kameraa.',
  },
  'camera/stalled': {
    sentence: 'Kamerasta ei tule kuvaa.',
    nextStep: 'Kokeile kameraa uudelleen. Jos se ei auta, avaa selain uudelleen.',
  },
  'camera/interrupted': { sentence: 'Kameran kuva katkesi.', nextStep: 'Kokeile kameraa uudelleen.' },
  'engine/load': {
    sentence: 'Koodin lukeminen kuvasta ei käynnistynyt.',
    nextStep: 'Lataa sivu uudelleen. Jos se ei auta, kerro sivun ylläpitäjälle.',
  },
  'engine/decode': {
    sentence: 'Koodin lukeminen kuvasta keskeytyi.',
    nextStep: 'Kokeile kameraa uudelleen.',
  },
};
