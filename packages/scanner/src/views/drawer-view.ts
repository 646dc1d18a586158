import { html, type TemplateResult } from 'lit';
import { deviceView } from './device-view.ts';
import { iconView } from './icons.ts';
import { reservationsView } from './reservations-view.ts';
import type { Screen } from './screen.ts';
import { shiftView } from './shift-view.ts';
import { soundView } from './sound-view.ts';
import { trainView } from './training-view.ts';

/** Everything that is not needed for a card, over the stage: the shift, the reservations, sound, device and training. */
export function drawerView(screen: Screen): TemplateResult {
  const { t, act, shift } = screen;
  const close = () => act.shift.look(false);
  const closeOnEscape = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') close();
  };
  return html`<div class="over" ?hidden=${!shift.isOpen}>
    <div class="scrim" @click=${close}></div>
    <section class="drawer" part="drawer" role="dialog" aria-labelledby="drawer" @keydown=${closeOnEscape}>
      <div class="head">
        <h2 id="drawer">${t.shift.title}</h2>
        <button type="button" class="round" part="close-drawer" data-focus="drawer" aria-label=${t.drawer.close} @click=${close}>
          ${iconView('close')}
        </button>
      </div>
      ${shiftView(screen)} ${reservationsView(screen)} ${soundView(screen)} ${deviceView(screen)} ${trainView(screen)}
    </section>
  </div>`;
}
