import type { Flag } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { isCorrectable, isRecorded, type Recorded, type Shown, type Undo } from '../flow/flow.ts';
import type { Message } from '../locales/locale.ts';
import { failureText, flagsText, refusalText, ticketText, undecidedText } from '../locales/texts.ts';
import { cardView, nextView } from './card-view.ts';
import { iconView, signView } from './icons.ts';
import { leftText } from './leases-view.ts';
import type { ScreenAt } from './screen.ts';

type ShowingScreen = ScreenAt<'showing' | 'undoing'>;

/** The answer: one of five, which differ in word, sign, outline and colour. With the buttons to continue and to undo. */
export function showingView(screen: ShowingScreen): TemplateResult {
  const { t, act, flow, discreet } = screen;
  const { shown } = flow;
  const undone = flow.at === 'showing' && (flow.undo.status === 'voided' || flow.undo.status === 'provisional');
  const sign = undone ? 'undone' : shown.outcome;
  return html`
    <div class="verdict sheet ${sign}" part="verdict verdict-${shown.outcome}">
      <div class="body" tabindex="0" role="group" aria-labelledby="answer">
        <h2 class="headline" id="answer">
          ${signView(sign, discreet)} ${undone ? undoneText(screen).sentence : t.verdict.word[shown.outcome]}
        </h2>
        ${undone ? html`<p class="lead">${undoneText(screen).nextStep}</p>` : outcomeView(screen, shown)}
        ${nextView(screen)}
        <div class="after">${undone ? nothing : remindersView(screen)} ${cardView(screen)} ${undoUntilView(screen)}</div>
      </div>
      ${timeLeftView(screen)}
      <div class="actions">
        <button type="button" class="primary" part="next" data-focus="showing" @click=${act.leave}>
          ${t.verdict.next}
        </button>
        ${
          flow.at === 'showing' && isCorrectable(flow) && mayUndo(screen)
            ? html`<button type="button" part="correct" @click=${act.correct}>
                ${iconView('correct')} <span class="label">${t.verdict.correct}</span>
              </button>`
            : nothing
        }
        ${mayUndo(screen) ? undoView(screen) : nothing}
      </div>
    </div>
  `;
}

/** False on a device whose role may not undo. */
function mayUndo({ desk }: ShowingScreen): boolean {
  return desk?.mayUndo ?? true;
}

function outcomeView(screen: ShowingScreen, shown: Shown): TemplateResult {
  const { t, desk, remaining } = screen;
  switch (shown.outcome) {
    case 'confirmed': {
      // The desk has received this answer too, and maybe a later one. Its show matches the tickets it holds now.
      const show = desk?.show ?? shown.show;
      const left = leftText({ t, remaining }, show);
      return html`
        <p class=${sizeOfComers(screen)}>${comersText(screen, shown)}</p>
        ${toDoView(screen, shown)} ${takenAtView(screen, shown)}
        ${left === undefined ? nothing : html`<p class="lead" part="remaining">${left}</p>`}
        ${withTicketView(screen, shown)} ${flagsView(screen, shown.flags)}
      `;
    }
    case 'provisional':
      return html`
        <p class=${sizeOfComers(screen)}>${comersText(screen, shown)}</p>
        ${toDoView(screen, shown)} ${takenAtView(screen, shown)}
        <p class="kept" part="kept kept-${shown.by}">
          <strong class="mark ${shown.by}">${t.verdict.standsOn[shown.by]}</strong> ${t.verdict.kept[shown.by]}
        </p>
        ${withTicketView(screen, shown)}
      `;
    case 'has-ticket':
      return html`
        <p class=${sizeOfComers(screen)}>${comersText(screen, shown)}</p>
        ${messageView(ticketText(shown, t), screen.discreet)}
      `;
    case 'refused': {
      const listedOn = 'listedOn' in shown ? shown.listedOn : undefined;
      return html`
        ${messageView(refusalText(shown.refusal, t, { show: desk?.show, code: screen.flow.codes[0] }), screen.discreet)}
        <p class="quiet" part="rule">${t.verdict.rule}: ${shown.refusal.rule.source}</p>
        ${listedOn === undefined ? nothing : html`<p class="quiet">${t.asking.listed(t.dates.day(listedOn))}</p>`}
      `;
    }
    case 'undecided':
      return messageView(undecidedText(shown, t), screen.discreet);
    default:
      return shown satisfies never;
  }
}

function toDoView(screen: ShowingScreen, shown: Recorded): TemplateResult | typeof nothing {
  const text = toDoText(screen, shown);
  return text === '' ? nothing : html`<p class="lead">${text}</p>`;
}

/** Returns what the clerk does now. Empty if nothing: a reservation, a course, or a visit from the paper form. */
export function toDoText(
  { t, desk, recordsAs }: Pick<ShowingScreen, 't' | 'desk' | 'recordsAs'>,
  { takenAt }: Recorded,
): string {
  if (takenAt !== undefined || recordsAs === undefined || recordsAs === 'reserved') return '';
  return recordsAs === 'sold' && desk?.show?.kind === 'course' ? '' : t.verdict.toDo[recordsAs];
}

/** The time of a visit from the paper form. */
function takenAtView({ t }: ShowingScreen, { takenAt }: Recorded): TemplateResult | typeof nothing {
  return takenAt === undefined ? nothing : html`<p class="why" part="recorded-for">${t.verdict.takenAt(takenAt)}</p>`;
}

/** Small text if the queue could recognise a group or a community card by the counts. */
function sizeOfComers({ discreet, flow: { codes } }: ShowingScreen): string {
  return discreet && (codes.length > 1 || codes[0]?.holder === 'community') ? 'why' : 'lead';
}

function withTicketView(screen: ShowingScreen, shown: Recorded): TemplateResult | typeof nothing {
  const text = withTicketText(screen, shown);
  return text === '' ? nothing : html`<p part="with-ticket">${text}</p>`;
}

/** Returns how many cards of a group were let in but not recorded. Empty if none. */
export function withTicketText({ t }: Pick<ShowingScreen, 't'>, { withTicket = 0 }: Recorded): string {
  return withTicket === 0 ? '' : t.verdict.withTicket(withTicket);
}

/** Returns who was recorded or has a ticket, on one card or in a group. Empty if an older registry did not report it. */
export function comersText(
  { t, flow: { codes } }: Pick<ShowingScreen, 't' | 'flow'>,
  shown: Extract<Shown, { outcome: 'confirmed' | 'provisional' | 'has-ticket' }>,
): string {
  if (codes.length > 1) return t.verdict.visit(isRecorded(shown) ? shown.usages.length : shown.cards, shown.people);
  if (!isRecorded(shown) && shown.ticket.party === undefined) return '';
  return t.verdict.party(shown.people - 1, codes[0]?.holder === 'community' ? 'clients' : 'children');
}

function messageView({ sentence, nextStep }: Message, small = false): TemplateResult {
  return html`<p class=${small ? 'why' : 'lead'}>${sentence}</p><p>${nextStep}</p>`;
}

/** The rules that a counted visit breaks, and that its card was not checked. */
function flagsView({ t }: ShowingScreen, all: readonly Flag[]): TemplateResult | typeof nothing {
  // Without `late`: the clerk has entered the time.
  const flags = all.filter((flag) => flag !== 'late' && flag !== 'card-not-checked');
  const unchecked = all.includes('card-not-checked')
    ? html`<p class="quiet">${flagsText(['card-not-checked'], t)}</p>`
    : nothing;
  if (flags.length === 0) return unchecked;
  return html`<p class="note" part="flags">${t.verdict.flagged} ${flagsText(flags, t)}</p>
    ${unchecked}`;
}

/** Reminders for the clerk after a recording (docs/screen.md#reminders). */
function remindersView(screen: ShowingScreen): TemplateResult | typeof nothing {
  const texts = remindersOf(screen);
  if (texts.length === 0) return nothing;
  return html`<ul class="reminders" part="reminders">
    ${texts.map((text) => html`<li>${text}</li>`)}
  </ul>`;
}

/** Returns the reminders after a recording; none after any other answer. */
export function remindersOf({
  t,
  flow,
  recordsAs,
}: Pick<ShowingScreen, 't' | 'flow' | 'recordsAs'>): readonly string[] {
  if (!isRecorded(flow.shown)) return [];
  const { cloakroom, companion, identity, serviceFee } = t.verdict.reminders;
  // A community card has no personal holder.
  const isPersonal = flow.codes.some(({ holder }) => holder === 'customer');
  return [cloakroom, companion, ...(isPersonal ? [identity] : []), ...(recordsAs === 'sold' ? [serviceFee] : [])];
}

function undoView({ t, act, flow }: ShowingScreen): TemplateResult | typeof nothing {
  const undoing = flow.at === 'undoing';
  const status: Undo['status'] | 'undoing' = undoing ? 'undoing' : flow.undo.status;
  if (status === 'none' || status === 'voided' || status === 'provisional') return nothing;
  return html`
    <button type="button" part="undo" aria-disabled=${undoing ? 'true' : 'false'} @click=${act.undo}>
      ${iconView('undo')} <span class="label">${undoing ? t.verdict.undoing : t.verdict.undo}</span>
    </button>
    ${
      !undoing && flow.undo.status === 'failed'
        ? html`<p class="note">${t.verdict.undoFailed} ${failureText(flow.undo.cause, t).sentence}</p>`
        : nothing
    }
  `;
}

/** A shrinking line that shows how long the answer and its undo stay. It does not move with `prefers-reduced-motion`. */
function timeLeftView({ lingersForMs }: ShowingScreen): TemplateResult | typeof nothing {
  if (lingersForMs === 0) return nothing;
  return html`<span class="time-left" part="time-left" aria-hidden="true" data-ms=${lingersForMs} ${ref(shrink)}></span>`;
}

/** Until when the recording can be undone in the history of the shift, after the answer is gone. */
function undoUntilView({ t, shift, nowMs }: ShowingScreen): TemplateResult | typeof nothing {
  const untilMs = shift.shownUndoUntilMs;
  return untilMs === undefined
    ? nothing
    : html`<p class="quiet" part="undo-until">${t.verdict.undoUntil(t.dates.since(untilMs, nowMs))}</p>`;
}

/** Animates by script, because a style attribute would need an exception in the page's Content-Security-Policy. */
function shrink(line: Element | undefined): void {
  if (!(line instanceof HTMLElement) || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  line.animate({ scale: ['1 1', '0 1'] }, { duration: Number(line.dataset.ms), fill: 'forwards' });
}

function undoneText({ t, flow }: ShowingScreen): Message {
  const provisional = flow.at === 'showing' && flow.undo.status === 'provisional';
  if (provisional) return t.verdict.voidedProvisionally;
  return t.verdict.voided(flow.codes.length);
}
