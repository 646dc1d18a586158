/** What every page of the house is made of. */
import { html, LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { failureNotice } from './failure-notice.ts';
import type { InLanguages, Language } from './locales/languages.ts';
import { shell } from './locales/shell.ts';
import type { Place } from './place.ts';
import { failureOf, type RequestError } from './requests.ts';
import type { Session } from './session.ts';
import { page } from './styles/page.ts';

/** What a page works with. A new object after each change. */
export interface House {
  readonly language: Language;
  readonly session: Session;
  /** The day and the show that were chosen. */
  readonly place: Place;
  /** Chooses another day or show, for all pages. */
  choose(place: Partial<Place>): void;
}

/** A page. It is made once a person has signed in, and lives until another page is opened. */
export class HousePage extends LitElement {
  static override properties = { house: { attribute: false } };
  static override styles = [page];

  declare house: House;

  /** Returns the words of the chosen language. */
  protected words<W>(words: InLanguages<W>): W {
    return words[this.house.language];
  }
}

/** Something that a page loads from the registry: once for each key, and again when a person requests it. */
export class Loading<T> implements ReactiveController {
  readonly #page: HousePage;
  readonly #load: (signal: AbortSignal) => Promise<T>;
  #key: string | undefined;
  #abort = new AbortController();
  #failure: RequestError | undefined;
  /** What was loaded last. */
  value: T | undefined;

  constructor(page: HousePage, load: (signal: AbortSignal) => Promise<T>) {
    this.#page = page;
    this.#load = load;
    page.addController(this);
  }

  hostDisconnected(): void {
    this.#abort.abort();
    this.#key = undefined;
  }

  /** Loads, unless that was done for the same key. Call it in `willUpdate`. */
  for(key: string): void {
    if (key === this.#key) return;
    this.value = undefined;
    this.#key = key;
    void this.again();
  }

  /** Loads again. The former value is shown until the new one is there. */
  async again(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const value = await this.#load(signal);
      if (signal.aborted) return;
      this.value = value;
      this.#failure = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = failureOf(error);
    }
    this.#page.requestUpdate();
  }

  /** Returns the view of the value; without one, that it is loading, or why there is none and what to do. */
  view(ofValue: (value: T) => TemplateResult): TemplateResult {
    const { language } = this.#page.house;
    const notice = this.#failure && failureNotice(this.#failure, language, () => void this.again());
    if (this.value === undefined) return notice ?? html`<p role="status" class="quiet">${shell[language].wait}</p>`;
    return html`${notice}${ofValue(this.value)}`;
  }
}
