import type { Refusal } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { failureText, refusalText } from '../locales/texts.ts';
import { provisionalText } from './asking-view.ts';
import type { ScreenAt } from './screen.ts';

type GroupScreen = ScreenAt<'gathering' | 'joining' | 'admitting'>;

/** What stands in the way of the group as it is, and what the clerk can do about it. */
export function planView(screen: GroupScreen, people: number): TemplateResult {
  const { t, flow, plan } = screen;
  const nobody = flow.parts.every(({ coming }) => !coming);
  return html`
    ${flow.choosing ? html`<p class="hint">${t.group.choose}</p>` : nothing}
    ${nobody ? html`<p class="note" part="plan">${t.group.nobody}</p>` : nothing}
    ${plan?.outcome === 'refused' ? refusedView(screen, plan.refusal, people) : nothing}
    ${plan?.outcome === 'undecided' ? html`<p class="note" part="plan">${undecidedText(screen)}</p>` : nothing}
    ${flow.agreed ? agreedView(screen) : nothing}
  `;
}

function refusedView(screen: GroupScreen, refusal: Refusal, people: number): TemplateResult {
  const { t, act, flow, desk } = screen;
  switch (refusal.reason) {
    case 'group-not-agreed':
      return html`<p class="note" part="plan">${t.group.bigGroup}</p>${agreedView(screen)}`;
    case 'cap-reached':
      if (refusal.remaining === 0) break;
      return html`
        <div class="note" part="plan">
          <p>${t.group.fits(refusal.remaining, people)}</p>
          <button
            type="button"
            part="take"
            aria-disabled=${flow.at === 'gathering' ? 'false' : 'true'}
            @click=${act.takeFitting}
          >
            ${t.group.takeFitting}
          </button>
        </div>
      `;
    default:
  }
  const { sentence, nextStep } = refusalText(refusal, t, { show: desk?.show });
  return html`<div class="note" part="plan"><p>${sentence}</p><p>${nextStep}</p></div>`;
}

/** Large groups are agreed on with the venue separately: the clerk says so, and may take it back. */
function agreedView({ t, act, flow }: GroupScreen): TemplateResult {
  return html`
    <label class="agreed" part="agreed">
      <input
        type="checkbox"
        .checked=${flow.agreed}
        ?disabled=${flow.at !== 'gathering'}
        @change=${(event: Event) => act.agree((event.target as HTMLInputElement).checked)}
      />
      ${t.group.agreed}
    </label>
  `;
}

function undecidedText({ t, flow, plan }: GroupScreen): string {
  if (plan?.outcome !== 'undecided') return '';
  if (!plan.mayRecord) {
    const { sentence, nextStep } = failureText(plan.cause, t);
    return `${sentence} ${nextStep}`;
  }
  return provisionalText(
    flow.parts.map(({ decision }) => decision),
    t,
  );
}
