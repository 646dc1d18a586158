import { capRemaining, helsinkiDay } from '@kaiku/client/admission';
import { mayDo, rights } from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { dayField } from '../../day-field.ts';
import { followShows, type LiveShows } from '../../follow-shows.ts';
import { datesIn } from '../../locales/dates.ts';
import { tonight } from '../../locales/tonight.ts';
import { HousePage, Loading } from '../../page.ts';
import { loadShows, type ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import './held-places.ts';

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
      dd {
        font-size: 1.25rem;
        font-weight: 650;
      }
      .actions {
        display: grid;
        gap: 0.75rem;
        justify-items: start;
        grid-column: 2 / -1;
        padding-top: 0.5rem;
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
        dl,
        .actions {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  readonly #shows = new Loading(this, (signal) => loadShows(this.house, signal));

  #live: LiveShows | undefined;
  #isLost = false;
  /** The shows that are followed, and the end of that. */
  #followed = '';
  /** The shows whose tickets were released here. Noted before the request: the news of it may come before its answer. */
  readonly #released = new Set<string>();
  #leaving = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
    this.#followed = '';
  }

  protected override willUpdate(): void {
    this.#shows.for(this.house.place.day);
    this.#follow();
  }

  /** Follows the shows of today. Other days do not change while someone looks at them. */
  #follow(): void {
    const { shows, asOf } = this.#shows.value ?? { shows: [], asOf: '' };
    const isToday = asOf !== '' && this.house.place.day === helsinkiDay(Date.parse(asOf));
    // A request may name fifty.
    const ids = isToday ? shows.slice(0, 50).map(({ id }) => id) : [];
    if (ids.join() === this.#followed) return;
    this.#leaving.abort();
    this.#followed = ids.join();
    this.#live = undefined;
    this.#isLost = false;
    const { role, requests } = this.house.session;
    if (ids.length === 0 || role === undefined || !mayDo(rights.watchShows, role)) return;
    this.#leaving = new AbortController();
    const onShows = (live: LiveShows | undefined) => {
      this.#live = live ?? this.#live;
      this.#isLost = live === undefined;
      this.requestUpdate();
    };
    void followShows(requests, { shows: ids, signal: this.#leaving.signal, onShows });
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
    const isLive = this.#live !== undefined && !this.#isLost;
    const present = new Map(this.#live?.map((show) => [show.id, show]));
    return html`<p class="quiet" role="status">
        ${isLive ? words.live : words.asOf(datesIn(this.house.language).clock(asOf))}
      </p>
      ${this.#isLost ? html`<p class="notice" role="status">${words.liveOff}</p>` : nothing}
      <ul class="stack">
        ${shows.map((show) => this.#show(present.get(show.id) ?? show, isToday))}
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
      ${show.cancelled || !isToday ? nothing : this.#actions(show)}
    </li>`;
  }

  #actions(show: ShowOfDay): TemplateResult {
    const words = this.words(tonight);
    const { house } = this;
    const { role } = house.session;
    const query = new URLSearchParams({ show: show.id, lang: house.language });
    // What was released is said there.
    const holds =
      ((show.leased ?? 0) > 0 || this.#released.has(show.id)) && role !== undefined && mayDo(rights.revokeLease, role);
    return html`<div class="actions">
      ${
        role === undefined || !mayDo(rights.recordVisit, role)
          ? nothing
          : html`<a
              class="button"
              href=${`/scan?${query}`}
              target="_blank"
              rel="noopener"
              aria-label=${words.openScannerFor(show.name)}
              >${words.openScanner}</a
            >`
      }
      ${
        holds && show.venue === house.session.venue.name
          ? html`<house-held-places
              .house=${house}
              .show=${show}
              @places-releasing=${() => this.#released.add(show.id)}
              @places-released=${() => void this.#shows.again()}
            ></house-held-places>`
          : nothing
      }
    </div>`;
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
