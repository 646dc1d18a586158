import { type Run, RunConfirmedAnswer, type RunFile, type RunRequest, RunsAnswer } from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { offerFile } from '../../files.ts';
import { datesIn } from '../../locales/dates.ts';
import { evening } from '../../locales/evening.ts';
import { HousePage, Loading } from '../../page.ts';
import { page } from '../../styles/page.ts';

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The workbooks for Kaikukanta: makes, fetches and confirms them. Emits `runs-changed`. */
export class RunFiles extends HousePage {
  static override properties = {
    house: { attribute: false },
    filter: { attribute: false },
    isUnsettled: { attribute: false },
  };
  static override styles = [
    page,
    css`
      h3 {
        font-size: 1.0625rem;
        font-weight: 650;
      }
      li {
        display: grid;
        gap: 0.5rem;
        padding-block: 1rem 0;
        border-top: 1px solid var(--_line);
      }
    `,
  ];

  /** The usages of the next workbook. */
  declare filter: RunRequest;
  /** Devices have not sent everything. */
  declare isUnsettled: boolean;

  readonly #runs = new Loading(this, (signal) =>
    this.house.session.requests.send({ path: 'v1/runs', signal }, RunsAnswer),
  );
  readonly #acting = new Acting(this);
  #said = '';
  /** The run that a person is about to confirm. */
  #confirming: number | undefined;

  protected override willUpdate(): void {
    this.#runs.for('all');
  }

  protected override render(): TemplateResult {
    const words = this.words(evening).files;
    return html`<section class="sheet" aria-labelledby="files">
      <h2 id="files">${words.title}</h2>
      <p>${words.intro}</p>
      ${this.isUnsettled ? html`<p class="notice">${words.unsettled}</p>` : nothing}
      <p>
        <button type="button" class="primary" aria-disabled=${this.#acting.isBusy} @click=${this.#make}>
          ${words.make}
        </button>
      </p>
      <p role="status" ?hidden=${this.#said === ''}>${this.#said}</p>
      ${this.#acting.view()}
      ${this.#runs.view(({ runs }) =>
        runs.length === 0
          ? html`<p class="quiet">${words.none}</p>`
          : html`<ul class="stack">
              ${runs.map((run, index) => this.#run(run, index === 0))}
            </ul>`,
      )}
    </section>`;
  }

  #run(run: Run, isOldest: boolean): TemplateResult {
    const words = this.words(evening).files;
    const { number, usages, corrections, shows, createdAt } = run;
    const counts = [
      ...(usages > 0 ? [words.usages(usages)] : []),
      ...(corrections > 0 ? [words.corrections(corrections)] : []),
    ];
    const fetchButton = (file: RunFile, label: string) =>
      html`<button type="button" aria-label=${`${label}: ${words.run(number)}`} @click=${() => void this.#fetch(run, file)}>
        ${label}
      </button>`;
    return html`<li data-run=${number}>
      <h3>${words.run(number)}</h3>
      <p class="number">${counts.join(', ')}. ${datesIn(this.house.language).instant(createdAt)}</p>
      <p class="quiet">${shows.join(', ')}</p>
      <div class="row">
        ${usages > 0 ? fetchButton('usages', words.fetch) : nothing}
        ${corrections > 0 ? fetchButton('corrections', words.fetchCorrections) : nothing}
        ${
          isOldest && run.writtenAt !== null && this.#confirming !== number
            ? html`<button
                type="button"
                aria-label=${`${words.confirm}: ${words.run(number)}`}
                @click=${() => this.#ask(number)}
              >
                ${words.confirm}
              </button>`
            : nothing
        }
      </div>
      ${isOldest ? nothing : html`<p class="quiet">${words.earlier}</p>`}
      ${isOldest && run.writtenAt === null ? html`<p class="quiet">${words.fetchFirst}</p>` : nothing}
      ${
        this.#confirming === number
          ? html`<div class="notice" role="group" aria-label=${words.confirm}>
              <p>${words.confirmHint}</p>
              <div class="row">
                <button type="button" class="yes" @click=${() => void this.#confirm(number)}>${words.yes}</button>
                <button type="button" @click=${() => this.#ask(undefined)}>${words.no}</button>
              </div>
            </div>`
          : nothing
      }
    </li>`;
  }

  #ask(number: number | undefined): void {
    this.#confirming = number;
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.yes')?.focus());
  }

  async #make(): Promise<void> {
    const known = this.#runs.value?.runs.map(({ number }) => number) ?? [];
    await this.#do(async () => {
      const { runs } = await this.house.session.requests.send({ path: 'v1/runs', json: this.filter }, RunsAnswer);
      return runs.every(({ number }) => known.includes(number)) ? this.words(evening).files.nothing : '';
    });
  }

  async #fetch({ number }: Run, file: RunFile): Promise<void> {
    await this.#do(async () => {
      const { requests, venue } = this.house.session;
      const bytes = await requests.fetchFile({ path: `v1/runs/${number}/files/${file}` });
      // As the command names it (docs/import-file.md).
      const name = `kaikukortti-${venue.id}-${String(number).padStart(4, '0')}${file === 'usages' ? '' : '-corrections'}.xlsx`;
      offerFile(bytes, { name, type: xlsx });
      return '';
    });
  }

  async #confirm(number: number): Promise<void> {
    await this.#do(async () => {
      const request = { path: `v1/runs/${number}/confirm`, json: {} };
      await this.house.session.requests.send(request, RunConfirmedAnswer);
      this.#confirming = undefined;
      return this.words(evening).files.confirmed(number);
    });
  }

  async #do(work: () => Promise<string>): Promise<void> {
    await this.#acting.run(async () => {
      this.#said = '';
      this.#said = await work();
    });
    await this.#runs.again();
    this.dispatchEvent(new CustomEvent('runs-changed'));
  }
}

customElements.define('house-run-files', RunFiles);
