import type { CardCode, Repair } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import type { ScreenAt } from './screen.ts';

/** Which card this is about, masked, and what was put right in its text. */
export function cardView({
  t,
  flow,
  mask,
  discreet,
}: ScreenAt<'asking' | 'recording' | 'showing' | 'undoing'>): TemplateResult {
  const { code, repairs }: { code: CardCode | undefined; repairs: readonly Repair[] } =
    'decision' in flow ? flow.decision : flow;
  return html`
    ${flow.unrecorded === undefined ? nothing : html`<p class="note">${t.card.unrecorded(mask(flow.unrecorded))}</p>`}
    ${
      code === undefined
        ? nothing
        : html`<p class="card" part="card">
            <span class="code">${mask(code)}</span>
            ${discreet ? nothing : t.card.holder[code.holder === 'customer' ? 'children' : 'clients']}
          </p>`
    }
    ${
      'company' in flow && flow.company.length > 0
        ? html`<p class="card" part="card">
            ${t.group.title}: ${flow.company.map((member) => html`<span class="code">${mask(member)}</span> `)}
          </p>`
        : nothing
    }
    ${repairs.length === 0 ? nothing : html`<p class="quiet" part="repaired">${t.card.repaired(repairs)}</p>`}
  `;
}

/** The card that was shown while this one was recorded. */
export function nextView({
  t,
  flow,
  mask,
}: ScreenAt<'recording' | 'showing' | 'undoing'>): TemplateResult | typeof nothing {
  return flow.next === undefined
    ? nothing
    : html`<p class="note" part="next-card">${t.card.waits(mask(flow.next))}</p>`;
}
