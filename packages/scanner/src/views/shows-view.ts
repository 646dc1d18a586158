import type { ShowFacts } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { failureText } from '../locales/texts.ts';
import { enrolAgainView } from './enrolment-view.ts';
import type { Screen } from './screen.ts';

/** The shows of the venue: today's, and those of later days folded. */
export function showsView(screen: Screen): TemplateResult {
  const { t, act, shows, desk } = screen;
  const { today, later, failure, asked } = shows;
  if (asked !== undefined) return changeView(screen, asked);
  // A device that the registry has stopped has no list to choose from.
  const stopped = failure !== undefined && shows.isStopped ? failureText(failure, t) : undefined;
  return html`
    <div class="shows sheet" part="shows">
      <h2 class="headline">${stopped?.sentence ?? t.shows.title}</h2>
      ${stopped === undefined ? nothing : html`<p class="hint">${stopped.nextStep}</p>`}
      ${failure === undefined || stopped !== undefined ? nothing : html`<p class="note">${failureText(failure, t).sentence}</p>`}
      ${enrolAgainView(screen, failure)}
      ${failure === undefined && today === undefined ? html`<p class="hint">${t.shows.loading}</p>` : nothing}
      ${today?.length === 0 ? html`<p class="hint">${t.shows.noneToday}</p>` : nothing}
      <ul>
        ${today?.map((show) => itemView(screen, show, t.dates.clock(show.startsAt)))}
      </ul>
      ${
        later.length === 0
          ? nothing
          : html`<details ?open=${today?.length === 0}>
              <summary>${t.shows.later(later.length)}</summary>
              <ul>
                ${later.map((show) => itemView(screen, show, t.dates.showTime(show.startsAt)))}
              </ul>
            </details>`
      }
      ${
        desk === undefined && failure === undefined
          ? nothing
          : html`<div class="actions">
              ${
                failure === undefined
                  ? nothing
                  : html`<button type="button" part="fetch-shows" @click=${() => act.shows.look(true)}>${t.shows.again}</button>`
              }
              ${
                desk === undefined
                  ? nothing
                  : html`<button type="button" part="keep-show" @click=${() => act.shows.look(false)}>${t.shows.back}</button>`
              }
            </div>`
      }
    </div>
  `;
}

function itemView(screen: Screen, show: ShowFacts, time: string): TemplateResult {
  const { t, act, desk, remaining } = screen;
  // Without what other devices hold: the list does not know which of it is this device's.
  const left = remaining(show);
  const isChosen = show.id === desk?.show?.id;
  // A key makes a click without a count.
  const choose = ({ detail }: MouseEvent) => act.shows.choose(show, detail === 0);
  return html`
    <li>
      <button type="button" part="choose-show" aria-current=${isChosen ? 'true' : nothing} @click=${choose}>
        <span class="time">${time}</span> <span>${show.name}</span>
        ${left === null || show.cap === null ? nothing : html`<span class="quiet">${t.header.places(left, show.cap, show.kind)}</span>`}
      </button>
    </li>
  `;
}

/** Asks before a key changes the show. */
function changeView({ t, act }: Screen, { name, startsAt }: ShowFacts): TemplateResult {
  return html`
    <div class="shows" part="shows">
      <h2 class="headline">${t.shows.change(t.dates.showTime(startsAt), name)}</h2>
      <div class="actions">
        <button type="button" part="keep-show" data-focus="change" @click=${() => act.shows.change(false)}>${t.shows.keep}</button>
        <button type="button" class="primary" part="change-show" @click=${() => act.shows.change(true)}>${t.shows.sure}</button>
      </div>
    </div>
  `;
}
