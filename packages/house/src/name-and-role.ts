import type { Role } from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { roles as roleWords } from './locales/roles.ts';
import { HousePage } from './page.ts';
import { page } from './styles/page.ts';

/** A new person or device. */
export interface Named {
  readonly name: string;
  readonly role: Role;
}

/** The form of a new person or device. Emits `house-named` with {@link Named}. */
export class NameAndRole extends HousePage {
  static override properties = {
    house: { attribute: false },
    texts: { attribute: false },
    roles: { attribute: false },
    isBusy: { attribute: false },
  };
  static override styles = [
    page,
    css`
      button {
        justify-self: start;
      }
    `,
  ];

  declare texts: {
    readonly name: string;
    readonly nameHint: string;
    /** Without a name. */
    readonly empty: string;
    readonly button: string;
  };
  /** Those to choose from, the most usual first. */
  declare roles: readonly Role[];
  declare isBusy: boolean;

  #role: Role | undefined;
  #isNameMissing = false;

  protected override render(): TemplateResult {
    const { texts, roles } = this;
    const words = this.words(roleWords);
    const role = this.#role ?? roles[0];
    return html`<form class="stack" @submit=${this.#submit}>
      <label>
        ${texts.name}
        <input
          name="name"
          size="24"
          maxlength="64"
          autocomplete="off"
          aria-describedby="name-hint"
          aria-invalid=${this.#isNameMissing ? 'true' : nothing}
        />
      </label>
      <p id="name-hint" class="quiet">${texts.nameHint}</p>
      ${this.#isNameMissing ? html`<p class="notice" role="alert">${texts.empty}</p>` : nothing}
      <label>
        ${words.role}
        <select name="role" aria-describedby="role-hint" @change=${this.#choose}>
          ${roles.map((each) => html`<option value=${each} ?selected=${each === role}>${words.name[each]}</option>`)}
        </select>
      </label>
      <p id="role-hint" class="quiet">${role && words.hint[role]}</p>
      <button class="primary" aria-disabled=${this.isBusy}>${texts.button}</button>
    </form>`;
  }

  readonly #choose = ({ target }: Event): void => {
    this.#role = this.roles.find((role) => role === (target as HTMLSelectElement).value);
    this.requestUpdate();
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get('name')).trim();
    const role = this.#role ?? this.roles[0];
    this.#isNameMissing = name === '';
    this.requestUpdate();
    if (name !== '') this.dispatchEvent(new CustomEvent('house-named', { detail: { name, role } }));
  };
}

customElements.define('house-name-and-role', NameAndRole);

declare global {
  interface HTMLElementTagNameMap {
    'house-name-and-role': NameAndRole;
  }
}
