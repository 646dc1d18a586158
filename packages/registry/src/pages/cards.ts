import { html, raw } from 'hono/html';
import type { RegistryContext } from '../http/context.ts';
import { cardGroups, foreignTexts } from '../scenarios/arki-cards.ts';
import { code39, qrCode } from './barcodes.ts';
import { page } from './page.ts';

interface Printed {
  readonly text: string;
  readonly role: string;
  readonly fi: string;
  readonly en: string;
}

// The size of a card is that of ISO/IEC 7810 ID-1, rounded to 85 × 54 mm.
const style = html`
@page { size: A4; margin: 12mm; }
body { font: 11pt/1.35 system-ui, sans-serif; margin: 1rem auto; max-width: 186mm; color: #111; background: #fff; }
:root { color-scheme: light; }
h2 { break-after: avoid; margin: 6mm 0 2mm; }
.card { break-inside: avoid; margin: 0 0 6mm; }
.sides { display: flex; flex-wrap: wrap; gap: 4mm; }
.side { box-sizing: border-box; width: 85mm; height: 54mm; border: 0.3mm solid #999; border-radius: 3mm; padding: 4mm;
  display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 2mm; background: #fff; }
.qr svg { width: 28mm; height: 28mm; display: block; }
.code39 svg { width: 77mm; height: 16mm; display: block; }
.side b { font: 600 12pt ui-monospace, monospace; letter-spacing: 0.06em; overflow-wrap: anywhere; text-align: center; }
.card p { margin: 0 0 1.5mm; }
.card code { color: #555; }`;

// Drawn once, because it has some 90 codes.
let sheet: ReturnType<typeof drawSheet> | undefined;

/** Serves the scenario's cards, to print or to show to a camera on a screen: the front with QR, the back with Code 39. */
export function cardsPage(c: RegistryContext): Response | Promise<Response> {
  sheet ??= drawSheet();
  return c.html(sheet);
}

const groups = [
  ...cardGroups.map(({ fi, en, cards }) => ({
    fi,
    en,
    cards: Object.entries(cards).map(([role, { code, fi, en }]) => ({ role, text: code, fi, en })),
  })),
  {
    fi: 'Muut koodit',
    en: 'Other codes',
    cards: foreignTexts.map((foreign) => ({ role: 'foreign', ...foreign })),
  },
];

function drawSheet() {
  const body = html`
<h1>Kokeilukortit <span lang="en">· Sample cards</span></h1>
<p>Keksittyjä kortteja kokeiluun, oikean kokoisina kun tulostetaan 100 %.
<span lang="en">Invented cards to try with; true to size when printed at 100 %.</span></p>
${groups.map(({ fi, en, cards }) => html`<h2>${fi} <span lang="en">· ${en}</span></h2>${cards.map(draw)}`)}`;
  return page({ title: 'Kaikukortti: kokeilukortit', style, body });
}

function draw({ text, role, fi, en }: Printed) {
  return html`
<section class="card">
<p>${fi} <span lang="en">· ${en}</span> <code>${role}</code></p>
<div class="sides">
<div class="side qr">${raw(qrCode(text))}<b>${text}</b></div>
${isCode39(text) ? html`<div class="side code39">${raw(code39(text))}<b>${text}</b></div>` : ''}
</div>
</section>`;
}

/** True if Code 39 can encode a text: upper case, digits and a few signs. */
function isCode39(text: string): boolean {
  return /^[0-9A-Z. $/+%-]+$/.test(text);
}
