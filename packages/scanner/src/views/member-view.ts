import { html, nothing, type TemplateResult } from 'lit';
import type { Part } from '../flow/flow.ts';
import { shortOfPlaces } from './asking-view.ts';
import type { ScreenAt } from './screen.ts';
import { stepperView } from './stepper-view.ts';

type GroupScreen = ScreenAt<'gathering' | 'joining' | 'admitting'>;

/** One card of the group: its mask, its kind, its minors, and the button that removes it. */
export function memberView(screen: GroupScreen, place: number): TemplateResult | typeof nothing {
  const { t, act, flow, mask, discreet } = screen;
  const part = flow.parts[place];
  if (part === undefined) return nothing;
  const { code } = part.decision;
  const masked = mask(code);
  const rests = flow.at !== 'gathering';
  return html`
    <li class="member ${part.coming ? '' : 'stays'}" part="member">
      <p class="whose">
        ${flow.choosing ? comesView(screen, part, place) : nothing}
        <span class="name">
          <span class="code">${masked}</span>
          ${discreet ? nothing : t.card.holder[code.holder === 'customer' ? 'children' : 'clients']}
        </span>
        ${isReserved(part) ? html`<span class="chip">${t.group.reserved}</span>` : nothing}
        ${part.decision.outcome === 'has-ticket' ? html`<span class="chip" part="has-ticket">${t.group.hasTicket}</span>` : nothing}
      </p>
      <button
        type="button"
        class="remove"
        part="remove"
        aria-label=${t.group.removeOf(masked)}
        title=${t.group.remove}
        aria-disabled=${rests ? 'true' : 'false'}
        @click=${() => act.remove(place)}
      >
        ×
      </button>
      ${minorsView(screen, part, place)}
    </li>
  `;
}

function minorsView({ t, act, flow, mask }: GroupScreen, part: Part, place: number): TemplateResult | typeof nothing {
  const { who, max, under } = part.decision.minors;
  if (!part.coming) return nothing;
  const short = shortOfPlaces(part.decision, t);
  if (max === 0) return short === '' ? nothing : html`<p class="quiet" part="few-places">${short}</p>`;
  // The ticket sets who comes.
  if (part.decision.outcome === 'has-ticket') return html`<p class="quiet">${t.verdict.party(max, who)}</p>`;
  const label = t.group.minors[who](under);
  return html`
    <div class="stepper small" part="stepper" role="group" aria-label=${t.group.ofCard(label, mask(part.decision.code))}>
      <span class="minors">${label} ${short}</span>
      ${stepperView({
        t,
        count: part.minors,
        min: 0,
        max,
        rests: flow.at !== 'gathering',
        step: (by) => act.step(by, place),
        labelled: (what) => t.group.ofCard(what, mask(part.decision.code)),
      })}
    </div>
  `;
}

function comesView({ t, act, flow, mask }: GroupScreen, { coming, decision }: Part, place: number): TemplateResult {
  return html`<input
    type="checkbox"
    part="comes"
    aria-label=${t.group.comes(mask(decision.code))}
    .checked=${coming}
    ?disabled=${flow.at !== 'gathering'}
    @change=${(event: Event) => act.come(place, (event.target as HTMLInputElement).checked)}
  />`;
}

function isReserved({ decision }: Part): boolean {
  return decision.outcome === 'admissible' && decision.redeems !== null;
}
