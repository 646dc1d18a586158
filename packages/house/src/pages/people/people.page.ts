import {
  InvitationAnswer,
  type PasskeysAnswer as OwnPasskeys,
  PasskeysAnswer,
  PeopleAnswer,
  type PersonFacts,
  PersonRemovedAnswer,
  type Role,
  toPasskeyCodeText,
} from '@kaiku/client/contract';
import { css, html, nothing, type TemplateResult } from 'lit';
import { Acting } from '../../acting.ts';
import { datesIn } from '../../locales/dates.ts';
import { people } from '../../locales/people.ts';
import { roles } from '../../locales/roles.ts';
import { shell } from '../../locales/shell.ts';
import '../../name-and-role.ts';
import type { Named } from '../../name-and-role.ts';
import { HousePage, Loading } from '../../page.ts';
import { renewRecoveryCode } from '../../session.ts';
import { page } from '../../styles/page.ts';

/** The roles of a person, the most usual first. */
const personRoles: readonly Role[] = ['manager', 'auditor', 'till', 'door', 'broker'];

interface Loaded {
  readonly people: readonly PersonFacts[];
  readonly passkeys: OwnPasskeys['passkeys'];
}

/** A code that is shown once. */
type Shown =
  | { readonly kind: 'invitation'; readonly name: string; readonly code: string; readonly expiresAt: string }
  | { readonly kind: 'recovery'; readonly code: string };

/** The people of the house: invitations, who has access, and the own passkey. */
export class PeoplePage extends HousePage {
  static override styles = [
    page,
    css`
      .person {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
        justify-content: space-between;
      }
      .notice {
        flex: 1 1 100%;
      }
      .shown {
        font-size: 1.5rem;
        font-weight: 650;
        white-space: normal;
      }
    `,
  ];

  readonly #acting = new Acting(this);
  #shown: Shown | undefined;
  /** The person whose access is about to end. */
  #ending: string | undefined;

  readonly #loaded = new Loading<Loaded>(this, async (signal) => {
    const { requests } = this.house.session;
    const [its, own] = await Promise.all([
      requests.send({ path: 'v1/people', signal }, PeopleAnswer),
      requests.send({ path: 'v1/passkeys', signal }, PasskeysAnswer),
    ]);
    return { people: its.people, passkeys: own.passkeys };
  });

  protected override willUpdate(): void {
    this.#loaded.for('all');
  }

  protected override render(): TemplateResult {
    const words = this.words(people);
    return html`<div class="stack">
      <p>${words.intro}</p>
      ${this.#acting.view()} ${this.#shown === undefined ? this.#inviteForm() : this.#code(this.#shown)}
      ${this.#loaded.view((loaded) => html`${this.#list(loaded.people)} ${this.#own(loaded.passkeys)}`)}
    </div>`;
  }

  #inviteForm(): TemplateResult {
    const words = this.words(people).invite;
    return html`<section class="sheet" aria-labelledby="invite">
      <h2 id="invite">${words.title}</h2>
      <house-name-and-role
        .house=${this.house}
        .texts=${words}
        .roles=${personRoles}
        .isBusy=${this.#acting.isBusy}
        @house-named=${({ detail }: CustomEvent<Named>) => void this.#invite(detail)}
      ></house-name-and-role>
    </section>`;
  }

  #code(shown: Shown): TemplateResult {
    const { invite } = this.words(people);
    const { recovery } = shell[this.house.language].signIn;
    const isInvitation = shown.kind === 'invitation';
    const close = () => {
      this.#shown = undefined;
      this.requestUpdate();
    };
    return html`<section class="sheet" role="status">
      <h2>${isInvitation ? invite.shown(shown.name) : recovery.title}</h2>
      <p class="code shown">${toPasskeyCodeText(shown.code)}</p>
      ${
        isInvitation
          ? html`<p>${invite.how(`${location.origin}/desk`)}</p>
              <p>${invite.until(datesIn(this.house.language).instant(shown.expiresAt))}</p>`
          : html`<p>${recovery.hint}</p>`
      }
      <div class="row">
        <button type="button" class="primary" @click=${close}>${isInvitation ? invite.done : recovery.button}</button>
      </div>
    </section>`;
  }

  #list(list: readonly PersonFacts[]): TemplateResult {
    const words = this.words(people);
    return html`<section class="stack" aria-labelledby="list">
      <h2 id="list">${words.list}</h2>
      ${
        list.length === 0
          ? html`<p role="status">${words.none}</p>`
          : html`<ul class="stack">
              ${list.map((person) => this.#person(person))}
            </ul>`
      }
    </section>`;
  }

  #person({ id, name, role, hasPasskey, signedInAt }: PersonFacts): TemplateResult {
    const words = this.words(people);
    const isSelf = id === this.house.session.id;
    const ask = () => {
      this.#ending = id;
      this.requestUpdate();
    };
    const used = signedInAt === null ? '' : `${words.signedIn} ${datesIn(this.house.language).instant(signedInAt)}`;
    return html`<li class="sheet">
      <div class="person">
        <div>
          <h3>${name}${isSelf ? html` <span class="quiet">(${words.self})</span>` : nothing}</h3>
          <p>${this.words(roles).name[role]}</p>
          <p class="quiet">${hasPasskey ? used : words.invited}</p>
        </div>
        ${
          isSelf
            ? nothing
            : html`<button type="button" aria-label=${words.endOf(name)} @click=${ask}>${words.end}</button>`
        }
        ${this.#ending === id ? this.#confirmation(id, name) : nothing}
      </div>
    </li>`;
  }

  #confirmation(id: string, name: string): TemplateResult {
    const words = this.words(people);
    const close = () => {
      this.#ending = undefined;
      this.requestUpdate();
    };
    const end = async () => {
      const path = `v1/people/${encodeURIComponent(id)}`;
      const { requests } = this.house.session;
      const done = await this.#acting.run(() => requests.send({ path, method: 'delete' }, PersonRemovedAnswer));
      close();
      if (done) await this.#loaded.again();
    };
    return html`<div class="notice" role="alert">
      <p>${words.confirm(name)}</p>
      <div class="row">
        <button type="button" @click=${() => void end()}>${words.end}</button>
        <button type="button" @click=${close}>${words.cancel}</button>
      </div>
    </div>`;
  }

  /** The own passkey; nothing for a token. */
  #own(passkeys: OwnPasskeys['passkeys']): TemplateResult | typeof nothing {
    if (passkeys.length === 0) return nothing;
    const words = this.words(people).own;
    const { instant } = datesIn(this.house.language);
    return html`<section class="sheet" aria-labelledby="own">
      <h2 id="own">${words.title}</h2>
      ${passkeys.map(
        ({ createdAt, usedAt }) =>
          html`<p>${words.made} ${instant(createdAt)}${usedAt === null ? nothing : html`. ${words.used} ${instant(usedAt)}`}</p>`,
      )}
      <div class="row">
        <button type="button" aria-describedby="recovery-hint" @click=${() => void this.#renew()}>${words.recovery}</button>
      </div>
      <p id="recovery-hint" class="quiet">${words.recoveryHint}</p>
    </section>`;
  }

  #invite(json: Named): Promise<boolean> {
    return this.#acting.run(async () => {
      const { code, expiresAt } = await this.house.session.requests.send({ path: 'v1/people', json }, InvitationAnswer);
      this.#shown = { kind: 'invitation', name: json.name, code, expiresAt };
      await this.#loaded.again();
    });
  }

  async #renew(): Promise<void> {
    await this.#acting.run(async () => {
      this.#shown = { kind: 'recovery', code: await renewRecoveryCode() };
    });
    this.renderRoot.querySelector('[role=status]')?.scrollIntoView({ block: 'center' });
  }
}

customElements.define('house-people', PeoplePage);

declare global {
  interface HTMLElementTagNameMap {
    'house-people': PeoplePage;
  }
}
