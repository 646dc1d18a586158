import { capRemaining, helsinkiDay } from '@kaiku/client/admission';
import { css, html, nothing, type TemplateResult } from 'lit';
import { dayField } from '../../day-field.ts';
import { datesIn } from '../../locales/dates.ts';
import { tonight } from '../../locales/tonight.ts';
import { HousePage, Loading } from '../../page.ts';
import { loadShows, type ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';

/** The shows of a day with their places. The one that is chosen here is that of the other pages. */
export class TonightPage extends HousePage {
  static override styles = [
    page,
    css`
      .show {
        display: grid;
        grid-template-columns: 4.5rem minmax(0, 1fr) auto;
        gap: 0.25rem 1rem;
        align-items: center;
      }
      .show[aria-current] {
        border-color: var(--_fill);
        box-shadow: inset 0 0 0 1px var(--_fill);
      }
      .clock {
        font-size: 1.5rem;
        font-weight: 560;
        white-space: nowrap;
        letter-spacing: -0.022em;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        grid-column: 2 / -1;
        gap: 0.25rem 2rem;
      }
      dt {
        color: var(--_muted);
        font-size: 0.9375rem;
      }
      dd {
        font-size: 1.25rem;
        font-weight: 650;
      }
      .short dd {
        color: var(--_amber-ink);
        background: var(--_amber);
        border-radius: 6px;
        padding-inline: 0.35rem;
        margin-inline-start: -0.35rem;
        width: fit-content;
      }
      @media (max-width: 34rem) {
        .show {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .clock {
          grid-column: 1 / -1;
        }
        dl {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  readonly #shows = new Loading(this, (signal) => loadShows(this.house, signal));

  protected override willUpdate(): void {
    this.#shows.for(this.house.place.day);
  }

  protected override render(): TemplateResult {
    const words = this.words(tonight);
    return html`<div class="stack">
      <p>${words.intro}</p>
      <div class="row">
        ${dayField(this.house)}
        <button type="button" @click=${() => void this.#shows.again()}>${words.refresh}</button>
      </div>
      ${this.#shows.view(({ shows, asOf }) => this.#list(shows, asOf))}
    </div>`;
  }

  #list(shows: readonly ShowOfDay[], asOf: string): TemplateResult {
    const words = this.words(tonight);
    if (shows.length === 0) return html`<p role="status"><strong>${words.none}</strong> ${words.noneNext}</p>`;
    const isToday = this.house.place.day === helsinkiDay(Date.parse(asOf));
    return html`<p class="quiet" role="status">${words.asOf(datesIn(this.house.language).clock(asOf))}</p>
      <ul class="stack">
        ${shows.map((show) => this.#show(show, isToday))}
      </ul>`;
  }

  #show(show: ShowOfDay, isToday: boolean): TemplateResult {
    const words = this.words(tonight);
    const { house } = this;
    const isChosen = house.place.show === show.id;
    const isPerDay = show.admission === 'per-day';
    return html`<li class="sheet show" aria-current=${isChosen ? 'true' : nothing}>
      <p class="clock number">${isPerDay ? '' : datesIn(house.language).clock(show.startsAt)}</p>
      <div>
        <h2>${show.name}</h2>
        ${show.venue === house.session.venue.name ? nothing : html`<p class="quiet">${show.venue}</p>`}
        ${isPerDay ? html`<p class="quiet">${words.perDay}</p>` : nothing}
        ${show.cancelled ? html`<p class="quiet">${words.cancelled}</p>` : nothing}
      </div>
      <button
        type="button"
        aria-pressed=${isChosen}
        aria-label=${`${isChosen ? words.chosen : words.choose}: ${show.name}`}
        @click=${() => house.choose({ show: show.id })}
      >
        ${isChosen ? words.chosen : words.choose}
      </button>
      ${isPerDay && !isToday ? html`<p class="quiet">${words.onlyToday}</p>` : this.#places(show)}
    </li>`;
  }

  #places(show: ShowOfDay): TemplateResult {
    const words = this.words(tonight);
    const left = capRemaining(show);
    return html`<dl>
      <div>
        <dt>${words.given}</dt>
        <dd class="number">${show.taken}</dd>
      </div>
      ${
        show.leased === undefined
          ? nothing
          : html`<div>
            <dt title=${words.heldHint}>${words.held}</dt>
            <dd class="number">${show.leased}</dd>
          </div>`
      }
      <div class=${left !== null && left <= 2 ? 'short' : ''}>
        <dt>${words.left}</dt>
        <dd class="number">${left === null || show.cap === null ? words.noCap : words.of(left, show.cap)}</dd>
      </div>
    </dl>`;
  }
}

customElements.define('house-tonight', TonightPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-tonight': TonightPage;
  }
}
