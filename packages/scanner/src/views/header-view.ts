import { html, nothing, type TemplateResult } from 'lit';
import { failureText } from '../locales/texts.ts';
import { iconView } from './icons.ts';
import { leftText } from './leases-view.ts';
import { menuView } from './menu-view.ts';
import type { Screen } from './screen.ts';
import { connectionView, outageView } from './status-view.ts';

/** The show, its time, the tickets left, and the connection to the registry. An outage has a line of its own. */
export function headerView(screen: Screen): TemplateResult {
  return html`
    <header part="header">
      <slot name="brand"></slot>
      ${showView(screen)}
      <div class="chips">
        ${placesView(screen)} ${connectionView(screen)}
      </div>
      ${menuView(screen)}
    </header>
    ${outageView(screen)}
  `;
}

/** The show: its time, then its name. A button that opens the list of shows, if there is one. */
function showView({ t, act, desk, shows, nowMs }: Screen): TemplateResult {
  const show = desk?.show;
  const name = html`<span class="show-name">${show?.name ?? (desk === undefined ? t.title : t.header.noShow)}</span>`;
  if (show === undefined) return html`<p part="show">${name}</p>`;
  const { startsAt } = show;
  const startsAtMs = Date.parse(startsAt);
  const isToday = t.dates.since(startsAtMs, startsAtMs) === t.dates.since(startsAtMs, nowMs);
  const what = html`<time class="show-time" datetime=${startsAt}>
      ${isToday ? t.dates.clock(startsAt) : t.dates.showTime(startsAt)}</time
    >
    ${name} <span class="venue">${show.venue}</span>`;
  if (!shows.isThere) return html`<p part="show">${what}</p>`;
  return html`<button
    type="button"
    class="show"
    part="show open-shows"
    aria-expanded=${shows.isOpen ? 'true' : 'false'}
    @click=${() => act.shows.look(!shows.isOpen)}
  >
    ${what} ${iconView('down')} <span class="said">${t.shows.choose}</span>
  </button>`;
}

/** The tickets left. In an outage they are unknown, and the line of the outage shows the tickets of this device instead. */
function placesView(screen: Screen): TemplateResult | typeof nothing {
  const { desk, remaining } = screen;
  const text = placesText(screen);
  if (text === '' || desk?.show === undefined) return nothing;
  const left = remaining(desk.show);
  const isCounted = left !== null && desk.show.cap !== null;
  if (!isCounted) return html`<p class="chip" part="places">${text}</p>`;
  return html`<p class="chip" part="places" data-short="${left}/${desk.show.cap}"><span class="long">${text}</span></p>`;
}

/** Returns the tickets left, which is read out when it changes; empty in an outage. */
export function placesText({ t, desk, remaining }: Screen): string {
  if (desk?.show === undefined) return '';
  const left = leftText({ t, remaining }, desk.show);
  if (left === undefined) return t.header.noCap;
  return desk.reachable === false ? '' : left;
}

/** A failure that blocks every card until a person solves it. Nothing in an outage. */
export function failureView({ t, desk, lockedOut, failure }: Screen): TemplateResult | typeof nothing {
  const cause = failure ?? desk?.failure;
  // If the registry rejects the device, the stage says so, in place of “ready”.
  if (cause === undefined || cause === 'registry/unreachable' || lockedOut) return nothing;
  const { sentence, nextStep } = failureText(cause, t);
  return html`<p class="failure" part="failure"><strong>${sentence}</strong> ${nextStep}</p>`;
}
