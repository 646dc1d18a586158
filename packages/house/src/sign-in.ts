import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { failureNotice } from './failure-notice.ts';
import type { Language } from './locales/languages.ts';
import { shell } from './locales/shell.ts';
import { failureOf, type RequestError } from './requests.ts';
import { type Session, signIn } from './session.ts';
import { page } from './styles/page.ts';

/** The form in which a person types the token. Emits `house-session` with the session. */
export class SignIn extends LitElement {
  static override properties = { language: { attribute: false } };
  static override styles = [page];

  declare language: Language;

  #isBusy = false;
  #failure: RequestError | undefined;
  #isEmpty = false;

  protected override render(): TemplateResult {
    const words = shell[this.language].signIn;
    return html`<form class="sheet" @submit=${this.#submit}>
      <h1>${words.title}</h1>
      <label>
        ${words.token}
        <input
          name="token"
          type="password"
          size="48"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          aria-describedby="hint"
          aria-invalid=${this.#isEmpty ? 'true' : nothing}
        />
      </label>
      <p id="hint" class="quiet">${words.hint}</p>
      ${this.#isEmpty ? html`<p class="notice" role="alert">${words.empty}</p>` : nothing}
      ${this.#failure === undefined ? nothing : failureNotice(this.#failure, this.language)}
      <button class="primary" aria-disabled=${this.#isBusy}>${words.button}</button>
    </form>`;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.#isBusy) return;
    const token = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    this.#isEmpty = token === '';
    this.#failure = undefined;
    this.#isBusy = !this.#isEmpty;
    this.requestUpdate();
    if (this.#isEmpty) return;
    try {
      const detail: Session = await signIn(token);
      this.dispatchEvent(new CustomEvent('house-session', { detail }));
    } catch (error) {
      this.#failure = failureOf(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }
}

customElements.define('house-sign-in', SignIn);

declare global {
  interface HTMLElementTagNameMap {
    'house-sign-in': SignIn;
  }
}
