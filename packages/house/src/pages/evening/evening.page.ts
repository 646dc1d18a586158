import { EveningAnswer } from '@kaiku/client/contract';
import { ReconciliationAnswer } from '@kaiku/client/offline-contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { dayField } from '../../day-field.ts';
import { datesIn } from '../../locales/dates.ts';
import { evening } from '../../locales/evening.ts';
import { HousePage, Loading } from '../../page.ts';
import { loadShows, nameWithClock, type ShowOfDay, showField } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import './run-files.ts';
import { unsettledOf } from './unsettled.ts';

/** A show with what was given for it, and what has arrived. */
interface EndOfShow {
  readonly show: ShowOfDay;
  readonly evening: EveningAnswer;
  readonly reconciliation: ReconciliationAnswer;
}

/** The end of an evening: what was given for its shows, what is not settled, and the workbook for Kaikukanta. */
export class EveningPage extends HousePage {
  static override styles = [
    page,
    css`
      .print-only {
        display: none;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
        gap: 0.75rem 1.5rem;
      }
      dd {
        font-size: 1.125rem;
        font-weight: 650;
      }
      h3 {
        font-size: 1.0625rem;
        font-weight: 650;
      }
      .unsettled {
        display: grid;
        gap: 0.5rem;
      }
      @media print {
        .print-only {
          display: block;
        }
        .sheet {
          padding: 0 0 4mm;
          border: 0;
          border-bottom: 1px solid #000;
          border-radius: 0;
          break-inside: avoid;
        }
        dt,
        .notice {
          color: inherit;
          background: none;
        }
        .notice {
          padding: 0;
        }
        dl {
          grid-template-columns: repeat(4, 1fr);
        }
      }
    `,
  ];

  readonly #shows = new Loading(this, (signal) => loadShows(this.house, signal));
  readonly #ends = new Loading(this, (signal) => this.#load(signal));

  protected override willUpdate(): void {
    const { day, show } = this.house.place;
    this.#shows.for(day);
    if (this.#shows.value !== undefined)
      this.#ends.for([day, show, ...this.#shows.value.shows.map(({ id }) => id)].join());
  }

  #chosen(): readonly ShowOfDay[] {
    const { show: chosen } = this.house.place;
    return (this.#shows.value?.shows ?? []).filter(({ id }) => chosen === undefined || id === chosen);
  }

  /** @throws RequestError */
  async #load(signal: AbortSignal): Promise<readonly EndOfShow[]> {
    const { requests } = this.house.session;
    const { day } = this.house.place;
    const ends: EndOfShow[] = [];
    for (const show of this.#chosen()) {
      const path = `v1/shows/${show.id}`;
      const [its, reconciliation] = await Promise.all([
        requests.send({ path: `${path}/evening`, query: { day }, signal }, EveningAnswer),
        requests.send({ path: `${path}/reconciliation`, signal }, ReconciliationAnswer),
      ]);
      ends.push({ show, evening: its, reconciliation });
    }
    return ends;
  }

  protected override render(): TemplateResult {
    const words = this.words(evening);
    return html`<div class="stack">
      <p class="no-print">${words.intro}</p>
      <div class="print-only">
        <h2>${this.house.session.venue.name}: ${words.title}, ${datesIn(this.house.language).day(this.house.place.day)}</h2>
      </div>
      ${this.#shows.view(
        ({ shows }) => html`<div class="row no-print">
            ${dayField(this.house)} ${showField(this.house, shows)}
            <button type="button" @click=${() => void this.#ends.again()}>${words.refresh}</button>
            <button type="button" @click=${() => print()}>${words.print}</button>
          </div>
          ${
            shows.length === 0
              ? html`<p role="status"><strong>${words.none}</strong></p>`
              : this.#ends.view((ends) => html`${ends.map((end) => this.#end(end))}`)
          }
          ${this.#files()}`,
      )}
    </div>`;
  }

  #end({ show, evening: its, reconciliation }: EndOfShow): TemplateResult {
    const words = this.words(evening);
    const { given, provisional, reserved, undone, handedOver } = its;
    const party = (name: 'given' | 'provisional' | 'reserved', { cards, minors }: EveningAnswer['given']) =>
      this.#figure(words[name], words.cards(cards, minors));
    const count = (name: 'undone' | keyof typeof handedOver, cards: number, isAlways = false) =>
      cards === 0 && !isAlways
        ? nothing
        : this.#figure(name === 'confirmed' ? words.handedOver : words[name], String(cards));
    return html`<section class="sheet" data-show=${show.id}>
      <h2>${nameWithClock(show, this.house.language)}</h2>
      ${show.admission === 'per-day' ? html`<p class="quiet">${words.daily}</p>` : nothing}
      ${show.cancelled ? html`<p>${words.cancelled}</p>` : nothing}
      <dl>
        ${party('given', given)} ${provisional.cards === 0 ? nothing : party('provisional', provisional)}
        ${reserved.cards === 0 ? nothing : party('reserved', reserved)} ${count('undone', undone, true)}
        ${count('confirmed', handedOver.confirmed, true)} ${count('waiting', handedOver.waiting)}
        ${count('open', handedOver.open)} ${count('toReview', handedOver.toReview)}
        ${count('returned', handedOver.returned)}
      </dl>
      ${this.#unsettled(reconciliation)}
    </section>`;
  }

  #figure(name: string, value: string): TemplateResult {
    return html`<div>
      <dt>${name}</dt>
      <dd class="number">${value}</dd>
    </div>`;
  }

  #unsettled(reconciliation: ReconciliationAnswer): TemplateResult {
    const words = this.words(evening);
    const { instant } = datesIn(this.house.language);
    const lines = unsettledOf(reconciliation);
    if (lines.length === 0) return html`<p>${words.settled}</p>`;
    return html`<div class="notice unsettled">
      <h3>${words.unsettled}</h3>
      <ul class="unsettled">
        ${lines.map(
          ({ is, device, count, lastSeenAt }) =>
            html`<li>${is === 'lost' ? words.lost(count, device) : words[is](count, device, instant(lastSeenAt))}</li>`,
        )}
      </ul>
    </div>`;
  }

  #files(): TemplateResult {
    const { day, show: chosen } = this.house.place;
    const show = this.#chosen().find(({ id }) => id === chosen);
    // Of a show that begins once, usages of other days are its too.
    const range = show?.admission === 'once' ? {} : { from: day, to: day };
    const isUnsettled = (this.#ends.value ?? []).some(({ reconciliation }) =>
      unsettledOf(reconciliation).some(({ is }) => is === 'missing' || is === 'silent'),
    );
    return html`<house-run-files
      class="no-print"
      .house=${this.house}
      .filter=${{ ...(chosen !== undefined && { show: chosen }), ...range }}
      .isUnsettled=${isUnsettled}
      @runs-changed=${() => void this.#ends.again()}
    ></house-run-files>`;
  }
}

customElements.define('house-evening', EveningPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-evening': EveningPage;
  }
}
