import { ReconciliationAnswer, RevokeAnswer } from '@kaiku/client/offline-contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { datesIn } from '../../locales/dates.ts';
import { tonight } from '../../locales/tonight.ts';
import { HousePage, Loading } from '../../page.ts';
import type { ShowOfDay } from '../../shows-of-day.ts';
import { page } from '../../styles/page.ts';

type Held = ReconciliationAnswer['leases'][number];

/** The tickets that devices hold of a show, and their release without the device. Emits `places-releasing` and `places-released`. */
export class HeldPlaces extends HousePage {
  static override properties = { house: { attribute: false }, show: { attribute: false } };
  static override styles = [
    page,
    css`
      :host {
        width: 100%;
      }
      summary {
        min-height: 2.75rem;
        padding-block: 0.6rem;
        font-weight: 600;
        cursor: pointer;
      }
      li {
        display: grid;
        gap: 0.5rem;
        justify-items: start;
      }
    `,
  ];

  declare show: ShowOfDay;

  #isOpen = false;
  readonly #held = new Loading(this, (signal) =>
    this.house.session.requests.send({ path: `v1/shows/${this.show.id}/reconciliation`, signal }, ReconciliationAnswer),
  );
  /** The lease that a person is about to release. */
  #releasing: string | undefined;
  #said = '';
  readonly #acting = new Acting(this);

  protected override willUpdate(): void {
    if (this.#isOpen) this.#held.for(`${this.show.id} ${this.show.leased ?? 0}`);
  }

  protected override render(): TemplateResult {
    const words = this.words(tonight).holders;
    const toggled = ({ target }: Event) => {
      this.#isOpen = (target as HTMLDetailsElement).open;
      this.requestUpdate();
    };
    return html`<details @toggle=${toggled}>
      <summary>${words.title}</summary>
      <div class="stack">
        <p role="status" ?hidden=${this.#said === ''}>${this.#said}</p>
        ${this.#acting.view()}
        ${this.#isOpen ? this.#held.view(({ leases }) => this.#list(leases)) : nothing}
      </div>
    </details>`;
  }

  #list(leases: readonly Held[]): TemplateResult {
    const words = this.words(tonight).holders;
    const its = leases.filter((each) => ticketsOf(each) > 0);
    if (its.length === 0) return html`<p class="quiet">${words.none}</p>`;
    return html`<ul class="stack">
      ${its.map((each) => this.#item(each))}
    </ul>`;
  }

  #item(held: Held): TemplateResult {
    const words = this.words(tonight).holders;
    const { clock } = datesIn(this.house.language);
    const { device, lastSeenAt, lease } = held;
    return html`<li>
      <p>${words.line(ticketsOf(held), device, clock(lastSeenAt))}</p>
      ${
        this.#releasing === lease.id
          ? html`<div class="notice">
              <p>${words.hint}</p>
              <div class="row">
                <button type="button" class="yes" aria-disabled=${this.#acting.isBusy} @click=${() => void this.#release(held)}>
                  ${words.yes}
                </button>
                <button type="button" @click=${() => this.#ask(undefined)}>${words.no}</button>
              </div>
            </div>`
          : html`<button type="button" aria-label=${words.releaseOf(device)} @click=${() => this.#ask(lease.id)}>
              ${words.release}
            </button>`
      }
    </li>`;
  }

  #ask(lease: string | undefined): void {
    this.#releasing = lease;
    this.#said = '';
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.yes')?.focus());
  }

  async #release({ lease }: Held): Promise<void> {
    if (this.#acting.isBusy) return;
    this.dispatchEvent(new CustomEvent('places-releasing'));
    const words = this.words(tonight).holders;
    const request = { path: `v1/leases/${lease.id}/revoke`, json: { reason: words.reason } };
    await this.#acting.run(async () => {
      const { released, mayAlreadyBeUsed } = await this.house.session.requests.send(request, RevokeAnswer);
      this.#said = words.released(released, mayAlreadyBeUsed);
    });
    this.#releasing = undefined;
    await this.#held.again();
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('places-released'));
  }
}

/** Returns the number of tickets that a lease holds. */
function ticketsOf({ lease, reassigned }: Held): number {
  return lease.granted - lease.consumed - reassigned;
}

customElements.define('house-held-places', HeldPlaces);
