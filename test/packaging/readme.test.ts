/** The README's six lines on an empty page, with the files of the package that npm would publish. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { arki, type Listening, listen } from '@kaiku/registry';
import { scannerOn } from '@kaiku/testkit/playwright';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWindow } from '../support/browser.ts';
import { openVenue, type Venue } from '../support/venue.ts';
import { unpack } from './tarballs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaiku-packed-'));
const lines = /```html\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
let venue: Venue;
let site: Listening;

beforeAll(async () => {
  unpack('scanner', folder);
  venue = await openVenue();
  const app = new Hono();
  app.get('/', (context) =>
    context.html(`<!doctype html><title>Liput</title><link rel="icon" href="data:,">\n${lines}`),
  );
  app.get('/till-token', (context) => context.text(venue.token));
  app.use('*', serveStatic({ root: path.relative('.', path.join(folder, 'package/dist/bundle')) }));
  site = await listen(app, { port: 0 });
});
afterAll(async () => {
  await site.close();
  await venue.close();
  rmSync(folder, { recursive: true });
});

it('are six', () => {
  expect(lines.trim().split('\n')).toHaveLength(6);
});

it('put a scanner on the page that reads a card by camera and records it', async () => {
  const { page, close } = await openWindow('about:blank', { symbology: 'qr', text: arki.cards.family.code });
  try {
    // Answer for the README's registry.
    await page.route('https://registry.example/**', async (route) => {
      const { pathname, search } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: new URL(pathname + search, venue.registry).href }) });
    });
    await page.goto(site.url);
    const scanner = scannerOn(page);
    await scanner.setMinors(2);
    await scanner.confirm();
    expect(await scanner.verdict('confirmed')).toContain('1 aikuinen ja 2 lasta');
    const rows = await venue.rows('ilta-jokirannalla');
    expect(rows.map(({ card, minors, state }) => ({ card, minors, state }))).toEqual([
      { card: arki.cards.family.code, minors: 2, state: 'counted' },
    ]);
  } finally {
    // The page has an open request for news of the show.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await close();
  }
});
