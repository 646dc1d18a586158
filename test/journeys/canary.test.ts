/**
 * Canary cards: they go through every journey of a house, in real browsers under the documented headers, and their codes are
 * searched for in every address, header, log, attribute, event and storage. Only the registry may get them, in bodies.
 */
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localeFor } from '@kaiku/scanner/locales';
import { readerOn, scannerOn } from '@kaiku/testkit/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runImport } from '../../packages/registry/src/commands/import.ts';
import { type Camera, openWindow, type Window } from '../support/browser.ts';
import { type CanaryHouse, canaries, canaryCode, openCanaryHouse, shows, tokens } from '../support/canary-house.ts';
import { type CanaryWatch, watchContext } from '../support/canary-watch.ts';
import { signInto } from '../support/house-window.ts';

const en = localeFor('en');
const healed = { timeout: 60_000 };
let house: CanaryHouse;
let windows: Window[] = [];

beforeAll(async () => {
  house = await openCanaryHouse();
});
afterEach(async () => {
  await Promise.all(windows.map(({ close }) => close()));
  windows = [];
  await house.wire.put(true);
});
afterAll(() => house?.close());

async function watched(camera: Camera = 'absent', origins: readonly string[] = [house.site.url, house.wire.url]) {
  const window = await openWindow('about:blank', camera);
  windows.push(window);
  const { page } = window;
  const watch = await watchContext(page.context(), { code: canaryCode, origins, registry: house.wire.url });
  return { page, watch };
}

async function openTill(address: string, camera: Camera = 'absent') {
  const { page, watch } = await watched(camera);
  await page.goto(address);
  const scanner = scannerOn(page);
  const connected = () => scanner.part('connection').filter({ hasText: en.status.connected }).waitFor(healed);

  async function record(outcome: 'confirmed' | 'provisional' = 'confirmed'): Promise<void> {
    await scanner.confirm();
    await scanner.verdict(outcome);
    await scanner.part('next').click();
  }
  async function isNotRecorded(card: string, outcome: 'has-ticket' | 'refused'): Promise<void> {
    await scanner.type(card);
    await scanner.verdict(outcome);
    await scanner.part('next').click();
  }
  return { page, watch, scanner, connected, record, isNotRecorded };
}

const pageOf = (how: 'sold' | 'door' | 'reserved', show: string = shows.evening) =>
  `${house.site.url}/page/${show}/${how}`;

/** Nothing was found, and there was something to search. */
async function expectNothing(watch: CanaryWatch): Promise<void> {
  expect(await watch.found()).toEqual([]);
  expect(watch.searched.requests).toBeGreaterThan(5);
}

const stateOf = async (card: string) =>
  (await house.store.usages(shows.evening)).find((row) => row.card === card)?.state;

/** The registry deletes the code of a visit that is undone. */
const voidedCards = async () =>
  (await house.store.usages(shows.evening)).filter(({ state }) => state === 'voided').map(({ card }) => card);

describe('the code of a card', () => {
  it('leaks nowhere at a door: camera, reader, typed, undone, a group, an outage with a reload', async () => {
    const camera: Camera = { symbology: 'qr', text: canaries.camera };
    const { page, watch, scanner, connected, record, isNotRecorded } = await openTill(pageOf('door'), camera);
    await record();
    await readerOn(page).scan(canaries.reader);
    await record();
    await scanner.type(canaries.typed);
    await record();
    await isNotRecorded(canaries.typed, 'refused');
    await scanner.type(canaries.undone);
    await record();
    await scanner.openDrawer();
    await scanner.part('undo-past').click();
    await scanner.part('past-undone').waitFor();
    await expect.poll(() => voidedCards(), healed).toEqual([null]);
    await scanner.closeDrawer();
    await readerOn(page).scan(canaries.worker);
    await page.locator('kaiku-scanner [part~="member"]').first().waitFor();
    await readerOn(page).scan(canaries.client);
    await page.locator('kaiku-scanner [part~="member"]').nth(1).waitFor();
    await record();

    await house.wire.put(false);
    await scanner.type(canaries.outage);
    await record('provisional');
    await page.reload();
    const pending = scanner.part('connection').filter({ hasText: en.status.pending(1) });
    await pending.waitFor(healed);
    await expectNothing(watch);
    await house.wire.put(true);
    await expect.poll(() => stateOf(canaries.outage), healed).toBe('counted');
    await connected();
    await expectNothing(watch);
    for (const name of ['camera', 'reader', 'typed', 'worker', 'client'] as const)
      expect([name, await stateOf(canaries[name])]).toEqual([name, 'counted']);
  });

  it('leaks nowhere if it is refused, has a ticket, or has a reservation that is redeemed', async () => {
    const refusing = await openTill(pageOf('door', shows.small));
    await refusing.isNotRecorded(canaries.refused, 'refused');
    await expectNothing(refusing.watch);

    for (const how of ['reserved', 'sold'] as const) {
      const selling = await openTill(pageOf(how));
      await selling.scanner.type(canaries[how]);
      await selling.record();
      await expectNothing(selling.watch);
    }

    const { watch, scanner, record, isNotRecorded } = await openTill(pageOf('door'));
    await isNotRecorded(canaries.sold, 'has-ticket');
    await scanner.type(canaries.reserved);
    await scanner.part('reservation').waitFor();
    await record();
    expect((await house.store.usages(shows.evening)).map(({ state }) => state)).toContain('redeemed');
    await expectNothing(watch);
  });

  it('leaks nowhere at a box office, nor in the file that an enrolled device imports', async () => {
    const till = await openTill(pageOf('sold'));
    await till.connected();
    await house.wire.put(false);
    await till.scanner.type(canaries.moved);
    await till.record('provisional');
    // It has a ticket, which this till cannot know: the registry flags it.
    await till.scanner.type(canaries.camera);
    await till.record('provisional');
    await till.scanner.openDevice();
    const { name, buffer } = await till.scanner.saveFile();
    expect(`${name} ${buffer}`).not.toMatch(canaryCode);
    expect(await till.watch.found()).toEqual([]);
    await till.page.close();

    await house.wire.put(true);
    const enrolment = await house.store.createEnrolment({ id: null, venueId: 'house' }, { name: 'Ovi' });
    const spare = await openTill(`${house.wire.url}/scan?lang=en&show=${shows.evening}#enrol=${enrolment?.code}`);
    await spare.scanner.part('begin').click(healed);
    await spare.connected();
    await spare.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await spare.scanner.openDevice();
    await spare.scanner.openFile(buffer);
    await expect.poll(() => spare.scanner.text('device-told')).toContain(en.device.opened(2));
    await expect.poll(() => stateOf(canaries.moved), healed).toBe('counted');
    await expectNothing(spare.watch);
  });

  it('leaks nowhere when the rows of a paper form are entered, and when a file of them is imported', async () => {
    const { page, watch } = await watched();
    await page.goto(`${house.wire.url}/desk/paper?day=2026-11-20&show=${shows.evening}`);
    await signInto(page, tokens.manager);
    await page.locator('input[name=code]').fill(canaries.onPaper);
    await page.keyboard.press('Enter');
    await page.locator('tr.recorded[data-number="1"]').waitFor();
    await page.reload();
    await signInto(page, tokens.manager);
    await page.locator('tr.recorded[data-number="1"]').waitFor();
    await expectNothing(watch);

    const file = path.join(tmpdir(), `kaiku-canary-${process.pid}.csv`);
    await writeFile(file, `Kaikukortin tunnus;Lapsia\n${canaries.imported};0\nE1234;1\n`);
    const printed: string[] = [];
    const { store } = house;
    await runImport([file, '--show', shows.evening], {
      openStore: async () => ({ store, close: async () => {} }) as never,
      print: (line) => printed.push(line),
    });
    await rm(file);
    process.exitCode = 0;
    expect(await stateOf(canaries.imported)).toBe('counted');
    expect(printed.length).toBeGreaterThan(0);
    expect(printed.join('\n')).not.toMatch(canaryCode);
  });

  it('is on no page of the house but the paper form', async () => {
    const { page, watch } = await watched();
    await page.goto(`${house.wire.url}/desk/attention`);
    await signInto(page, tokens.manager);
    await page.locator('section[data-list=flagged] li').first().waitFor();
    for (const name of ['attention', 'tonight', 'shows', 'evening', 'figures', 'devices', 'log', 'reconcile']) {
      await page
        .locator(`nav a[href*="/desk/${name}"]`)
        .first()
        .evaluate((link: HTMLAnchorElement) => link.click());
      await page.waitForURL(`**/desk/${name}*`);
      await page.waitForLoadState('networkidle');
      expect([name, await page.getByText(canaryCode).count()]).toEqual([name, 0]);
    }
    await expectNothing(watch);
  });

  it('is in no line of the registry’s log, and in no entry of the venue’s', async () => {
    expect(house.log.some((line) => line.includes('recordVisit'))).toBe(true);
    expect(house.log.filter((line) => canaryCode.test(line))).toEqual([]);
    const answer = await fetch(`${house.wire.url}/v1/log`, { headers: { authorization: `Bearer ${tokens.manager}` } });
    const entries = await answer.text();
    expect(entries).toContain('import');
    expect(entries).not.toMatch(canaryCode);
  });
});

describe('the search', () => {
  it('finds a code in each place, and requests to other origins', async () => {
    const { page, watch } = await watched('absent', []);
    await page.goto(`${house.site.url}/token.js`);
    await page.evaluate(async (canary) => {
      const send = (address: string, init?: RequestInit) => fetch(address, init).catch(() => {});
      console.warn(canary);
      document.body.setAttribute('data-card', canary);
      document.dispatchEvent(new CustomEvent('kaiku-verdict', { detail: { canary } }));
      localStorage.setItem('card', canary);
      // biome-ignore lint/suspicious/noDocumentCookie: a page that leaks would do this
      document.cookie = `card=${canary}`;
      await (await caches.open('cards')).put('/card', new Response(canary));
      history.replaceState(null, '', `?card=${canary}`);
      await send('/nothing', { method: 'POST', body: canary, headers: { 'X-Card': canary } });
      await send(`/nothing/${canary}`);
      await send('https://third.example/');
    }, canaries.typed);
    const { origin } = new URL(house.site.url);
    expect(await watch.found()).toEqual(
      [
        ...['address bar, title or history', 'attribute body.data-card', 'console', 'cookie', 'event kaiku-verdict'],
        ...['storage', 'forbidden request to https://third.example', `request to ${origin}`],
        ...[`address of ${origin}`, `body to ${origin}`, `header to ${origin}`],
      ].sort(),
    );
  });
});
