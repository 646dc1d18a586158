/** The built site: it answers a search without a network, shows what the pages have, and prints the clerk's card on one sheet. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Listening } from '@kaiku/registry';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../.tools/run.ts';
import { buildSite, serveSite } from '../../.tools/site/site.ts';
import { launchChromium } from '../support/browser.ts';

const timeout = { timeout: 30_000 };
let site: Listening;
let browser: Browser;
/** What pages requested from another host. */
const elsewhere: string[] = [];

beforeAll(async () => {
  await buildSite();
  site = await serveSite(0);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function open(place: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  await page.goto(`${site.url}/${place}`);
  return page;
}

it.each([
  ['index.html', 'Search', 'leased tickets', 'protocol.html'],
  ['fi/index.html', 'Hae', 'yläraja', 'fi/house.html'],
  ['fi/index.html', 'Hae', 'rekisterinpitäjä', 'fi/privacy.html'],
])('%s finds a page by its words', async (place, label, words, found) => {
  const page = await open(place);
  await page.getByRole('button', { name: label }).first().click(timeout);
  await page.locator('#localsearch-input').fill(words, timeout);
  await page.locator(`.results a[href^="/${found}"]`).first().waitFor(timeout);
  await page.close();
});

it.each([
  ['security.html', 'Suomi', '/fi/'],
  ['fi/devices.html', 'English', '/devices.html'],
])('the menu of languages of %s leads to a page that exists', async (place, language, expected) => {
  const page = await open(place);
  const address = await page.getByRole('link', { name: language, includeHidden: true }).first().getAttribute('href');
  expect(address).toBe(expected);
  expect((await page.request.get(`${site.url}${address}`)).status()).toBe(200);
  await page.close();
});

it('a link to a heading of the errors leads to it', async () => {
  const page = await open('errors.html#registryfrozen');
  await page.locator('h2#registryfrozen').waitFor(timeout);
  expect(await page.locator('h2#registryfrozen').textContent()).toContain('registry/frozen');
  await page.close();
});

it('the benchmarks have charts, the page is there as Markdown, and llms.txt lists it', async () => {
  const page = await open('benchmarks.html');
  const charts = page.locator('img[src*="charts"], img[src*="data:image/svg"], img[src*="assets/registry"]');
  expect(await charts.count()).toBeGreaterThan(0);
  const answer = await page.request.get(`${site.url}/benchmarks.md`);
  expect(answer.headers()['content-type']).toContain('text/markdown');
  expect(await answer.text()).toContain('# Benchmarks');
  expect(await (await page.request.get(`${site.url}/llms.txt`)).text()).toContain('(benchmarks.md)');
  await page.close();
});

it('the clerk’s card is one sheet of A4', async () => {
  const page = await open('clerk-card.html');
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
  await page.close();
});

it('nothing was requested from another host', () => {
  expect(elsewhere).toEqual([]);
});

it('no page has an address of another host to load from', () => {
  const home = readFileSync(path.join(root, '.cache/site/html/index.html'), 'utf8');
  const loaded = [...home.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(loaded.filter((address) => /^(https?:)?\/\//.test(address ?? ''))).toEqual([]);
});
