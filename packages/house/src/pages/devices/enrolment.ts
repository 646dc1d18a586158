import { DevicesAnswer, EnrolmentAnswer, type Role, toEnrolmentText } from '@kaiku/client/contract';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { devices } from '../../locales/devices.ts';
import { roles } from '../../locales/roles.ts';
import { HousePage } from '../../page.ts';
import { toQrCode } from '../../qr-code.ts';
import { page } from '../../styles/page.ts';

/** How often the page looks if the code was used, in milliseconds: while a person waits for it. */
const pollMs = 2_000;

/** The roles of a device, the most usual first. */
const deviceRoles = ['till', 'door', 'broker', 'manager', 'auditor'] as const satisfies readonly Role[];

/** A device that gets another key. */
export interface KnownDevice {
  readonly id: string;
  readonly name: string;
}

interface ShownCode {
  readonly code: string;
  readonly picture: string;
  readonly endsAtMs: number;
  /** When each device was enrolled, before the code was made. */
  readonly before: ReadonlyMap<string, string | null>;
}

/** The form that makes a code, and the code. Emits `house-enrolled` when a device has used it, and `house-closed`. */
export class Enrolment extends HousePage {
  static override properties = { house: { attribute: false }, device: { attribute: false } };
  static override styles = [
    page,
    css`
      .shown {
        display: flex;
        flex-wrap: wrap;
        gap: 1rem 2rem;
        align-items: center;
      }
      img {
        width: min(100%, 16rem);
        aspect-ratio: 1;
        border-radius: 12px;
        background: #fff;
        image-rendering: pixelated;
      }
      .characters {
        font-size: 2rem;
        font-weight: 650;
        line-height: 1.3;
      }
      .beside {
        display: grid;
        flex: 1 1 14rem;
        gap: 0.75rem;
        justify-items: start;
      }
      button {
        justify-self: start;
      }
    `,
  ];

  /** Unset: a new device. */
  declare device: KnownDevice | undefined;

  readonly #acting = new Acting(this);
  #role: (typeof deviceRoles)[number] = 'till';
  #isNameMissing = false;
  #shown: ShownCode | undefined;
  #done: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('device') || changed.get('device') === this.device) return;
    this.#forget();
    this.#done = undefined;
    if (this.device !== undefined) void this.#show(undefined);
  }

  #forget(): void {
    clearInterval(this.#timer);
    this.#shown = undefined;
  }

  protected override render(): TemplateResult {
    const words = this.words(devices).add;
    return html`<section class="sheet" aria-labelledby="title">
      <h2 id="title">${this.device === undefined ? words.title : words.again(this.device.name)}</h2>
      <p role="status" ?hidden=${this.#done === undefined}>
        <strong>${this.#done === undefined ? nothing : words.done(this.#done)}</strong>
      </p>
      ${this.#acting.view()} ${this.#shown === undefined ? this.#form() : this.#code(this.#shown)}
    </section>`;
  }

  #form(): TemplateResult {
    const words = this.words(devices).add;
    if (this.device !== undefined)
      return html`<div class="row">
        <button type="button" class="primary" @click=${() => void this.#show(undefined)}>${words.another}</button>
        ${this.#closeButton()}
      </div>`;
    const role = this.words(roles);
    return html`<form class="stack" @submit=${this.#submit}>
      <label>
        ${words.name}
        <input
          name="name"
          size="24"
          maxlength="64"
          autocomplete="off"
          aria-describedby="name-hint"
          aria-invalid=${this.#isNameMissing ? 'true' : nothing}
        />
      </label>
      <p id="name-hint" class="quiet">${words.nameHint}</p>
      ${this.#isNameMissing ? html`<p class="notice" role="alert">${words.empty}</p>` : nothing}
      <label>
        ${role.role}
        <select name="role" aria-describedby="role-hint" @change=${this.#chooseRole}>
          ${deviceRoles.map((each) => html`<option value=${each} ?selected=${each === this.#role}>${role.name[each]}</option>`)}
        </select>
      </label>
      <p id="role-hint" class="quiet">${role.hint[this.#role]}</p>
      <button class="primary" aria-disabled=${this.#acting.isBusy}>${words.button}</button>
    </form>`;
  }

  #code({ code, picture, endsAtMs }: ShownCode): TemplateResult {
    const words = this.words(devices).add;
    const minutes = Math.ceil((endsAtMs - Date.now()) / 60_000);
    if (minutes <= 0)
      return html`<p class="notice" role="status">${words.ended}</p>
        <div class="row">
          <button type="button" class="primary" @click=${() => void this.#again()}>${words.another}</button>
          ${this.#closeButton()}
        </div>`;
    return html`<div class="shown">
      <img src=${picture} alt=${words.alt} width="256" height="256" />
      <div class="beside">
        <p>${words.how}</p>
        <p><span class="quiet">${words.characters}</span><br /><span class="code characters">${code.slice(0, 4)}-${code.slice(4)}</span></p>
        <p class="quiet">${words.left(minutes)}. ${words.once}</p>
        ${this.#closeButton()}
      </div>
    </div>`;
  }

  #closeButton(): TemplateResult {
    const close = () => {
      this.#forget();
      this.requestUpdate();
      this.dispatchEvent(new Event('house-closed'));
    };
    return html`<button type="button" @click=${close}>${this.words(devices).add.close}</button>`;
  }

  readonly #chooseRole = ({ target }: Event): void => {
    const { value } = target as HTMLSelectElement;
    this.#role = deviceRoles.find((role) => role === value) ?? this.#role;
    this.requestUpdate();
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const name = this.renderRoot.querySelector<HTMLInputElement>('input[name=name]')?.value.trim() ?? '';
    this.#isNameMissing = name === '';
    this.requestUpdate();
    if (name !== '') void this.#show({ name, role: this.#role });
  };

  #lastRequest: { readonly name: string; readonly role: Role } | undefined;

  #again(): Promise<void> {
    return this.#show(this.#lastRequest);
  }

  async #show(request: { readonly name: string; readonly role: Role } | undefined): Promise<void> {
    const { requests } = this.house.session;
    this.#lastRequest = request;
    await this.#acting.run(async () => {
      const known = await requests.send({ path: 'v1/devices' }, DevicesAnswer);
      const json = request ?? { deviceId: this.device?.id };
      const { code, expiresAt, serverTime } = await requests.send({ path: 'v1/enrolments', json }, EnrolmentAnswer);
      this.#forget();
      this.#done = undefined;
      this.#shown = {
        code,
        picture: toQrCode(toEnrolmentText(new URL('/', location.href).href, code)),
        // By the registry's clock, whatever this one says.
        endsAtMs: Date.now() + Date.parse(expiresAt) - Date.parse(serverTime),
        before: new Map(known.devices.map(({ id, enrolledAt }) => [id, enrolledAt])),
      };
      this.#timer = setInterval(() => void this.#look(), pollMs);
    });
  }

  /** Looks if a device has used the code. Without an answer, the next look may have one. */
  async #look(): Promise<void> {
    this.requestUpdate();
    const shown = this.#shown;
    const answer = await this.house.session.requests.send({ path: 'v1/devices' }, DevicesAnswer).catch(() => undefined);
    if (shown === undefined || shown !== this.#shown) return;
    const enrolled = answer?.devices.find(
      ({ id, enrolledAt }) => enrolledAt !== null && enrolledAt !== shown.before.get(id),
    );
    if (enrolled === undefined) return;
    this.#forget();
    this.#done = enrolled.name;
    this.requestUpdate();
    this.dispatchEvent(new Event('house-enrolled'));
  }
}

customElements.define('house-enrolment', Enrolment);

declare global {
  interface HTMLElementTagNameMap {
    'house-enrolment': Enrolment;
  }
}
