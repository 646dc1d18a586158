import { html, nothing, type TemplateResult } from 'lit';
import type { AskedDecision } from '../flow.ts';
import { cardView } from './card-view.ts';
import type { ScreenAt } from './screen.ts';

type AskingScreen = ScreenAt<'asking' | 'recording'>;

/** More than this many people is no small group (2–5: docs/sources.md#groups). */
const smallGroup = 5;

/** The question who comes along, and the one button that records. While it records, the same picture, at rest. */
export function askingView(screen: AskingScreen): TemplateResult {
  const { t, act, flow } = screen;
  const { decision } = flow;
  const { who, most } = decision.minors;
  const recording = flow.at === 'recording';
  const confirm = decision.outcome === 'undecided' ? t.asking.confirmProvisional : t.asking.confirm;
  return html`
    <div class="asking" part="asking" role="group" aria-labelledby="question" aria-describedby="about">
      ${cardView(screen)}
      <h2 class="headline" id="question">${most === 0 ? t.asking.justConfirm : t.asking.question[who]}</h2>
      ${most === 0 ? nothing : stepperView(screen)}
      <div id="about">${notesView(screen)}</div>
      <div class="actions">
        <button
          type="button"
          class="primary"
          part="confirm"
          data-focus="asking"
          aria-disabled=${recording ? 'true' : 'false'}
          @click=${act.confirm}
        >
          ${recording ? t.asking.recording : confirm}
        </button>
        <button type="button" part="cancel" aria-disabled=${recording ? 'true' : 'false'} @click=${act.leave}>
          ${t.asking.cancel}
        </button>
      </div>
    </div>
  `;
}

function stepperView({ t, act, flow }: AskingScreen): TemplateResult {
  const { decision, minors, at } = flow;
  const { least, most } = decision.minors;
  const step = (label: string, sign: string, by: number) => {
    const blocked = at === 'recording' || minors + by < least || minors + by > most;
    // Not `disabled`: that would drop the focus of whoever holds the key at the last step.
    return html`<button
      type="button"
      class="step"
      part="step"
      aria-label=${label}
      aria-disabled=${blocked ? 'true' : 'false'}
      @click=${() => act.step(by)}
    >
      ${sign}
    </button>`;
  };
  return html`
    <div class="stepper" part="stepper">
      ${step(t.asking.fewer, '−', -1)}
      <output class="count" part="count" aria-live="polite">${minors}</output>
      ${step(t.asking.more, '+', 1)}
      <span class="allowed">${t.asking.allowed({ ...decision.minors })}</span>
    </div>
  `;
}

function notesView({ t, flow }: AskingScreen): TemplateResult {
  const { decision, minors } = flow;
  const { who, most } = decision.minors;
  const bigGroup = who === 'clients' && minors + 1 > smallGroup;
  return html`
    ${most === 0 ? nothing : html`<p class="hint">${t.asking.whoCounts[who]}</p>`}
    ${bigGroup ? html`<p class="note">${t.asking.bigGroup}</p>` : nothing}
    ${decision.outcome === 'undecided' ? html`<p class="note">${provisionalText(decision, t)}</p>` : nothing}
  `;
}

function provisionalText({ minors }: AskedDecision, t: AskingScreen['t']): string {
  const readsCardboard = minors.who === 'children' && minors.most > 0;
  return readsCardboard ? `${t.asking.provisional} ${t.asking.readCardboard}` : t.asking.provisional;
}
