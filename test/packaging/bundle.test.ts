/** The one-file element on a page with only a script tag, as a venue without a bundler uses it. */
import { serveStatic } from '@hono/node-server/serve-static';
import { arki, type Listening, listen } from '@kaiku/registry';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';
import { scannerOn } from '../support/scanner.ts';
import { openVenue, type Venue } from '../support/venue.ts';

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

/** Opens the page for a show. The page collects the codes of `kaiku-error` events in `errors`. */
async function openPage(
  show: { readonly id: string },
  policy?: string,
  scripts: readonly string[] = ['kaiku-scanner.js'],
): Promise<Window & { readonly url: string }> {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    if (policy !== undefined) context.header('Content-Security-Policy', policy);
  });
  app.get('/', (context) =>
    context.html(html`<!doctype html><html lang="en"><title>Tickets</title>
      <script src="warned.js"></script>
      ${raw(scripts.map((src) => `<script type="module" src="${src}"></script>`).join(''))}
      <kaiku-scanner registry="${venue.registry}" show="${show.id}"></kaiku-scanner>
      <script type="module" src="token.js"></script>`),
  );
  app.get('/warned.js', (context) => {
    context.header('Content-Type', 'text/javascript');
    return context.body('globalThis.warned = []; console.warn = (...words) => warned.push(words.join(" "));');
  });
  app.get('/token.js', (context) => {
    context.header('Content-Type', 'text/javascript');
    return context.body(`const scanner = document.querySelector('kaiku-scanner');
      globalThis.errors = [];
      scanner.addEventListener('kaiku-error', ({ detail }) => errors.push(detail.code));
      scanner.token = '${venue.token}';`);
  });
  app.use(serveStatic({ root: 'packages/scanner/dist/bundle' }));
  site = await listen(app, { port: 0 });
  window = await openWindow(site.url, { symbology: 'qr', text: arki.cards.family.code });
  return { ...window, url: site.url };
}

it('the one-file element reads a card and records it, and loads nothing from other origins', async () => {
  const { page, url } = await openPage(arki.shows.evening);
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  const scanner = scannerOn(page);
  await scanner.setMinors(1);
  await scanner.confirm();

  expect(await scanner.verdict('confirmed')).toContain('1 adult and 1 child');
  const rows = await venue.rows(arki.shows.evening.id);
  expect(rows.map(({ card, minors, state }) => ({ card, minors, state }))).toEqual([
    { card: arki.cards.family.code, minors: 1, state: 'counted' },
  ]);
  expect([...origins].filter((origin) => origin !== url && origin !== venue.registry)).toEqual([]);
});

it('the one-file element reads a card in JavaScript if the policy forbids WebAssembly, and emits one `engine/load`', async () => {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; worker-src 'self';
    connect-src 'self' ${venue.registry}; media-src 'self' blob:`.replace(/\s+/g, ' ');
  const { page } = await openPage(arki.shows.matinee, policy);
  const scanner = scannerOn(page);
  await scanner.confirm();

  await scanner.verdict('confirmed');
  expect(await page.evaluate(() => (globalThis as unknown as { errors: string[] }).errors)).toEqual(['engine/load']);
});

it('the one-file element loaded twice keeps the first copy, warns with both versions, and records a card once', async () => {
  const { page } = await openPage(arki.shows.noCap, undefined, ['kaiku-scanner.js', 'kaiku-scanner.js?another-copy']);
  const scanner = scannerOn(page);
  await scanner.confirm();
  await scanner.verdict('confirmed');
  expect(await page.evaluate(() => (globalThis as unknown as { warned: string[] }).warned)).toEqual([
    expect.stringMatching(/<kaiku-scanner> is already defined by version [\d.]+; version [\d.]+ was loaded too/),
  ]);
  expect(await venue.rows(arki.shows.noCap.id)).toHaveLength(1);
});
