import type { Locale } from '../locale.ts';

export const enrol: Locale['enrol'] = {
  title: 'Lisää tämä laite',
  byCamera: 'Näytä kameralle talon Laitteet-sivun QR-koodi, tai kirjoita sen alla oleva koodi.',
  byHand: 'Kirjoita koodi, joka on talon Laitteet-sivulla QR-koodin alla.',
  label: 'Laitteen koodi',
  example: 'Kahdeksan merkkiä, esimerkiksi ACDE\u2011FGHJ',
  submit: 'Lisää',
  sending: 'Laitetta lisätään',
  foreign: 'Tämä ei ole laitteen koodi.',
  named: (device, venue) => ({
    sentence: `Laitteen nimi on ${device}.`,
    nextStep: `Se kirjaa käyntejä toimijalle ${venue}.`,
  }),
  begin: 'Aloita',
  replacing: (device, venue) => ({
    sentence: `Laite on jo lisätty: ${device}, ${venue}.`,
    nextStep: 'Lisää se uudelleen vain, jos vastuuhenkilö on antanut sille uuden koodin.',
  }),
  replace: 'Lisää uudelleen',
  keep: 'Älä lisää',
  again: 'Syötä uusi koodi',
  failed: {
    'registry/unreachable': {
      sentence: 'Palveluun ei saatu yhteyttä.',
      nextStep: 'Tarkista laitteen verkko ja syötä koodi uudelleen.',
    },
    'registry/busy': {
      sentence: 'Vääriä koodeja on ollut liian monta, tai palvelu on ruuhkautunut.',
      nextStep: 'Odota kymmenen minuuttia ja pyydä vastuuhenkilöltä uusi koodi.',
    },
    'registry/failed': {
      sentence: 'Palvelussa on häiriö.',
      nextStep: 'Syötä koodi hetken kuluttua uudelleen.',
    },
    'config/invalid': {
      sentence: 'Tällä sivulla laitetta ei voi lisätä.',
      nextStep: 'Avaa sivu osoitteessa, jonka alussa on https.',
    },
    unexpected: {
      sentence: 'Laitetta ei voitu lisätä.',
      nextStep: 'Avaa sivu tavallisessa ikkunassa, ei yksityisessä, ja pyydä vastuuhenkilöltä uusi koodi.',
    },
  },
};
