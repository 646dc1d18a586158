import { html, nothing, type TemplateResult } from 'lit';
import type { Screen } from './screen.ts';

/** That this is training, with the demo cards; and the word across the screen, which nothing takes away meanwhile. */
export function trainingView({ t, act, training }: Screen): TemplateResult | typeof nothing {
  if (!training.on) return nothing;
  return html`
    <div class="training" part="training">
      <p><strong>${t.training.title}</strong> ${t.training.nothingLeaves}</p>
      <div class="cards" role="group" aria-label=${t.training.cards}>
        ${training.cards.map(
          (name) => html`<button type="button" part="demo-card" @click=${() => act.training.show(name)}>
            ${t.training.card[name]}
          </button>`,
        )}
      </div>
      <button type="button" part="end-training" @click=${() => act.training.begin(false)}>${t.training.end}</button>
    </div>
    <p class="watermark" part="watermark" aria-hidden="true">${`${t.training.title} `.repeat(60)}</p>
  `;
}

/** The way into the training, for a new clerk. */
export function trainView({ t, act, active, flow, training }: Screen): TemplateResult | typeof nothing {
  // Not while a card is under way, nor while no card is taken.
  if (training.on || !active || (flow.at !== 'scanning' && flow.at !== 'idle' && flow.at !== 'starting'))
    return nothing;
  return html`<div>
    <button type="button" part="train" @click=${() => act.training.begin(true)}>${t.training.begin}</button>
  </div>`;
}
