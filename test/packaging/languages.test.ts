/** The files that a page loads in addition to the element, and what it shows if one fails to load. */
import { arki } from '@kaiku/registry';
import type { KaikuErrorDetail } from '@kaiku/scanner';
import { locales } from '@kaiku/scanner/locales';
import { scannerOn } from '@kaiku/testkit/playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';
import { openVenue, type Venue } from '../support/venue.ts';

let venue: Venue;
let window: Window;
const loaded: string[] = [];

beforeAll(async () => {
  venue = await openVenue();
  window = await openWindow('about:blank');
  window.page.on('request', (request) => {
    const [, chunk] = /\/((?:fi|sv|en)-[^/]+\.js)$/.exec(request.url()) ?? [];
    if (chunk !== undefined) loaded.push(chunk.slice(0, 2));
  });
});
afterAll(async () => {
  await window.close();
  await venue.close();
});

async function open(lang: string) {
  loaded.length = 0;
  await window.page.goto(`${venue.dropIn}/?show=${arki.shows.evening.id}&lang=${lang}`);
  return scannerOn(window.page);
}

describe('a page', () => {
  it('in Finnish loads no file of a language, because Finnish is built in', async () => {
    const scanner = await open('fi');
    expect(await scanner.text('check')).toBe(locales.fi.typed.submit);
    expect(loaded).toEqual([]);
  });
  it.each(['sv', 'en'] as const)('in %s loads only that language', async (lang) => {
    const scanner = await open(lang);
    expect(await scanner.text('check')).toBe(locales[lang].typed.submit);
    expect(loaded).toEqual([lang]);
  });
  it.each(['sv', 'en'] as const)('in %s shows no other language before its registry is known', async (lang) => {
    const { page } = window;
    await page.route('**/kaiku.json', () => {}); // never answered
    await page.goto(`${venue.dropIn}/?show=${arki.shows.evening.id}&lang=${lang}`, { waitUntil: 'commit' });
    expect(await scannerOn(page).text('show')).toBe(locales[lang].title);
    await page.unroute('**/kaiku.json');
  });
  it('shows Finnish, emits an error and works if its language fails to load', async () => {
    await window.page.addInitScript(() => {
      const failed: string[] = [];
      Object.assign(globalThis, { failed });
      document.addEventListener('kaiku-error', (event) =>
        failed.push((event as CustomEvent<KaikuErrorDetail>).detail.during),
      );
    });
    await window.page.route('**/sv-*.js', (route) => route.abort());
    const scanner = await open('sv');
    await scanner.type(arki.cards.family.code);
    await scanner.confirm();
    expect(await scanner.verdict('confirmed')).toContain(locales.fi.verdict.word.confirmed);
    expect(await window.page.evaluate(() => (globalThis as unknown as { failed: string[] }).failed)).toContain(
      'language',
    );
  });
  it('emits an error if the drawer fails to load, and loads it when the registry is back', async () => {
    const { page } = window;
    await page.route('**/later-*.js', (route) => route.abort());
    const scanner = await open('fi');
    await vi.waitFor(async () =>
      expect(await page.evaluate(() => (globalThis as unknown as { failed: string[] }).failed)).toContain('screen'),
    );
    expect(await scanner.part('menu').isDisabled()).toBe(true);
    await page.unroute('**/later-*.js');
    await page.context().setOffline(true);
    await scanner.type(arki.cards.single.code);
    await page.locator('kaiku-scanner:state(offline)').waitFor();
    await page.context().setOffline(false);
    await page.locator('kaiku-scanner [part~="cancel"], kaiku-scanner [part~="next"]').first().click();
    await scanner.openDrawer();
  });
});
