import type { DeviceLease, ShowFacts } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import type { FailureCause } from '../flow/flow.ts';
import type { Screen } from './screen.ts';

/** Returns the tickets left and how many of them other devices hold; `undefined` without a cap. */
export function leftText({ t, remaining }: Pick<Screen, 't' | 'remaining'>, show: ShowFacts): string | undefined {
  const left = remaining(show);
  if (show.cap === null || left === null) return undefined;
  const places = t.header.places(left, show.cap, show.kind);
  const elsewhere = show.capIsHard ? 0 : Math.min(left, show.leased ?? 0);
  return elsewhere === 0 ? places : `${places}, ${t.leases.ofThese(elsewhere)}`;
}

/** The devices that hold tickets under a hard cap. Folded, but opened if a card was refused because of them. */
export function leasesView(screen: Screen): TemplateResult | typeof nothing {
  const { t, act, desk, flow } = screen;
  const show = desk?.show;
  if (show?.capIsHard !== true || (show.leased ?? 0) === 0) return nothing;
  const refused =
    flow.at === 'showing' && flow.shown.outcome === 'refused' && flow.shown.refusal.reason === 'cap-reached';
  return html`
    <details
      class="review"
      part="leases"
      ?open=${refused}
      @toggle=${(event: Event) => act.leases.look((event.target as HTMLDetailsElement).open)}
    >
      <summary><h2>${t.leases.title(show.leased ?? 0)}</h2></summary>
      ${listView(screen)}
    </details>
  `;
}

function listView(screen: Screen): TemplateResult {
  const { t, leases: shown } = screen;
  if (shown.failure !== undefined) return html`<p class="note">${failureOf(shown.failure, t)}</p>`;
  if (shown.leases === undefined) return html`<p class="quiet">${t.leases.looking}</p>`;
  return html`<ul>${shown.leases.map((lease) => leaseView(screen, lease))}</ul>`;
}

/** Returns what is in the way: the rights of this device, or something that passes. */
function failureOf(cause: FailureCause, t: Screen['t']): string {
  if (cause !== 'registry/missing-role' && cause !== 'registry/forbidden') return t.leases.failed;
  const { sentence, nextStep } = t.failures['registry/missing-role'];
  return `${sentence} ${nextStep}`;
}

function leaseView({ t, act, leases: { asked }, nowMs }: Screen, lease: DeviceLease): TemplateResult {
  const { id, device, leased, grantedAt, lastSeenAt } = lease;
  const since = t.dates.since(Date.parse(grantedAt), nowMs);
  const seen = t.dates.since(Date.parse(lastSeenAt), nowMs);
  return html`
    <li>
      <div>
        <p><strong>${device}</strong> ${t.leases.holds(leased, since)}</p>
        <p class="quiet">${asked === id ? t.leases.mayCost(leased) : t.leases.seen(seen)}</p>
      </div>
      ${
        asked === id
          ? html`<button type="button" part="release" @click=${() => act.leases.release(id)}>${t.leases.releaseNow}</button>`
          : html`<button type="button" part="release" aria-label=${t.leases.releaseOf(device)} @click=${() => act.leases.ask(id)}>
              ${t.leases.release}
            </button>`
      }
    </li>
  `;
}
