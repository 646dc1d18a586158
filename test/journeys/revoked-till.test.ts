/** A till whose token is revoked during an evening records nothing afterwards, with or without the network. */
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { localeFor } from '@kaiku/scanner/locales';
import { openWire, type Wire } from '@kaiku/testkit';
import { scannerOn } from '@kaiku/testkit/playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pageApp } from '../../.tools/serve-page.ts';
import { openWindow } from '../support/browser.ts';

const { cards, shows, tokens } = arki;
const en = localeFor('en');
let registryServer: RegistryServer;
let wire: Wire;
let venue: Listening;

beforeAll(async () => {
  registryServer = await createRegistryServer({ database: { kind: 'memory' } });
  wire = openWire(registryServer.app, await listen(registryServer.app));
  const folder = 'examples/venue-drop-in/dist';
  venue = await listen(pageApp({ folder, registry: wire.url, token: tokens.boxOffice }));
});
afterAll(async () => {
  await venue.close();
  await wire.put(false);
  await registryServer.close();
});

it('a revoked till says so and records nothing, even without the network, and keeps what it has recorded', async () => {
  const { page, close } = await openWindow(`${venue.url}/?show=${shows.evening.id}&lang=en`);
  const scanner = scannerOn(page);
  await scanner.part('connection').filter({ hasText: en.status.connected }).waitFor();
  const before = await registryServer.store.usages(shows.evening.id);
  await scanner.type(cards.single.code);
  await scanner.confirm();
  await scanner.verdict('confirmed');

  const device = await registryServer.store.device(tokens.boxOffice);
  await registryServer.store.revoke(device?.id ?? '');
  const { sentence } = en.failures['registry/revoked'];
  await scanner.type(cards.oneChild.code);
  expect(await scanner.verdict('undecided')).toContain(sentence);
  // One order: the answer says it, and then the stage, in place of “ready”.
  await page.keyboard.press('Escape');
  await scanner.part('failure').filter({ hasText: sentence }).waitFor();

  await wire.put(false);
  await scanner.type(cards.family.code);
  expect(await scanner.verdict('undecided')).toContain(sentence);
  expect(await page.getByText(en.status.kept).count()).toBe(0);
  expect(await registryServer.store.usages(shows.evening.id)).toHaveLength(before.length + 1);
  await close();
});
