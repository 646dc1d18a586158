import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import { fi } from '../locales/fi/index.ts';
import type { Locale } from '../locales/locale.ts';
import { type LocaleStrings, withStrings } from '../locales/overrides.ts';
import { fetchLocale, localeAtHand, onRegistered } from '../locales/registered.ts';
import type { After } from '../session/timer.ts';

interface LanguageControllerOptions {
  /** The texts the page says in its own words. */
  readonly strings: () => LocaleStrings | undefined;
  /** Whether the queue sees the screen. */
  readonly discreet: () => boolean;
  readonly after: After;
  readonly emit: Emit;
}

/** So long an empty screen waits for its language before it speaks Finnish. Guess. */
const patienceMs = 3000;

/**
 * Which texts the screen shows: those of the closest `lang` around the element, also in the page around its shadow roots.
 * A language that must be fetched is shown when it is there; until then the one before stays, and a new screen is empty.
 */
export class LanguageController implements ReactiveController {
  #host: ReactiveControllerHost & Element;
  #options: LanguageControllerOptions;
  #shown: Locale | undefined;
  #asked: { readonly tag: string | undefined; readonly came: Promise<void>; pending: boolean } | undefined;
  #watched: MutationObserver | undefined;
  #forget = () => {};
  #worded:
    | {
        readonly locale: Locale;
        readonly strings: LocaleStrings | undefined;
        readonly discreet: boolean;
        readonly all: Locale;
      }
    | undefined;

  constructor(host: ReactiveControllerHost & Element, options: LanguageControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The texts; `undefined` while the first language is on its way. */
  get locale(): Locale | undefined {
    if (this.#shown === undefined) return undefined;
    const [locale, strings, discreet] = [this.#shown, this.#options.strings(), this.#options.discreet()];
    const is = this.#worded;
    if (is?.locale === locale && is.strings === strings && is.discreet === discreet) return is.all;
    // The page's own words last: it knows its screen.
    const all = withStrings(discreet ? withStrings(locale, locale.discreet) : locale, strings);
    this.#worded = { locale, strings, discreet, all };
    return all;
  }

  /** Fulfilled when the language that is waited for is there, or given up; `undefined` while none is. */
  get coming(): Promise<void> | undefined {
    return this.#asked?.pending ? this.#asked.came : undefined;
  }

  hostConnected(): void {
    this.#watched = new MutationObserver(() => this.#host.requestUpdate());
    for (let root = this.#host.getRootNode(); ; root = root.host.getRootNode()) {
      this.#watched.observe(root, { attributes: true, attributeFilter: ['lang'], subtree: true });
      if (!(root instanceof ShadowRoot)) break;
    }
    this.#forget = onRegistered(() => this.#host.requestUpdate());
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#watched?.disconnect();
    this.#forget();
  }

  hostUpdate(): void {
    const tag = languageOf(this.#host);
    const here = localeAtHand(tag);
    if (here !== undefined) {
      this.#shown = here;
      this.#asked = undefined;
    } else if (this.#asked?.tag !== tag) this.#ask(tag);
  }

  #ask(tag: string | undefined): void {
    const fetched = fetchLocale(tag).then(
      () => this.#host.requestUpdate(),
      (error: unknown) => this.#options.emit('kaiku-error', { during: 'language', code: 'unexpected', error }),
    );
    const came = this.#within(fetched).then(() => {
      asked.pending = false;
      // It was not to be had, or not yet.
      if (this.#asked !== asked || localeAtHand(tag) !== undefined) return;
      this.#shown ??= fi;
      this.#host.requestUpdate();
    });
    const asked = { tag, came, pending: true };
    this.#asked = asked;
  }

  async #within(fetched: Promise<void>): Promise<void> {
    let callOff = () => {};
    const over = new Promise<void>((resolve) => {
      callOff = this.#options.after(patienceMs, resolve);
    });
    await Promise.race([fetched, over]);
    callOff();
  }
}

/** The closest language said, looking out through shadow roots. */
function languageOf(element: Element): string | undefined {
  const closest = element.closest('[lang]');
  if (closest !== null) return closest.getAttribute('lang') ?? undefined;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : undefined;
}
