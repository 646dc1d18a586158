import { helsinkiDay } from '@kaiku/client/admission';
import { type DeviceFacts, DevicesAnswer, ShowsAnswer } from '@kaiku/client/contract';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { datesIn } from '../../locales/dates.ts';
import { devices } from '../../locales/devices.ts';
import { HousePage, Loading } from '../../page.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import './device-card.ts';
import './enrolment.ts';
import type { KnownDevice } from './enrolment.ts';

interface Loaded {
  readonly devices: readonly DeviceFacts[];
  readonly cardList: CardList | undefined;
  readonly shows: readonly ShowOfDay[];
}

/** The list of cards by which the registry checks. */
interface CardList {
  readonly listedOn: string;
  /** In days. */
  readonly age: number;
  readonly cards: number;
}

const dayMs = 86_400_000;

/** The devices of the house: their states, what a manager does with them, and codes for new ones. */
export class DevicesPage extends HousePage {
  /** The device that is to be enrolled again. */
  #again: KnownDevice | undefined;

  readonly #devices = new Loading<Loaded>(this, async (signal) => {
    const { requests } = this.house.session;
    const [its, shows] = await Promise.all([
      requests.send({ path: 'v1/devices', signal }, DevicesAnswer),
      requests.send({ path: 'v1/shows', signal }, ShowsAnswer),
    ]);
    const today = helsinkiDay(Date.parse(its.serverTime));
    const cardList = its.cardList && {
      ...its.cardList,
      age: Math.max(0, Math.round((Date.parse(today) - Date.parse(its.cardList.listedOn)) / dayMs)),
    };
    return { devices: its.devices, shows: shows.shows, cardList: cardList ?? undefined };
  });

  protected override willUpdate(): void {
    this.#devices.for('all');
  }

  protected override render(): TemplateResult {
    const words = this.words(devices);
    const refresh = () => void this.#devices.again();
    return html`<div class="stack">
      <p>${words.intro}</p>
      <house-enrolment
        .house=${this.house}
        .device=${this.#again}
        @house-enrolled=${refresh}
        @house-closed=${() => this.#enrol(undefined)}
      ></house-enrolment>
      <div class="row"><button type="button" @click=${refresh}>${words.refresh}</button></div>
      ${this.#devices.view((loaded) => html`${this.#cardList(loaded.cardList)}${this.#list(loaded)}`)}
    </div>`;
  }

  #cardList(list: CardList | undefined): TemplateResult | typeof nothing {
    if (list === undefined) return nothing;
    const { listedOn, age, cards } = list;
    const day = datesIn(this.house.language).day(listedOn);
    return html`<p class="quiet">${this.words(devices).cardList(day, age, cards)}</p>`;
  }

  #list({ devices: list, shows }: Loaded): TemplateResult {
    const words = this.words(devices);
    if (list.length === 0) return html`<p role="status"><strong>${words.none}</strong> ${words.noneNext}</p>`;
    return html`<ul class="stack">
      ${repeat(
        list,
        ({ id }) => id,
        (device) => html`<li>
          <house-device
            .house=${this.house}
            .device=${device}
            .shows=${shows}
            @house-changed=${() => void this.#devices.again()}
            @house-enrol=${() => this.#enrol(device)}
          ></house-device>
        </li>`,
      )}
    </ul>`;
  }

  #enrol(device: KnownDevice | undefined): void {
    this.#again = device && { id: device.id, name: device.name };
    this.requestUpdate();
    if (device !== undefined) this.renderRoot.querySelector('house-enrolment')?.scrollIntoView({ block: 'start' });
  }
}

customElements.define('house-devices', DevicesPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-devices': DevicesPage;
  }
}
