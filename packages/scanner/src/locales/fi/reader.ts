import type { Locale } from '../locale.ts';

export const reader: Locale['reader'] = {
  doctor: 'Tarkista lukijan asetukset',
  dismiss: 'Selvä',
  advice: {
    'keyboard-layout': {
      sentence: 'Lukijassa on eri näppäimistöasettelu kuin tietokoneessa.',
      nextStep: 'Aseta lukijaan sama näppäimistöasettelu kuin tietokoneessa, esimerkiksi suomalainen.',
    },
    'letter-case': {
      sentence: 'Lukijalta tulee pieniä kirjaimia.',
      nextStep: 'Ota Caps Lock pois päältä. Jos se ei auta, poista lukijasta kirjainten muunnos.',
    },
    'symbology-prefix': {
      sentence: 'Lukija lähettää koodin tyypin tunnuksen edellä.',
      nextStep: 'Poista lukijasta AIM- ja kooditunnisteet.',
    },
    asterisks: {
      sentence: 'Lukija lähettää Code 39 -koodin alku- ja loppumerkit.',
      nextStep: 'Poista lukijasta asetus ”transmit start/stop”.',
    },
    'control-characters': {
      sentence: 'Lukija lähettää ohjausmerkkejä tunnuksen mukana.',
      nextStep: 'Poista lukijasta etuliite ja aseta loppuliitteeksi Enter.',
    },
    'alt-codes': {
      sentence: 'Lukija kirjoittaa merkit numeroina, mikä on hidasta.',
      nextStep: 'Poista lukijasta Alt-tila (”Alt mode” tai ”universal keyboard”).',
    },
    stalled: {
      sentence: 'Lukijan lähetys pätkii.',
      nextStep: 'Tuo lukija lähemmäs telakkaansa tai käytä johtoa.',
    },
    'no-suffix': {
      sentence: 'Lukija ei lähetä mitään tunnuksen perään.',
      nextStep: 'Aseta loppuliitteeksi Enter, niin luku näkyy heti.',
    },
    slow: {
      sentence: 'Lukija kirjoittaa hitaasti.',
      nextStep: 'Poista lukijasta merkkien välinen viive.',
    },
    dropped: {
      sentence: 'Lukijan merkkejä katoaa matkalla.',
      nextStep: 'Aseta merkkien väliin pieni viive tai käytä toista USB-porttia. Lue sitten koodit uudelleen.',
    },
    'unnamed-keys': {
      sentence: 'Laite ei kerro, mitä näppäimiä lukija painaa.',
      nextStep: 'Aseta laitteen lukuohjelma lähettämään näppäimiä ja perään Enter.',
    },
    unread: {
      sentence: 'Luettu koodi ei vastannut arkin koodia.',
      nextStep: 'Aseta lukijaan sama näppäimistöasettelu kuin tietokoneessa ja lue koodi uudelleen.',
    },
  },
};
