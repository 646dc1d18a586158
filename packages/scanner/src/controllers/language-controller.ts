import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emit } from '../events.ts';
import { fi } from '../locales/fi/index.ts';
import type { Locale } from '../locales/locale.ts';
import { type LocaleStrings, withStrings } from '../locales/overrides.ts';
import { fetchLocale, loadedLocale, onRegistered } from '../locales/registered.ts';
import type { ScannerSettings } from '../scanner.settings.ts';

type Host = ReactiveControllerHost & Element & Pick<ScannerSettings, 'strings' | 'display' | 'timer'>;

/** How long an empty screen waits for its language before it shows Finnish. Guess. */
const maxWaitMs = 3000;

/**
 * Chooses the texts of the screen by the closest `lang` around the element, also outside its shadow roots. While a language
 * is being fetched, the previous one stays, and a new screen is empty.
 */
export class LanguageController implements ReactiveController {
  readonly #host: Host;
  readonly #emit: Emit;
  #shown: Locale | undefined;
  #fetch: { readonly tag: string | undefined; readonly settled: Promise<void>; pending: boolean } | undefined;
  #observer: MutationObserver | undefined;
  #unsubscribe = () => {};
  #merged:
    | {
        readonly locale: Locale;
        readonly strings: LocaleStrings | undefined;
        readonly discreet: boolean;
        readonly all: Locale;
      }
    | undefined;

  constructor(host: Host, emit: Emit) {
    this.#host = host;
    this.#emit = emit;
    host.addController(this);
  }

  /** The texts; `undefined` while the first language is being fetched. */
  get locale(): Locale | undefined {
    if (this.#shown === undefined) return undefined;
    const { strings, display } = this.#host;
    const [locale, discreet] = [this.#shown, display !== 'full'];
    const last = this.#merged;
    if (last?.locale === locale && last.strings === strings && last.discreet === discreet) return last.all;
    // The page's own texts go last, so they always win.
    const all = withStrings(discreet ? withStrings(locale, locale.discreet) : locale, strings);
    this.#merged = { locale, strings, discreet, all };
    return all;
  }

  /** Resolves when the language is fetched, or the wait for it has ended; `undefined` if none is being fetched. */
  get coming(): Promise<void> | undefined {
    return this.#fetch?.pending ? this.#fetch.settled : undefined;
  }

  hostConnected(): void {
    this.#observer = new MutationObserver(() => this.#host.requestUpdate());
    for (let root = this.#host.getRootNode(); ; root = root.host.getRootNode()) {
      this.#observer.observe(root, { attributes: true, attributeFilter: ['lang'], subtree: true });
      if (!(root instanceof ShadowRoot)) break;
    }
    this.#unsubscribe = onRegistered(() => this.#host.requestUpdate());
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#unsubscribe();
  }

  hostUpdate(): void {
    const tag = languageOf(this.#host);
    const here = loadedLocale(tag);
    if (here !== undefined) {
      this.#shown = here;
      this.#fetch = undefined;
    } else if (this.#fetch?.tag !== tag) this.#start(tag);
  }

  #start(tag: string | undefined): void {
    const fetched = fetchLocale(tag).then(
      () => this.#host.requestUpdate(),
      (error: unknown) => this.#emit('kaiku-error', { during: 'language', code: 'unexpected', error }),
    );
    const settled = this.#waitFor(fetched).then(() => {
      fetch.pending = false;
      // The fetch has failed, or is not done yet.
      if (this.#fetch !== fetch || loadedLocale(tag) !== undefined) return;
      this.#shown ??= fi;
      this.#host.requestUpdate();
    });
    const fetch = { tag, settled, pending: true };
    this.#fetch = fetch;
  }

  async #waitFor(fetched: Promise<void>): Promise<void> {
    let cancel = () => {};
    const timeout = new Promise<void>((resolve) => {
      cancel = this.#host.timer(maxWaitMs, resolve);
    });
    await Promise.race([fetched, timeout]);
    cancel();
  }
}

/** Returns the closest `lang`, looking outwards through shadow roots. */
function languageOf(element: Element): string | undefined {
  const closest = element.closest('[lang]');
  if (closest !== null) return closest.getAttribute('lang') ?? undefined;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageOf(root.host) : undefined;
}
