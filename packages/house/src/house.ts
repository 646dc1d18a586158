/** `<kaiku-house>`: the frame of the pages. It signs a person in, shows the menu, and opens the page of the address. */
import { colours } from '@kaiku/scanner/styles';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { failureNotice } from './failure-notice.ts';
import { keepLanguage, type Language, languages, preferredLanguage } from './locales/languages.ts';
import { shell } from './locales/shell.ts';
import type { House } from './page.ts';
import { type Address, base, type Place, readAddress, toAddress } from './place.ts';
import { RequestError } from './requests.ts';
import { isFor, type Route, routes } from './routes.ts';
import { type Session, signOut } from './session.ts';
import './sign-in.ts';
import { frame } from './styles/frame.ts';
import { page } from './styles/page.ts';

/** The frame of the pages of the house. */
export class KaikuHouse extends LitElement {
  static override styles = [...colours, page, frame];

  #address: Address = readAddress(new URL(location.href), Date.now());
  #language: Language = preferredLanguage();
  #session: Session | undefined;
  #house: House | undefined;
  /** The page whose element is defined, and its failure to load. */
  #loaded: Route | undefined;
  #failure: RequestError | undefined;
  #isMenuOpen = false;
  #movesFocus = false;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.#followAddress);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#followAddress);
  }

  readonly #followAddress = (): void => {
    this.#address = readAddress(new URL(location.href), Date.now());
    this.#refresh();
  };

  /** Opens a page, or changes the day or the show. */
  #goTo(change: Partial<Address>): void {
    const next = { ...this.#address, ...change };
    const address = toAddress(next, Date.now());
    // The button “back” leads to the former page, not to a former choice.
    if (next.page === this.#address.page) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    this.#movesFocus = next.page !== this.#address.page;
    this.#isMenuOpen = false;
    this.#address = next;
    this.#refresh();
  }

  #refresh(): void {
    const { day, show } = this.#address;
    this.#house = this.#session && {
      language: this.#language,
      session: this.#session,
      place: { day, show },
      choose: (place: Partial<Place>) => this.#goTo(place),
    };
    void this.#load();
    this.requestUpdate();
  }

  async #load(): Promise<void> {
    const route = this.#route();
    if (route === undefined || route === this.#loaded || this.#session === undefined) return;
    try {
      await route.load();
      if (this.#route() === route) this.#loaded = route;
      this.#failure = undefined;
    } catch {
      this.#failure = new RequestError('unreachable');
    }
    this.requestUpdate();
  }

  #route(): Route | undefined {
    const { page } = this.#address;
    return page === '' ? routes[0] : routes.find(({ name }) => name === page);
  }

  protected override willUpdate(): void {
    const { title } = shell[this.#language];
    const route = this.#session && this.#route();
    document.title = route === undefined ? title : `${route.title(this.#language)} – ${title}`;
    document.documentElement.lang = this.#language;
  }

  protected override updated(): void {
    if (!this.#movesFocus) return;
    this.#movesFocus = false;
    this.renderRoot.querySelector('h1')?.focus();
  }

  protected override render(): TemplateResult {
    const words = shell[this.#language];
    return html`<header class="no-print">
        <a class="skip" href="#content" @click=${this.#skip}>${words.skip}</a>
        <p class="venue">${this.#session?.venue.name ?? words.title}</p>
        ${this.#session === undefined ? nothing : this.#menu()} ${this.#languageField()}
      </header>
      <main id="content" tabindex="-1">${this.#house === undefined ? this.#signIn() : this.#page(this.#house)}</main>`;
  }

  #skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector('main')?.focus();
  }

  #menu(): TemplateResult {
    const words = shell[this.#language];
    const current = this.#route();
    const open = (event: MouseEvent, name: string) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#goTo({ page: name });
    };
    return html`<button
        type="button"
        class="menu"
        aria-expanded=${this.#isMenuOpen}
        aria-controls="pages"
        @click=${() => {
          this.#isMenuOpen = !this.#isMenuOpen;
          this.requestUpdate();
        }}
      >
        ${words.menu}
      </button>
      <nav id="pages" aria-label=${words.pages} class=${this.#isMenuOpen ? 'open' : ''}>
        <ul>
          ${routes
            .filter((route) => isFor(route, this.#session?.role))
            .map(
              (route) => html`<li>
                <a
                  href=${toAddress({ ...this.#address, page: route.name }, Date.now())}
                  aria-current=${route === current ? 'page' : nothing}
                  @click=${(event: MouseEvent) => open(event, route.name)}
                  >${route.title(this.#language)}</a
                >
              </li>`,
            )}
          <li><button type="button" @click=${this.#signOut}>${words.signOut}</button></li>
        </ul>
      </nav>`;
  }

  #languageField(): TemplateResult {
    const words = shell[this.#language];
    const changed = ({ target }: Event) => {
      const { value } = target as HTMLSelectElement;
      this.#language = languages.find((language) => language === value) ?? this.#language;
      keepLanguage(this.#language);
      this.#refresh();
    };
    return html`<select class="language" aria-label=${words.language} @change=${changed}>
      ${languages.map(
        (language) =>
          html`<option value=${language} lang=${language} ?selected=${language === this.#language}>
            ${language.toUpperCase()}
          </option>`,
      )}
    </select>`;
  }

  #signIn(): TemplateResult {
    const signedIn = ({ detail }: CustomEvent<Session>) => {
      this.#session = detail;
      this.#movesFocus = true;
      this.#refresh();
    };
    return html`<house-sign-in .language=${this.#language} @house-session=${signedIn}></house-sign-in>`;
  }

  async #signOut(): Promise<void> {
    // Out of reach of the registry, the session ends after half an hour.
    await (this.#session && signOut(this.#session))?.catch(() => {});
    // Whatever a page still has in memory goes with the document.
    location.assign(base);
  }

  #page(house: House): TemplateResult {
    const route = this.#route();
    if (route === undefined) return html`<p role="alert">${shell[this.#language].unknownPage}</p>`;
    const title = html`<h1 tabindex="-1">${route.title(this.#language)}</h1>`;
    if (this.#failure !== undefined)
      return html`${title}${failureNotice(this.#failure, house.language, () => void this.#load())}`;
    if (route !== this.#loaded) return html`${title}<p role="status">${shell[this.#language].wait}</p>`;
    return html`${title}${route.view(house)}`;
  }
}

customElements.define('kaiku-house', KaikuHouse);

declare global {
  interface HTMLElementTagNameMap {
    'kaiku-house': KaikuHouse;
  }
}
