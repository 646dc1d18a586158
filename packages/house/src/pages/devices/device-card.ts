import {
  ChangedDeviceAnswer,
  type DeviceChange,
  type DeviceFacts,
  LetInAnswer,
  RevokedDeviceAnswer,
} from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { datesIn } from '../../locales/dates.ts';
import { devices } from '../../locales/devices.ts';
import { roles } from '../../locales/roles.ts';
import { HousePage } from '../../page.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';

/** One device, and what a manager does with it. Emits `house-changed` after a change, and `house-enrol`. */
export class DeviceCard extends HousePage {
  static override properties = {
    house: { attribute: false },
    device: { attribute: false },
    shows: { attribute: false },
  };
  static override styles = [
    page,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1rem;
        justify-content: space-between;
        align-items: baseline;
      }
      .state {
        padding-inline: 0.6rem;
        border: 1px solid var(--_edge);
        border-radius: 8px;
        font-weight: 600;
      }
      .state.stopped {
        color: var(--_amber-ink);
        border-color: transparent;
        background: var(--_amber);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
        gap: 0.5rem 1.5rem;
      }
      dd {
        font-weight: 560;
      }
      summary {
        min-height: 2.75rem;
        padding-block: 0.6rem;
        font-weight: 600;
        cursor: pointer;
      }
      fieldset {
        display: grid;
        gap: 0.5rem;
        justify-items: start;
      }
      .choice {
        display: flex;
        gap: 0.6rem;
        align-items: center;
        min-height: 2.75rem;
        font-weight: 450;
      }
      .choice > input {
        flex: none;
        margin: 0;
      }
    `,
  ];

  declare device: DeviceFacts;
  /** Those that a device may be limited to. */
  declare shows: readonly ShowOfDay[];

  readonly #acting = new Acting(this);
  #confirming: 'revoke' | 'lost' | undefined;
  #isNoShow = false;
  #tickets: { readonly released: number; readonly mayAlreadyBeUsed: number } | undefined;

  protected override render(): TemplateResult {
    const words = this.words(devices);
    const { name, role, state, cloned, slowedUntil, unknownCodes } = this.device;
    return html`<article class="sheet" aria-labelledby="name">
      <div class="head">
        <h3 id="name">${name}</h3>
        <p class="state ${state === 'active' ? '' : 'stopped'}">${words.state[state]}</p>
      </div>
      <p class="quiet">${this.words(roles).name[role]}</p>
      ${this.#facts()}
      ${cloned ? html`<p class="notice">${words.copied}</p>` : nothing}
      ${
        slowedUntil === null
          ? nothing
          : html`<div class="notice">
              <p>${words.slowed(unknownCodes)}</p>
              <button type="button" @click=${() => this.#letIn()}>${words.letSlowedIn}</button>
            </div>`
      }
      ${this.#acting.view()}
      <p role="status" ?hidden=${this.#tickets === undefined}>
        ${this.#tickets && words.tickets(this.#tickets.released, this.#tickets.mayAlreadyBeUsed)}
      </p>
      <details>
        <summary aria-label=${words.changeOf(name)}>${words.change}</summary>
        <div class="stack">${this.#changes()}</div>
      </details>
    </article>`;
  }

  #facts(): TemplateResult {
    const words = this.words(devices);
    const { lastHeardAt, version, waiting, lost, shows } = this.device;
    const names = shows?.map((id) => this.shows.find((show) => show.id === id)?.name ?? id);
    const fact = (name: string, value: string | number, hint?: string) =>
      html`<div>
        <dt title=${hint ?? nothing}>${name}</dt>
        <dd>${value}</dd>
      </div>`;
    return html`<dl>
      ${fact(words.heard, lastHeardAt === null ? words.never : datesIn(this.house.language).instant(lastHeardAt))}
      ${fact(words.version, version ?? words.unknown)} ${fact(words.waiting, waiting, words.waitingHint)}
      ${lost === 0 ? nothing : fact(words.lost, lost)} ${fact(words.shows, names?.join(', ') ?? words.allShows)}
    </dl>`;
  }

  #changes(): TemplateResult {
    const words = this.words(devices);
    if (this.#confirming !== undefined) return this.#confirmation(this.#confirming);
    const { state } = this.device;
    const isOver = state === 'revoked' || state === 'lost';
    const ask = (what: 'revoke' | 'lost') => {
      this.#confirming = what;
      this.requestUpdate();
    };
    const enrol = () => this.dispatchEvent(new Event('house-enrol'));
    return html`<div class="row">
        ${
          state === 'active'
            ? html`<button type="button" @click=${() => this.#change({ frozen: true })}>${words.act.freeze}</button>`
            : nothing
        }
        ${
          state === 'frozen'
            ? html`<button type="button" @click=${() => this.#change({ frozen: false })}>${words.act.letIn}</button>`
            : nothing
        }
        <button type="button" @click=${enrol}>${words.act.enrol}</button>
        ${isOver ? nothing : html`<button type="button" @click=${() => ask('revoke')}>${words.act.revoke}</button>`}
        ${state === 'lost' ? nothing : html`<button type="button" @click=${() => ask('lost')}>${words.act.lost}</button>`}
      </div>
      ${isOver ? nothing : html`${this.#nameForm()} ${this.#showsForm()}`}`;
  }

  #confirmation(what: 'revoke' | 'lost'): TemplateResult {
    const words = this.words(devices);
    const cancel = () => {
      this.#confirming = undefined;
      this.requestUpdate();
    };
    return html`<div class="notice" role="alert">
      <p>${words.confirm[what](this.device.name)}</p>
      <div class="row">
        <button type="button" @click=${() => void this.#stop(what === 'lost')}>${words.act[what]}</button>
        <button type="button" @click=${cancel}>${words.confirm.cancel}</button>
      </div>
    </div>`;
  }

  #nameForm(): TemplateResult {
    const words = this.words(devices);
    const submit = (event: Event) => {
      event.preventDefault();
      const name = String(new FormData(event.target as HTMLFormElement).get('name')).trim();
      if (name !== '' && name !== this.device.name) this.#change({ name });
    };
    return html`<form class="row" @submit=${submit}>
      <label>${words.add.name}<input name="name" size="20" maxlength="64" autocomplete="off" .value=${this.device.name} /></label>
      <button>${words.rename}</button>
    </form>`;
  }

  #showsForm(): TemplateResult | typeof nothing {
    const words = this.words(devices);
    const chosen = this.device.shows;
    // A device may be limited to shows that are over.
    const others = (chosen ?? []).filter((id) => this.shows.every((show) => show.id !== id));
    const options = [
      ...this.shows.map(
        (show) => [show.id, `${datesIn(this.house.language).instant(show.startsAt)} ${show.name}`] as const,
      ),
      ...others.map((id) => [id, id] as const),
    ];
    if (options.length === 0) return nothing;
    const submit = (event: Event) => {
      event.preventDefault();
      const form = new FormData(event.target as HTMLFormElement);
      const shows = form.has('all') ? null : form.getAll('show').map(String);
      this.#isNoShow = shows?.length === 0;
      this.requestUpdate();
      if (!this.#isNoShow) this.#change({ shows });
    };
    return html`<form @submit=${submit}>
      <fieldset>
        <legend>${words.chooseShows}</legend>
        <label class="choice"><input type="checkbox" name="all" ?checked=${chosen === null} />${words.allShows}</label>
        ${options.map(
          ([id, name]) =>
            html`<label class="choice"
              ><input type="checkbox" name="show" value=${id} ?checked=${chosen?.includes(id) ?? false} />${name}</label
            >`,
        )}
        ${this.#isNoShow ? html`<p class="notice" role="alert">${words.noShows}</p>` : nothing}
        <button>${words.saveShows}</button>
      </fieldset>
    </form>`;
  }

  get #path(): string {
    return `v1/devices/${encodeURIComponent(this.device.id)}`;
  }

  #change(json: DeviceChange): void {
    void this.#do(() =>
      this.house.session.requests.send({ method: 'patch', path: this.#path, json }, ChangedDeviceAnswer),
    );
  }

  #letIn(): void {
    void this.#do(() => this.house.session.requests.send({ path: `${this.#path}/let-in`, json: {} }, LetInAnswer));
  }

  async #stop(lost: boolean): Promise<void> {
    await this.#do(async () => {
      const path = `${this.#path}/revoke`;
      const { tickets } = await this.house.session.requests.send({ path, json: { lost } }, RevokedDeviceAnswer);
      this.#tickets = tickets.mayAlreadyBeUsed > 0 ? tickets : undefined;
      this.#confirming = undefined;
    });
  }

  async #do(work: () => Promise<unknown>): Promise<void> {
    if (await this.#acting.run(work)) this.dispatchEvent(new Event('house-changed'));
  }
}

customElements.define('house-device', DeviceCard);

declare global {
  interface HTMLElementTagNameMap {
    'house-device': DeviceCard;
  }
}
