import type { ReaderProfile } from '@kaiku/capture/doctor';

/** The texts of this page. `@kaiku/scanner/locales` has the advice about settings. */
export interface Texts {
  readonly title: string;
  readonly intro: string;
  readonly print: string;
  readonly trueToSize: string;
  readonly found: string;
  readonly advice: string;
  readonly keep: string;
  readonly again: string;
  readonly fine: string;
  readonly progress: (scanned: number, of: number) => string;
  readonly kept: (on: string) => string;
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  readonly facts: Readonly<Record<Fact, string>>;
  readonly keyboards: Readonly<Record<ReaderProfile['keyboard'], string>>;
}

export type Fact = 'keyboard' | 'lowerCase' | 'suffix' | 'before' | 'altCodes' | 'gapMs' | 'dropped';

export const texts: Readonly<Record<'fi' | 'sv' | 'en', Texts>> = {
  fi: {
    title: 'Lukijan tarkistus',
    intro: 'Lue lukijalla nämä kuusi koodia, missä järjestyksessä tahansa. Mitään kenttää ei tarvitse valita.',
    print: 'Tulosta arkki',
    trueToSize: 'Tulosta 100 %:n koossa. Koodit eivät ole Kaikukorttien tunnuksia.',
    found: 'Mitä lukija tekee',
    advice: 'Mitä kannattaa asettaa',
    keep: 'Muista tällä laitteella',
    again: 'Aloita alusta',
    fine: 'Lukijan asetukset ovat kunnossa.',
    progress: (scanned, of) => (scanned === 0 ? 'Odotetaan ensimmäistä koodia.' : `Luettu ${scanned}/${of}.`),
    kept: (on) => `Tällä laitteella muistissa (${on}):`,
    none: 'ei mitään',
    yes: 'kyllä',
    no: 'ei',
    facts: {
      keyboard: 'Lukijan näppäimistö',
      lowerCase: 'Pieniä kirjaimia',
      suffix: 'Koodin perässä',
      before: 'Koodin edessä',
      altCodes: 'Alt-tila',
      gapMs: 'Millisekuntia merkkiä kohti',
      dropped: 'Kadonneita merkkejä',
    },
    keyboards: { us: 'Yhdysvallat, tietokoneessa toinen', matching: 'sama kuin tietokoneessa', unknown: 'ei eroa' },
  },
  sv: {
    title: 'Kontroll av läsaren',
    intro: 'Läs de här sex koderna med läsaren, i vilken ordning som helst. Inget fält behöver väljas.',
    print: 'Skriv ut arket',
    trueToSize: 'Skriv ut i storleken 100 %. Koderna hör inte till något Kaikukortti.',
    found: 'Vad läsaren gör',
    advice: 'Vad som bör ställas in',
    keep: 'Kom ihåg på den här enheten',
    again: 'Börja om',
    fine: 'Läsarens inställningar är i sin ordning.',
    progress: (scanned, of) => (scanned === 0 ? 'Väntar på den första koden.' : `${scanned}/${of} lästa.`),
    kept: (on) => `I minnet på den här enheten (${on}):`,
    none: 'inget',
    yes: 'ja',
    no: 'nej',
    facts: {
      keyboard: 'Läsarens tangentbord',
      lowerCase: 'Små bokstäver',
      suffix: 'Efter koden',
      before: 'Före koden',
      altCodes: 'Alt-läge',
      gapMs: 'Millisekunder per tecken',
      dropped: 'Försvunna tecken',
    },
    keyboards: { us: 'USA, datorn har ett annat', matching: 'samma som datorns', unknown: 'ingen skillnad' },
  },
  en: {
    title: 'Check a reader',
    intro: 'Read these six codes with the reader, in any order. No field has to be chosen.',
    print: 'Print the sheet',
    trueToSize: 'Print at 100 %. The codes do not belong to any Kaikukortti.',
    found: 'What the reader does',
    advice: 'What to set',
    keep: 'Remember on this device',
    again: 'Start again',
    fine: 'The reader’s settings are fine.',
    progress: (scanned, of) => (scanned === 0 ? 'Waiting for the first code.' : `${scanned} of ${of} read.`),
    kept: (on) => `Remembered on this device (${on}):`,
    none: 'nothing',
    yes: 'yes',
    no: 'no',
    facts: {
      keyboard: 'The reader’s keyboard',
      lowerCase: 'Small letters',
      suffix: 'After the code',
      before: 'Before the code',
      altCodes: 'Alt mode',
      gapMs: 'Milliseconds a character',
      dropped: 'Characters lost',
    },
    keyboards: { us: 'US, the computer has another', matching: 'as the computer’s', unknown: 'no difference' },
  },
};
