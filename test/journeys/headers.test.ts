/**
 * The element under the headers that docs/security.md lists, in a real Chromium. The policies of Trusted Types that the page
 * allows are changed in one test each.
 */
import { serveStatic } from '@hono/node-server/serve-static';
import { arki, type Listening, listen } from '@kaiku/registry';
import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { documentedHeaders } from '../../.tools/documented-headers.ts';
import { beep, type Camera, openWindow, type Window } from '../support/browser.ts';
import { scannerOn } from '../support/scanner.ts';
import { openVenue, type Venue } from '../support/venue.ts';

const { cards, shows } = arki;
const listed = "require-trusted-types-for 'script'; trusted-types lit-html kaiku";
const ofFamily: Camera = { symbology: 'qr', text: cards.family.code };
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

/** Opens the one-file element. Returns what the browser has refused so far, and the errors of the element. */
async function openElement(trustedTypes: string, show: { readonly id: string }, camera: Camera = 'absent') {
  const headers = documentedHeaders('Headers for the page', venue.registry);
  const policy = headers.get('Content-Security-Policy') ?? '';
  expect(policy).toContain(listed);
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of headers) context.header(name, value);
    context.header('Content-Security-Policy', policy.replace(listed, trustedTypes));
  });
  app.get('/', (context) =>
    context.html(`<!doctype html><html lang="en"><title>Tickets</title><link rel="icon" href="data:,">
      <script src="noted.js"></script>
      <script type="module" src="kaiku-scanner.js"></script>
      <kaiku-scanner registry="${venue.registry}" show="${show.id}"></kaiku-scanner>
      <script type="module" src="token.js"></script>`),
  );
  app.get('/noted.js', (context) => context.body(noted, 200, { 'Content-Type': 'text/javascript' }));
  app.get('/token.js', (context) =>
    context.body(`document.querySelector('kaiku-scanner').token = '${venue.token}';`, 200, {
      'Content-Type': 'text/javascript',
    }),
  );
  app.use(serveStatic({ root: 'packages/scanner/dist/bundle' }));
  site = await listen(app, { port: 0 });
  window = await openWindow(site.url, camera);
  return { page: window.page, scanner: scannerOn(window.page) };
}

const noted = `globalThis.refused = []; globalThis.failures = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective));
document.addEventListener('kaiku-error', ({ detail }) => failures.push(detail.code));`;

const lists = (page: Page) =>
  page.evaluate(() => {
    const { refused, failures } = globalThis as unknown as Record<'refused' | 'failures', string[]>;
    return { refused, failures };
  });

describe('the element', () => {
  it('reads by camera, by a reader and typed under the documented headers, and the browser refuses nothing', async () => {
    const { page, scanner } = await openElement(listed, shows.evening, ofFamily);
    await scanner.setMinors(1);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    await scanner.part('next').click();
    await beep(page, cards.single.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    await scanner.part('next').click();
    await scanner.type(cards.oneChild.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');

    const recorded = (await venue.rows(shows.evening.id)).filter(({ state }) => state === 'counted');
    const codes = recorded.map(({ card }) => card).sort();
    expect(codes).toEqual([cards.family, cards.single, cards.oneChild].map(({ code }) => code).sort());
    const files = page.workers().map((worker) => new URL(worker.url()).pathname);
    expect(files.sort()).toEqual(['/decode-worker.js', '/log-worker.js']);
    expect(await lists(page)).toEqual({ refused: [], failures: [] });
  });

  it('continues without a camera and without the second copy if the page does not allow the policy `kaiku`', async () => {
    const { page, scanner } = await openElement(listed.replace(' kaiku', ''), shows.matinee, ofFamily);
    await scanner.type(cards.single.code);
    await scanner.confirm();
    await scanner.verdict('confirmed');
    const { refused, failures } = await lists(page);
    expect(failures).toEqual(['engine/load']);
    expect(new Set(refused)).toEqual(new Set(['trusted-types', 'require-trusted-types-for']));
    expect(page.workers()).toEqual([]);
  });

  it('is not defined on a page that allows no policy', async () => {
    const { page } = await openElement("require-trusted-types-for 'script'; trusted-types 'none'", shows.noCap);
    await page.waitForFunction(() => (globalThis as unknown as { refused: string[] }).refused.length > 0);
    expect(await page.locator('kaiku-scanner:defined').count()).toBe(0);
    // Lit throws while the file is loaded.
    const [thrown] =
      (await window?.close().then(
        () => [],
        (error: AggregateError) => error.errors,
      )) ?? [];
    window = undefined;
    expect(String(thrown)).toContain('lit-html');
  });
});

describe('the policy `kaiku`', () => {
  it('accepts addresses of the page’s own origin, and no other', async () => {
    const { page } = await openElement(listed, shows.small);
    await page.waitForFunction(() => Symbol.for('kaiku/trusted-types') in globalThis);
    const accepted = (address: string) =>
      page.evaluate((url) => {
        const policies = globalThis as unknown as Record<symbol, { createScriptURL(url: string): unknown }>;
        try {
          return String(policies[Symbol.for('kaiku/trusted-types')]?.createScriptURL(url));
        } catch (error) {
          return (error as Error).message;
        }
      }, address);
    const own = `${site?.url}/decode-worker.js`;
    expect(await accepted(own)).toBe(own);
    const refusal = 'A worker must be of the page’s own origin.';
    for (const other of ['https://evil.example/w.js', `blob:${site?.url}/1`, 'data:text/javascript,1', venue.registry])
      expect([other, await accepted(other)]).toEqual([other, refusal]);
  });
});
