import { ShowAnswer, ShowDeletedAnswer } from '@kaiku/client/contract';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { shows } from '../../locales/shows.ts';
import { HousePage } from '../../page.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';
import { heading } from './heading.ts';

/** Cancels or deletes a show. Emits `show-done` with what a person reads next, and `show-back`. */
export class ShowEnding extends HousePage {
  static override properties = { house: { attribute: false }, show: { attribute: false } };
  static override styles = [
    page,
    heading.styles,
    css`
      label > input[name='reason'] {
        width: 100%;
      }
      .choice {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        min-height: 2.75rem;
        font-weight: 450;
      }
      legend {
        padding: 0;
      }
      h3 {
        font-size: 1.0625rem;
      }
      hr {
        width: 100%;
        border: 0;
        border-top: 1px solid var(--_line);
      }
    `,
  ];

  declare show: ShowOfDay;

  readonly #acting = new Acting(this);
  #lacksReason = false;

  protected override firstUpdated(_changed: PropertyValues): void {
    heading.focus(this.renderRoot);
  }

  protected override render(): TemplateResult {
    const words = this.words(shows).ending;
    const { show } = this;
    return html`<form class="sheet" novalidate @submit=${this.#cancel}>
      <h2 tabindex="-1">${words.title(show.name)}</h2>
      <p>${words.intro}</p>
      <label>
        ${words.reason}
        <input
          name="reason"
          maxlength="200"
          autocomplete="off"
          aria-invalid=${this.#lacksReason ? 'true' : nothing}
          aria-describedby=${this.#lacksReason ? 'no-reason' : nothing}
        />
      </label>
      ${this.#lacksReason ? html`<p id="no-reason" class="notice" role="alert">${words.noReason}</p>` : nothing}
      <fieldset>
        <legend>${words.visits}</legend>
        <label class="choice"><input type="radio" name="visits" value="void" checked /> ${words.void}</label>
        <label class="choice"><input type="radio" name="visits" value="keep" /> ${words.keep}</label>
      </fieldset>
      ${this.#acting.view()}
      <div class="row">
        <button class="primary" aria-disabled=${this.#acting.isBusy}>${words.button}</button>
        <button type="button" @click=${() => this.dispatchEvent(new CustomEvent('show-back'))}>
          ${this.words(shows).back}
        </button>
      </div>
      ${
        show.taken > 0
          ? nothing
          : html`<hr />
              <h3>${words.deleteTitle}</h3>
              <p>${words.deleteHint}</p>
              <p><button type="button" @click=${this.#delete}>${words.delete}</button></p>`
      }
    </form>`;
  }

  async #cancel(event: Event): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const reason = String(form.get('reason') ?? '').trim();
    this.#lacksReason = reason === '';
    this.requestUpdate();
    if (this.#lacksReason) {
      this.renderRoot.querySelector<HTMLElement>('[name=reason]')?.focus();
      return;
    }
    const { id, name } = this.show;
    const json = { reason, visits: form.get('visits') === 'keep' ? 'keep' : 'void' };
    await this.#do(this.words(shows).cancelledNow(name), (requests) =>
      requests.send({ path: `v1/shows/${id}/cancel`, json }, ShowAnswer),
    );
  }

  #delete(): Promise<void> {
    const { id, name } = this.show;
    return this.#do(this.words(shows).deleted(name), (requests) =>
      requests.send({ path: `v1/shows/${id}`, method: 'delete' }, ShowDeletedAnswer),
    );
  }

  async #do(
    said: string,
    work: (requests: ShowEnding['house']['session']['requests']) => Promise<unknown>,
  ): Promise<void> {
    const isDone = await this.#acting.run(() => work(this.house.session.requests));
    if (isDone) this.dispatchEvent(new CustomEvent('show-done', { detail: said }));
  }
}

customElements.define('house-show-ending', ShowEnding);
