import type { Refusal } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { failureText, refusalText } from '../locales/texts.ts';
import { checkedByView, provisionalText } from './asking-view.ts';
import type { ScreenAt } from './screen.ts';

type GroupScreen = ScreenAt<'gathering' | 'joining' | 'admitting'>;

/** Shows what prevents the recording of the group, and what the clerk can do about it. */
export function planView(screen: GroupScreen, people: number): TemplateResult {
  const { t, flow, plan } = screen;
  const nobody = flow.parts.every(({ coming }) => !coming);
  return html`
    ${flow.choosing ? html`<p class="hint">${t.group.choose}</p>` : nothing}
    ${nobody ? html`<p class="note" part="plan">${t.group.nobody}</p>` : nothing}
    ${plan?.outcome === 'refused' ? refusedView(screen, plan.refusal, people) : nothing}
    ${unseenView(screen)}
    ${checkedByView(
      screen.flow.parts.map(({ decision }) => decision),
      screen.t,
    )}
    ${flow.agreed ? agreedView(screen) : nothing} ${flow.inside && hasWorker(screen) ? insideView(screen) : nothing}
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
  return html`
    <div class="note" part="plan"><p>${sentence}</p><p>${nextStep}</p></div>
    ${refusal.reason === 'community-card-alone' ? insideView(screen) : nothing}
  `;
}

/** Lets the clerk confirm, or deny, that the large group was agreed on with the venue in advance. */
function agreedView(screen: GroupScreen): TemplateResult {
  const { t, act, flow } = screen;
  return saidView(screen, { part: 'agreed', said: flow.agreed, label: t.group.agreed, say: act.agree });
}

/** Lets the clerk confirm that the client whom a worker joins is inside already: only the clerk can see that. */
function insideView(screen: GroupScreen): TemplateResult {
  const { t, act, flow } = screen;
  return saidView(screen, { part: 'inside', said: flow.inside, label: t.group.inside, say: act.inside });
}

/** A checkbox for what only the clerk knows about a group. */
function saidView(
  { flow }: GroupScreen,
  { part, said, label, say }: { part: string; said: boolean; label: string; say: (said: boolean) => void },
): TemplateResult {
  return html`
    <label class="agreed" part=${part}>
      <input
        type="checkbox"
        .checked=${said}
        ?disabled=${flow.at !== 'gathering'}
        @change=${(event: Event) => say((event.target as HTMLInputElement).checked)}
      />
      ${label}
    </label>
  `;
}

function hasWorker({ flow }: GroupScreen): boolean {
  return flow.parts.some(({ decision }) => decision.code.holder === 'community');
}

/** The notice that the registry was not asked about a card. */
function unseenView({ t, flow, plan }: GroupScreen): TemplateResult | typeof nothing {
  switch (plan?.outcome) {
    case 'provisional':
      return html`<p class="note" part="plan">${provisionalText(
        flow.parts.map(({ decision }) => decision),
        t,
      )}</p>`;
    case 'undecided': {
      const { sentence, nextStep } = failureText(plan.cause, t);
      return html`<p class="note" part="plan">${sentence} ${nextStep}</p>`;
    }
    default:
      return nothing;
  }
}
