import { toPasskeyCodeText } from '@kaiku/client/contract';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { failureNotice } from './failure-notice.ts';
import type { Language } from './locales/languages.ts';
import { shell } from './locales/shell.ts';
import { failureOf, type RequestError } from './requests.ts';
import { currentSession, register, type Session, signIn, signInWithToken } from './session.ts';
import { page } from './styles/page.ts';

/** What a person types: a code that makes a passkey, or a token. */
type Field = 'code' | 'token';

/** The form in which a person signs in. Emits `house-session` with the session. */
export class SignIn extends LitElement {
  static override properties = { language: { attribute: false } };
  static override styles = [page];

  declare language: Language;

  #isBusy = false;
  #failure: RequestError | undefined;
  /** The field that was sent without a text. */
  #empty: Field | undefined;
  /** Shown once, before the session begins here. */
  #registered: { readonly session: Session; readonly recoveryCode: string } | undefined;

  protected override firstUpdated(): void {
    // After a reload the cookie still has the session.
    void this.#attempt(currentSession);
  }

  protected override render(): TemplateResult {
    const words = shell[this.language].signIn;
    if (this.#registered !== undefined) return this.#recovery(this.#registered);
    return html`<div class="sheet">
      <h1>${words.title}</h1>
      <button type="button" class="primary" aria-disabled=${this.#isBusy} @click=${() => void this.#attempt(signIn)}>
        ${words.passkey}
      </button>
      <p class="quiet">${words.passkeyHint}</p>
      ${this.#failure === undefined ? nothing : failureNotice(this.#failure, this.language)}
      ${this.#form('code')} ${this.#form('token')}
    </div>`;
  }

  /** Returns the form for what a person types instead. */
  #form(field: Field): TemplateResult {
    const words = shell[this.language].signIn[field];
    return html`<details>
      <summary>${words.title}</summary>
      <form class="stack" @submit=${(event: Event) => this.#submit(event, field)}>
        <label>
          ${words.label}
          <input
            name=${field}
            type=${field === 'token' ? 'password' : 'text'}
            size="32"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby=${`${field}-hint`}
            aria-invalid=${this.#empty === field ? 'true' : nothing}
          />
        </label>
        <p id=${`${field}-hint`} class="quiet">${words.hint}</p>
        ${this.#empty === field ? html`<p class="notice" role="alert">${words.empty}</p>` : nothing}
        <button aria-disabled=${this.#isBusy}>${words.button}</button>
      </form>
    </details>`;
  }

  #recovery({ session, recoveryCode }: { readonly session: Session; readonly recoveryCode: string }): TemplateResult {
    const words = shell[this.language].signIn.recovery;
    return html`<div class="sheet" role="status">
      <h1>${words.title}</h1>
      <p>${words.hint}</p>
      <p class="code recovery">${toPasskeyCodeText(recoveryCode)}</p>
      <button type="button" class="primary" @click=${() => this.#begin(session)}>${words.button}</button>
    </div>`;
  }

  #submit(event: Event, field: Field): void {
    event.preventDefault();
    const text = this.renderRoot.querySelector<HTMLInputElement>(`input[name=${field}]`)?.value.trim() ?? '';
    this.#empty = text === '' ? field : undefined;
    this.requestUpdate();
    if (text === '') return;
    void this.#attempt(async () => {
      if (field === 'token') return signInWithToken(text);
      this.#registered = await register(text);
      return undefined;
    });
  }

  async #attempt(work: () => Promise<Session | undefined>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#failure = undefined;
    this.requestUpdate();
    try {
      const session = await work();
      if (session !== undefined) this.#begin(session);
    } catch (error) {
      this.#failure = failureOf(error);
    }
    this.#isBusy = false;
    this.requestUpdate();
  }

  #begin(session: Session): void {
    this.dispatchEvent(new CustomEvent('house-session', { detail: session }));
  }
}

customElements.define('house-sign-in', SignIn);

declare global {
  interface HTMLElementTagNameMap {
    'house-sign-in': SignIn;
  }
}
