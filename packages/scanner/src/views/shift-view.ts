import type { History, HistoryItem } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { failureText, flagsText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/** The shift of this device: its counts, to be read out at a handover, and its history. */
export function shiftView(screen: Screen): TemplateResult | typeof nothing {
  const { history } = screen.shift;
  if (history === undefined) return nothing;
  return html`<div class="device" part="shift">${cardView(screen, history)} ${historyView(screen, history)}</div>`;
}

function cardView(screen: Screen, history: History): TemplateResult {
  const { t, desk, nowMs, remaining, edition } = screen;
  const texts = t.shift;
  const show = desk?.show;
  const left = show === undefined ? null : remaining(show);
  const since = history.sinceMs === undefined ? texts.none : texts.since(t.dates.since(history.sinceMs, nowMs));
  const rows: readonly (readonly [string, string])[] = [
    [texts.recorded, texts.visits(history.recorded, history.people)],
    [texts.provisional, String(history.provisional)],
    [texts.pending, String(desk?.pending ?? t.device.unknown)],
    [texts.review, String(desk?.review.length ?? 0)],
    [texts.undone, String(history.undone)],
    [texts.hasTicket, String(history.hasTicket)],
    [texts.notRecorded, String(history.refused + history.undecided)],
    [texts.left, show === undefined || left === null || show.cap === null ? t.header.noCap : `${left}/${show.cap}`],
    [t.device.places, String(desk?.leased ?? 0)],
    [texts.edition, show === undefined ? t.device.unknown : edition(show)],
  ];
  return html`
    <p class="quiet">${since}</p>
    <dl part="shift-card">
      ${rows.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
    </dl>
  `;
}

function historyView(screen: Screen, { items }: History): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  return html`
    <h3 id="history">${screen.t.shift.history}</h3>
    <ul class="history" part="history" aria-labelledby="history">
      ${repeat(
        items,
        // Keyed by visit: when a new one is added on top, an undo button must not move to another.
        ({ visitId, atMs, maskedCard }) => visitId ?? `${atMs} ${maskedCard}`,
        (item) => itemView(screen, item),
      )}
    </ul>
  `;
}

/** Returns why a card was not recorded; empty for any other item. */
function whyText(t: Screen['t'], { reason, cause }: HistoryItem): string {
  if (reason !== undefined) return flagsText([reason], t);
  return cause === undefined ? '' : failureText(cause, t).sentence;
}

/** Buttons that correct the number of minors of a visit with one card, to fewer. */
function fewerView(
  t: Screen['t'],
  { usages = [] }: HistoryItem,
  maskedCard: string,
  reduce: (minors: number) => void,
): TemplateResult | typeof nothing {
  const [usage] = usages;
  if (usage === undefined || usages.length > 1 || usage.minors === 0) return nothing;
  return html`<div class="fewer" role="group" aria-label=${t.group.ofCard(t.shift.fewer, maskedCard)}>
    <span class="quiet">${t.shift.fewer}</span>
    ${Array.from(
      { length: usage.minors },
      (_, minors) => html`<button type="button" part="fewer" @click=${() => reduce(minors)}>${minors}</button>`,
    )}
  </div>`;
}

function itemView({ t, act, shift, nowMs }: Screen, item: HistoryItem): TemplateResult {
  const { cards, people, atMs, standing } = item;
  // Two cards of the shift may have the same mask.
  const maskedCard = item.alike === undefined ? item.maskedCard : `${item.maskedCard} (${item.alike})`;
  const why = whyText(t, item);
  const untilMs = shift.undoUntilMs(item);
  const canUndo = untilMs !== undefined && nowMs < untilMs;
  return html`
    <li class="past-${standing}" part="past past-${standing}">
      <div>
        <p><strong>${t.shift.standing[standing]}</strong> ${
          people > 0 ? html`<span class="who">${t.shift.who(cards, people)}</span>` : nothing
        }</p>
        <p class="quiet">${t.dates.since(atMs, nowMs)} · <span class="code">${maskedCard}</span></p>
        ${why === '' ? nothing : html`<p class="quiet" part="why">${why}</p>`}
        ${shift.failed !== undefined && shift.failed === item.visitId ? html`<p class="note">${t.verdict.undoFailed}</p>` : nothing}
      </div>
      ${
        canUndo
          ? html`<div class="acts">
              ${fewerView(t, item, maskedCard, (minors) => act.shift.reduce(item, minors))}
              <button
                type="button"
                part="undo-past"
                aria-label=${t.shift.undoOf(t.shift.undoUntil(t.dates.since(untilMs, nowMs)), maskedCard)}
                @click=${() => act.shift.undo(item)}
              >
                ${t.shift.undoUntil(t.dates.since(untilMs, nowMs))}
              </button>
            </div>`
          : nothing
      }
    </li>
  `;
}
