import { helsinkiDay } from '@kaiku/client/admission';
import { CapsAnswer, mayDo, rights, ShowsAnswer, StatisticsAnswer } from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { DayRange } from '../../day-range.ts';
import { followShows, type LiveShows } from '../../follow-shows.ts';
import { datesIn } from '../../locales/dates.ts';
import { figures } from '../../locales/figures.ts';
import { HousePage, Loading } from '../../page.ts';
import { page } from '../../styles/page.ts';
import { barChart, chartStyles, maxBars } from './bar-chart.ts';
import { download, type FileKind } from './download.ts';
import { type Cell, type Question, type Table, toCapSummary, toCapTable, toUsageTable } from './tables.ts';

/** An answer of the registry, as a table and perhaps in a sentence. */
interface Answer {
  readonly table: Table;
  readonly summary: string | undefined;
}

/** The figures of a range of days, by a question; and the places of tonight's shows as they change. */
export class FiguresPage extends HousePage {
  static override styles = [
    page,
    chartStyles,
    css`
      .live {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 2rem;
      }
      .live strong {
        display: block;
      }
      .print-only {
        display: none;
      }
      caption {
        font-weight: 650;
        text-align: start;
        padding-bottom: 0.5rem;
      }
      th {
        overflow-wrap: normal;
      }
      @media print {
        .print-only {
          display: block;
        }
        .sheet {
          padding: 0;
          border: 0;
        }
        .scrolls {
          overflow: visible;
        }
        table {
          font-size: 9pt;
        }
        tr,
        .chart {
          break-inside: avoid;
        }
      }
    `,
  ];

  #question: Question = 'month';
  readonly #days = new DayRange(this, `${thisYear()}-01-01`, `${thisYear()}-12-31`);
  #live: LiveShows | undefined;
  #isLost = false;
  #leaving = new AbortController();

  readonly #answer = new Loading(this, (signal) => this.#load(signal));

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leaving = new AbortController();
    // The properties are set after this.
    void this.updateComplete.then(() => this.#follow(this.#leaving.signal));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  protected override willUpdate(): void {
    this.#answer.for([this.#question, this.#days.from, this.#days.to, this.house.language].join());
  }

  async #load(signal: AbortSignal): Promise<Answer> {
    const { session, language } = this.house;
    const { requests, role } = session;
    const form = { words: this.words(figures), dates: datesIn(language) };
    const question = this.#question;
    const { from, to } = this.#days;
    const query = { from, to };
    if (question === 'caps') {
      const { rows } = await requests.send({ path: 'v1/statistics/caps', query, signal }, CapsAnswer);
      const isOfVenues = role === 'coordinator' || rows.some(({ venue }) => venue !== session.venue.id);
      return { table: toCapTable(rows, { ...form, isOfVenues }), summary: toCapSummary(rows, form.words) };
    }
    const by = { ...query, by: question };
    const { rows } = await requests.send({ path: 'v1/statistics', query: by, signal }, StatisticsAnswer);
    return { table: toUsageTable(rows, question, form), summary: undefined };
  }

  /** Follows the shows of today, if the role may see shows. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { session } = this.house;
    if (session.role === undefined || !mayDo(rights.watchShows, session.role)) return;
    const today = helsinkiDay(Date.now());
    const answer = await session.requests
      .send({ path: 'v1/shows', query: { from: today }, signal }, ShowsAnswer)
      .catch(() => undefined);
    const shows = (answer?.shows ?? []).filter(
      ({ startsAt, admission }) => admission === 'per-day' || helsinkiDay(Date.parse(startsAt)) === today,
    );
    if (shows.length === 0 || signal.aborted) return;
    const onShows = (live: LiveShows | undefined) => {
      this.#live = live ?? this.#live;
      this.#isLost = live === undefined;
      this.requestUpdate();
    };
    // More than a page shows at a glance, and than a request may name.
    await followShows(session.requests, { shows: shows.slice(0, 50).map(({ id }) => id), signal, onShows });
  }

  protected override render(): TemplateResult {
    const words = this.words(figures);
    const dates = datesIn(this.house.language);
    return html`<div class="stack">
      ${this.#liveView()}
      <div class="row no-print">
        <label>
          ${words.question}
          <select name="question" @change=${this.#choose}>
            ${(Object.keys(words.questions) as Question[]).map(
              (question) =>
                html`<option value=${question} ?selected=${question === this.#question}>
                  ${words.questions[question]}
                </option>`,
            )}
          </select>
        </label>
        ${this.#days.fields(words)}
      </div>
      <div class="print-only">
        <h2>${this.house.session.venue.name}: ${words.questions[this.#question]}</h2>
        <p>${dates.day(this.#days.from)} – ${dates.day(this.#days.to)}</p>
      </div>
      ${this.#answer.view((answer) => this.#answerView(answer))}
    </div>`;
  }

  readonly #choose = ({ target }: Event): void => {
    this.#question = (target as HTMLSelectElement).value as Question;
    this.requestUpdate();
  };

  #answerView({ table, summary }: Answer): TemplateResult {
    const words = this.words(figures);
    const question = words.questions[this.#question];
    if (table.rows.length === 0) return html`<p role="status"><strong>${words.none}</strong> ${words.noneNext}</p>`;
    const name = `kaikukortti-${this.#question}-${this.#days.from}-${this.#days.to}`;
    const save = (kind: FileKind) => void download(table, { kind, name });
    return html`${summary === undefined ? nothing : html`<p role="status"><strong>${summary}</strong></p>`}
      <div class="sheet chart">
        ${barChart(table.bars, words.chart(question))}
        ${table.bars.length > maxBars ? html`<p class="quiet">${words.more(table.bars.length)}</p>` : nothing}
      </div>
      <div class="row no-print">
        <button type="button" @click=${() => print()}>${words.print}</button>
        <button type="button" @click=${() => save('csv')}>${words.csv}</button>
        <button type="button" @click=${() => save('xlsx')}>${words.xlsx}</button>
      </div>
      <div class="scrolls sheet" tabindex="0" role="region" aria-label=${question}>
        <table>
          <caption>
            ${question}
          </caption>
          <thead>
            <tr>
              ${table.headings.map(
                (heading, index) =>
                  html`<th scope="col" class=${table.isNumber[index] ? 'number' : ''}>${heading}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${table.rows.map((row) => this.#row(row, table))}
          </tbody>
        </table>
      </div>
      ${table.rows.some((row) => row.includes(null)) ? html`<p class="quiet">${words.withheld}</p>` : nothing}`;
  }

  #row(row: readonly Cell[], { isNumber }: Table): TemplateResult {
    const [first, ...rest] = row.map((cell) => cell ?? '–');
    return html`<tr>
      <th scope="row">${first}</th>
      ${rest.map((cell, index) => html`<td class=${isNumber[index + 1] ? 'number' : ''}>${cell}</td>`)}
    </tr>`;
  }

  #liveView(): TemplateResult | typeof nothing {
    if (this.#live === undefined) return nothing;
    const words = this.words(figures);
    const { clock } = datesIn(this.house.language);
    return html`<section class="sheet no-print" aria-labelledby="live">
      <h2 id="live">${words.live}</h2>
      ${this.#isLost ? html`<p class="notice" role="status">${words.liveOff}</p>` : nothing}
      <ul class="live">
        ${this.#live.map(
          ({ name, startsAt, admission, cap, taken }) =>
            html`<li>
              <strong>${admission === 'per-day' ? '' : clock(startsAt)} ${name}</strong>
              <span class="number">
                ${words.given(taken)}${cap === null ? nothing : `, ${words.left(Math.max(0, cap - taken), cap)}`}
              </span>
            </li>`,
        )}
      </ul>
    </section>`;
  }
}

function thisYear(): string {
  return helsinkiDay(Date.now()).slice(0, 4);
}

customElements.define('house-figures', FiguresPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-figures': FiguresPage;
  }
}
