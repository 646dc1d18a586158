import type { Reservation } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { failureText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/**
 * The reservations of the show, each with buttons to redeem and release it. Folded. Only if the registry lists reservations,
 * and not before the show is known, so that a screen sent by a server does not move when its script starts.
 */
export function reservationsView(screen: Screen): TemplateResult | typeof nothing {
  const { t, act, active, desk, reservations } = screen;
  if (!reservations.isThere || !active || desk?.show === undefined) return nothing;
  return html`
    <details
      class="device"
      part="reservations"
      @toggle=${(event: Event) => act.reservations.look((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary><h2>${t.reservations.title}</h2></summary>
      ${reservations.isOpen ? openView(screen) : nothing}
    </details>
  `;
}

function openView({ t, reservations, ...screen }: Screen): TemplateResult {
  const { list, failure, result } = reservations;
  return html`
    ${result === undefined ? nothing : html`<p class="note" part="reservation-told">${result(t)}</p>`}
    ${failure === undefined ? nothing : html`<p class="note">${failureText(failure, t).sentence} ${t.reservations.tryAgain}</p>`}
    ${list === undefined && failure === undefined ? html`<p class="quiet">${t.reservations.loading}</p>` : nothing}
    ${list?.length === 0 ? html`<p class="quiet">${t.reservations.none}</p>` : nothing}
    <ul class="history" aria-label=${t.reservations.title}>
      ${repeat(
        list ?? [],
        // Keyed by reservation: when one is removed, its buttons must not move to another.
        ({ id }) => id,
        (reservation) => itemView({ t, reservations, ...screen }, reservation),
      )}
    </ul>
  `;
}

function itemView({ t, act, reservations, nowMs }: Screen, reservation: Reservation): TemplateResult {
  const { id, maskedCard, minors, reservedAt, device } = reservation;
  const texts = t.reservations;
  const rests = reservations.isBusy(reservation) ? 'true' : 'false';
  const asks = reservations.releasing === id;
  return html`
    <li part="reserved">
      <div>
        <p><strong>${t.verdict.party(minors, 'children')}</strong></p>
        <p class="quiet">
          ${t.dates.since(Date.parse(reservedAt), nowMs)} · <span class="code">${maskedCard}</span> · ${device}
        </p>
      </div>
      <div class="actions">
        <button
          type="button"
          part="redeem"
          aria-label=${texts.redeemOf(maskedCard)}
          aria-disabled=${rests}
          @click=${() => act.reservations.redeem(reservation)}
        >
          ${texts.redeem}
        </button>
        <button
          type="button"
          part="release"
          aria-label=${asks ? texts.releaseSureOf(maskedCard) : texts.releaseOf(maskedCard)}
          aria-disabled=${rests}
          @click=${() => act.reservations.release(reservation)}
        >
          ${asks ? texts.releaseSure : texts.release}
        </button>
      </div>
    </li>
  `;
}
