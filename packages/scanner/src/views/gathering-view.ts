import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Said } from '../flow/flow.ts';
import { isRecordable } from '../flow/group-plan.ts';
import { refusalText, undecidedText } from '../locales/texts.ts';
import { closeView, reservationView, sumView, warningsView } from './asking-view.ts';
import { memberView } from './member-view.ts';
import { lateView } from './paper-view.ts';
import { planView } from './plan-view.ts';
import type { ScreenAt } from './screen.ts';
import { readBackView } from './typed-view.ts';

type GroupScreen = ScreenAt<'gathering' | 'joining' | 'admitting'>;

/** A group visit: its cards in the order they were shown, what prevents its recording, and the button that records all. */
export function gatheringView(screen: GroupScreen): TemplateResult {
  const { t, act, flow, plan, mask } = screen;
  const { at, parts, unrecorded, said } = flow;
  const rests = at !== 'gathering';
  const last = parts.at(-1)?.decision;
  const lastLate = last !== undefined && 'late' in last ? last.late : undefined;
  const coming = parts.filter((part) => part.coming);
  const people = coming.reduce((sum, { minors }) => sum + 1 + minors, 0);
  return html`
    <div class="asking sheet" part="group" role="group" aria-labelledby="question">
      <h2 class="headline" id="question">${t.group.title}</h2>
      <div class="body">
      ${unrecorded === undefined ? nothing : html`<p class="note">${t.card.unrecorded(mask(unrecorded))}</p>`}
      <p class=${screen.discreet ? 'why' : 'lead'} part="total">${t.group.total(coming.length, people)}</p>
      <p class="hint">
        ${at === 'joining' ? html`<span class="pulse" aria-hidden="true"></span>${t.ready.checking}` : t.group.nextCard}
      </p>
      <ol class="members" part="members">
        ${repeat(
          parts,
          // Keyed by card: when a row is removed, its focus must not move to the next card.
          ({ decision }) => decision.code.text,
          (_, place) => memberView(screen, place),
        )}
      </ol>
      ${
        last === undefined
          ? nothing
          : html`
              ${at === 'gathering' ? readBackView(screen, flow.typed) : nothing} ${reservationView(last, t)} ${lateView(lastLate, t)}
              ${last.repairs.length === 0 ? nothing : html`<p class="quiet" part="repaired">${t.card.repaired(last.repairs)}</p>`}
            `
      }
      ${said === undefined ? nothing : html`<div class="note" part="said">${saidLines(said, screen).map((line) => html`<p>${line}</p>`)}</div>`}
      ${warningsView(
        coming.map(({ decision }) => decision),
        t,
      )}
      ${planView(screen, people)}
      </div>
      <div class="actions">
        <button
          type="button"
          class="primary"
          part="confirm"
          data-focus="gathering"
          aria-disabled=${rests || !isRecordable(plan) ? 'true' : 'false'}
          @click=${act.confirm}
        >
          ${
            at === 'admitting'
              ? t.asking.recording
              : html`${confirmText(screen)} ${sumView(t, coming.length, people - coming.length, t.group.total(coming.length, people))}`
          }
        </button>
      </div>
      ${closeView(at === 'joining' ? t.asking.cancel : t.group.cancel, at === 'admitting' ? 'true' : 'false', act.leave)}
    </div>
  `;
}

/** Returns the text of the button. If everyone has a ticket, nothing is recorded, and the show's warnings do not matter. */
function confirmText({ t, plan, flow: { parts } }: GroupScreen): string {
  if (plan?.outcome === 'provisional' || plan?.outcome === 'undecided') return t.group.confirmProvisional;
  if (plan?.outcome === 'ready' && plan.tickets === 0) return t.group.letIn;
  const isUnusual = parts.some(({ coming, decision }) => coming && 'warnings' in decision);
  return isUnusual ? t.asking.confirmAnyway : t.group.confirm;
}

/** Returns why the last card did not join, or why the group was not recorded, and what to do next. */
export function saidLines(said: Said, { t, mask, desk }: Pick<GroupScreen, 't' | 'mask' | 'desk'>): readonly string[] {
  if (said.outcome === 'twice') return [t.group.twice(mask(said.code))];
  const about =
    said.of === 'group' ? t.group.notRecorded : said.code === undefined ? '' : t.group.notJoined(mask(said.code));
  const { sentence, nextStep } =
    said.outcome === 'refused'
      ? refusalText(said.refusal, t, { show: desk?.show, code: said.code })
      : undecidedText(said, t);
  return [`${about} ${sentence}`.trim(), nextStep];
}
