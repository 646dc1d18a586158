/**
 * Two venues use one browser in turn, with the same page and registry. Each has a storage of its own: no data of one is sent
 * with the other's token, and what waits is shown, kept and sent once its venue is back.
 */
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import type { KaikuScanner } from '@kaiku/scanner';
import { localeFor } from '@kaiku/scanner/locales';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWire, pageApp, type Wire } from '../../.tools/serve-page.ts';
import { openWindow } from '../support/browser.ts';
import { nowMs } from '../support/clock.ts';
import { scannerOn } from '../support/scanner.ts';

const { cards, shows, tokens, venues } = arki;
const en = localeFor('en');
let registryServer: RegistryServer;
let wire: Wire;
let venue: Listening;

beforeAll(async () => {
  registryServer = await createRegistryServer({ database: { kind: 'memory' }, now: nowMs });
  wire = await openWire(registryServer.app, await listen(registryServer.app));
  const folder = 'examples/venue-drop-in/dist';
  venue = await listen(pageApp({ folder, registry: wire.url, token: tokens.boxOffice }));
});
afterAll(async () => {
  await venue.close();
  await wire.put(false);
  await registryServer.close();
});

async function cardsOf({ id }: { readonly id: string }): Promise<readonly (string | null)[]> {
  return (await registryServer.store.usages(id)).map(({ card }) => card);
}

it('two venues in one browser record each for itself, and what waits for one survives the other', async () => {
  const { page, close } = await openWindow('about:blank');
  const scanner = scannerOn(page);
  const connected = () => scanner.part('connection').filter({ hasText: en.status.connected }).waitFor();
  let token: string = tokens.boxOffice;
  await page.route('**/kaiku.json', (route) => route.fulfill({ json: { registry: wire.url, token } }));
  const open = (given: string, show: { readonly id: string }) => {
    token = given;
    return page.goto(`${venue.url}/?show=${show.id}&lang=en`);
  };

  // Suvanto records a visit in an outage, after a restart of its page in the outage too.
  await open(tokens.boxOffice, shows.evening);
  await connected();
  // An answered check means that the device has the key that it seals codes with.
  await page.evaluate(async (code) => {
    const scanner = document.querySelector('kaiku-scanner') as KaikuScanner;
    await scanner.check(code);
    scanner.reset();
  }, cards.family.code);
  await wire.put(false);
  await page.reload();
  await scanner.type(cards.single.code);
  await scanner.confirm();
  await scanner.verdict('provisional');
  await page.goto('about:blank');
  await wire.put(true);

  // Kaarna records. Suvanto's visit is shown, and not sent.
  const { sentence } = en.device.warnings['other-venue'](
    { kind: 'other-venue', venueId: venues.suvanto.id, venue: venues.suvanto.name, entries: 1 },
    en.amounts,
  );
  await open(tokens.theatre, shows.exhibition);
  await scanner.part('device-warning').filter({ hasText: sentence }).waitFor();
  await scanner.type(cards.oneChild.code);
  await scanner.confirm();
  await scanner.verdict('confirmed');
  expect(await cardsOf(shows.exhibition)).toContain(cards.oneChild.code);
  expect(await cardsOf(shows.evening)).not.toContain(cards.single.code);
  const download = page.waitForEvent('download');
  await scanner.part('save-file').click();
  expect(await readJson(await (await download).createReadStream())).toMatchObject({
    entries: [{ stage: 'report', visit: { showId: shows.evening.id } }],
  });

  // The page gets Suvanto's token while Kaarna's desk is open.
  await page.evaluate((given) => {
    (document.querySelector('kaiku-scanner') as KaikuScanner).token = given;
  }, tokens.boxOffice);
  const refused = en.failures['registry/other-venue'].sentence;
  await scanner.type(cards.family.code);
  expect(await scanner.verdict('undecided')).toContain(refused);
  await scanner.part('failure').filter({ hasText: refused }).waitFor();
  expect(await cardsOf(shows.evening)).not.toContain(cards.family.code);

  // Suvanto is back.
  await open(tokens.boxOffice, shows.evening);
  await connected();
  await scanner.part('pending').waitFor({ state: 'detached' });
  await expect.poll(() => cardsOf(shows.evening)).toContain(cards.single.code);
  expect(await scanner.part('device-warning').count()).toBe(0);
  await close();
}, 120_000);

async function readJson(stream: NodeJS.ReadableStream): Promise<unknown> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return JSON.parse(text);
}
