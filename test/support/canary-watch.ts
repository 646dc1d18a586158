/** Finds the code of a card wherever a browser shows it to others than the clerk and the registry. */
import type { BrowserContext, Page } from 'playwright-core';
import { storedTexts } from './stored-texts.ts';

/** What a page may reach, and what is searched for. */
interface Watched {
  /** Matches the code of a card, as it is printed. */
  readonly code: RegExp;
  /** The origins that the page may talk to: its own and the registry's. */
  readonly origins: readonly string[];
  /** The origin that gets codes, in bodies only. */
  readonly registry: string;
}

export interface CanaryWatch {
  /** Returns each place where the code was found, since the watch began. */
  found(): Promise<readonly string[]>;
  /** The number of requests that were searched. */
  readonly searched: { readonly requests: number };
}

/** Watches every page of a browser. Call it before the first page is loaded. */
export async function watchContext(
  context: BrowserContext,
  { code, origins, registry }: Watched,
): Promise<CanaryWatch> {
  const places = new Set<string>();
  const searched = { requests: 0 };
  const pending: Promise<void>[] = [];
  const note = (place: string, text: string) => {
    if (code.test(text)) places.add(place);
  };

  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!/^https?:$/.test(url.protocol)) return;
    searched.requests += 1;
    note(`address of ${url.origin}`, decodeURIComponent(request.url()));
    if (!origins.includes(url.origin)) places.add(`request to ${url.origin}`);
    if (url.origin !== registry) note(`body to ${url.origin}`, request.postData() ?? '');
    note(`header to ${url.origin}`, JSON.stringify(request.headers()));
  });
  // With what the browser adds, such as Referer: known for certain once the response is there.
  context.on('requestfinished', (request) => {
    const headers = request.allHeaders().catch(() => request.headers());
    pending.push(headers.then((all) => note(`header to ${new URL(request.url()).origin}`, JSON.stringify(all))));
  });
  context.on('console', (message) => note('console', `${message.text()} ${message.location().url}`));
  context.on('weberror', (error) => note('console', String(error.error().stack)));
  await context.exposeBinding('kaikuCanary', (_, place: string) => void places.add(place));
  await context.addInitScript(watchPage, { source: code.source, flags: code.flags });

  return {
    searched,
    async found() {
      for (const page of context.pages()) {
        note('storage', await storedTexts(page));
        note('address bar, title or history', await visibleToOthers(page));
      }
      const cookies = await context.cookies();
      note('cookie', JSON.stringify(cookies));
      await Promise.all(pending);
      return [...places].sort();
    },
  };
}

/**
 * Runs in the page before its scripts: searches each attribute that is set and each event of the element, and notes requests
 * that the page's policy has stopped, which the browser does not report as requests.
 */
function watchPage({ source, flags }: { readonly source: string; readonly flags: string }): void {
  const code = new RegExp(source, flags);
  const report = (globalThis as unknown as { kaikuCanary(place: string): void }).kaikuCanary;
  const search = (root: Element) => {
    for (const element of [root, ...root.querySelectorAll('*')])
      for (const { name, value } of element.attributes)
        if (code.test(value)) report(`attribute ${element.localName}.${name}`);
  };
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    if (URL.canParse(blockedURI)) report(`forbidden request to ${new URL(blockedURI).origin}`);
  });
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target instanceof Element) search(target);
      for (const node of addedNodes) if (node instanceof Element) search(node);
    }
  });
  const options = { attributes: true, childList: true, subtree: true };
  observer.observe(document, options);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    observer.observe(root, options);
    return root;
  };
  const dispatch = EventTarget.prototype.dispatchEvent;
  EventTarget.prototype.dispatchEvent = function (event) {
    if (event instanceof CustomEvent && code.test(JSON.stringify(event.detail) ?? '')) report(`event ${event.type}`);
    return dispatch.call(this, event);
  };
}

function visibleToOthers(page: Page): Promise<string> {
  return page.evaluate(() =>
    decodeURIComponent(
      [location.href, document.title, document.cookie, name, JSON.stringify(history.state)].join('\n'),
    ),
  );
}
