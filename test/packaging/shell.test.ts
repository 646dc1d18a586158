/** The shell that a server sends: visible before any script, and replaced by the element without a layout shift. */
import { readFileSync } from 'node:fs';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Listening, listen } from '@kaiku/registry';
import { type Lang, locales } from '@kaiku/scanner/locales';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';

const shellOf = (lang: Lang) => readFileSync(`packages/scanner/dist/shell/${lang}.html`, 'utf8');
const styleSource = readFileSync('packages/scanner/dist/shell/style-src.txt', 'utf8').trim();

/** Lets the test decide when the element's script loads. */
let release = () => {};
let released: Promise<void>;
let site: Listening;

beforeAll(async () => {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    const csp = `default-src 'none'; script-src 'self' 'nonce-page'; style-src 'self' ${styleSource}; connect-src 'self'`;
    context.header('Content-Security-Policy', csp);
  });
  app.get('/page/:lang', (context) => {
    const lang = context.req.param('lang') as Lang;
    return context.html(`<!doctype html><html lang="${lang}"><title>Liput</title><link rel="icon" href="data:,">
      <kaiku-scanner registry="${new URL('/registry/', context.req.url)}" show="ilta">${shellOf(lang)}</kaiku-scanner>
      <p id="below">Below the element</p>
      <script nonce="page">document.querySelector('kaiku-scanner').token = 'secret';</script>
      <script type="module" src="/bundle/kaiku-scanner.js"></script>`);
  });
  app.get('/bundle/kaiku-scanner.js', async (_, next) => {
    await released;
    return next();
  });
  app.use('/bundle/*', serveStatic({ root: 'packages/scanner/dist', rewriteRequestPath: (path) => path }));
  site = await listen(app, { port: 0 });
});
afterAll(() => site.close());

/** Returns the boxes of the screen's parts, its text and its background. */
function screenOf({ page }: Window) {
  return page.locator('kaiku-scanner').evaluate((element) => {
    const parts = ['header', 'stage', 'camera', 'typed', 'code-input', 'device'];
    const root = element.shadowRoot as ShadowRoot;
    const boxes = parts.map((part) => {
      const { x, y, width, height } = (root.querySelector(`[part="${part}"]`) as Element).getBoundingClientRect();
      return [part, x, y, width, height];
    });
    const section = root.querySelector('section') as HTMLElement;
    return {
      boxes,
      text: section.textContent.replace(/\s+/g, ' '),
      background: getComputedStyle(section.querySelector('.stage') as Element).backgroundColor,
    };
  });
}

describe.each(['fi', 'sv', 'en'] as const)('the shell in %s', (lang) => {
  it('shows the styled screen, inert, before the script, and then becomes active without a layout shift', async () => {
    released = new Promise((resolve) => {
      release = resolve;
    });
    const window = await openWindow('about:blank');
    const { page } = window;
    try {
      await page.addInitScript(() => {
        // The person has not answered the permission prompt, and the registry has not answered.
        navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
        const shifts: number[] = [];
        Object.assign(globalThis, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.route('**/registry/**', () => {});
      // The module script delays the load event, not painting.
      await page.goto(`${site.url}/page/${lang}`, { waitUntil: 'commit' });
      await page.locator('#below').waitFor();
      const before = await screenOf(window);
      expect(before.text).toContain(locales[lang].ready.starting.sentence);
      expect(before.background).toBe('rgb(255, 255, 255)');
      expect(await page.locator('kaiku-scanner section[inert]').count()).toBe(1);

      release();
      await page.locator('kaiku-scanner section.screen:not([inert])').waitFor();
      // The drawer, which the shell has too, is fetched after the first paint.
      await page.locator('kaiku-scanner [part~="menu"]:enabled').waitFor();
      await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
      const after = await screenOf(window);
      expect(after).toEqual(before);
      expect(await page.locator('kaiku-scanner section.screen').count()).toBe(1);
      expect(await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).toEqual([]);
    } finally {
      release();
      await window.close();
    }
  });
});
