import type { FailureCode } from '../requests.ts';
import { inLanguages } from './languages.ts';

/** What has happened, and what to do next. */
export interface Failure {
  readonly sentence: string;
  readonly nextStep: string;
}

type Failures = Readonly<Record<FailureCode, Failure>>;

const failure = (sentence: string, nextStep: string): Failure => ({ sentence, nextStep });

const fi: Failures = {
  unreachable: failure('Rekisteri ei vastaa.', 'Tarkista verkkoyhteys ja yritä uudelleen.'),
  'not-the-registry': failure(
    'Jokin muu kuin rekisteri vastasi.',
    'Tarkista osoite ja verkko, ja lataa sivu uudelleen.',
  ),
  'passkey/unknown': failure('Rekisteri ei tunne avainkoodia.', 'Käytä toista avainkoodia tai palautuskoodia.'),
  'passkey/unknown-code': failure(
    'Koodi ei kelpaa: se on väärin kirjoitettu, käytetty tai vanhentunut.',
    'Tarkista koodi tai pyydä uusi talon vastuuhenkilöltä.',
  ),
  'passkey/cancelled': failure('Kirjautuminen keskeytyi.', 'Yritä uudelleen ja vahvista laitteen kysymys.'),
  'passkey/unavailable': failure(
    'Avainkoodi ei toimi tällä selaimella tai tässä osoitteessa.',
    'Avaa sivu palvelimen nimellä (esimerkiksi http://localhost) uudella selaimella.',
  ),
  'registry/unauthorised': failure(
    'Rekisteri ei tunne avainta, tai se ei ole enää voimassa.',
    'Tarkista avain tai pyydä uusi rekisterin ylläpitäjältä.',
  ),
  'registry/forbidden': failure('Tällä avaimella ei voi tehdä tätä.', 'Kirjaudu avaimella, jolla se on sallittu.'),
  'registry/missing-role': failure(
    'Avaimelta puuttuu tähän tarvittava oikeus.',
    'Kirjaudu avaimella, jolla se on, tai pyydä oikeus rekisterin ylläpitäjältä.',
  ),
  'registry/foreign-journal': failure(
    'Toinen laite on kirjannut samalla tallenteella.',
    'Pyydä rekisterin ylläpitäjää siirtämään laitteen kirjaukset tälle laitteelle.',
  ),
  'registry/slowed': failure('Rekisteri vastaa tälle laitteelle hitaasti.', 'Odota hetki ja yritä uudelleen.'),
  'registry/not-found': failure('Tätä ei ole rekisterissä.', 'Valitse uudelleen: se on voitu poistaa.'),
  'registry/invalid-request': failure('Rekisteri ei hyväksynyt pyyntöä.', 'Tarkista, mitä kirjoitit.'),
  'registry/unknown-key': failure(
    'Rekisteri ei pysty avaamaan laitteen salaamaa tunnusta.',
    'Pyydä rekisterin ylläpitäjää palauttamaan avaintiedosto.',
  ),
  'registry/busy': failure('Rekisterillä on paljon tehtävää.', 'Odota hetki ja yritä uudelleen.'),
  'registry/failed': failure(
    'Rekisterissä tapahtui virhe.',
    'Yritä uudelleen. Jos virhe toistuu, ilmoita rekisterin ylläpitäjälle.',
  ),
  'registry/frozen': failure('Tämä laite on pysäytetty toistaiseksi.', 'Pyydä vastuuhenkilöä avaamaan se.'),
  'registry/revoked': failure('Tämä laite on poistettu käytöstä.', 'Kirjaudu toisella laitteella.'),
  'registry/lost': failure('Tämä laite on ilmoitettu kadonneeksi.', 'Palauta se talolle.'),
  'registry/not-assigned': failure('Laite on muita tilaisuuksia varten.', 'Valitse laitteen oma tilaisuus.'),
  'registry/unknown-code': failure('Koodi on väärä, käytetty tai vanhentunut.', 'Pyydä uusi koodi.'),
  'registry/refused': failure('Sääntö esti tämän.', 'Tarkista tiedot.'),
  'config/cap-too-low': failure(
    'Yläraja on pienempi kuin ohjelma sallii.',
    'Nosta yläraja vähintään sallittuun määrään.',
  ),
  'config/course-window': failure('Kurssipaikkojen lunastusta ei voi rajata.', 'Poista rajaus.'),
  'config/show-in-use': failure('Tilaisuuteen on kirjattu käyntejä.', 'Peru tilaisuus sen sijaan.'),
  'idempotency/mismatch': failure('Tämä on jo kirjattu muilla tiedoilla.', 'Lataa sivu uudelleen ja tarkista kirjaus.'),
};

const sv: Failures = {
  unreachable: failure('Registret svarar inte.', 'Kontrollera nätförbindelsen och försök igen.'),
  'not-the-registry': failure(
    'Något annat än registret svarade.',
    'Kontrollera adressen och nätet, och ladda om sidan.',
  ),
  'passkey/unknown': failure(
    'Registret känner inte till nyckeln.',
    'Använd en annan nyckel eller återställningskoden.',
  ),
  'passkey/unknown-code': failure(
    'Koden gäller inte: den är felskriven, använd eller för gammal.',
    'Kontrollera koden eller be husets ansvarsperson om en ny.',
  ),
  'passkey/cancelled': failure('Inloggningen avbröts.', 'Försök igen och bekräfta på enheten.'),
  'passkey/unavailable': failure(
    'Nycklar fungerar inte i den här webbläsaren eller på den här adressen.',
    'Öppna sidan med serverns namn (till exempel http://localhost) i en ny webbläsare.',
  ),
  'registry/unauthorised': failure(
    'Registret känner inte nyckeln, eller så gäller den inte längre.',
    'Kontrollera nyckeln eller be den som sköter registret om en ny.',
  ),
  'registry/forbidden': failure('Den här nyckeln får inte göra detta.', 'Logga in med en nyckel som får det.'),
  'registry/missing-role': failure(
    'Nyckeln saknar rätten som behövs för detta.',
    'Logga in med en nyckel som har den, eller be den som sköter registret om rätten.',
  ),
  'registry/foreign-journal': failure(
    'En annan enhet har registrerat med samma lagring.',
    'Be den som sköter registret att föra över enhetens registreringar till den här enheten.',
  ),
  'registry/slowed': failure('Registret svarar den här enheten långsamt.', 'Vänta en stund och försök igen.'),
  'registry/not-found': failure('Detta finns inte i registret.', 'Välj på nytt: det kan ha tagits bort.'),
  'registry/invalid-request': failure('Registret godkände inte begäran.', 'Kontrollera vad du skrev.'),
  'registry/unknown-key': failure(
    'Registret kan inte öppna koden som enheten har krypterat.',
    'Be den som sköter registret att återställa nyckelfilen.',
  ),
  'registry/busy': failure('Registret har mycket att göra.', 'Vänta en stund och försök igen.'),
  'registry/failed': failure(
    'Ett fel inträffade i registret.',
    'Försök igen. Om felet återkommer, meddela den som sköter registret.',
  ),
  'registry/frozen': failure('Den här enheten är stoppad tills vidare.', 'Be ansvarspersonen öppna den.'),
  'registry/revoked': failure('Den här enheten är tagen ur bruk.', 'Logga in med en annan enhet.'),
  'registry/lost': failure('Den här enheten är anmäld som försvunnen.', 'Lämna tillbaka den till huset.'),
  'registry/not-assigned': failure('Enheten är till för andra tillställningar.', 'Välj en tillställning för enheten.'),
  'registry/unknown-code': failure('Koden är fel, använd eller för gammal.', 'Be om en ny kod.'),
  'registry/refused': failure('En regel hindrade detta.', 'Kontrollera uppgifterna.'),
  'config/cap-too-low': failure(
    'Den övre gränsen är lägre än vad programmet tillåter.',
    'Höj den övre gränsen till minst det tillåtna antalet.',
  ),
  'config/course-window': failure('Inlösen av kursplatser kan inte begränsas.', 'Ta bort begränsningen.'),
  'config/show-in-use': failure('Besök har registrerats för evenemanget.', 'Ställ in evenemanget i stället.'),
  'idempotency/mismatch': failure(
    'Detta är redan registrerat med andra uppgifter.',
    'Ladda om sidan och kontrollera registreringen.',
  ),
};

const en: Failures = {
  unreachable: failure('The registry does not respond.', 'Check the network, then try again.'),
  'not-the-registry': failure(
    'Something other than the registry responded.',
    'Check the address and the network, then load the page again.',
  ),
  'passkey/unknown': failure('The registry does not know the passkey.', 'Use another passkey, or the recovery code.'),
  'passkey/unknown-code': failure(
    'The code is not valid: it is mistyped, used or too old.',
    'Check the code, or get a new one from a manager of the house.',
  ),
  'passkey/cancelled': failure('Signing in was cancelled.', 'Try again, and confirm what the device asks.'),
  'passkey/unavailable': failure(
    'Passkeys do not work in this browser or at this address.',
    'Open the page by the name of the server (such as http://localhost) in a new browser.',
  ),
  'registry/unauthorised': failure(
    'The registry does not know this token, or it is no longer valid.',
    "Check the token, or get a new one from the registry's operator.",
  ),
  'registry/forbidden': failure('This token may not do this.', 'Sign in with a token that may.'),
  'registry/missing-role': failure(
    'The token lacks the right that this needs.',
    "Sign in with a token that has it, or ask the registry's operator for the right.",
  ),
  'registry/foreign-journal': failure(
    'Another device has recorded with this storage.',
    "Ask the registry's operator to hand the recordings of that device over to this one.",
  ),
  'registry/slowed': failure('The registry answers this device slowly.', 'Wait a moment, then try again.'),
  'registry/not-found': failure('The registry does not have this.', 'Choose again: it may have been deleted.'),
  'registry/invalid-request': failure('The registry did not accept the request.', 'Check what you typed.'),
  'registry/unknown-key': failure(
    'The registry cannot open a code that this device has sealed.',
    "Ask the registry's operator to restore the file of keys.",
  ),
  'registry/busy': failure('The registry is busy.', 'Wait a moment, then try again.'),
  'registry/failed': failure(
    'The registry failed.',
    "Try again. If it fails again, report it to the registry's operator.",
  ),
  'registry/frozen': failure('This device has been stopped for now.', 'Ask the manager to let it in again.'),
  'registry/revoked': failure('This device may no longer be used.', 'Sign in with another device.'),
  'registry/lost': failure('This device has been reported as lost.', 'Return it to the house.'),
  'registry/not-assigned': failure('The device is for other events.', 'Choose an event of the device.'),
  'registry/unknown-code': failure('The code is wrong, used or too old.', 'Ask for a new code.'),
  'registry/refused': failure('A rule prevents this.', 'Check the details.'),
  'config/cap-too-low': failure(
    'The cap is lower than the programme allows.',
    'Raise it to the number allowed, or more.',
  ),
  'config/course-window': failure('A course cannot limit when places are redeemed.', 'Remove the limit.'),
  'config/show-in-use': failure('Visits were recorded for this event.', 'Cancel the event instead.'),
  'idempotency/mismatch': failure(
    'This is recorded already, with other details.',
    'Load the page again and check the recording.',
  ),
};

/** What to say if a request has no answer. */
export const failures = inLanguages(fi, sv, en);
