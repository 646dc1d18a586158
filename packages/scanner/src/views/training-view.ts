import { html, nothing, type TemplateResult } from 'lit';
import type { Screen } from './screen.ts';

/** The demo cards of the training, and a watermark that cannot be removed while it lasts. */
export function trainingView({ t, act, training }: Screen): TemplateResult | typeof nothing {
  if (!training.on) return nothing;
  return html`
    <div class="training" part="training">
      <p><strong>${t.training.title}</strong> ${t.training.nothingLeaves}</p>
      <div class="cards" role="group" aria-label=${t.training.cards}>
        ${training.cards.map(
          (name) => html`<button type="button" part="demo-card" @click=${() => act.showDemo(name)}>
            ${t.training.card[name]}
          </button>`,
        )}
      </div>
      <button type="button" part="end-training" @click=${() => act.train(false)}>${t.training.end}</button>
    </div>
    <p class="watermark" part="watermark" aria-hidden="true">${`${t.training.title} `.repeat(60)}</p>
  `;
}

/** The button that starts the training. */
export function trainView({ t, act, active, flow, training }: Screen): TemplateResult | typeof nothing {
  // Not while a card is in progress, and not while the element is stopped.
  if (training.on || !active || (flow.at !== 'scanning' && flow.at !== 'idle' && flow.at !== 'starting'))
    return nothing;
  const train = () => {
    act.shift.look(false);
    act.train(true);
  };
  return html`<div>
    <button type="button" part="train" @click=${train}>${t.training.begin}</button>
  </div>`;
}
