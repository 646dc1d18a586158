import { arki } from '@kaiku/registry';
import { readerOn } from '@kaiku/testkit/playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';
import { openVenue, type Venue } from '../support/venue.ts';

let venue: Venue;
let window: Window;

beforeAll(async () => {
  venue = await openVenue();
  window = await openWindow('about:blank');
});
afterAll(async () => {
  await window.close();
  await venue.close();
});

it('a box office with only a reader records a visit without requesting a camera or loading a decoder', async () => {
  const { page } = window;
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('This till has requested a camera.'));
  });
  await page.goto(`${venue.boxOffice}/?show=${arki.shows.evening.id}`);
  await page.locator('#booking').fill('Maija');
  await page.locator('#status', { hasText: 'Valmis.' }).waitFor();
  await readerOn(page).scan(arki.cards.family.code);
  await page.locator('#status', { hasText: 'Kirjattu Kaikukantaan.' }).waitFor();

  expect(await page.locator('#booking').inputValue()).toBe('Maija');
  const rows = await venue.rows(arki.shows.evening.id);
  expect(rows.map(({ card, state }) => ({ card, state }))).toEqual([
    { card: arki.cards.family.code, state: 'counted' },
  ]);
  expect(loaded).toEqual(expect.arrayContaining(['/', '/page.js', '/kaiku.json']));
  expect(loaded.filter((path) => /decode|wasm|engine|zxing/.test(path))).toEqual([]);
  expect(await page.locator('video').count()).toBe(0);
});
