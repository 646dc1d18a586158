import { serveStatic } from '@hono/node-server/serve-static';
import { type Listening, listen } from '@kaiku/registry';
import { scannerOn } from '@kaiku/testkit/playwright';
import { Hono } from 'hono';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Camera, openWindow, type Window } from './browser.ts';
import { openVenue, type Venue } from './venue.ts';

interface Opening {
  readonly headers?: Readonly<Record<string, string>>;
  readonly camera?: Camera;
  /** The addresses of the scripts of the element. */
  readonly scripts?: readonly string[];
  /** Serve the element's script without the files next to it. */
  readonly alone?: boolean;
}

/** What a page has noted since it was opened. */
export interface Noted {
  /** The directives that the browser has enforced. */
  readonly refused: readonly string[];
  /** The codes of `kaiku-error` events. */
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

const notes = `globalThis.noted = { refused: [], failures: [], warnings: [] };
document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => noted.refused.push(effectiveDirective));
document.addEventListener('kaiku-error', ({ detail }) => noted.failures.push(detail.code));
console.warn = (...words) => noted.warnings.push(words.join(' '));`;

/** Opens a venue for the tests of a file. Each test gets a page that has the one-file element and no bundler. */
export function useElementPage() {
  let venue: Venue;
  let site: Listening | undefined;
  let window: Window | undefined;

  beforeAll(async () => {
    venue = await openVenue();
  });
  afterEach(async () => {
    await window?.close();
    await site?.close();
    [window, site] = [undefined, undefined];
  });
  afterAll(() => venue.close());

  return {
    get venue() {
      return venue;
    },
    /** Opens the page for a show. */
    async open(
      show: { readonly id: string },
      { headers = {}, camera = 'absent', scripts = ['kaiku-scanner.js'], alone = false }: Opening = {},
    ) {
      const app = new Hono();
      app.use(async (context, next) => {
        await next();
        for (const [name, value] of Object.entries(headers)) context.header(name, value);
      });
      const javaScript = { 'Content-Type': 'text/javascript' };
      app.get('/', (context) =>
        context.html(`<!doctype html><html lang="en"><title>Tickets</title><link rel="icon" href="data:,">
          <script src="notes.js"></script>
          ${scripts.map((src) => `<script type="module" src="${src}"></script>`).join('')}
          <kaiku-scanner registry="${venue.registry}" show="${show.id}"></kaiku-scanner>
          <script type="module" src="token.js"></script>`),
      );
      app.get('/notes.js', (context) => context.body(notes, 200, javaScript));
      const token = `document.querySelector('kaiku-scanner').token = '${venue.token}';`;
      app.get('/token.js', (context) => context.body(token, 200, javaScript));
      app.use(alone ? '/kaiku-scanner.js' : '*', serveStatic({ root: 'packages/scanner/dist/bundle' }));
      site = await listen(app, { port: 0 });
      window = await openWindow(site.url, camera);
      const { page } = window;
      return {
        page,
        scanner: scannerOn(page),
        url: site.url,
        noted: () => page.evaluate(() => (globalThis as unknown as { noted: Noted }).noted),
        /** Closes the page. Returns what its scripts have thrown. */
        async thrown(): Promise<readonly Error[]> {
          const closing = window?.close();
          window = undefined;
          return (
            closing?.then(
              () => [],
              ({ errors }: AggregateError) => errors,
            ) ?? []
          );
        },
      };
    },
  };
}
