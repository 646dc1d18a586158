import { ShowAnswer } from '@kaiku/client/contract';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { shows } from '../../locales/shows.ts';
import { HousePage } from '../../page.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import { capAdvice } from './cap-advice.ts';
import { type Draft, kinds, newShowId, readDraft, toChange, toRequest, type WrongField, wrongFields } from './draft.ts';
import { heading } from './heading.ts';

/**
 * The fields of a show: of a new one, or of one to change. Emits `show-done` with what a person reads next, and `show-back`.
 */
export class ShowForm extends HousePage {
  static override properties = {
    house: { attribute: false },
    start: { attribute: false },
    existing: { attribute: false },
  };
  static override styles = [
    page,
    heading.styles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
        gap: 1rem;
        align-items: start;
      }
      .wide {
        grid-column: 1 / -1;
      }
      .fields input:not([type='checkbox']),
      .fields select {
        width: 100%;
      }
      .fields .notice {
        margin-top: 0.35rem;
      }
      .check {
        display: flex;
        gap: 0.6rem;
        align-items: start;
        min-height: 2.75rem;
        padding-block: 0.5rem;
        font-weight: 450;
      }
      .check input {
        flex: none;
        margin: 0.1rem 0 0;
      }
      [aria-invalid='true'] {
        border-color: var(--_amber-ink);
        box-shadow: inset 0 0 0 1px var(--_amber-ink);
      }
      .advice {
        padding: 0.5rem 0.75rem;
        border-radius: 12px;
        border: 1px solid var(--_line);
      }
      .advice.low {
        color: var(--_amber-ink);
        border-color: var(--_amber);
        background: var(--_amber);
      }
      summary {
        min-height: 2.75rem;
        padding-block: 0.6rem;
        font-weight: 600;
        cursor: pointer;
      }
    `,
  ];

  /** What the fields hold at first. */
  declare start: Draft;
  /** The show to change; `undefined` for a new one. */
  declare existing: ShowOfDay | undefined;

  readonly #acting = new Acting(this);
  #draft: Draft | undefined;
  #id: string | undefined;
  #wrong: readonly WrongField[] = [];

  protected override firstUpdated(_changed: PropertyValues): void {
    heading.focus(this.renderRoot);
  }

  protected override render(): TemplateResult {
    const words = this.words(shows);
    const { start, existing } = this;
    const title =
      existing === undefined ? (start.name === '' ? words.form.create : words.form.copy) : words.form.change;
    return html`<form class="sheet" novalidate @input=${this.#read} @submit=${this.#submit}>
      <h2 tabindex="-1">${title}</h2>
      <div class="fields">
        ${this.#facts()} ${this.#cap()}
        <details class="wide" ?open=${start.reservationOpens !== 'at-once' || start.redemptionOpensMin !== null}>
          <summary>${words.form.windows}</summary>
          ${this.#windows()}
        </details>
      </div>
      ${this.#acting.view()}
      <div class="row">
        <button class="primary" aria-disabled=${this.#acting.isBusy}>
          ${existing === undefined ? words.form.make : words.form.save}
        </button>
        <button type="button" @click=${() => this.dispatchEvent(new CustomEvent('show-back'))}>${words.back}</button>
      </div>
    </form>`;
  }

  get #now(): Draft {
    return this.#draft ?? this.start;
  }

  #facts(): TemplateResult {
    const words = this.words(shows).form;
    const { start, existing } = this;
    const isFixed = existing !== undefined;
    const kindChanged = ({ target }: Event) => {
      const perDay = this.renderRoot.querySelector<HTMLInputElement>('[name=perDay]');
      if (perDay !== null) perDay.checked = (target as HTMLSelectElement).value === 'swimming-hall';
    };
    return html`<div class="wide">${this.#field('name', { value: start.name })}</div>
      <div>
        <label>
          ${words.kind}
          <select name="kind" ?disabled=${isFixed} aria-describedby=${isFixed ? 'kind-fixed' : nothing} @input=${kindChanged}>
            ${kinds.map(
              (kind) => html`<option value=${kind} ?selected=${kind === start.kind}>${words.kinds[kind]}</option>`,
            )}
          </select>
        </label>
        ${isFixed ? html`<p id="kind-fixed" class="quiet">${words.kindFixed}</p>` : nothing}
      </div>
      ${this.#field('day', { value: start.day, type: 'date' })} ${this.#field('time', { value: start.time, type: 'time' })}
      <label class="check wide">
        <input type="checkbox" name="perDay" ?checked=${start.admission === 'per-day'} ?disabled=${isFixed} />
        ${words.perDay}
      </label>`;
  }

  #cap(): TemplateResult {
    const words = this.words(shows).form;
    const { isTooLow, text } = capAdvice(this.#now, this.house.language);
    return html`${this.#field('seats', { value: this.start.seats, describedBy: 'advice' })}
      ${this.#field('cap', { value: this.start.cap, describedBy: 'advice', hint: words.capHint, isInvalid: isTooLow })}
      <p id="advice" class=${`advice wide ${isTooLow ? 'low' : ''}`} aria-live="polite">${text}</p>
      <label class="check wide">
        <input type="checkbox" name="capIsHard" ?checked=${this.start.capIsHard} />
        ${words.capIsHard}
      </label>`;
  }

  #windows(): TemplateResult {
    const words = this.words(shows).form;
    const { start } = this;
    const isCourse = this.#now.kind === 'course';
    return html`<div class="fields">
      <label>
        ${words.reservation}
        <select name="reservationOpens">
          ${(['at-once', 'month-before'] as const).map(
            (opens) =>
              html`<option value=${opens} ?selected=${opens === start.reservationOpens}>${words.reservations[opens]}</option>`,
          )}
        </select>
      </label>
      ${
        isCourse
          ? html`<p class="quiet">${words.noRedemption}</p>`
          : this.#field('redemptionOpensMin', { value: start.redemptionOpensMin, hint: words.redemptionHint })
      }
      ${this.#field('reservationsLapseMin', { value: start.reservationsLapseMin, hint: words.lapseHint })}
    </div>`;
  }

  #field(
    name: WrongField,
    {
      value,
      type = 'text',
      hint,
      describedBy,
      isInvalid = false,
    }: {
      readonly value: string | number | null;
      readonly type?: 'text' | 'date' | 'time';
      readonly hint?: string;
      readonly describedBy?: string;
      readonly isInvalid?: boolean;
    },
  ): TemplateResult {
    const words = this.words(shows).form;
    const label = { redemptionOpensMin: words.redemption, reservationsLapseMin: words.lapse };
    const isWrong = this.#wrong.includes(name);
    const described = [
      ...(isWrong ? [`${name}-wrong`] : []),
      ...(hint === undefined ? [] : [`${name}-hint`]),
      ...(describedBy === undefined ? [] : [describedBy]),
    ].join(' ');
    return html`<div>
      <label>
        ${name in label ? label[name as keyof typeof label] : words[name as Exclude<WrongField, keyof typeof label>]}
        <input
          name=${name}
          type=${type}
          .value=${value === null ? '' : String(value)}
          inputmode=${typeof value === 'string' ? nothing : 'numeric'}
          autocomplete="off"
          aria-invalid=${isWrong || isInvalid ? 'true' : nothing}
          aria-describedby=${described || nothing}
        />
      </label>
      ${isWrong ? html`<p id=${`${name}-wrong`} class="notice">${words.wrong[name]}</p>` : nothing}
      ${hint === undefined ? nothing : html`<p id=${`${name}-hint`} class="quiet">${hint}</p>`}
    </div>`;
  }

  #read(): Draft {
    const draft = readDraft(this.renderRoot.querySelector('form') as HTMLFormElement);
    const { kind, admission } = this.existing === undefined ? draft : this.start;
    this.#draft = { ...draft, kind, admission, ...(kind === 'course' && { redemptionOpensMin: null }) };
    if (this.#wrong.length > 0) this.#wrong = wrongFields(this.#draft);
    this.requestUpdate();
    return this.#draft;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const draft = this.#read();
    this.#wrong = wrongFields(draft);
    if (this.#wrong.length > 0 || capAdvice(draft, this.house.language).isTooLow) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
      return;
    }
    if (await this.#acting.run(() => this.#save(draft)))
      this.dispatchEvent(new CustomEvent('show-done', { detail: this.words(shows).saved(draft.name) }));
  }

  /** @throws RequestError */
  async #save(draft: Draft): Promise<unknown> {
    const { existing } = this;
    const { requests } = this.house.session;
    // The same id if it is tried again, so that one show is made.
    this.#id ??= newShowId(draft.name);
    if (existing === undefined)
      return requests.send({ path: 'v1/shows', json: toRequest(draft, this.#id) }, ShowAnswer);
    const change = toChange(draft, existing);
    if (Object.keys(change).length === 0) return undefined;
    return requests.send({ method: 'patch', path: `v1/shows/${existing.id}`, json: change }, ShowAnswer);
  }
}

customElements.define('house-show-form', ShowForm);
