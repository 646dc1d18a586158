import { html, nothing, type TemplateResult } from 'lit';
import { failureText } from '../locales/texts.ts';
import { leftText } from './leases-view.ts';
import type { Screen } from './screen.ts';
import { connectionView, outageView } from './status-view.ts';

/** The show, its time, the tickets left, and the connection to the registry. An outage has a line of its own. */
export function headerView(screen: Screen): TemplateResult {
  const { t, desk } = screen;
  const show = desk?.show;
  return html`
    <header part="header">
      <slot name="brand"></slot>
      <div part="show">
        <p class="show-name">${show?.name ?? (desk === undefined ? t.title : t.header.noShow)}</p>
        ${
          show === undefined
            ? nothing
            : html`<p class="show-time">
                <time datetime=${show.startsAt}>${t.dates.showTime(show.startsAt)}</time> · ${show.venue}
              </p>`
        }
      </div>
      <div class="chips">
        ${placesView(screen)} ${connectionView(screen)}
      </div>
    </header>
    ${outageView(screen)}
  `;
}

/** The tickets left. In an outage they are unknown, and the line of the outage shows the tickets of this device instead. */
function placesView({ t, desk, remaining }: Screen): TemplateResult | typeof nothing {
  if (desk?.show === undefined) return nothing;
  const { show, reachable } = desk;
  const left = leftText({ t, remaining }, show);
  if (left === undefined) return html`<p class="chip" part="places">${t.header.noCap}</p>`;
  return reachable === false ? nothing : html`<p class="chip" part="places">${left}</p>`;
}

/** A failure that blocks every card until a person solves it. Nothing in an outage. */
export function failureView({ t, desk, lockedOut, failure }: Screen): TemplateResult | typeof nothing {
  const cause = failure ?? desk?.failure;
  if (cause === undefined || cause === 'registry/unreachable') return nothing;
  const { sentence, nextStep } = failureText(cause, t);
  // In an outage the line of the outage shows it.
  const waits = desk !== undefined && desk.pending > 0 && lockedOut;
  return html`<p class="failure" part="failure">
    <strong>${sentence}</strong> ${nextStep}
    ${waits ? html`<span part="pending">${t.status.pending(desk.pending)}</span>` : nothing}
  </p>`;
}
