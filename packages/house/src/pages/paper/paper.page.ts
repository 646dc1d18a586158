import { html, nothing, type TemplateResult } from 'lit';
import { dayField } from '../../day-field.ts';
import { type Language, languages } from '../../locales/languages.ts';
import { paper } from '../../locales/paper.ts';
import { HousePage, Loading } from '../../page.ts';
import { loadShows, type ShowOfDay, showField } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import './entry.ts';
import { formStyles, formView } from './form.ts';

/** As many as fit one page. */
const defaultRows = 20;
const maxRows = 60;

/** The paper form: printed for the evening, entered on the morning after. */
export class PaperPage extends HousePage {
  static override styles = [page, formStyles];

  readonly #shows = new Loading(this, (signal) => loadShows(this.house, signal));
  #formLanguage: Language | undefined;
  #rows = defaultRows;

  protected override willUpdate(): void {
    this.#shows.for(this.house.place.day);
  }

  protected override render(): TemplateResult {
    return this.#shows.view(({ shows }) => {
      const { show } = this.house.place;
      const chosen = shows.find(({ id }) => id === show);
      return html`<div class="stack no-print">
          <div class="row">${dayField(this.house)} ${showField(this.house, shows)}</div>
          ${this.#entry(chosen)} ${this.#print(shows)}
        </div>
        ${formView({
          language: this.#formLanguage ?? this.house.language,
          day: this.house.place.day,
          shows: chosen === undefined ? shows : [chosen],
          rows: this.#rows,
        })}`;
    });
  }

  #entry(show: ShowOfDay | undefined): TemplateResult {
    const words = this.words(paper).enter;
    return html`<section class="sheet" aria-labelledby="enter">
      <h2 id="enter">${words.title}</h2>
      ${
        show === undefined
          ? html`<p>${words.chooseShow}</p>`
          : html`<house-paper-entry .house=${this.house} .show=${show}></house-paper-entry>`
      }
    </section>`;
  }

  #print(shows: readonly ShowOfDay[]): TemplateResult {
    const words = this.words(paper).print;
    const chosen = this.#formLanguage ?? this.house.language;
    const names = { fi: 'Suomi', sv: 'Svenska', en: 'English' } as const;
    const ofLanguage = ({ target }: Event) => {
      this.#formLanguage = languages.find((language) => language === (target as HTMLSelectElement).value);
      this.requestUpdate();
    };
    const ofRows = ({ target }: Event) => {
      this.#rows = Math.min(
        maxRows,
        Math.max(1, Math.trunc(Number((target as HTMLInputElement).value)) || defaultRows),
      );
      this.requestUpdate();
    };
    return html`<section class="sheet" aria-labelledby="print">
      <h2 id="print">${words.title}</h2>
      <p>${words.intro}</p>
      <div class="row">
        <label>
          ${words.language}
          <select name="form-language" @change=${ofLanguage}>
            ${languages.map(
              (language) =>
                html`<option value=${language} lang=${language} ?selected=${language === chosen}>${names[language]}</option>`,
            )}
          </select>
        </label>
        <label>
          ${words.rows}
          <input type="number" name="rows" min="1" max=${maxRows} .value=${String(this.#rows)} @change=${ofRows} />
        </label>
        <button type="button" class="primary" aria-disabled=${shows.length === 0} @click=${() => print()}>
          ${words.button}
        </button>
      </div>
      ${shows.length === 0 ? html`<p role="status">${words.none}</p>` : nothing}
    </section>`;
  }
}

customElements.define('house-paper', PaperPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-paper': PaperPage;
  }
}
