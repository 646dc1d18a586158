import { html, nothing, type TemplateResult } from 'lit';
import { iconView } from './icons.ts';
import type { Screen } from './screen.ts';

/** The last answer with its undo, below the stage of a till while it waits for a card. */
export function lastView(screen: Screen): TemplateResult | typeof nothing {
  const { t, act, active, flow, shift, nowMs } = screen;
  const item = shift.last;
  if (item === undefined || !active || flow.at !== 'scanning') return nothing;
  const { cards, people, atMs, standing } = item;
  const untilMs = shift.undoUntilMs(item);
  const undo = t.shift.undoUntil(t.dates.since(untilMs ?? atMs, nowMs));
  return html`<div class="last" part="last">
    <p>
      <strong>${t.shift.standing[standing]}</strong> ${people > 0 ? t.shift.who(cards, people) : nothing} ·
      ${t.dates.since(atMs, nowMs)}
    </p>
    ${
      untilMs !== undefined && nowMs < untilMs
        ? html`<button type="button" part="undo-last" @click=${() => act.shift.undo(item)}>${iconView('undo')} ${undo}</button>`
        : nothing
    }
  </div>`;
}
