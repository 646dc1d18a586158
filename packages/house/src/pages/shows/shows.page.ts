import { helsinkiDay } from '@kaiku/client/admission';
import { ShowsAnswer } from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { dayField } from '../../day-field.ts';
import { datesIn } from '../../locales/dates.ts';
import { shows } from '../../locales/shows.ts';
import { HousePage, Loading } from '../../page.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import { type Draft, newDraft, toDraft } from './draft.ts';
import './programme-form.ts';
import './show-ending.ts';
import './show-form.ts';

/** What the page shows instead of the list. */
type Open =
  | { readonly is: 'form'; readonly start: Draft; readonly existing?: ShowOfDay }
  | { readonly is: 'ending'; readonly show: ShowOfDay }
  | { readonly is: 'programme' };

/** The most shows that the registry lists at once. */
const maxListed = 500;

/** The shows from a day on: a manager makes, copies, changes and cancels them, or fetches a programme from a spreadsheet. */
export class ShowsPage extends HousePage {
  static override styles = [
    page,
    css`
      .show {
        grid-template-columns: 4.5rem minmax(0, 1fr) auto;
        gap: 0.25rem 1rem;
        align-items: center;
      }
      .clock {
        font-size: 1.25rem;
        font-weight: 560;
        white-space: nowrap;
      }
      h3 {
        font-size: 1.0625rem;
        font-weight: 650;
      }
      .state {
        font-weight: 600;
      }
      .past {
        text-decoration: line-through;
      }
      .said:focus {
        outline: none;
      }
      @media (max-width: 44rem) {
        .show {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  readonly #shows = new Loading(this, (signal) =>
    this.house.session.requests.send({ path: 'v1/shows', query: { from: this.house.place.day }, signal }, ShowsAnswer),
  );
  #open: Open | undefined;
  #done = '';

  protected override willUpdate(): void {
    this.#shows.for(this.house.place.day);
  }

  protected override render(): TemplateResult {
    const open = this.#open;
    if (open === undefined) return this.#listPage();
    const { house } = this;
    if (open.is === 'programme')
      return html`<house-programme-form .house=${house} @show-done=${this.#finished} @show-back=${this.#back}></house-programme-form>`;
    if (open.is === 'ending')
      return html`<house-show-ending
        .house=${house}
        .show=${open.show}
        @show-done=${this.#finished}
        @show-back=${this.#back}
      ></house-show-ending>`;
    return html`<house-show-form
      .house=${house}
      .start=${open.start}
      .existing=${open.existing}
      @show-done=${this.#finished}
      @show-back=${this.#back}
    ></house-show-form>`;
  }

  readonly #back = (): void => {
    this.#open = undefined;
    // A programme may have made some shows, also without its end.
    void this.#shows.again();
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.done')?.focus());
  };

  readonly #finished = ({ detail }: CustomEvent<string>): void => {
    this.#done = detail;
    this.#back();
  };

  #show(open: Open): void {
    this.#open = open;
    this.#done = '';
    this.requestUpdate();
  }

  #listPage(): TemplateResult {
    const words = this.words(shows);
    const { day } = this.house.place;
    return html`<div class="stack">
      <p tabindex="-1" class=${`done ${this.#done === '' ? '' : 'state'}`} role="status">${this.#done || words.intro}</p>
      <div class="row">
        ${dayField(this.house)}
        <button type="button" @click=${() => this.#show({ is: 'form', start: newDraft(day) })}>${words.add}</button>
        <button type="button" @click=${() => this.#show({ is: 'programme' })}>${words.programme}</button>
      </div>
      ${this.#shows.view(({ shows: found }) => this.#list(found))}
    </div>`;
  }

  #list(found: readonly ShowOfDay[]): TemplateResult {
    const words = this.words(shows);
    if (found.length === 0) return html`<p role="status"><strong>${words.none}</strong> ${words.noneNext}</p>`;
    const daily = found.filter(({ admission }) => admission === 'per-day');
    const days = new Map<string, ShowOfDay[]>();
    for (const show of found) {
      if (show.admission === 'per-day') continue;
      const day = helsinkiDay(Date.parse(show.startsAt));
      days.set(day, [...(days.get(day) ?? []), show]);
    }
    return html`${[...days].map(([day, its]) => this.#section(datesIn(this.house.language).day(day), its))}
      ${daily.length === 0 ? nothing : this.#section(words.daily, daily)}
      ${found.length < maxListed ? nothing : html`<p class="notice">${words.full}</p>`}`;
  }

  #section(title: string, its: readonly ShowOfDay[]): TemplateResult {
    return html`<section class="stack">
      <h2>${title}</h2>
      <ul class="stack">
        ${its.map((show) => this.#item(show))}
      </ul>
    </section>`;
  }

  #item(show: ShowOfDay): TemplateResult {
    const words = this.words(shows);
    const { house } = this;
    const { name, cap, taken, cancelled = false } = show;
    const isOwn = show.venue === house.session.venue.name;
    const clock = show.admission === 'per-day' ? '' : datesIn(house.language).clock(show.startsAt);
    return html`<li class="sheet show">
      <p class="clock number">${clock}</p>
      <div>
        <h3 class=${cancelled ? 'past' : ''}>${name}</h3>
        ${cancelled ? html`<p class="state">${words.cancelled}</p>` : nothing}
        <p class="quiet number">
          ${show.kind === 'performance' ? nothing : html`${words.form.kinds[show.kind]}, `}${words.seats(show.seats)}<br />
          ${cap === null ? words.noCap(taken) : words.cap(taken, cap)}
        </p>
        ${isOwn ? nothing : html`<p class="quiet">${show.venue}. ${words.foreign}</p>`}
      </div>
      ${isOwn ? this.#actions(show) : nothing}
    </li>`;
  }

  #actions(show: ShowOfDay): TemplateResult {
    const words = this.words(shows);
    const button = (action: string, open: Open) =>
      html`<button type="button" aria-label=${words.of(action, show.name)} @click=${() => this.#show(open)}>
        ${action}
      </button>`;
    // A person chooses the day of a copy.
    const copy = { ...toDraft(show), day: '' };
    return html`<div class="row">
      ${show.cancelled ? nothing : button(words.edit, { is: 'form', start: toDraft(show), existing: show })}
      ${button(words.copy, { is: 'form', start: copy })}
      ${show.cancelled ? nothing : button(words.cancel, { is: 'ending', show })}
    </div>`;
  }
}

customElements.define('house-shows', ShowsPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-shows': ShowsPage;
  }
}
