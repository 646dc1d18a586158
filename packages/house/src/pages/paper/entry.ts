import type { Desk } from '@kaiku/client';
import { localeFor } from '@kaiku/scanner/locales';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type EntryWords, paper } from '../../locales/paper.ts';
import { HousePage } from '../../page.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import { openDeskFor } from './desk-of.ts';
import { linesView } from './lines-view.ts';
import { type Row, readRow, type WrongRow } from './read-row.ts';
import { type Checked, Sheet } from './sheet.ts';

type Field = WrongRow['field'];

/** The fast entry: code, Tab, children, Enter. No key waits for the registry. */
export class PaperEntry extends HousePage {
  static override properties = { ...HousePage.properties, show: { attribute: false } };
  static override styles = [
    page,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      [name='code'] {
        width: 12.5rem;
        font-size: 1.25rem;
        letter-spacing: 0.04em;
        text-transform: uppercase;
      }
      [name='minors'] {
        width: 5rem;
        font-size: 1.25rem;
      }
      [name='time'] {
        width: 7rem;
      }
      .remark {
        min-height: 3rem;
      }
      td button {
        min-height: 2.25rem;
        padding: 0.1rem 0.8rem;
      }
      .undone td {
        color: var(--_muted);
      }
      .review td,
      .failed td,
      .already td {
        background: var(--_amber);
        color: var(--_amber-ink);
      }
      td:first-child,
      th:first-child {
        padding-inline-start: 0.5rem;
      }
    `,
  ];

  declare show: ShowOfDay;

  #desk: Desk | undefined;
  #sheet: Sheet | undefined;
  #opening: Promise<void> | undefined;
  #openFor: string | undefined;
  #isUnusable = false;
  #wrong: WrongRow | undefined;
  #row: Row | undefined;
  #checked: Checked | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeunload', this.#warn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#warn);
    this.#close();
  }

  /** A line that is not stored yet would be lost. */
  readonly #warn = (event: Event): void => {
    if (this.#sheet?.lines.some(({ state }) => state === 'checking')) event.preventDefault();
  };

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('show') && this.#openFor !== this.show.id) this.#open();
  }

  #open(): void {
    this.#close();
    this.#openFor = this.show.id;
    try {
      const desk = openDeskFor(this.house.session, this.show.id);
      this.#desk = desk;
      this.#isUnusable = false;
      const follow = () => {
        if (this.#desk !== desk) return;
        this.#sheet ??= new Sheet(desk, () => this.requestUpdate());
        this.requestUpdate();
      };
      // The history of an earlier load is there once the storage has answered.
      this.#opening = desk.ready().then(follow, follow);
    } catch {
      this.#isUnusable = true;
    }
  }

  #close(): void {
    this.#sheet?.close();
    void this.#desk?.close();
    this.#sheet = undefined;
    this.#desk = undefined;
    this.#openFor = undefined;
  }

  protected override render(): TemplateResult {
    const words = this.words(paper).enter;
    if (this.#isUnusable) return html`<p class="notice" role="alert">${words.unusable}</p>`;
    return html`<p id="keys" class="quiet">${words.keys}</p>
      <form class="row" autocomplete="off" novalidate @submit=${this.#submit}>
        ${this.#input('code', words.code, 'text')} ${this.#input('minors', words.minors, 'numeric')}
        ${this.#input('time', words.time, 'decimal')}
        <button class="primary">${words.button}</button>
      </form>
      <p id="remark" class=${this.#wrong === undefined ? 'remark' : 'remark notice'} role="status">${this.#remark(words)}</p>
      ${linesView(this.#sheet?.lines ?? [], {
        words,
        locale: localeFor(this.house.language),
        undo: (line) => void this.#sheet?.undo(line),
      })}`;
  }

  #input(name: Field, label: string, mode: 'text' | 'numeric' | 'decimal'): TemplateResult {
    return html`<label>
      ${label}
      <input
        name=${name}
        inputmode=${mode}
        autocapitalize=${name === 'code' ? 'characters' : 'none'}
        spellcheck="false"
        maxlength="64"
        aria-describedby="remark"
        aria-invalid=${this.#wrong?.field === name ? 'true' : nothing}
        @input=${this.#typed}
        @change=${this.#left}
      />
    </label>`;
  }

  #field(name: Field): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`input[name=${name}]`);
  }

  #read(): Row | WrongRow {
    const of = (name: Field) => this.#field(name)?.value ?? '';
    const typed = { code: of('code'), minors: of('minors'), time: of('time') };
    return readRow(typed, { day: this.house.place.day, show: this.show, nowMs: Date.now() });
  }

  /** While a person types, only what was wrong before is judged again. */
  #typed(): void {
    const read = this.#read();
    this.#row = 'field' in read ? undefined : read;
    if (!('field' in read) || read.field !== this.#wrong?.field) this.#wrong = undefined;
    this.#checked = undefined;
    this.requestUpdate();
  }

  /** A field was left: says what is wrong with it, or asks the registry about the card. */
  #left(event: Event): void {
    const read = this.#read();
    const { name } = event.target as HTMLInputElement;
    if ('field' in read) {
      if (read.field === name) this.#show(read);
      return;
    }
    this.#wrong = undefined;
    this.#row = read;
    this.requestUpdate();
    void this.#sheet?.check(read).then((checked) => {
      if (this.#row !== read) return;
      this.#checked = checked;
      this.requestUpdate();
    });
  }

  #show(wrong: WrongRow): void {
    const field = this.#field('code');
    if (wrong.field === 'code' && wrong.why === 'likely' && field !== null) field.value = wrong.code;
    this.#wrong = wrong;
    this.requestUpdate();
  }

  #submit(event: Event): void {
    event.preventDefault();
    if (this.#sheet === undefined) {
      // The first row may be typed before the storage has answered.
      void this.#opening?.then(() => this.#sheet && this.#submit(event));
      return;
    }
    const read = this.#read();
    if ('field' in read) {
      this.#show(read);
      this.#field(read.field)?.focus();
      return;
    }
    // Cleared before the answer, so that the next row can be typed at once.
    for (const name of ['code', 'minors', 'time'] as const) {
      const field = this.#field(name);
      if (field !== null) field.value = '';
    }
    this.#field('code')?.focus();
    this.#wrong = undefined;
    this.#row = undefined;
    this.#checked = undefined;
    this.#sheet.enter(read);
  }

  #remark(words: EntryWords): string {
    const wrong = this.#wrong;
    if (wrong !== undefined) return wrongText(wrong, words);
    const row = this.#row;
    if (row === undefined) return '';
    const checked = this.#checked;
    const flags = checked?.against ?? [];
    const locale = localeFor(this.house.language);
    return [
      row.isRepaired ? words.repaired(row.code.text) : '',
      checked?.sameAs === undefined ? '' : words.twice(checked.sameAs),
      checked?.sameAs === undefined && flags.includes('already-recorded') ? words.already : '',
      ...flags.filter((flag) => flag !== 'already-recorded').map((flag) => locale.flags[flag]),
      row.code.holder === 'community' ? words.community : '',
    ]
      .filter((text) => text !== '')
      .join(' ');
  }
}

function wrongText(wrong: WrongRow, words: EntryWords): string {
  if (wrong.why === 'prefix') return words.prefix(wrong.letters);
  if (wrong.why === 'digits') return words.digits(wrong.count);
  if (wrong.why === 'likely') return words.likely(wrong.code);
  if (wrong.why === 'wrongMinors') return words.wrongMinors(wrong.max);
  return words[wrong.why];
}

customElements.define('house-paper-entry', PaperEntry);

declare global {
  interface HTMLElementTagNameMap {
    'house-paper-entry': PaperEntry;
  }
}
