/**
 * An evening of a house with a register of its own and no list of cards: a card is recorded without being checked, a duplicate
 * and a visit over the cap are refused, and an outage changes nothing for the card.
 */
import { createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { localeFor } from '@kaiku/scanner/locales';
import { openWire, type Wire } from '@kaiku/testkit';
import { scannerOn } from '@kaiku/testkit/playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createFaults, pageApp } from '../../.tools/serve-page.ts';
import { openWindow, type Window } from '../support/browser.ts';
import { nowMs } from '../support/clock.ts';

const en = localeFor('en');
const show = 'ensi-ilta';
const token = 'house-device';
// As on the sample pages of Kaikukanta's manual; no such card is in any list here.
const [first, second, third, fourth, fifth] = [
  'A999123401',
  'X999123402',
  'A999123403',
  'A999123404',
  'A999123405',
] as const;
let registryServer: RegistryServer;
let wire: Wire;
let venue: Listening;
let window: Window | undefined;

beforeAll(async () => {
  const faults = createFaults(7);
  registryServer = await createRegistryServer({ scenario: 'empty', cards: 'not-checked', now: nowMs });
  const startsAt = new Date(nowMs() + 3_600_000).toISOString();
  await registryServer.store.seed({
    venues: [{ id: 'house', name: 'Talo' }],
    devices: [{ id: 'kassa', venueId: 'house', name: 'Kassa', token }],
    shows: [{ id: show, venueId: 'house', name: 'Ensi-ilta', kind: 'performance', startsAt, seats: 100, cap: 6 }],
  });
  wire = openWire(registryServer.app, await listen(registryServer.app));
  const developer = { wire, faults, store: registryServer.store };
  venue = await listen(pageApp({ folder: 'examples/venue-drop-in/dist', registry: wire.url, token, developer }));
});
afterAll(async () => {
  await venue?.close();
  await wire?.put(false);
  await registryServer?.close();
});
afterEach(() => window?.close());

it('a house without a list of cards records an evening', async () => {
  window = await openWindow(`${venue.url}/?show=${show}&lang=en`);
  const { page } = window;
  const scanner = scannerOn(page);
  const connected = () =>
    scanner.part('connection').filter({ hasText: en.status.connected }).waitFor({ timeout: 60_000 });
  await connected();

  // The card is asked about like any other, and the screen says who checks it.
  await scanner.type(first);
  const question = await scanner.question();
  expect(question).toContain(en.asking.notChecked);
  expect(question).toContain(en.asking.kaikukantaNumber);
  await scanner.setMinors(2);
  await scanner.confirm();
  expect(await scanner.verdict('confirmed')).toContain(en.flags['card-not-checked']);
  await scanner.part('next').click();

  // A duplicate, and a party over the cap.
  await scanner.type(first);
  expect(await scanner.verdict('refused')).toContain('No new recording is needed');
  await scanner.part('next').click();
  await scanner.type(second);
  // Three places are left: the adult and two children.
  expect(await scanner.question()).toMatch(/ 0 1 2 (?!3)/);
  await scanner.confirm();
  await scanner.verdict('confirmed');
  await scanner.part('next').click();

  // In an outage the device records provisionally, and the registry counts it afterwards.
  const network = page.getByRole('switch');
  await network.click();
  await page.getByText('Network: cut').waitFor();
  await scanner.type(third);
  await scanner.confirm();
  await scanner.verdict('provisional');
  await network.click();
  await connected();
  await page
    .locator('#balance')
    .filter({ hasText: 'Every visit of this device is in the registry.' })
    .waitFor({ timeout: 60_000 });
  expect(await scanner.part('review').count()).toBe(0);

  // The last place, and one more card.
  await scanner.type(fourth);
  await scanner.confirm();
  await scanner.verdict('confirmed');
  await scanner.part('next').click();
  await scanner.type(fifth);
  expect(await scanner.verdict('refused')).toContain('have been given');

  const rows = await registryServer.store.usages(show);
  expect(rows.map(({ card, minors, flags }) => ({ card, minors, flags }))).toEqual([
    { card: first, minors: 2, flags: ['card-not-checked'] },
    { card: second, minors: 0, flags: ['card-not-checked'] },
    { card: third, minors: 0, flags: ['card-not-checked'] },
    { card: fourth, minors: 0, flags: ['card-not-checked'] },
  ]);
});
