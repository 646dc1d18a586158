/** The one-file element on a page with only a script tag, as a venue without a bundler uses it. */
import { arki } from '@kaiku/registry';
import { locales } from '@kaiku/scanner/locales';
import { expect, it } from 'vitest';
import type { Camera } from '../support/browser.ts';
import { useElementPage } from '../support/use-element-page.ts';

const element = useElementPage();
const camera: Camera = { symbology: 'qr', text: arki.cards.family.code };

it('the one-file element reads a card and records it, and loads nothing from other origins', async () => {
  const { page, scanner, url } = await element.open(arki.shows.evening, { camera });
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  await scanner.setMinors(1);
  await scanner.confirm();

  expect(await scanner.verdict('confirmed')).toContain('1 adult and 1 child');
  const rows = await element.venue.rows(arki.shows.evening.id);
  expect(rows.map(({ card, minors, state }) => ({ card, minors, state }))).toEqual([
    { card: arki.cards.family.code, minors: 1, state: 'counted' },
  ]);
  expect([...origins].filter((origin) => origin !== url && origin !== element.venue.registry)).toEqual([]);
});

it('the one-file element reads a card in JavaScript if the policy forbids WebAssembly, and emits one `engine/load`', async () => {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; worker-src 'self';
    connect-src 'self' ${element.venue.registry}; media-src 'self' blob:`.replace(/\s+/g, ' ');
  const headers = { 'Content-Security-Policy': policy };
  const { scanner, noted } = await element.open(arki.shows.matinee, { headers, camera });
  await scanner.confirm();

  await scanner.verdict('confirmed');
  expect((await noted()).failures).toEqual(['engine/load']);
});

it('the one-file element loaded twice keeps the first copy, warns with both versions, and records a card once', async () => {
  const scripts = ['kaiku-scanner.js', 'kaiku-scanner.js?another-copy'];
  const { scanner, noted } = await element.open(arki.shows.noCap, { camera, scripts });
  await scanner.confirm();
  await scanner.verdict('confirmed');
  expect((await noted()).warnings).toEqual([
    expect.stringMatching(/<kaiku-scanner> is already defined by version [\d.]+; version [\d.]+ was loaded too/),
  ]);
  expect(await element.venue.rows(arki.shows.noCap.id)).toHaveLength(1);
});

it('the one-file element loaded with a query, as by WordPress, is not loaded again by the file of its language', async () => {
  const { page, scanner, url } = await element.open(arki.shows.noCap, { scripts: ['kaiku-scanner.js?ver=1'] });
  expect(await scanner.text('check')).toBe(locales.en.typed.submit);
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const files = loaded.map((name) => name.replace(`${url}/`, ''));
  expect(files.filter((file) => file.startsWith('kaiku-scanner.js'))).toEqual(['kaiku-scanner.js?ver=1']);
  expect(files.filter((file) => file.startsWith('kaiku-scanner-en-'))).toHaveLength(1);
});

it('the one-file element without the files next to it records a card in Finnish, and emits an error', async () => {
  const { scanner, noted } = await element.open(arki.shows.noCap, { alone: true });
  await scanner.type(arki.cards.single.code);
  await scanner.confirm();
  expect(await scanner.verdict('confirmed')).toContain(locales.fi.verdict.word.confirmed);
  expect((await noted()).failures).toContain('unexpected');
});

it('the one-file element that loses the network after its start opens every part of the screen', async () => {
  const { page, scanner } = await element.open(arki.shows.noCap);
  await page.locator('kaiku-scanner [part~="menu"]:enabled').waitFor();
  await page.context().setOffline(true);

  await scanner.openDevice();
  for (const part of ['shift-card', 'send-now', 'open-file']) await scanner.part(part).waitFor();
  await page.locator('kaiku-scanner [part~="sound"] summary').click();
  await scanner.part('try-sound').waitFor();
  await scanner.closeDevice();
  await scanner.type(arki.cards.single.code);
  await scanner.part('gather').click();
  await scanner.part('group').waitFor();
  await scanner.part('cancel').click();
  await scanner.openDrawer();
  await scanner.part('train').click();
  await scanner.part('demo-card').click();
  await scanner.part('asking').waitFor();
});
