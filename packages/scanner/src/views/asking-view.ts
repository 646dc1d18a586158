import type { DecisionWarning, VisitPart } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { cardView, nextView } from './card-view.ts';
import { checkedByText } from './checked-by.ts';
import { iconView } from './icons.ts';
import { lateView } from './paper-view.ts';
import type { ScreenAt } from './screen.ts';
import { tilesView } from './tiles-view.ts';
import { readBackView } from './typed-view.ts';

type AskingScreen = ScreenAt<'asking' | 'recording'>;

/** The question who comes along, and the button that records. While it is being recorded, the same view with inactive buttons. */
export function askingView(screen: AskingScreen): TemplateResult {
  const { t, act, flow } = screen;
  const { decision } = flow;
  const { max } = decision.minors;
  const rests = flow.at === 'recording';
  const provisionally =
    decision.outcome === 'provisional' && decision.warnings === undefined && flow.corrects === undefined;
  const { confirm, confirmAnyway, confirmProvisional } = t.asking;
  const record =
    flow.corrects !== undefined ? t.verdict.correct : decision.warnings === undefined ? confirm : confirmAnyway;
  const resting = rests ? 'true' : 'false';
  const { minors } = flow;
  return html`
    <div class="asking sheet" part="asking" role="group" aria-labelledby="question" aria-describedby="about">
      <div class="top">${cardView(screen)}</div>
      <h2 class="headline" id="question">${max === 0 ? t.asking.justConfirm : t.asking.question}</h2>
      <div class="body">
        ${flow.at === 'asking' && flow.origin === 'typed' ? readBackView(screen, decision.code) : nothing}
        ${shortView(decision, t)} ${childrenView(screen)} ${warningsView([decision], t)}
        <div id="about">${notesView(screen)}</div>
        ${flow.at === 'recording' ? nextView({ ...screen, flow }) : nothing}
      </div>
      <div class="actions">
        <button
          type="button"
          class="primary"
          part="confirm"
          data-focus="asking"
          aria-disabled=${resting}
          @click=${act.confirm}
        >
          ${rests ? t.asking.recording : html`${provisionally ? confirmProvisional : record} ${sumView(t, 1, minors)}`}
        </button>
        ${
          flow.corrects === undefined
            ? html`<button type="button" part="gather" aria-disabled=${resting} @click=${act.gather}>
                ${iconView('add')} <span class="label">${t.asking.startGroup}</span>
              </button>`
            : nothing
        }
      </div>
      ${closeView(t.asking.cancel, resting, act.leave)}
    </div>
  `;
}

/** The button that dismisses a question. The last one, so that the question is read first. */
export function closeView(name: string, disabled: 'true' | 'false', close: () => void): TemplateResult {
  return html`<button type="button" class="round close" part="cancel" aria-label=${name} aria-disabled=${disabled} @click=${close}>
    ${iconView('close')}
  </button>`;
}

/** The sum in a button, which is read out in words; empty for one adult. */
export function sumView(
  t: AskingScreen['t'],
  adults: number,
  minors: number,
  words = t.verdict.party(minors, 'children'),
): TemplateResult | typeof nothing {
  if (minors === 0 && adults === 1) return nothing;
  return html`<span class="sum" aria-hidden="true">${minors === 0 ? adults : `${adults} + ${minors}`}</span><span class="said">${words}</span>`;
}

function childrenView({ t, act, flow }: AskingScreen): TemplateResult | typeof nothing {
  const { decision, minors: count, at } = flow;
  const { min, max } = decision.minors;
  const onCard = shortOfPlaces(decision, t) === '' ? max : childrenOf(decision);
  if (Math.max(max, onCard) === 0) return nothing;
  return tilesView({ t, count, min, max, onCard, rests: at === 'recording', choose: act.count });
}

function shortView(decision: VisitPart['decision'], t: AskingScreen['t']): TemplateResult | typeof nothing {
  const text = shortOfPlaces(decision, t);
  return text === '' ? nothing : html`<p class="note" id="few-places" part="few-places">${text}</p>`;
}

/** Returns the children that the registry has for the card. */
function childrenOf(decision: VisitPart['decision']): number {
  return decision.outcome === 'admissible' && decision.card.registered === true ? decision.card.minors : 0;
}

function notesView({ t, flow }: AskingScreen): TemplateResult {
  const { decision } = flow;
  const { max, under } = decision.minors;
  return html`
    ${lateView(decision.late, t)} ${reservationView(decision, t)}
    ${max === 0 ? nothing : html`<p class="hint">${t.asking.whoCounts.children(under)}</p>`}
    ${decision.outcome === 'provisional' ? html`<p class="note">${provisionalText([decision], t)}</p>` : nothing}
    ${checkedByView([decision], t)}
  `;
}

/** Returns why fewer children may come than the card has: the places left. Empty if all of them may. */
export function shortOfPlaces(decision: VisitPart['decision'], t: AskingScreen['t']): string {
  if (decision.outcome !== 'admissible' || decision.remaining === null) return '';
  const { card, minors, remaining, show } = decision;
  const isShort = minors.who === 'children' && card.registered === true && card.minors > minors.max;
  return isShort && show.kind !== 'course' ? t.asking.fewPlaces(card.minors, remaining) : '';
}

/** Who checks the cards, if it is not the registry by its own data. */
export function checkedByView(
  decisions: readonly VisitPart['decision'][],
  t: AskingScreen['t'],
): TemplateResult | typeof nothing {
  const text = checkedByText(decisions, t);
  return text === '' ? nothing : html`<p class="note">${text}</p>`;
}

/** Shows what the card has reserved. Recording redeems the reservation. */
export function reservationView(
  decision: VisitPart['decision'],
  t: AskingScreen['t'],
): TemplateResult | typeof nothing {
  if (decision.outcome !== 'admissible' || decision.redeems === null || decision.earlier === null) return nothing;
  const { minors, recordedAt } = decision.earlier;
  const reserved = t.asking.reserved(minors, recordedAt, decision.minors.who);
  return html`<p class="note" part="reservation">${reserved}</p>`;
}

/** The warnings about the show, each once, with the question if the visit should be recorded anyway. */
export function warningsView(
  decisions: readonly VisitPart['decision'][],
  t: AskingScreen['t'],
): TemplateResult | typeof nothing {
  const text = warningsText(decisions, t);
  return text === '' ? nothing : html`<p class="note" part="show-warning">${text}</p>`;
}

/** Returns the warnings as a text; empty without warnings. */
export function warningsText(decisions: readonly VisitPart['decision'][], t: AskingScreen['t']): string {
  const all = decisions.flatMap((decision) => ('warnings' in decision ? (decision.warnings ?? []) : []));
  const warnings = new Map(all.map((warning) => [warning.kind, warning] as const));
  return [...warnings.values()].map((warning) => warningText(warning, t)).join(' ');
}

function warningText(warning: DecisionWarning, { asking, dates }: AskingScreen['t']): string {
  if (warning.kind === 'recorded-here') return asking.recordedHere(dates.instant(warning.at));
  return asking.warnings[warning.kind](dates.day(warning.on));
}

/** Returns that the registry cannot be reached, and where the clerk can read the number of children instead. */
export function provisionalText(decisions: readonly VisitPart['decision'][], t: AskingScreen['t']): string {
  const readsCardboard = decisions.some(
    ({ outcome, minors }) => outcome === 'provisional' && minors.who === 'children' && minors.max > 0,
  );
  return readsCardboard ? `${t.asking.provisional} ${t.asking.readCardboard}` : t.asking.provisional;
}
