import { html, nothing, type TemplateResult } from 'lit';
import { failureText } from '../locales/texts.ts';
import { enrolAgainView } from './enrolment-view.ts';
import type { Screen } from './screen.ts';

/** There is no desk. */
export function idleView({ t }: Screen): TemplateResult {
  return readyView(t.ready.idle.sentence, t.ready.idle.nextStep);
}

/** The page has stopped the element. What was on the screen is shown again when it starts. */
export function stoppedView({ t }: Screen): TemplateResult {
  return readyView(t.ready.stopped.sentence, t.ready.stopped.nextStep);
}

/** The camera is starting; reader and typing work already. */
export function startingView({ t, ways }: Screen): TemplateResult {
  return ways.camera === undefined
    ? readyView(t.ready.scanning)
    : readyView(t.ready.starting.sentence, t.ready.starting.nextStep);
}

/** Ready for a card, with the input methods that work now. */
export function scanningView({ t, ways, notice }: Screen): TemplateResult {
  const open = [
    ways.camera?.status === 'running' && ways.lens?.at !== 'asleep' ? t.ready.ways.camera : '',
    ways.wedge?.status === 'running' ? t.ready.ways.wedge : '',
    ways.typed ? t.ready.ways.typed : '',
  ];
  return html`
    ${readyView(t.ready.scanning, open.filter((way) => way !== '').join(' '))}
    ${notice === undefined ? nothing : html`<p class="note" part="notice">${t.ready[notice]}</p>`}
  `;
}

/** The registry rejects this device: why, and the one thing to do. */
export function lockedOutView(screen: Screen): TemplateResult {
  const { t, desk } = screen;
  const { sentence, nextStep } = failureText(desk?.failure ?? 'unexpected', t);
  const pending = desk?.pending ?? 0;
  return html`<div part="failure">
    ${readyView(sentence, nextStep)}
    ${pending === 0 ? nothing : html`<p class="note" part="pending">${t.status.pending(pending)}</p>`}
    ${enrolAgainView(screen, desk?.failure)}
  </div>`;
}

/** The registry is asked about a card. */
export function checkingView({ t }: Screen): TemplateResult {
  return html`<h2 class="headline"><span class="pulse" aria-hidden="true"></span>${t.ready.checking}</h2>`;
}

function readyView(headline: string, hint?: string): TemplateResult {
  return html`
    <h2 class="headline">${headline}</h2>
    ${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`}
  `;
}
