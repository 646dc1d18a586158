/** The clerk's card: one sheet of A4 in three languages, from the words and signs of the screen. */
import { type Lang, type Locale, locales } from '@kaiku/scanner/locales';
import type { TemplateResult } from 'lit';
import { type Sign, signView } from '../../packages/scanner/src/views/icons.ts';

/** What the card says that the screen does not. */
interface CardText {
  readonly title: string;
  readonly before: string;
  readonly letIn: string;
  readonly together: string;
  /** With the names of the page and of the button. */
  readonly undo: (shift: string, undo: string) => string;
  readonly outage: string;
}

const texts: Readonly<Record<Lang, CardText>> = {
  fi: {
    title: 'Kaikukortti lipunmyynnissä ja ovella',
    before: 'Kysy vain korttia. Nimeä tai syytä ei kysytä.',
    letIn: 'Päästä sisään.',
    together: 'Lue ruudulta syy ja se, mitä kortinhaltija voi tehdä. Kerro se hänelle hiljaa.',
    undo: (shift, undo) => `Meni väärin? Avaa ${shift} ja valitse ${undo}. Aikaa on kymmenen minuuttia.`,
    outage:
      'Yhteys poikki? Jatka tavalliseen tapaan: ruutu kertoo, mitä voi kirjata. Pidä sivu auki, kunnes kaikki on lähetetty.',
  },
  sv: {
    title: 'Kaikukortet i biljettförsäljningen och vid dörren',
    before: 'Be bara om kortet. Fråga inte efter namn eller orsak.',
    letIn: 'Släpp in.',
    together: 'Läs på skärmen varför och vad kortinnehavaren kan göra. Säg det i lugn ton.',
    undo: (shift, undo) => `Blev det fel? Öppna ${shift} och välj ${undo}. Du har tio minuter på dig.`,
    outage:
      'Ingen förbindelse? Fortsätt som vanligt: skärmen visar vad som kan registreras. Håll sidan öppen tills allt är skickat.',
  },
  en: {
    title: 'The Kaikukortti at the box office and the door',
    before: 'Ask for the card only. Never ask for a name or a reason.',
    letIn: 'Let them in.',
    together: 'The screen says why, and what the holder can do. Say it quietly.',
    undo: (shift, undo) => `A mistake? Open ${shift} and choose ${undo}. You have ten minutes.`,
    outage:
      'No connection? Continue as always: the screen says what can be recorded. Keep the page open until everything is sent.',
  },
};

const langs: readonly Lang[] = ['fi', 'sv', 'en'];

interface Row {
  readonly sign?: Sign;
  readonly say: (locale: Locale, text: CardText) => { readonly word: string; readonly advice: string };
}

const rows: readonly Row[] = [
  {
    say: ({ ready }, { before }) => ({
      word: '1',
      advice: `${before} ${Object.values(ready.ways)
        .map((way) => way.replace(/\.$/, ''))
        .join(' / ')}.`,
    }),
  },
  {
    say: ({ asking }) => ({
      word: '2',
      advice: `${asking.question} ${asking.whoCounts.children(18)} ${asking.confirm} ↵`,
    }),
  },
  { sign: 'confirmed', say: ({ verdict }, { letIn }) => ({ word: verdict.word.confirmed, advice: letIn }) },
  {
    sign: 'has-ticket',
    say: ({ verdict }) => ({ word: verdict.word['has-ticket'], advice: verdict.ticket(undefined).nextStep }),
  },
  {
    sign: 'provisional',
    say: ({ verdict }, { letIn }) => ({
      word: verdict.word.provisional,
      advice: `${letIn} ${verdict.kept.unconfirmed}`,
    }),
  },
  {
    sign: 'refused',
    say: ({ discreet }, { together }) => ({ word: discreet.verdict.word.refused, advice: together }),
  },
  {
    sign: 'undecided',
    say: ({ verdict, failures }) => ({ word: verdict.word.undecided, advice: failures['registry/failed'].nextStep }),
  },
  {
    sign: 'undone',
    say: ({ verdict, shift }, { undo }) => ({ word: verdict.undo, advice: undo(shift.title, verdict.undo) }),
  },
  { say: ({ verdict }) => ({ word: '+', advice: `${verdict.reminders.companion} ${verdict.reminders.cloakroom}` }) },
  { say: (_, { outage }) => ({ word: '…', advice: outage }) },
];

const style = `
@page { size: A4 portrait; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; font: 8.9pt/1.3 system-ui, "DejaVu Sans", sans-serif; color: #14181d; background: #fff }
main { width: 210mm; min-height: 296mm; padding: 9mm 10mm 7mm; display: flex; flex-direction: column; gap: 5mm }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { text-align: left; vertical-align: top; padding: 1.7mm 2.2mm; border-bottom: .3mm solid #c9cfd6; overflow-wrap: break-word; hyphens: auto }
thead th { font-size: 11pt; line-height: 1.2; border-bottom-width: .6mm; vertical-align: bottom }
.mark { width: 17mm; text-align: center; font-size: 17pt; font-weight: 700; padding-inline: 0 }
.sign { width: 11mm; height: 11mm }
.f { fill: #14181d } .s { fill: none; stroke: #14181d; stroke-linecap: round; stroke-linejoin: round }
.cut { fill: none; stroke: #fff; stroke-linecap: round; stroke-linejoin: round }
td strong { display: block; font-size: 10pt }
footer { margin-top: auto; font-size: 8.5pt; color: #4a5460 }
`;

/** Returns the card as a page of its own, without scripts. */
export function clerkCard(): string {
  const head = langs.map((lang) => `<th lang="${lang}" scope="col">${texts[lang].title}</th>`).join('');
  const body = rows.map(({ sign, say }) => {
    const said = langs.map((lang) => ({ lang, ...say(locales[lang], texts[lang]) }));
    const mark = sign === undefined ? (said[0]?.word ?? '') : markup(signView(sign, true));
    const cells = said.map(
      ({ lang, word, advice }) =>
        `<td lang="${lang}">${sign === undefined ? '' : `<strong>${word}</strong>`}${advice}</td>`,
    );
    return `<tr><td class="mark">${mark}</td>${cells.join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="fi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kaikukortti: kassan kortti – kassans kort – the clerk’s card</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<table>
<thead><tr><th class="mark"></th>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table>
<footer>Kaiku scanner. Kaikukortti on omistajansa rekisteröity tavaramerkki. – Kaikukortet är ett registrerat varumärke. – Kaikukortti is a registered trademark of its owner.</footer>
</main>
</body>
</html>
`;
}

/** Returns the markup of a template whose values are templates. */
function markup({ strings, values }: TemplateResult): string {
  return strings
    .map((text, index) => text + (index < values.length ? markup(values[index] as TemplateResult) : ''))
    .join('');
}
