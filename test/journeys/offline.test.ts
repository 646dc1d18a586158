/**
 * The network is cut in the middle of a queue, with the page and the panel of `npm start`. Once it is back, the registry has
 * exactly the visits that the device has shown.
 */
import { arki, createRegistryServer, type Listening, listen, type RegistryServer } from '@kaiku/registry';
import { localeFor } from '@kaiku/scanner/locales';
import { openWire, type Wire } from '@kaiku/testkit';
import { scannerOn } from '@kaiku/testkit/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFaults, type Faults, pageApp } from '../../.tools/serve-page.ts';
import { openWindow, type Window } from '../support/browser.ts';
import { nowMs } from '../support/clock.ts';

const { cards, shows } = arki;
const en = localeFor('en');
const healed = { timeout: 60_000 };
let registryServer: RegistryServer;
let wire: Wire;
let faults: Faults;
let venue: Listening;
let windows: Window[] = [];

beforeAll(async () => {
  faults = createFaults(7);
  registryServer = await createRegistryServer({
    database: { kind: 'memory' },
    now: nowMs,
    chooseFault: faults.chooseFault,
  });
  wire = openWire(registryServer.app, await listen(registryServer.app));
  const developer = { wire, faults, store: registryServer.store };
  const folder = 'examples/venue-drop-in/dist';
  venue = await listen(pageApp({ folder, registry: wire.url, token: arki.tokens.boxOffice, developer }));
});
afterAll(async () => {
  await venue.close();
  await wire.put(false);
  await registryServer.close();
});
afterEach(async () => {
  await Promise.all(windows.map((window) => window.close()));
  windows = [];
  faults.choice = 'none';
  await wire.put(true);
});

async function open(show: { readonly id: string }) {
  const window = await openWindow(`${venue.url}/?show=${show.id}&lang=en`);
  windows.push(window);
  const { page } = window;
  const scanner = scannerOn(page);
  await scanner.part('connection').filter({ hasText: 'Connected' }).waitFor();
  return { page, scanner, network: page.getByRole('switch') };
}

async function admit(scanner: ReturnType<typeof scannerOn>, code: string, minors = 0): Promise<void> {
  await scanner.type(code);
  await scanner.setMinors(minors);
  await scanner.confirm();
}

/** Waits until the device holds this many leased tickets. */
async function holding(page: Page, places: number): Promise<void> {
  await scannerOn(page).openDevice();
  const row = page.locator('kaiku-scanner [part~="device"] dl > div').filter({ hasText: en.device.places });
  await row
    .locator('dd')
    .filter({ hasText: new RegExp(`^${places}$`) })
    .waitFor(healed);
  await scannerOn(page).closeDevice();
}

async function cut({ page, network }: Awaited<ReturnType<typeof open>>): Promise<void> {
  await network.click();
  await page.getByText('Network: cut').waitFor();
}

const counted = async ({ id }: { readonly id: string }) =>
  (await registryServer.store.usages(id)).flatMap(({ state, card, minors }) =>
    state === 'counted' ? { card, minors } : [],
  );

describe('a network that is cut in the middle of a queue', () => {
  it('causes three provisional visits, and the registry has exactly those afterwards', async () => {
    const show = shows.evening;
    const before = await counted(show);
    const { page, scanner, network } = await open(show);
    await admit(scanner, cards.single.code);
    await scanner.verdict('confirmed');

    await cut({ page, scanner, network });
    const queue = [
      { card: cards.family.code, minors: 2 },
      { card: cards.oneChild.code, minors: 1 },
      { card: cards.mobile.code, minors: 0 },
    ];
    for (const [index, { card, minors }] of queue.entries()) {
      await admit(scanner, card, minors);
      await scanner
        .part('pending')
        .filter({ hasText: `${index + 1} waiting to be sent` })
        .waitFor();
      expect(await scanner.verdict('provisional')).toContain('Recorded on this device');
    }
    expect(await scanner.text('connection')).toMatch(
      /^No connection since \d{1,2}:\d\d\. Visits are stored on this device\./,
    );
    await page.locator('#balance').filter({ hasText: '3 of them are on this device only.' }).waitFor();
    expect(await counted(show)).toHaveLength(before.length + 1);

    await network.click();
    await scanner.part('connection').filter({ hasText: 'Connected' }).waitFor(healed);
    await page
      .locator('#balance')
      .filter({ hasText: 'Every visit of this device is in the registry.' })
      .waitFor(healed);
    const now = await counted(show);
    expect(now).toHaveLength(before.length + 4);
    expect(now).toEqual(expect.arrayContaining([...before, { card: cards.single.code, minors: 0 }, ...queue]));
    expect(await scanner.part('review').count()).toBe(0);
  });

  it('counts each visit once even if a third of the requests fail', async () => {
    const show = shows.noCap;
    const before = await counted(show);
    const { page, scanner } = await open(show);
    await page.getByLabel('Faults').selectOption('third');
    const queue = [cards.single, cards.family, cards.oneChild, cards.mobile, cards.twoChildren];
    for (const { code } of queue) {
      await admit(scanner, code);
      await page.locator('kaiku-scanner .verdict:is(.confirmed, .provisional)').waitFor({ timeout: 20_000 });
    }
    await page.getByLabel('Faults').selectOption('none');
    await page
      .locator('#balance')
      .filter({ hasText: 'Every visit of this device is in the registry.' })
      .waitFor(healed);
    expect(await page.locator('#recorded').textContent()).toBe(String(queue.length));
    const now = await counted(show);
    expect(now).toHaveLength(before.length + queue.length);
    expect(now).toEqual(expect.arrayContaining([...before, ...queue.map(({ code }) => ({ card: code, minors: 0 }))]));
  });
});

describe('an outage that exceeds the capacity of a device', () => {
  it('uses leased tickets, then the unconfirmed limit, then refuses; a reload loses nothing, and flags are shown', async () => {
    const show = shows.massEvent;
    const before = await counted(show);
    const device = await open(show);
    const { page, scanner, network } = device;
    // The event is a month away, so the page would not lease any tickets yet.
    await page.locator('kaiku-scanner').evaluate((element) => Object.assign(element, { leaseTickets: 5 }));
    await holding(page, 5);
    await cut(device);

    const onLease = [
      { card: cards.family.code, minors: 3 },
      { card: cards.single.code, minors: 0 },
    ];
    for (const { card, minors } of onLease) {
      await admit(scanner, card, minors);
      await scanner.part('kept-lease').waitFor();
      await scanner.part('next').click();
    }
    expect(await scanner.text('leased')).toBe(en.status.places(0));

    const unconfirmed = [cards.expired, cards.mobile, cards.oneChild, cards.twoChildren, cards.longPrefix];
    for (const [index, { code }] of unconfirmed.entries()) {
      if (index === 1) {
        await page.reload();
        await scanner
          .part('pending')
          .filter({ hasText: en.status.pending(3) })
          .waitFor();
      }
      await admit(scanner, code);
      await scanner.part('kept-unconfirmed').waitFor();
      await scanner.part('next').click();
    }
    await scanner.type(cards.mobileFamily.code);
    expect(await scanner.verdict('undecided')).toContain('Write the visit on the paper form');
    expect(await scanner.part('confirm').count()).toBe(0);
    expect(await counted(show)).toEqual(before);

    await network.click();
    await scanner
      .part('connection')
      .filter({ hasText: /^Connected$/ })
      .waitFor(healed);
    const now = (await registryServer.store.usages(show.id)).filter(({ state }) => state === 'counted');
    expect(now).toHaveLength(before.length + 7);
    for (const { card, minors } of onLease)
      expect(now).toContainEqual(expect.objectContaining({ card, minors, from: 'lease' }));
    for (const { code } of unconfirmed)
      expect(now).toContainEqual(expect.objectContaining({ card: code, minors: 0, from: 'free' }));

    await page
      .locator('kaiku-scanner [part~="review"] summary')
      .filter({ hasText: en.review.title(1) })
      .click();
    expect(await scanner.text('item-flagged')).toContain(en.flags['card-expired']);
    await scanner.part('dismiss').click();
    await scanner.part('review').waitFor({ state: 'detached' });
    await page.reload();
    await scanner
      .part('connection')
      .filter({ hasText: /^Connected$/ })
      .waitFor(healed);
    expect(await scanner.part('review').count()).toBe(0);
    expect(await counted(show)).toHaveLength(before.length + 7);
  });

  it('lets another device import the outbox, and each visit counts once, whichever device sends it', async () => {
    // Without a cap: the till's leased tickets are not free, so under a cap the result would depend on which device is first.
    const show = shows.noCap;
    const before = await counted(show);
    const till = await open(show);
    const spare = await open(show);
    await cut(till);
    const queue = [
      { card: cards.longPrefix.code, minors: 0 },
      { card: cards.mobileFamily.code, minors: 2 },
    ];
    for (const { card, minors } of queue) {
      await admit(till.scanner, card, minors);
      await till.scanner.verdict('provisional');
    }
    await till.scanner.openDevice();
    const { name, buffer } = await till.scanner.saveFile();
    expect(name).toMatch(/^kaikukortti-\d{4}-\d\d-\d\d-\d{4}\.json$/);

    await spare.scanner.openDevice();
    for (const news of [2, 0]) {
      await spare.scanner.openFile(buffer);
      await expect.poll(() => spare.scanner.text('device-told')).toContain(en.device.opened(news));
    }

    // The till comes back, so both devices send.
    await till.network.click();
    for (const { scanner } of [till, spare])
      await scanner
        .part('connection')
        .filter({ hasText: /^Connected$/ })
        .waitFor(healed);
    const now = await counted(show);
    expect(now).toHaveLength(before.length + 2);
    expect(now).toEqual(expect.arrayContaining([...before, ...queue]));
    for (const { scanner } of [till, spare]) expect(await scanner.part('review').count()).toBe(0);
  });
});

describe('requests of the panel', () => {
  it('are accepted only from the page itself', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${venue.url}/developer/network`, { method: 'POST', headers, body: '{"up":false}' });
    expect((await post({})).status).toBe(403);
    expect((await post({ Origin: 'https://elsewhere.example' })).status).toBe(403);
    expect(wire.isUp).toBe(true);
    const health = await fetch(`${wire.url}/developer/state`);
    expect(health.status).toBe(404);
  });
});
