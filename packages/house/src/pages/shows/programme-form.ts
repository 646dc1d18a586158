import { ShowAnswer, ShowsAnswer } from '@kaiku/client/contract';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { datesIn } from '../../locales/dates.ts';
import { failures } from '../../locales/failures.ts';
import { programme } from '../../locales/programme.ts';
import { sheet } from '../../locales/sheet.ts';
import { shows } from '../../locales/shows.ts';
import { HousePage } from '../../page.ts';
import { type FailureCode, failureOf } from '../../requests.ts';
import { readSheet, type SheetComplaint, sheetFields } from '../../sheet-fields.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import { newShowId, toRequest } from './draft.ts';
import { heading } from './heading.ts';
import { compareProgramme, type DraftRow, type ProgrammeRow, readProgramme } from './programme.ts';

type Complaint = SheetComplaint | 'noHeadings' | 'noRows';

/** A row with the id of the show that it makes, and what happened to it. */
interface Row extends ProgrammeRow {
  readonly id: string;
  readonly made: boolean;
  readonly failure: FailureCode | undefined;
}

/** Failures after which the other rows fail too. */
const stops: readonly FailureCode[] = [
  ...(['unreachable', 'not-the-registry', 'registry/slowed', 'registry/busy', 'registry/failed'] as const),
  ...(['registry/unauthorised', 'registry/missing-role', 'registry/forbidden'] as const),
];

/**
 * Makes the shows of a spreadsheet: first it says what each row will do, then it does that. Emits `show-done` with what a person
 * reads next, and `show-back`.
 */
export class ProgrammeForm extends HousePage {
  static override styles = [
    page,
    heading.styles,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 0.1rem 1rem;
        padding-block: 0.6rem;
        border-top: 1px solid var(--_line);
      }
      li.not {
        color: var(--_amber-ink);
        background: var(--_amber);
        border-radius: 12px;
        padding-inline: 0.75rem;
        border: 0;
        margin-block: 0.35rem;
      }
      li.not .quiet {
        color: inherit;
      }
      @media (max-width: 34rem) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  readonly #acting = new Acting(this);
  #complaint: Complaint | undefined;
  #rows: readonly Row[] | undefined;

  protected override firstUpdated(_changed: PropertyValues): void {
    heading.focus(this.renderRoot);
  }

  protected override render(): TemplateResult {
    const words = this.words(programme);
    return html`<div class="sheet">
      <h2 tabindex="-1">${words.title}</h2>
      ${this.#rows === undefined ? this.#source() : this.#outcomes(this.#rows)}
    </div>`;
  }

  #source(): TemplateResult {
    const words = this.words(programme);
    return html`<form class="stack" @submit=${this.#check}>
      <p>${words.intro}</p>
      ${sheetFields(this.house.language, words.pasteHint)}
      ${this.#complaint === undefined ? nothing : html`<p class="notice" role="alert">${{ ...this.words(sheet), ...words }[this.#complaint]}</p>`}
      ${this.#acting.view()}
      <div class="row">
        <button class="primary" aria-disabled=${this.#acting.isBusy}>${words.check}</button>
        ${this.#backButton()}
      </div>
    </form>`;
  }

  #backButton(): TemplateResult {
    return html`<button type="button" @click=${() => this.dispatchEvent(new CustomEvent('show-back'))}>
      ${this.words(shows).back}
    </button>`;
  }

  async #check(event: Event): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    await this.#acting.run(async () => {
      this.#complaint = undefined;
      const outcome = await this.#read(form);
      if (typeof outcome === 'string') this.#complaint = outcome;
      else this.#rows = outcome;
    });
    await this.updateComplete;
    if (this.#rows !== undefined) heading.focus(this.renderRoot);
  }

  /** @throws RequestError */
  async #read(form: FormData): Promise<readonly Row[] | Complaint> {
    const cells = await readSheet(form);
    if (typeof cells === 'string') return cells;
    const rows = readProgramme(cells);
    if (rows === undefined) return 'noHeadings';
    if (rows.length === 0) return 'noRows';
    const known = { shows: await this.#knownShows(rows), nowMs: Date.now() };
    return compareProgramme(rows, known).map((row) => ({
      ...{ ...row, id: newShowId(row.draft.name), made: false, failure: undefined },
    }));
  }

  /** Returns the shows that the registry has from the first day of the rows to the last. @throws RequestError */
  async #knownShows(rows: readonly DraftRow[]): Promise<readonly ShowOfDay[]> {
    const days = rows.flatMap(({ draft, wrong }) => (wrong.includes('day') ? [] : [draft.day])).sort();
    const last = days.at(-1);
    const found = new Map<string, ShowOfDay>();
    for (let from = days[0]; from !== undefined && last !== undefined && from <= last; ) {
      const answer = await this.house.session.requests.send({ path: 'v1/shows', query: { from } }, ShowsAnswer);
      for (const show of answer.shows) found.set(show.id, show);
      // A full list ends somewhere in a day: that day is requested again, as the first.
      const end = answer.shows.at(-1)?.startsAt.slice(0, 10);
      from = answer.shows.length < 500 || end === undefined || end <= from ? undefined : end;
    }
    return [...found.values()];
  }

  #outcomes(rows: readonly Row[]): TemplateResult {
    const words = this.words(programme);
    const toMake = rows.filter(isToMake);
    const made = rows.filter((row) => row.made).length;
    const isOver = toMake.length === 0 && made > 0;
    return html`<p role="status">
        ${made === 0 ? words.summary(toMake.length, rows.length - toMake.length) : nothing}
        ${made > 0 && !isOver ? words.making(made, made + toMake.length) : nothing}
        ${isOver ? html`<strong>${words.done(made)}</strong>` : nothing}
      </p>
      <ol>
        ${rows.map((row) => this.#row(row))}
      </ol>
      ${this.#acting.view()}
      <div class="row">
        ${
          toMake.length === 0
            ? nothing
            : html`<button type="button" class="primary" aria-disabled=${this.#acting.isBusy} @click=${this.#make}>
                ${made === 0 ? words.make(toMake.length) : words.continue(toMake.length)}
              </button>`
        }
        <button type="button" aria-disabled=${this.#acting.isBusy} @click=${this.#again}>${words.another}</button>
        ${
          made === 0
            ? this.#backButton()
            : html`<button
                type="button"
                aria-disabled=${this.#acting.isBusy}
                @click=${() => this.dispatchEvent(new CustomEvent('show-done', { detail: words.done(made) }))}
              >
                ${this.words(shows).back}
              </button>`
        }
      </div>`;
  }

  #row(row: Row): TemplateResult {
    const words = this.words(programme);
    const dates = datesIn(this.house.language);
    const { draft, outcome, made, failure } = row;
    const facts = [
      ...(outcome.is === 'wrong' && outcome.cells.includes('day') ? [] : [dates.day(draft.day)]),
      draft.time,
      ...(Number.isInteger(draft.seats) ? [this.words(shows).seats(draft.seats ?? 0)] : []),
      draft.cap === null ? words.noCap : Number.isInteger(draft.cap) ? words.cap(draft.cap) : '',
      ...(draft.admission === 'per-day' ? [this.words(shows).daily] : []),
    ].filter((fact) => fact !== '');
    const isNot = (outcome.is !== 'new' && outcome.is !== 'exists') || failure !== undefined;
    return html`<li class=${isNot ? 'not' : ''} data-outcome=${made ? 'made' : outcome.is}>
      <div>
        <p><span class="quiet">${words.row(row.row)}</span> <strong>${draft.name}</strong></p>
        <p class="quiet number">${facts.join(' · ')}</p>
      </div>
      <p>${made ? words.made : failure === undefined ? this.#outcome(row) : this.#failed(failure)}</p>
    </li>`;
  }

  #failed(failure: FailureCode): string {
    const { sentence, nextStep } = failures[this.house.language][failure];
    return `${sentence} ${nextStep}`;
  }

  #outcome({ outcome }: Row): string {
    const words = this.words(programme);
    switch (outcome.is) {
      case 'new':
        return outcome.hasBegun ? words.hasBegun : words.new;
      case 'exists':
        return words.exists;
      case 'twice':
        return words.twice(outcome.row);
      case 'wrong':
        return words.wrong(outcome.cells.map((cell) => words.cell[cell]).join(', '));
      case 'cap-too-low':
        return words.tooLow(outcome.lowest, outcome.source);
      default:
        return outcome satisfies never;
    }
  }

  readonly #again = (): void => {
    if (this.#acting.isBusy) return;
    this.#rows = undefined;
    this.requestUpdate();
  };

  /** Makes the shows one after another. What was made stays made, and the rest can be tried again under the same ids. */
  async #make(): Promise<void> {
    await this.#acting.run(async () => {
      for (const row of (this.#rows ?? []).filter(isToMake)) {
        const request = { path: 'v1/shows', json: toRequest(row.draft, row.id) };
        const outcome = await this.house.session.requests.send(request, ShowAnswer).catch(failureOf);
        const failed = outcome instanceof Error ? outcome : undefined;
        if (failed !== undefined && stops.includes(failed.code)) throw failed;
        const done = { ...row, made: failed === undefined, failure: failed?.code };
        this.#rows = this.#rows?.map((each) => (each.row === row.row ? done : each));
        this.requestUpdate();
      }
    });
  }
}

function isToMake({ outcome, made, failure }: Row): boolean {
  return outcome.is === 'new' && !made && failure === undefined;
}

customElements.define('house-programme-form', ProgrammeForm);
