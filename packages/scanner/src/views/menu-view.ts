import { html, type TemplateResult } from 'lit';
import { iconView } from './icons.ts';
import type { Screen } from './screen.ts';

/** The button that opens the drawer. Not while a question needs an answer. */
export function menuView({ t, act, shift, later }: Screen): TemplateResult {
  return html`<button
    type="button"
    class="round"
    part="menu"
    aria-label=${t.drawer.open}
    aria-expanded=${shift.isOpen ? 'true' : 'false'}
    ?disabled=${!shift.mayOpen || later === undefined}
    @click=${() => act.shift.look(true)}
  >
    ${iconView('menu')}
  </button>`;
}
