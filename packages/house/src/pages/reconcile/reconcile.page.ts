import { compareTickets, recordedVisitsOf } from '@kaiku/client';
import { VisitsAnswer } from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { dayField } from '../../day-field.ts';
import { csvType, offerFile, toCsv } from '../../files.ts';
import { datesIn } from '../../locales/dates.ts';
import { reconcile } from '../../locales/reconcile.ts';
import { sheet as sheetWords } from '../../locales/sheet.ts';
import { HousePage, Loading } from '../../page.ts';
import { readSheet, type SheetComplaint, sheetFields } from '../../sheet-fields.ts';
import { loadShows, type ShowOfDay, showField } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import { keepMapping, type MappingFile, parseMapping, storedMapping } from './mapping.ts';
import { type ReadTickets, readTickets } from './read-tickets.ts';
import { type ListName, lists, type Row, toRows } from './to-rows.ts';

const columns = ['line', 'time', 'sold', 'recorded', 'card'] as const;

type Column = (typeof columns)[number];

type Complaint = SheetComplaint | 'noHeadings' | 'noShows' | 'badMapping';

interface Result {
  readonly read: ReadTickets;
  readonly rows: Readonly<Record<ListName, readonly Row[]>>;
}

/** Tickets sold compared with visits recorded, of a show or of a day. The file stays in the browser. */
export class ReconcilePage extends HousePage {
  static override styles = [
    page,
    css`
      h2 {
        display: flex;
        gap: 0.75rem;
        justify-content: space-between;
      }
    `,
  ];

  readonly #shows = new Loading(this, (signal) => loadShows(this.house, signal));
  readonly #acting = new Acting(this);
  #complaint: Complaint | undefined;
  #result: Result | undefined;
  #comparedWith = '';
  /** Of the house's ticketing system. */
  #mapping = storedMapping();
  readonly #hadMapping = this.#mapping !== undefined;

  protected override willUpdate(): void {
    const { day, show } = this.house.place;
    this.#shows.for(day);
    // A result of another show must not be mistaken for this one's.
    const compared = `${day} ${show ?? ''}`;
    if (compared !== this.#comparedWith) this.#result = undefined;
    this.#comparedWith = compared;
  }

  protected override render(): TemplateResult {
    const words = this.words(reconcile);
    return this.#shows.view(
      ({ shows }) => html`<div class="stack">
        <p>${words.intro}</p>
        <form class="sheet" @submit=${(event: Event) => void this.#compare(event, shows)}>
          <div class="row">${dayField(this.house)} ${showField(this.house, shows)}</div>
          ${sheetFields(this.house.language, words.pasteHint)}
          ${this.#mappingField(this.#mapping)}
          ${this.#complaint === undefined ? nothing : html`<p class="notice" role="alert">${{ ...this.words(sheetWords), ...words }[this.#complaint]}</p>`}
          ${this.#acting.view()}
          <button class="primary" aria-disabled=${this.#acting.isBusy}>${words.button}</button>
        </form>
        <div class="stack" aria-live="polite">${this.#result === undefined ? nothing : this.#results(this.#result)}</div>
      </div>`,
    );
  }

  /** The mapping file is chosen once, and used until another is chosen or it is removed. */
  #mappingField(mapping: MappingFile | undefined): TemplateResult {
    const words = this.words(reconcile);
    const choose = html`<label>
      ${words.mapping}
      <input
        type="file"
        accept=".json"
        aria-describedby="mapping-hint"
        @change=${({ target }: Event) => void this.#loadMapping(target as HTMLInputElement)}
      />
    </label>`;
    return html`<details ?open=${this.#hadMapping}>
      <summary>${words.ownHeadings}</summary>
      ${
        mapping === undefined
          ? choose
          : html`<p>
              ${words.mappingUsed(mapping.name)}
              <button type="button" @click=${() => void this.#removeMapping()}>${words.mappingRemoved}</button>
            </p>`
      }
      <p id="mapping-hint" class="quiet">${words.mappingHint}</p>
    </details>`;
  }

  async #loadMapping({ files }: HTMLInputElement): Promise<void> {
    const [file] = files ?? [];
    if (file === undefined) return;
    const chosen = { name: file.name, json: await file.text() };
    const isMapping = parseMapping(chosen.json) !== undefined;
    this.#complaint = isMapping ? undefined : 'badMapping';
    this.#useMapping(isMapping ? chosen : this.#mapping);
  }

  #useMapping(mapping: MappingFile | undefined): void {
    this.#mapping = mapping;
    keepMapping(mapping);
    // It was read with other headings.
    this.#result = undefined;
    this.requestUpdate();
  }

  async #removeMapping(): Promise<void> {
    this.#useMapping(undefined);
    await this.updateComplete;
    // The button with the focus is gone.
    this.renderRoot.querySelector<HTMLElement>('[accept=".json"]')?.focus();
  }

  async #compare(event: Event, shows: readonly ShowOfDay[]): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    await this.#acting.run(async () => {
      this.#complaint = undefined;
      this.#result = undefined;
      const outcome = await this.#tryCompare(form, shows);
      if (typeof outcome === 'string') this.#complaint = outcome;
      else this.#result = outcome;
    });
  }

  /** @throws RequestError */
  async #tryCompare(form: FormData, shows: readonly ShowOfDay[]): Promise<Result | Complaint> {
    const { day, show } = this.house.place;
    const { sheet, headings } = parseMapping(this.#mapping?.json ?? '') ?? {};
    const compared = { day, headings, shows: show === undefined ? shows : shows.filter(({ id }) => id === show) };
    if (compared.shows.length === 0) return 'noShows';
    const rows = await readSheet(form, sheet);
    if (typeof rows === 'string') return rows;
    const read = readTickets(rows, compared);
    if (read === undefined) return 'noHeadings';
    const { requests } = this.house.session;
    const answers = await Promise.all(
      compared.shows.map(({ id }) => requests.send({ path: 'v1/visits', query: { show: id } }, VisitsAnswer)),
    );
    const visits = answers.flatMap((answer) => recordedVisitsOf(answer.visits));
    return { read, rows: toRows(compareTickets(read.tickets, visits)) };
  }

  #results({ read, rows }: Result): TemplateResult {
    const words = this.words(reconcile);
    const isClean = read.wrong.length === 0 && lists.every((list) => list === 'same' || rows[list].length === 0);
    const wrong = read.wrong.map(({ row, field }) => `${row} (${words.field[field]})`).join(', ');
    return html`
      ${read.wrong.length === 0 ? nothing : html`<p class="notice" role="alert">${words.wrong(wrong)}</p>`}
      ${read.others === 0 ? nothing : html`<p class="quiet">${words.others(read.others)}</p>`}
      ${
        isClean
          ? html`<p><strong>${words.clean}</strong></p>`
          : html`<p><button type="button" @click=${() => this.#save(rows)}>${words.save}</button></p>`
      }
      <p class="quiet">${words.party}: 1 + 2</p>
      ${lists.map((list) => this.#list(list, rows[list]))}
    `;
  }

  #list(list: ListName, rows: readonly Row[]): TemplateResult {
    const words = this.words(reconcile);
    const { title, next } = words.list[list];
    return html`<section class="sheet" data-list=${list} aria-labelledby=${list}>
      <h2 id=${list}><span>${title}</span> <span class="number">${rows.length}</span></h2>
      ${
        rows.length === 0
          ? html`<p class="quiet">${words.none}</p>`
          : html`<p>${next}</p>
              <div class="scrolls" tabindex="0" role="group" aria-labelledby=${list}>
                <table>
                  <thead>
                    <tr>
                      ${this.#columns(list).map((column) => html`<th scope="col">${words[column]}</th>`)}
                    </tr>
                  </thead>
                  <tbody>
                    ${rows.map((row) => {
                      const cells = this.#cells(row);
                      return html`<tr>
                        ${this.#columns(list).map((column) => html`<td class="code">${cells[columns.indexOf(column)]}</td>`)}
                      </tr>`;
                    })}
                  </tbody>
                </table>
              </div>`
      }
    </section>`;
  }

  /** The columns that a list can have something in. */
  #columns(list: ListName): readonly Column[] {
    if (list === 'notRecorded') return columns.filter((column) => column !== 'recorded' && column !== 'card');
    return columns.filter((column) => column !== 'sold' || list !== 'notSold');
  }

  #headings(): readonly string[] {
    const { line, time, sold, recorded, party, card } = this.words(reconcile);
    return [line, time, `${sold}: ${party}`, `${recorded}: ${party}`, card];
  }

  #cells({ line, reference, at, sold, recorded, cards }: Row): readonly string[] {
    const name = [line, reference].filter((text, index, all) => text !== '' && all.indexOf(text) === index).join(' · ');
    return [name, datesIn(this.house.language).clock(at), sold, recorded, cards];
  }

  #save(rows: Readonly<Record<ListName, readonly Row[]>>): void {
    const words = this.words(reconcile);
    const differences = lists.filter((list) => list !== 'same');
    const text = toCsv([
      [words.title, ...this.#headings(), words.next],
      ...differences.flatMap((list) =>
        rows[list].map((row) => [words.list[list].title, ...this.#cells(row), words.list[list].next]),
      ),
    ]);
    offerFile(text, { name: `kaikukortti-${this.house.place.day}.csv`, type: csvType });
  }
}

customElements.define('house-reconcile', ReconcilePage);

declare global {
  interface HTMLElementTagNameMap {
    'house-reconcile': ReconcilePage;
  }
}
