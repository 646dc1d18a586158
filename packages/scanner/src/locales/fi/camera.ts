import type { Locale } from '../locale.ts';

const closeApp = 'Lopeta puhelu tai sulje sovellus, joka käyttää kameraa, ja kokeile uudelleen.';
const reopenBrowser = 'Kokeile uudelleen. Jos kuvaa ei tule, sulje selain ja avaa se uudelleen.';

export const camera: Locale['camera'] = {
  label: 'Kameran kuva',
  starting: 'Kameraa käynnistetään.',
  stopped: 'Kamera ei ole käytössä.',
  othersWork: 'Kortin voi lukea lukijalla tai tunnuksen kirjoittaa.',
  retry: 'Kokeile kameraa uudelleen',
  returning: 'Kamera palautuu käyttöön hetken kuluttua.',
  muted: 'Puhelu tai laitteen kytkin estää kameran kuvan.',
  asleep: 'Kamera on lepotilassa: korttia ei ole luettu hetkeen.',
  wake: 'Herätä kamera',
  another: 'Vaihda kameraa',
  torch: 'Valo',
  zoom: 'Zoomaus',
  focus: 'Tarkenna',
  steps: {
    'camera/unsupported': {
      ios: 'Avaa sivu Safari-selaimessa.',
      android: 'Avaa sivu Chrome-selaimessa.',
      windows: 'Avaa sivu uusimmassa Chrome-, Edge- tai Firefox-selaimessa.',
      macos: 'Avaa sivu uusimmassa Safari-, Chrome- tai Firefox-selaimessa.',
    },
    'camera/denied-by-user': {
      chrome: 'Napsauta osoitteen vasemmalla puolella olevaa kuvaketta, salli Kamera ja kokeile uudelleen.',
      edge: 'Napsauta osoitteen vasemmalla puolella olevaa lukkoa, salli Kamera ja kokeile uudelleen.',
      firefox: 'Napsauta osoitteen vieressä olevaa yliviivattua kameraa, poista esto ja kokeile uudelleen.',
      safari: 'Avaa Safari-valikosta tämän verkkosivuston asetukset, salli Kamera ja kokeile uudelleen.',
      'safari-ios':
        'Napauta osoiterivin sivupainiketta, avaa verkkosivuston asetukset, salli Kamera ja kokeile uudelleen.',
      'chrome-android':
        'Napauta osoitteen vieressä olevaa kuvaketta, avaa Käyttöoikeudet, salli Kamera ja kokeile uudelleen.',
      'firefox-android': 'Napauta osoitteen vieressä olevaa lukkoa, salli Kamera ja kokeile uudelleen.',
      ios: 'Avaa laitteen Asetukset, valitse tämä selain, salli Kamera ja kokeile uudelleen.',
      android: 'Avaa selaimen sivustoasetukset, salli Kamera ja kokeile uudelleen.',
    },
    'camera/denied-by-system': {
      windows: 'Avaa Windowsin Asetukset, Tietosuoja ja suojaus, Kamera, ja salli kamera selaimelle.',
      macos: 'Avaa Järjestelmäasetukset, Tietosuoja ja suojaus, Kamera, salli tämä selain ja avaa se uudelleen.',
      ios: 'Avaa laitteen Asetukset, valitse tämä selain ja salli Kamera.',
      android: 'Avaa laitteen Asetukset, Sovellukset, tämä selain, Käyttöoikeudet, ja salli Kamera.',
    },
    'camera/busy': {
      windows: 'Sulje ohjelmat, jotka käyttävät kameraa, esimerkiksi Teams, ja kokeile uudelleen.',
      macos: 'Sulje ohjelmat, jotka käyttävät kameraa, esimerkiksi FaceTime, ja kokeile uudelleen.',
      ios: closeApp,
      android: closeApp,
    },
    'camera/stalled': {
      windows: 'Kokeile uudelleen. Jos kuvaa ei tule, irrota kamera ja kytke se uudelleen.',
      macos: 'Kokeile uudelleen. Jos kuvaa ei tule, avaa selain uudelleen.',
      ios: reopenBrowser,
      android: reopenBrowser,
    },
  },
};
