import { html, nothing, type TemplateResult } from 'lit';
import { failureText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

type StatusScreen = Pick<Screen, 't' | 'desk' | 'lockedOut' | 'nowMs'>;

/** True if the registry cannot be reached. If it rejects this device, that is not an outage, and no visits are stored. */
function isOutage({ desk, lockedOut }: StatusScreen): boolean {
  return desk?.reachable === false && !lockedOut;
}

/** The connection to the registry while it works: idle, or sending pending visits. */
export function connectionView({ t, desk }: StatusScreen): TemplateResult | typeof nothing {
  if (desk === undefined || desk.reachable === false) return nothing;
  const { reachable, pending = 0 } = desk;
  if (reachable && pending > 0)
    return html`<p class="chip sending" part="connection">
      <span class="pulse" aria-hidden="true"></span><span class="long">${t.status.sending(pending)}</span>
    </p>`;
  const state = reachable === undefined ? 'connecting' : 'connected';
  const text = pending > 0 ? `${t.status[state]}, ${t.status.pending(pending)}` : t.status[state];
  return html`<p class="chip ${state}" part="connection"><span class="dot" aria-hidden="true"></span><span class="long">${text}</span></p>`;
}

/** An outage: since when, that visits are stored, how many are pending, and the tickets of this device. */
export function outageView(screen: StatusScreen): TemplateResult | typeof nothing {
  const { t, desk } = screen;
  if (desk === undefined || !isOutage(screen)) return nothing;
  const { pending = 0, leased, show } = desk;
  const hasCap = show !== undefined && show.cap !== null;
  return html`<p class="outage" part="connection">
    <span class="dot" aria-hidden="true"></span>
    <span>
      <strong>${outageText(screen)}.</strong> <span class="long">${t.status.kept}</span>
      ${pending > 0 ? html`<span part="pending">${t.status.pending(pending)}</span>` : nothing}
      ${hasCap ? html`<span part="leased" class="long">${t.status.places(leased)}</span>` : nothing}
    </span>
  </p>`;
}

/** Returns what is read out when an outage starts or ends, and when the registry rejects this device. */
export function statusText(screen: StatusScreen): string {
  const { t, desk } = screen;
  if (isOutage(screen)) return `${outageText(screen)}. ${t.status.kept}`;
  if (screen.lockedOut) return failureText(desk?.failure ?? 'unexpected', t).sentence;
  // Without the count, because each change of it would be read out.
  return desk?.reachable && (desk.pending ?? 0) > 0 ? t.status.healing : '';
}

function outageText({ t, desk, nowMs }: StatusScreen): string {
  return t.status.offline(t.dates.since(desk?.outSinceMs ?? nowMs, nowMs));
}
