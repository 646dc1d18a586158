/** The files that a page loads for each language, and what it shows if one fails to load. */
import { arki } from '@kaiku/registry';
import type { KaikuErrorDetail } from '@kaiku/scanner';
import { locales } from '@kaiku/scanner/locales';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';
import { scannerOn } from '../support/scanner.ts';
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
});
