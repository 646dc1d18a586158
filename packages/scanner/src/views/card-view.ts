import { html, nothing, type TemplateResult } from 'lit';
import type { ScreenAt } from './screen.ts';

/** The masked cards of a question or answer, and what was repaired in the text of a single card. */
export function cardView({
  t,
  flow,
  mask,
  discreet,
}: ScreenAt<'asking' | 'recording' | 'showing' | 'undoing'>): TemplateResult {
  const { codes, repairs } = 'decision' in flow ? { codes: [flow.decision.code], ...flow.decision } : flow;
  const [code] = codes;
  const isGroup = codes.length > 1;
  return html`
    ${flow.unrecorded === undefined ? nothing : html`<p class="note">${t.card.unrecorded(mask(flow.unrecorded))}</p>`}
    ${
      code === undefined
        ? nothing
        : html`<p class="card" part="card">
            ${isGroup ? `${t.group.title}:` : nothing} ${codes.map((card) => html`<span class="code">${mask(card)}</span> `)}
            ${discreet || isGroup ? nothing : t.card.holder[code.holder === 'customer' ? 'children' : 'clients']}
          </p>`
    }
    ${repairs.length === 0 ? nothing : html`<p class="quiet" part="repaired">${t.card.repaired(repairs)}</p>`}
  `;
}

/** The card that was shown while this one was being recorded. */
export function nextView({
  t,
  flow,
  mask,
}: ScreenAt<'recording' | 'showing' | 'undoing'>): TemplateResult | typeof nothing {
  return flow.next === undefined
    ? nothing
    : html`<p class="note" part="next-card">${t.card.waits(mask(flow.next))}</p>`;
}
