import { svg, type TemplateResult } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import chevronDown from 'lucide/dist/esm/icons/chevron-down.mjs';
import menu from 'lucide/dist/esm/icons/menu.mjs';
import pencil from 'lucide/dist/esm/icons/pencil.mjs';
import undo2 from 'lucide/dist/esm/icons/undo-2.mjs';
import userPlus from 'lucide/dist/esm/icons/user-plus.mjs';
import close from 'lucide/dist/esm/icons/x.mjs';
import type { Shown } from '../flow/flow.ts';

/** The sign of an answer, or of an undo. */
export type Sign = Shown['outcome'] | 'undone';

/**
 * Drawn on a grid of 96. `f` is filled, `s` is a line, `cut` is cut out. Filled signs let in; open ones are not finished. In the
 * full display a refusal has an octagon.
 */
const signs: Readonly<Record<Sign | 'stop', TemplateResult>> = {
  confirmed: svg`<circle class="f" cx="48" cy="48" r="47"/><path class="cut" stroke-width="9" d="M28 49.5 42.5 64 69 34.5"/>`,
  provisional: svg`<circle class="s" cx="48" cy="48" r="45.5" stroke-width="4" stroke-dasharray="9.2 6.68" stroke-dashoffset="4.6" stroke-linecap="butt"/><circle class="f" cx="48" cy="48" r="36"/><path class="cut" stroke-width="7" d="M48 29v20l12.5 8"/>`,
  'has-ticket': svg`<path class="f" d="M1 35.5a12.5 12.5 0 0 1 0 25V70a10 10 0 0 0 10 10h74a10 10 0 0 0 10-10v-9.5a12.5 12.5 0 0 1 0-25V26a10 10 0 0 0-10-10H11A10 10 0 0 0 1 26Z"/><path class="cut" stroke-width="8" d="m33.5 49 10.5 10.5L64 37.5"/>`,
  refused: svg`<path class="f" d="M48 25.8a25 25 0 0 1 0 44.4 25 25 0 0 1 0-44.4Z"/><circle class="s" cx="36.5" cy="48" r="33" stroke-width="6"/><circle class="s" cx="59.5" cy="48" r="33" stroke-width="6"/>`,
  stop: svg`<path class="s" stroke-width="7" d="M31.4 8h33.2L88 31.4v33.2L64.6 88H31.4L8 64.6V31.4Z"/><path class="s" stroke-width="9" d="M32 48h32"/>`,
  undecided: svg`<path class="s" stroke-width="6" stroke-dasharray=".1 11.63" d="M43.8 6.7a6 6 0 0 1 8.4 0L89.3 43.8a6 6 0 0 1 0 8.4L52.2 89.3a6 6 0 0 1-8.4 0L6.7 52.2a6 6 0 0 1 0-8.4Z"/><path class="s" stroke-width="7" d="M38.6 39.2a9.8 9.8 0 0 1 19 3.2c0 6.6-9.8 9.8-9.8 9.8"/><circle class="f" cx="48" cy="65" r="4.6"/>`,
  undone: svg`<circle class="s" cx="48" cy="48" r="44.5" stroke-width="5"/><path class="s" stroke-width="7" d="m40 33-13 13 13 13M28 46h26a13 13 0 0 1 0 26h-7"/>`,
};

/** Returns the sign of an answer. Hidden from assistive technology, because the word next to it has the same meaning. */
export function signView(sign: Sign, discreet: boolean): TemplateResult {
  const drawn = signs[sign === 'refused' && !discreet ? 'stop' : sign];
  return svg`<svg class="sign" viewBox="0 0 96 96" aria-hidden="true">${drawn}</svg>`;
}

const icons = { add: userPlus, close, correct: pencil, down: chevronDown, menu, undo: undo2 } as const;

/** Returns an icon. Hidden from assistive technology: the button has its name. */
export function iconView(name: keyof typeof icons): TemplateResult {
  const shapes = icons[name].map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([key, value]) => `${key}="${value}"`);
    return `<${tag} ${written.join(' ')}/>`;
  });
  return svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${unsafeSVG(shapes.join(''))}</svg>`;
}
