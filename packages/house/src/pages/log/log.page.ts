import { helsinkiDay, toShortReference } from '@kaiku/client/admission';
import { LogAnswer, type LogEntry } from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { DayRange } from '../../day-range.ts';
import { csvType, offerFile } from '../../files.ts';
import { datesIn } from '../../locales/dates.ts';
import { log } from '../../locales/log.ts';
import { roles } from '../../locales/roles.ts';
import { HousePage, Loading } from '../../page.ts';
import { page } from '../../styles/page.ts';

/** The most entries that the page lists. A person reads some; a file has all. */
const maxEntries = 2_000;

interface Loaded {
  /** Newest first. */
  readonly entries: readonly LogEntry[];
  readonly hasMore: boolean;
}

/** Who did what when: of some days, and of one person or device. */
export class LogPage extends HousePage {
  static override styles = [
    page,
    css`
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 13rem minmax(0, 12rem) minmax(0, 1fr);
        gap: 0.15rem 1rem;
        padding-block: 0.6rem;
        border-bottom: 1px solid var(--_line);
      }
      li:last-child {
        border-bottom: 0;
      }
      .what {
        display: grid;
        gap: 0.15rem;
      }
      @media (max-width: 44rem) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  readonly #days = new DayRange(this, helsinkiDay(Date.now()), helsinkiDay(Date.now()));
  #actor = '';
  readonly #acting = new Acting(this);

  readonly #log = new Loading<Loaded>(this, async (signal) => {
    const entries: LogEntry[] = [];
    for (let after: number | null = 0; after !== null && entries.length < maxEntries; ) {
      const query = { from: this.#days.from, to: this.#days.to, after: String(after) };
      const answer: LogAnswer = await this.house.session.requests.send({ path: 'v1/log', query, signal }, LogAnswer);
      entries.push(...answer.entries);
      after = answer.next;
      if (after === null) return { entries: entries.reverse(), hasMore: false };
    }
    return { entries: entries.reverse(), hasMore: true };
  });

  protected override willUpdate(): void {
    this.#log.for(`${this.#days.from} ${this.#days.to}`);
  }

  protected override render(): TemplateResult {
    const words = this.words(log);
    return html`<div class="stack">
      <p>${words.intro}</p>
      <div class="row">${this.#days.fields(words)} ${this.#actorField()}</div>
      <div class="row">
        <button type="button" @click=${() => void this.#log.again()}>${words.refresh}</button>
        <button type="button" @click=${() => void this.#save()}>${words.csv}</button>
      </div>
      ${this.#acting.view()} ${this.#log.view((loaded) => this.#list(loaded))}
    </div>`;
  }

  #actorField(): TemplateResult {
    const words = this.words(log);
    const changed = ({ target }: Event) => {
      this.#actor = (target as HTMLSelectElement).value;
      this.requestUpdate();
    };
    return html`<label>
      ${words.who}
      <select name="actor" @change=${changed}>
        <option value="" ?selected=${this.#actor === ''}>${words.everyone}</option>
        ${[...this.#names()]
          .sort(([, a], [, b]) => a.localeCompare(b, this.house.language))
          .map(([id, name]) => html`<option value=${id} ?selected=${this.#actor === id}>${name}</option>`)}
      </select>
    </label>`;
  }

  /** Returns the names of the devices and people that have done something, by their ids. */
  #names(): ReadonlyMap<string, string> {
    const entries = this.#log.value?.entries ?? [];
    return new Map(
      // The newest entry comes last here, so its name is the one that stays.
      [...entries].reverse().flatMap(({ actor, actorName }) => (actor === null ? [] : [[actor, actorName ?? actor]])),
    );
  }

  #list({ entries, hasMore }: Loaded): TemplateResult {
    const words = this.words(log);
    const shown = entries.filter(({ actor }) => this.#actor === '' || actor === this.#actor);
    if (shown.length === 0) return html`<p role="status"><strong>${words.none}</strong></p>`;
    return html`${hasMore ? html`<p class="notice">${words.more(maxEntries)}</p>` : nothing}
      <ol class="sheet" reversed>
        ${shown.map((entry) => this.#entry(entry))}
      </ol>`;
  }

  #entry({ at, actorName, role, action, subject, details, refused }: LogEntry): TemplateResult {
    const words = this.words(log);
    const facts = Object.entries(details).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    return html`<li>
      <span class="number">${datesIn(this.house.language).instant(at)}</span>
      <span>
        <strong>${actorName ?? words.operator}</strong>
        ${role === null ? nothing : html`<span class="quiet">${this.words(roles).name[role]}</span>`}
      </span>
      <span class="what">
        <span>${words.acts[action] ?? action}${refused === null ? nothing : html` – <strong>${words.refused}</strong> (${refused})`}</span>
        ${subject === null ? nothing : html`<span class="quiet">${this.#subject(action, subject)}</span>`}
        ${facts.length === 0 ? nothing : html`<span class="quiet">${facts.join(', ')}</span>`}
      </span>
    </li>`;
  }

  /** Returns the reference of a visit, which other pages show; otherwise the name, or the id if that is unknown. */
  #subject(action: string, subject: string): string {
    const isVisit = action === 'voidVisit' || action === 'settleAttention';
    return isVisit
      ? `${this.words(log).reference} ${toShortReference(subject)}`
      : (this.#names().get(subject) ?? subject);
  }

  async #save(): Promise<void> {
    const { from, to } = this.#days;
    const query = { from, to, actor: this.#actor === '' ? undefined : this.#actor };
    await this.#acting.run(async () => {
      const file = await this.house.session.requests.fetchFile({ path: 'v1/log.csv', query });
      offerFile(file, { name: `kaikukortti-log-${from}-${to}.csv`, type: csvType });
    });
  }
}

customElements.define('house-log', LogPage);

declare global {
  interface HTMLElementTagNameMap {
    'house-log': LogPage;
  }
}
