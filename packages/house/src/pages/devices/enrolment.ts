import { DevicesAnswer, EnrolmentAnswer, type Role, toEnrolmentText } from '@kaiku/client/contract';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { devices } from '../../locales/devices.ts';
import '../../name-and-role.ts';
import type { Named } from '../../name-and-role.ts';
import { HousePage } from '../../page.ts';
import { toQrCode } from '../../qr-code.ts';
import { page } from '../../styles/page.ts';

/** How often the page looks if the code was used, in milliseconds: while a person waits for it. */
const pollMs = 2_000;

/** The roles of a device, the most usual first. */
const deviceRoles: readonly Role[] = ['till', 'door', 'broker', 'manager', 'auditor'];

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
    return html`<house-name-and-role
      .house=${this.house}
      .texts=${words}
      .roles=${deviceRoles}
      .isBusy=${this.#acting.isBusy}
      @house-named=${({ detail }: CustomEvent<Named>) => void this.#show(detail)}
    ></house-name-and-role>`;
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

  #lastRequest: Named | undefined;

  #again(): Promise<void> {
    return this.#show(this.#lastRequest);
  }

  async #show(request: Named | undefined): Promise<void> {
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
