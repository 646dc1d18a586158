/** The one-file element on a page with nothing but a script tag, as a venue without a bundler uses it. */
import { serveStatic } from '@hono/node-server/serve-static';
import { arki, type Listening, listen } from '@kaiku/sandbox';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';
import { scannerOn } from '../support/scanner.ts';
import { openVenue, type Venue } from '../support/venue.ts';

let venue: Venue;
let site: Listening;
let window: Window;

beforeAll(async () => {
  venue = await openVenue();
  const app = new Hono();
  app.get('/', (context) =>
    context.html(`<!doctype html><html lang="en"><title>Tickets</title>
      <script type="module" src="kaiku-scanner.js"></script>
      <kaiku-scanner registry="${venue.registry}" show="${arki.shows.evening.id}"></kaiku-scanner>
      <script type="module">document.querySelector('kaiku-scanner').token = '${venue.token}';</script>`),
  );
  app.use(serveStatic({ root: 'packages/scanner/dist/bundle' }));
  site = await listen(app, { port: 0 });
  window = await openWindow(site.url, { symbology: 'qr', text: arki.cards.family.code });
});
afterAll(async () => {
  await window.close();
  await site.close();
  await venue.close();
});

it('reads a card and records it, with worker and wasm from its own origin and nothing from anywhere else', async () => {
  const origins = new Set<string>();
  window.page.on('request', (request) => origins.add(new URL(request.url()).origin));
  const scanner = scannerOn(window.page);
  await scanner.setMinors(1);
  await scanner.confirm();

  expect(await scanner.verdict('confirmed')).toContain('1 adult and 1 child');
  const rows = await venue.rows(arki.shows.evening.id);
  expect(rows.map(({ card, minors, state }) => ({ card, minors, state }))).toEqual([
    { card: arki.cards.family.code, minors: 1, state: 'counted' },
  ]);
  expect([...origins].filter((origin) => origin !== site.url && origin !== venue.registry)).toEqual([]);
});
