/**
 * A till that a manager stops while it holds a queue: frozen, let in again, and reported as lost. It says so without a reload,
 * records nothing, keeps its queue, and the house takes that over.
 */
import { arki, createRegistryServer, listen, type RegistryServer } from '@kaiku/registry';
import { localeFor } from '@kaiku/scanner/locales';
import { openWire, type Wire } from '@kaiku/testkit';
import { scannerOn } from '@kaiku/testkit/playwright';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openWindow, type Window } from '../support/browser.ts';
import { nowMs } from '../support/clock.ts';

const { cards, shows, venues } = arki;
const en = localeFor('en');
const healed = { timeout: 60_000 };
let registryServer: RegistryServer;
let wire: Wire;
let windows: Window[] = [];

beforeAll(async () => {
  registryServer = await createRegistryServer({ database: { kind: 'memory' }, now: nowMs });
  wire = openWire(registryServer.app, await listen(registryServer.app));
});
afterEach(async () => {
  await Promise.all(windows.map(({ close }) => close()));
  windows = [];
});
afterAll(async () => {
  await wire?.put(false);
  await registryServer?.close();
});

/** Opens the scanner's page on a new device, which a link enrols. */
async function openTill(name: string) {
  const { store } = registryServer;
  const enrolment = await store.createEnrolment({ id: null, venueId: venues.suvanto.id }, { name });
  const window = await openWindow(`${wire.url}/scan?lang=en&show=${shows.evening.id}#enrol=${enrolment?.code}`);
  windows.push(window);
  const { page } = window;
  const scanner = scannerOn(page);
  await scanner.part('begin').click(healed);
  const says = (text: string) => scanner.part('connection').filter({ hasText: text }).waitFor(healed);
  await says(en.status.connected);
  const id = (await store.devices(venues.suvanto.id)).find((device) => device.name === name)?.id ?? '';

  /** Records a card in an outage that begins now. */
  async function recordOffline({ code }: { readonly code: string }): Promise<void> {
    await wire.put(false);
    await scanner.type(code);
    await scanner.confirm();
    await scanner.verdict('provisional');
    await scanner.part('next').click();
    await says(en.status.pending(1));
  }
  /** Waits until the stage says why the till is stopped, and tries a card. */
  async function isStopped(code: 'registry/frozen' | 'registry/lost', card: { readonly code: string }): Promise<void> {
    const { sentence } = en.failures[code];
    await scanner.part('failure').filter({ hasText: sentence }).waitFor(healed);
    await scanner.type(card.code);
    expect(await scanner.verdict('undecided')).toContain(sentence);
    await page.keyboard.press('Escape');
    await scanner.part('failure').filter({ hasText: sentence }).waitFor(healed);
  }
  return { id, page, scanner, says, recordOffline, isStopped };
}

const counted = async () => {
  const usages = await registryServer.store.usages(shows.evening.id);
  return usages.filter(({ state }) => state === 'counted').map(({ card }) => card);
};

it('a till with a queue says that it is frozen, sends it once it is let in, and the house gets it if it is lost', async () => {
  const { store } = registryServer;
  const before = await counted();
  const till = await openTill('Ovi 1');
  const freeze = (frozen: boolean) => store.changeDevice(venues.suvanto.id, till.id, { frozen });

  await till.recordOffline(cards.single);
  await freeze(true);
  await wire.put(true);
  await till.isStopped('registry/frozen', cards.oneChild);
  expect(await counted()).toEqual(before);
  await freeze(false);
  await expect.poll(counted, healed).toEqual([...before, cards.single.code]);
  await till.says(en.status.connected);

  // While it is reachable, it says so without a card.
  await freeze(true);
  await till.isStopped('registry/frozen', cards.oneChild);
  await freeze(false);
  await till.says(en.status.connected);

  await till.recordOffline(cards.family);
  await store.revoke(till.id, { venueId: venues.suvanto.id, lost: true });
  await wire.put(true);
  await till.isStopped('registry/lost', cards.oneChild);
  await till.page.reload();
  await till.isStopped('registry/lost', cards.oneChild);
  expect(await counted()).toEqual([...before, cards.single.code]);

  // What it holds is for the house, not for its finder.
  await till.scanner.openDevice();
  const { buffer } = await till.scanner.saveFile();
  expect(buffer.toString()).not.toContain(cards.family.code);
  const spare = await openTill('Ovi 2');
  await spare.scanner.openDevice();
  await spare.scanner.openFile(buffer);
  await expect.poll(() => spare.scanner.text('device-told'), healed).toContain(en.device.opened(1));
  await expect.poll(counted, healed).toEqual([...before, cards.single.code, cards.family.code]);
}, 240_000);
