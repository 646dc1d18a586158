/** The playground as a vendor shows it: the fake camera, an outage, and the registry in the page. */
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Listening, listen } from '@kaiku/registry';
import { scannerOn, waitLonger } from '@kaiku/testkit/playwright';
import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPlayground } from '../../.tools/playground.ts';
import { root } from '../../.tools/run.ts';
import { launchChromium } from '../support/browser.ts';

const folder = path.join(root, '.cache/playground');
const timeout = { timeout: 60_000 };
let site: Listening;

beforeAll(async () => {
  await buildPlayground(folder);
  const app = new Hono();
  app.use(serveStatic({ root: path.relative('.', folder) }));
  site = await listen(app, { port: 0 });
});
afterAll(() => site.close());

/** Opens the playground. Fails if it requests anything from another host. */
async function open(search: string, test: (page: Page) => Promise<void>): Promise<void> {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  // The registry shares the page's processor.
  await page.addInitScript(waitLonger);
  const errors: string[] = [];
  const elsewhere: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    // What the service worker answers is in the page.
    if (!request.url().startsWith(site.url) && !request.url().startsWith('https://registry.example/')) {
      elsewhere.push(request.url());
    }
  });
  try {
    await page.goto(`${site.url}/index.html${search}`);
    await page.locator('#panel').waitFor(timeout);
    await test(page);
    expect(errors).toEqual([]);
    expect(elsewhere.filter((url) => !/^(data|blob):/.test(url))).toEqual([]);
  } finally {
    await browser.close();
  }
}

const inRegistry = (page: Page) => page.locator('#visits li');

it('records a card of the fake camera, and a second one through an outage', () =>
  open('?lang=fi&turn=20&blur=0.5', async (page) => {
    const scanner = scannerOn(page);
    expect(await scanner.question()).toContain('lasta');
    await scanner.setMinors(2);
    await scanner.confirm();
    expect(await scanner.verdict('confirmed')).toContain('1 aikuinen ja 2 lasta');
    await inRegistry(page).getByText('1 aikuinen ja 2 lasta: kirjattu').waitFor(timeout);

    await page.click('#network');
    await page.locator('#network[aria-pressed="true"]').waitFor();
    await page.selectOption('[name=card]', 'A999005458');
    await scanner.question();
    await scanner.confirm();
    await scanner.verdict('provisional');
    expect(await inRegistry(page).count()).toBe(1);

    await page.click('#network');
    await inRegistry(page).getByText('A9…458, 1 aikuinen: kirjattu').waitFor(timeout);
    expect(await inRegistry(page).count()).toBe(2);
    expect(page.url()).toContain('card=A999005458');
  }));

it('opens as its address says, and writes a change into it', () =>
  open('?keyboard=fr&clock=24&card=A130000011&camera=empty&show=viimeinen-valssi&network=off', async (page) => {
    expect(await page.locator('#network').getAttribute('aria-pressed')).toBe('true');
    for (const [name, value] of [
      ['keyboard', 'fr'],
      ['clock', '24'],
      ['card', 'A130000011'],
      ['show', 'viimeinen-valssi'],
    ]) {
      expect(await page.locator(`[name=${name}]`).inputValue()).toBe(value);
    }
    expect(await page.locator('#hours').textContent()).toBe('+24 h');
    await page.click('#network');
    await scannerOn(page).part('places').waitFor(timeout);
    expect(new URL(page.url()).searchParams.has('network')).toBe(false);
  }));

it('reads a card with the reader', () =>
  open('?card=A130000044&camera=empty', async (page) => {
    await scannerOn(page).part('places').waitFor(timeout);
    await page.click('#scan');
    expect(await scannerOn(page).verdict('refused')).toContain('ended');
  }));
