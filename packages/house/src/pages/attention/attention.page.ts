import { toShortReference } from '@kaiku/client/admission';
import {
  AcceptAnswer,
  AttentionAnswer,
  type AttentionItem,
  AttentionSettledAnswer,
  type DeviceFacts,
  DevicesAnswer,
  ReturnedAnswer,
  SettleAnswer,
  VisitAnswer,
} from '@kaiku/client/contract';
import { flagsText, localeFor } from '@kaiku/scanner/locales';
import { css, html, nothing, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { attention } from '../../locales/attention.ts';
import { datesIn } from '../../locales/dates.ts';
import { HousePage, Loading } from '../../page.ts';
import { page } from '../../styles/page.ts';

type Returned = ReturnedAnswer['usages'][number];

interface Loaded extends Pick<AttentionAnswer, 'items' | 'more'> {
  readonly devices: readonly DeviceFacts[];
  readonly returned: readonly Returned[];
}

/** What people of the house have to see to, of all devices: who settles it, and how. */
export class AttentionPage extends HousePage {
  static override styles = [
    page,
    css`
      section {
        display: grid;
        gap: 1rem;
      }
      .reference {
        font-size: 1.25rem;
        font-weight: 650;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1.5rem;
      }
      dd {
        font-weight: 560;
      }
    `,
  ];

  readonly #acting = new Acting(this);
  /** The visit that a person is about to void. */
  #voiding: string | undefined;

  readonly #loaded = new Loading<Loaded>(this, async (signal) => {
    const { requests } = this.house.session;
    const [{ items, more }, { devices }, { usages: returned }] = await Promise.all([
      requests.send({ path: 'v1/attention', signal }, AttentionAnswer),
      requests.send({ path: 'v1/devices', signal }, DevicesAnswer),
      requests.send({ path: 'v1/usages/returned', signal }, ReturnedAnswer),
    ]);
    return {
      ...{ items, more, returned },
      devices: devices.filter(({ waiting, lost, cloned }) => waiting > 0 || lost > 0 || cloned),
    };
  });

  protected override willUpdate(): void {
    this.#loaded.for('all');
  }

  protected override render(): TemplateResult {
    const words = this.words(attention);
    return html`<div class="stack">
      <p>${words.intro}</p>
      <div class="row">
        <button type="button" @click=${() => void this.#loaded.again()}>${words.refresh}</button>
      </div>
      ${this.#acting.view()} ${this.#loaded.view((loaded) => this.#lists(loaded))}
    </div>`;
  }

  #lists({ items, more, devices, returned }: Loaded): TemplateResult {
    const words = this.words(attention);
    if (items.length + devices.length + returned.length === 0)
      return html`<p role="status"><strong>${words.none}</strong></p>`;
    const flagged = items.filter(({ kind }) => kind === 'flagged');
    const rejected = items.filter(({ kind }) => kind === 'rejected');
    return html`
      ${this.#section(
        'flagged',
        flagged.map((item) => this.#visit(item)),
      )}
      ${this.#section(
        'rejected',
        rejected.map((item) => this.#visit(item)),
      )}
      ${this.#section(
        'devices',
        devices.map((device) => this.#device(device)),
      )}
      ${this.#section(
        'returned',
        returned.map((usage) => this.#returned(usage)),
      )}
      ${more ? html`<p class="quiet">${words.more}</p>` : nothing}
    `;
  }

  #section(
    name: 'flagged' | 'rejected' | 'devices' | 'returned',
    rows: readonly TemplateResult[],
  ): TemplateResult | typeof nothing {
    if (rows.length === 0) return nothing;
    const { title, ...rest } = this.words(attention)[name];
    return html`<section data-list=${name} aria-labelledby=${name}>
      <h2 id=${name}>${title} (${rows.length})</h2>
      ${'who' in rest ? html`<p>${rest.who}</p>` : nothing}
      <ul class="stack">
        ${rows.map((row) => html`<li class="sheet">${row}</li>`)}
      </ul>
    </section>`;
  }

  #fact(name: string, value: string | number): TemplateResult {
    return html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  }

  #visit(item: AttentionItem): TemplateResult {
    const words = this.words(attention);
    const { id, kind, device, show, takenAt, usages } = item;
    const { language } = this.house;
    const minors = usages.reduce((sum, usage) => sum + usage.minors, 0);
    const flags = [...new Set(usages.flatMap((usage) => usage.flags))];
    return html`<p class="code reference">${words.reference} ${toShortReference(id)}</p>
      <dl>
        ${show === null ? nothing : this.#fact(words.show, show.name)}
        ${takenAt === null ? nothing : this.#fact(words.time, datesIn(language).instant(takenAt))}
        ${this.#fact(words.device, device)}
        ${usages.length === 0 ? nothing : this.#fact(words.party, words.adults(usages.length, minors))}
      </dl>
      ${flags.length === 0 ? nothing : html`<p>${flagsText(flags, localeFor(language))}</p>`}
      ${this.#voiding === id ? this.#confirmation(item) : this.#choices(item, kind)}`;
  }

  #choices(item: AttentionItem, kind: AttentionItem['kind']): TemplateResult {
    const words = this.words(attention).flagged;
    const reference = toShortReference(item.id);
    const unsure = item.usages.filter(({ flags }) => flags.includes('date-unsure'));
    const ask = () => {
      this.#voiding = item.id;
      this.requestUpdate();
    };
    const button = (label: string, act: () => void) =>
      html`<button type="button" aria-label=${`${label}: ${reference}`} @click=${act}>${label}</button>`;
    return html`<div class="row">
      ${button(words.seen, () => void this.#settle(item.id))}
      ${unsure.length === 0 ? nothing : button(words.accept, () => void this.#accept(unsure.map(({ id }) => id)))}
      ${kind === 'flagged' && item.show !== null ? button(words.void, ask) : nothing}
    </div>`;
  }

  #confirmation(item: AttentionItem): TemplateResult {
    const words = this.words(attention).flagged;
    const cancel = () => {
      this.#voiding = undefined;
      this.requestUpdate();
    };
    return html`<div class="notice" role="alert">
      <p>${words.confirm}</p>
      <div class="row">
        <button type="button" @click=${() => void this.#void(item)}>${words.void}</button>
        <button type="button" @click=${cancel}>${words.cancel}</button>
      </div>
    </div>`;
  }

  #device({ name, state, waiting, lost, cloned, lastHeardAt }: DeviceFacts): TemplateResult {
    const words = this.words(attention).devices;
    return html`<h3>${name}</h3>
      ${
        lastHeardAt === null
          ? nothing
          : html`<dl>${this.#fact(words.heard, datesIn(this.house.language).instant(lastHeardAt))}</dl>`
      }
      ${waiting > 0 ? html`<p>${words[state === 'active' ? 'waiting' : 'stopped'](waiting)}</p>` : nothing}
      ${lost > 0 ? html`<p>${words.lost(lost)}</p>` : nothing} ${cloned ? html`<p>${words.copied}</p>` : nothing}`;
  }

  #returned({ usageId, run, showName, day, reason }: Returned): TemplateResult {
    const words = this.words(attention);
    const its = words.returned;
    const reference = toShortReference(usageId);
    const button = (label: string, how: 'again' | 'by-hand') =>
      html`<button
        type="button"
        aria-label=${`${label}: ${reference}`}
        @click=${() => void this.#settleReturned(usageId, how)}
      >
        ${label}
      </button>`;
    return html`<p class="code reference">${words.reference} ${reference}</p>
      <dl>
        ${this.#fact(words.show, showName)} ${this.#fact(words.time, datesIn(this.house.language).day(day))}
        ${this.#fact(its.run, run)} ${this.#fact(its.reason, reason)}
      </dl>
      <div class="row">${button(its.again, 'again')} ${button(its.byHand, 'by-hand')}</div>`;
  }

  async #settle(id: string): Promise<void> {
    const { requests } = this.house.session;
    await this.#do(() => requests.send({ path: `v1/attention/${id}/settle`, json: {} }, AttentionSettledAnswer));
  }

  /** Accepts the day of each usage. Flags that are left keep the visit in the list. */
  async #accept(usageIds: readonly string[]): Promise<void> {
    const { requests } = this.house.session;
    await this.#do(async () => {
      for (const id of usageIds) await requests.send({ path: `v1/usages/${id}/accept`, json: {} }, AcceptAnswer);
    });
  }

  async #void({ id, show }: AttentionItem): Promise<void> {
    const { requests } = this.house.session;
    const json = { showId: show?.id, reason: 'undone-by-clerk' };
    await this.#do(() => requests.send({ path: `v1/visits/${id}/void`, json }, VisitAnswer));
    this.#voiding = undefined;
  }

  async #settleReturned(usageId: string, how: 'again' | 'by-hand'): Promise<void> {
    const { requests } = this.house.session;
    await this.#do(() => requests.send({ path: `v1/usages/${usageId}/settle`, json: { how } }, SettleAnswer));
  }

  async #do(work: () => Promise<unknown>): Promise<void> {
    if (await this.#acting.run(work)) await this.#loaded.again();
  }
}

customElements.define('house-attention', AttentionPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-attention': AttentionPage;
  }
}
